// PMU names: which of its event tables libpfm4 finds for this CPU, by family and model. It says what the
// library knows, not what a virtual machine shows: that is tried (self_test). Not thread safe.
#pragma once

#include <string>
#include <vector>

#include "results/recording.h"

namespace crossfade::collector {

/// Names of the CPU's own PMUs, the cores' first ("amd64_fam19h_zen4"); the kernel's generic ones are no
/// names of a CPU. Empty = the library has none, or cannot start: then `problem` says why.
struct PmuNames {
  std::vector<std::string> names;
  std::string problem;
};
PmuNames read_pmu_names();

/// "pmu.libpfm4", absent with its reason if there are no names.
results::EnvironmentFact pmu_fact(const PmuNames& pmus);

}  // namespace crossfade::collector
