#include "collector/measure/real_time_crew.h"

#include <vector>

#include "collector/protocol/real_time.h"

namespace crossfade::collector {

results::Result<RealTimeCrew> RealTimeCrew::enter(Crew& crew, std::uint32_t workers,
                                                  results::Scheduling scheduling) {
  if (scheduling == results::Scheduling::normal) return RealTimeCrew(crew, 0);
  RealTimeCrew entered(crew, workers);
  std::vector<results::Result<void>> outcomes(workers);
  crew.run(workers, [&](std::uint32_t w) { outcomes[w] = enter_real_time(); });
  for (const auto& outcome : outcomes) CF_TRY(outcome);
  return entered;
}

void RealTimeCrew::leave() {
  if (workers_ > 0) crew_.run(workers_, [](std::uint32_t) { leave_real_time(); });
  workers_ = 0;
}

}  // namespace crossfade::collector
