#include "collector/host/doctor_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "results/text_layout.h"

namespace crossfade::collector {
namespace {

using std::string_view;
using enum CheckLevel;

struct Topic {
  string_view label;
  std::vector<string_view> checks;  ///< ids; the first is named by the topic's label
};

const std::vector<Topic>& topics() {
  static const std::vector<Topic> rows{
      {"machine", {"instance", "host-id", "hypervisor"}},
      {"CPU", {"cpu", "vcpus", "caches"}},
      {"clock", {"clock-source", "clock", "governor", "boost"}},
      {"counters",
       {"counters", "counters-at-once", "counters-of-type", "clock-counters", "counted-scope", "permissions",
        "nmi-watchdog", "event-tables", "descriptors"}},
      {"memory", {"memory", "disk", "huge-pages", "cgroup"}},
      {"other load", {"pressure", "steal"}},
      {"installation", {"installation", "workloads"}}};
  return rows;
}

const Check* find(const std::vector<Check>& checks, string_view id) {
  const auto found = std::find_if(checks.begin(), checks.end(), [id](const Check& c) { return c.id == id; });
  return found == checks.end() ? nullptr : &*found;
}

/// It stands with others of its topic: nothing is to be done about it.
bool is_in_a_topic(const Check& check) {
  return check.level == ok && std::any_of(topics().begin(), topics().end(), [&](const Topic& topic) {
           return std::find(topic.checks.begin(), topic.checks.end(), check.id) != topic.checks.end();
         });
}

string_view mark_of(CheckLevel level) {
  static constexpr std::array<string_view, 4> marks{"", "note", "warning", "blocking"};
  return marks[static_cast<std::size_t>(level)];
}

/// Of what is well: narrower, because a paragraph needs the room.
std::string head_of(string_view label) {
  return fmt::format("{:<15} ", label);
}

std::string head_of(string_view mark, string_view label) {
  return fmt::format("{:<9} {:<23} ", mark, label);
}

std::string paragraph(const Topic& topic, const std::vector<Check>& checks, std::size_t width) {
  std::vector<std::string> parts;
  for (const string_view id : topic.checks) {
    const Check* const check = find(checks, id);
    if (check == nullptr || check->level != ok) continue;
    const string_view said = check->brief.empty() ? check->value : check->brief;
    if (said == nothing_to_say) continue;
    const bool is_topic = id == topic.checks.front();
    parts.push_back(is_topic ? std::string(said) : fmt::format("{}: {}", check->label, said));
  }
  if (parts.empty()) return {};
  const std::string head = head_of(topic.label);
  return results::wrapped(fmt::format("{}", fmt::join(parts, "; ")), width, head, head.size());
}

/// How much of a check that is not well is said. What to do is said whole or not at all: half a command is
/// none.
enum class Length { whole, line_and_remedy, a_line };

struct Layout {
  Length notes, warnings;
};

/// The first that fits is taken: what is a warning, or blocks, is cut last.
constexpr auto layouts = std::to_array<Layout>({{Length::whole, Length::whole},
                                                {Length::line_and_remedy, Length::whole},
                                                {Length::a_line, Length::whole},
                                                {Length::a_line, Length::line_and_remedy},
                                                {Length::a_line, Length::a_line}});

std::string cut(string_view text, std::size_t width, const std::string& first, Length length) {
  if (length == Length::whole) return results::wrapped(text, width, first, first.size());
  const std::size_t room = width > first.size() + 20 ? width - first.size() : 20;
  return first + results::shortened(text, room) + "\n";
}

std::string entry(const Check& check, std::size_t width, Length length) {
  const std::string head =
      check.level == ok ? head_of(check.label) : head_of(mark_of(check.level), check.label);
  std::string text = cut(check.value, width, head, length);
  if (check.remedy.empty() || length == Length::a_line) return text;
  return text + cut(check.remedy, width, std::string(head.size(), ' ') + "-> ", Length::whole);
}

std::string laid_out(const std::vector<Check>& checks, std::size_t width, const Layout& layout) {
  std::string text;
  for (const Topic& topic : topics()) text += paragraph(topic, checks, width);
  for (const CheckLevel level : {ok, note, warning, blocking}) {
    for (const Check& check : checks) {
      if (check.level != level || is_in_a_topic(check)) continue;
      text += entry(check, width,
                    level == ok     ? Length::whole
                    : level == note ? layout.notes
                                    : layout.warnings);
    }
  }
  return text;
}

std::size_t lines_in(string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

std::string checks_to_summary(const std::vector<Check>& checks, std::size_t width) {
  constexpr std::size_t verdict_lines = 2;
  std::string text;
  for (const Layout& layout : layouts) {
    text = laid_out(checks, width, layout);
    if (lines_in(text) + verdict_lines <= lines_of_a_screen) break;
  }
  return text + fmt::format("Every check in full: crossfade-collect doctor --details\nThis machine is {}.\n",
                            verdict_of(checks));
}

}  // namespace crossfade::collector
