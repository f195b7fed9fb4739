// Rule texts: id, message, threshold with its reason, and consequence of every quality and comparability
// rule. Only the texts live here, because collector, analysis and GUI all show them; the tests of the rules
// are in collector/host/quality_rules and analysis/comparability.
#pragma once

#include <span>
#include <string_view>

namespace crossfade::results {

enum class RuleKind { quality, comparability };

struct Rule {
  std::string_view id;  ///< stable, in files: "run-queue-wait"
  RuleKind kind;
  double threshold;  ///< in `unit`; NaN if the rule is not a comparison with a number
  std::string_view unit;
  std::string_view message;  ///< what was seen
  std::string_view why;      ///< reason of the threshold
  std::string_view consequence;
};

std::span<const Rule> rules();
/// nullptr if there is no such id.
const Rule* find_rule(std::string_view id);
/// Of a rule that is in the vocabulary.
double threshold_of(std::string_view id);

}  // namespace crossfade::results
