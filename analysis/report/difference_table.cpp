#include "analysis/report/difference_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "analysis/report/cells.h"
#include "results/text_layout.h"

namespace crossfade::analysis {
namespace {

/// Expected differences a reader wants to see; the others only count.
bool worth_a_row(const Difference& d) {
  return d.severity != Severity::expected || d.rule == "isa-cap" || d.rule == "isa-path" ||
         d.rule == "machine-size" || d.subject == "CPU model";
}

/// Digests by their first digits: enough to tell them apart.
std::string with_short_digests(const std::string& text) {
  static const std::regex digest("(sha256:[0-9a-f]{12})[0-9a-f]+");
  return std::regex_replace(text, digest, "$1");
}

std::string cell_text(const std::string& text, std::size_t widest) {
  return results::shortened(with_short_digests(text), widest);
}

}  // namespace

std::string_view severity_text(Severity severity) {
  switch (severity) {
    case Severity::blocking:
      return "blocking";
    case Severity::suspicious:
      return "suspicious";
    case Severity::expected:
      break;
  }
  return "expected";
}

Table difference_table(const Comparison& c, Severity least) {
  constexpr std::size_t widest = 72;
  Table t;
  t.id = "differences";
  t.title = fmt::format("Differences between {} and {}", c.base.label, c.candidate.label);
  const auto data = [](std::string id) { return Column{std::move(id), "", "", false, true}; };
  t.columns = {data("candidate"),
               {"severity", "severity", "", false, false},
               data("rule"),
               data("workload"),
               data("subject"),
               {"subject_text", "what", "", false, false},
               {"baseline_text", "baseline", "", false, false},
               {"candidate_text", "candidate", "", false, false},
               data("baseline_value"),
               data("candidate_value"),
               data("message"),
               data("consequence")};
  for (const Difference& d : c.differences) {
    if (d.severity < least) continue;
    if (!worth_a_row(d)) t.data_only_rows.insert(t.rows.size());
    const std::string subject = d.workload.empty() ? d.subject : fmt::format("{} {}", d.workload, d.subject);
    t.rows.push_back({text_cell(c.candidate.label), text_cell(std::string(severity_text(d.severity))),
                      text_cell(d.rule), text_cell(d.workload), text_cell(d.subject), text_cell(subject),
                      text_cell(cell_text(d.base, widest)), text_cell(cell_text(d.candidate, widest)),
                      text_cell(d.base), text_cell(d.candidate), text_cell(d.message),
                      text_cell(d.consequence)});
    const std::string note = fmt::format("{}: {}.", d.message, d.consequence);
    if (d.severity != Severity::expected &&
        std::find(t.notes.begin(), t.notes.end(), note) == t.notes.end()) {
      t.notes.push_back(note);
    }
  }
  if (!t.data_only_rows.empty()) {
    const std::size_t more = t.data_only_rows.size();
    t.notes.push_back(
        fmt::format("{} more expected difference{} in CSV and JSON.", more, more == 1 ? " is" : "s are"));
  }
  if (t.rows.empty()) t.notes.emplace_back("none");
  return t;
}

}  // namespace crossfade::analysis
