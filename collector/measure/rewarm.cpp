#include "collector/measure/rewarm.h"

#include <algorithm>
#include <vector>

#include "collector/measure/clock.h"
#include "collector/measure/shared_indexes.h"

namespace crossfade::collector {

Rewarmed rewarm(const StageInput& input, std::uint32_t workers) {
  std::vector<Rewarmed> each(workers);
  input.crew.run(workers, [&](std::uint32_t w) {
    const RequestMaker make = input.maker(w);
    const std::int64_t end = monotonic_ns() + rewarm_ns;
    std::uint64_t made = 0, errors = 0;
    while (made < fewest_rewarm_requests || monotonic_ns() < end) {
      if (!input.golden.is_right(make(shared_index(made++, w, workers)))) ++errors;
    }
    each[w] = {made * workers, errors};
  });
  Rewarmed all;
  for (const Rewarmed& one : each) {
    all.indexes_used = std::max(all.indexes_used, one.indexes_used);
    all.errors += one.errors;
  }
  return all;
}

}  // namespace crossfade::collector
