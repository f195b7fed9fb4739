#include "analysis/statistics/isotonic.h"

#include "results/assertion.h"

namespace crossfade::statistics {

std::vector<double> non_decreasing_fit(std::span<const double> values, std::span<const double> weights) {
  CF_ASSERT(values.size() == weights.size(), "one weight per value");
  struct Pool {
    double level, weight;
    std::size_t size;
  };
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < values.size(); ++i) {
    CF_ASSERT(weights[i] > 0, "a weight is above 0");
    pools.push_back({values[i], weights[i], 1});
    while (pools.size() > 1 && pools[pools.size() - 2].level > pools.back().level) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& before = pools.back();
      before.level =
          (before.level * before.weight + last.level * last.weight) / (before.weight + last.weight);
      before.weight += last.weight;
      before.size += last.size;
    }
  }
  std::vector<double> fit;
  for (const Pool& p : pools) fit.insert(fit.end(), p.size, p.level);
  return fit;
}

}  // namespace crossfade::statistics
