#include "collector/counters/perf_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "collector/counters/first_word.h"

namespace crossfade::collector {
namespace {

using results::EventCode;

/// In sysfs the leader is "slots"; the shares have the names of the codes.
std::string kernel_name(const EventCode& code) {
  return code.metric == perf_metrics_leader ? std::string("slots") : std::string(code.name);
}

/// Of the hexadecimal number behind `key`, which `text` is advanced past.
std::optional<std::uint64_t> take(std::string_view& text, std::string_view key) {
  if (!text.starts_with(key)) return std::nullopt;
  text.remove_prefix(key.size());
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (problem != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

/// Of "event=0x00,umask=0x80".
std::optional<std::uint64_t> config_of(std::string_view text) {
  const auto event = take(text, "event=0x");
  const auto umask = take(text, ",umask=0x");
  if (!event || !umask || !text.empty()) return std::nullopt;
  return *event | (*umask << 8U);
}

/// Empty if the kernel names the event with the code that it is asked for.
std::string why_not_there(const std::string& folder, const EventCode& code) {
  const std::string path = fmt::format("{}/{}", folder, kernel_name(code));
  const std::string text = first_word_of(path);
  if (text.empty())
    return fmt::format("this kernel names no event cpu/{}/: it or the CPU has no PERF_METRICS for it",
                       kernel_name(code));
  if (config_of(text) != code.config) return fmt::format("{} says '{}', which is not known here", path, text);
  return {};
}

results::Counter absent_counter(const EventCode& code, std::string why) {
  const CounterEvent event = event_of(code);
  return {event.metric, recorded_name(event), results::CounterScope::user_kernel, event.tier, std::move(why)};
}

bool is_level_1(const EventCode& code) {
  return code.metric == perf_metrics_leader ||
         std::find(perf_metrics_level_1.begin(), perf_metrics_level_1.end(), code.metric) !=
             perf_metrics_level_1.end();
}

/// Why there can be none of it; empty if level 1 is there.
std::string why_none(const std::string& folder, const std::vector<EventCode>& codes, bool is_virtual) {
  if (is_virtual)
    return "PERF_METRICS is not shown to virtual machines: top-down is made of general counters here";
  for (const EventCode& code : codes) {
    if (!is_level_1(code)) continue;
    if (std::string why = why_not_there(folder, code); !why.empty()) return why;
  }
  return {};
}

}  // namespace

bool is_of_perf_metrics(std::string_view metric) {
  return metric.starts_with("fixed_");
}

PerfMetrics read_perf_metrics(const std::string& root, std::string_view microarchitecture, bool is_virtual) {
  std::vector<EventCode> codes;  // the leader and its shares in the table's order
  for (const EventCode& code : results::event_codes(microarchitecture)) {
    if (code.opened == results::Opened::with_metrics) codes.push_back(code);
  }
  const std::string folder = (root.ends_with('/') ? root.substr(0, root.size() - 1) : root) +
                             "/sys/bus/event_source/devices/cpu/events";
  const std::string none = why_none(folder, codes, is_virtual);
  PerfMetrics found;
  for (const EventCode& code : codes) {
    const std::string why = !none.empty()      ? none
                            : is_level_1(code) ? std::string()
                                               : why_not_there(folder, code);
    if (why.empty()) {
      found.events.push_back({event_of(code), code.place});
    } else {
      found.absent.push_back(absent_counter(code, why));
    }
  }
  return found;
}

}  // namespace crossfade::collector
