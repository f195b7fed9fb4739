#include "collector/counters/pmu_names.h"

#include <fmt/format.h>
#include <perfmon/pfmlib.h>

namespace crossfade::collector {

PmuNames read_pmu_names() {
  PmuNames found;
  if (const int failed = ::pfm_initialize(); failed != PFM_SUCCESS) {
    found.problem = fmt::format("libpfm4 does not start: {}", ::pfm_strerror(failed));
    return found;
  }
  for (const pfm_pmu_type_t type : {PFM_PMU_TYPE_CORE, PFM_PMU_TYPE_UNCORE}) {
    for (int pmu = PFM_PMU_NONE; pmu < PFM_PMU_MAX; ++pmu) {
      pfm_pmu_info_t info{};
      info.size = sizeof info;
      if (::pfm_get_pmu_info(static_cast<pfm_pmu_t>(pmu), &info) != PFM_SUCCESS) continue;
      if (info.is_present != 0 && info.type == type) found.names.emplace_back(info.name);
    }
  }
  return found;
}

results::EnvironmentFact pmu_fact(const PmuNames& pmus) {
  results::EnvironmentFact fact{"pmu.libpfm4", fmt::format("{}", fmt::join(pmus.names, " ")), {}};
  if (!pmus.names.empty()) return fact;
  fact.absent_because =
      pmus.problem.empty()
          ? "libpfm4 has no event table for this CPU: it is newer than the library, or not known to it"
          : pmus.problem;
  return fact;
}

}  // namespace crossfade::collector
