#include "collector/failed_workloads.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossfade::collector {
namespace {

std::string wrong_text(const std::vector<WorkloadSummary>& summaries) {
  std::vector<std::string> names;
  std::string first;
  for (const WorkloadSummary& s : summaries) {
    if (s.processes_wrong == 0) continue;
    names.push_back(fmt::format("{} ({} of {} processes)", s.name, s.processes_wrong, s.processes));
    if (first.empty()) first = s.first_wrong;
  }
  if (names.empty()) return "";
  return fmt::format(
      "crossfade-collect: some answers were wrong\n  where: {}\n  why: {}\n"
      "  what to do: no report compares these workloads: a wrong answer has no speed. If answers are right "
      "with --isa-cap "
      "x86-64-v2, it is a library's code for this CPU; in a plug-in of your own request() and verify() "
      "disagree\n",
      fmt::join(names, ", "), first);
}

std::string no_result_text(const std::vector<WorkloadSummary>& summaries, const std::string& recording) {
  std::vector<std::string> names;
  for (const WorkloadSummary& s : summaries) {
    if (s.processes_ok == 0 && s.processes_wrong == 0) names.push_back(s.name);
  }
  if (names.empty()) return "";
  return fmt::format(
      "crossfade-collect: some workloads gave no result\n  where: {}\n"
      "  why: no process of them ended well; the reasons are above\n"
      "  what to do: crossfade-report show {} --log has all that their processes wrote\n",
      fmt::join(names, ", "), recording);
}

}  // namespace

std::string failed_workloads_text(const std::vector<WorkloadSummary>& summaries,
                                  const std::string& recording) {
  return no_result_text(summaries, recording) + wrong_text(summaries);
}

}  // namespace crossfade::collector
