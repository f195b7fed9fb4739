// Comparability: what differs between two sides and whether a ratio may be formed. Rules are rows
// (results/vocabulary/rule); CPU identity and what follows from it are expected: they are the purpose.
#pragma once

#include <string>
#include <vector>

#include "analysis/side.h"

namespace crossfade::analysis {

enum class Severity { expected, suspicious, blocking };

/// What a blocking difference blocks: every ratio, those of load stages, only the comparison of spikes, or
/// only what hardware counters gave.
enum class Scope { everything, load, spikes, hardware_counters };

struct Difference {
  std::string rule;      ///< id
  std::string subject;   ///< "kernel", "tls_segment parameters"
  std::string workload;  ///< empty = concerns the whole recording
  std::string base, candidate;
  Severity severity = Severity::expected;
  std::string message, consequence;
  Scope scope = Scope::everything;
};

std::vector<Difference> differences(const Side& base, const Side& candidate);

/// More than the rule disturbed-share allows: what an interval over such stages says is a question.
bool is_too_disturbed(double disturbed_share);

/// "disturbed 93 %: too much to say": what stands in the place of such a statement, or before what is left
/// open.
std::string question_text(double disturbed_share);

/// Every fact of the environment of each side, equal or not, for the environment view: rows by key.
struct EnvironmentRow {
  std::string key;
  std::vector<std::string> values;         ///< one per side; distinct values of a side are joined with " | "
  bool differs = false;                    ///< false for what only dates a run: load average, free memory
  Severity severity = Severity::expected;  ///< meaningful only if it differs
};
std::vector<EnvironmentRow> environment_rows(const std::vector<Side>& sides);

}  // namespace crossfade::analysis
