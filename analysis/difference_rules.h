// Difference rules: the groups of rules that differences() asks one after the other. Each adds a row for what
// differs and nothing for what is alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparability.h"
#include "analysis/side.h"

namespace crossfade::analysis {

/// A row of a rule of the vocabulary, with the rule's texts.
Difference difference(std::string_view rule, std::string subject, std::string workload, std::string base,
                      std::string candidate, Severity severity);

/// Who the sides say they are: simulated, stated by the user, host ids that two machines or containers share.
void identity_rules(const Side& base, const Side& candidate, std::vector<Difference>& out);

/// Facts of the environment. What only dates a run (load average, free memory) is not compared.
void environment_rules(const Side& base, const Side& candidate, std::vector<Difference>& out);

/// Plans for many hosts, and looks at them, that recordings say they belong to.
void study_rules(const Side& base, const Side& candidate, std::vector<Difference>& out);

/// Which counters were on, of whom, and what cycles are made of.
void counter_rules(const Side& base, const Side& candidate, std::vector<Difference>& out);

/// How load was offered to `workload` (a name in both sides): arrivals, scheduling, spikes.
void load_rules(const Side& base, const Side& candidate, const std::string& workload,
                std::vector<Difference>& out);

/// Which builds of the measuring program and of `workloads` (names in both sides) measured.
void build_rules(const Side& base, const Side& candidate, const std::vector<std::string>& workloads,
                 std::vector<Difference>& out);

}  // namespace crossfade::analysis
