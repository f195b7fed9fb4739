#include "analysis/memory_limit.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/side_price.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {

std::optional<double> resident_bytes(const WorkloadRuns& workload) {
  std::uint64_t most = 0;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView& v : run.stages) {
      const auto& repetitions = run.recording->repetitions;
      if (v.stage->repetition < repetitions.size())
        most = std::max(most, repetitions[v.stage->repetition].rss_bytes);
    }
  }
  return most > 0 ? std::optional(static_cast<double>(most)) : std::nullopt;
}

std::string why_memory_is_short(const Side& side, const WorkloadRuns& workload) {
  constexpr double gib = 1024.0 * 1024 * 1024;
  const auto type = results::find_instance_type(common_instance_type(side));
  const auto resident = resident_bytes(workload);
  if (!type || !type->memory_bytes || !resident) return "";
  const auto has = static_cast<double>(*type->memory_bytes);
  if (*resident <= has) return "";
  return fmt::format("{:.3g} GiB were resident, and {} has {:.3g} GiB", *resident / gib, type->type,
                     has / gib);
}

}  // namespace crossfade::analysis
