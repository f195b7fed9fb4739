#include "collector/measure/request_mix.h"

#include "results/assertion.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {

std::vector<double> class_shares(const cf_workload& table) {
  std::vector<double> shares;
  for (std::uint32_t c = 0; c < table.n_classes; ++c) shares.push_back(table.classes[c].share);
  return shares;
}

RequestMix::RequestMix(std::span<const double> shares, std::uint64_t seed) : classes_(period, 0) {
  CF_ASSERT(!shares.empty(), "a workload has at least one class");
  workloads::Random random(seed);
  for (auto& drawn : classes_) {
    double left = random.uniform();
    while (drawn + 1U < shares.size() && left >= shares[drawn]) left -= shares[drawn++];
  }
}

}  // namespace crossfade::collector
