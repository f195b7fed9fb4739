// Mix run: what the functions of a mix's table do: they prepare the parts one after another, and hand each
// call of a request to its part. Parts see the same seed, CPUs and instruction-set level as the mix, and a
// scratch folder of their own.
#pragma once

#include "workloads/abi.h"

namespace crossfade::collector {

/// For a MixTable: need() and prepare() find its mix through cf_env.workload.
void set_mix_functions(cf_workload& table);

}  // namespace crossfade::collector
