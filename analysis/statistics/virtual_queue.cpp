#include "analysis/statistics/virtual_queue.h"

namespace crossfade::statistics {

double virtual_exceedance(const VirtualRun& run, double rate_per_s, std::size_t requests,
                          std::uint32_t servers) {
  const std::size_t warm_up = virtual_warm_up(requests);
  std::uint64_t late = 0, late_in_warm_up = 0;
  run_virtual_queue(run, rate_per_s, requests, servers,
                    [&](std::size_t i, std::size_t index, double wait_ns, const VirtualStall*) {
                      late += wait_ns > static_cast<double>(run.slack_ns[index]);
                      if (i + 1 == warm_up) late_in_warm_up = late;
                    });
  return static_cast<double>(late - late_in_warm_up) / static_cast<double>(requests - warm_up);
}

}  // namespace crossfade::statistics
