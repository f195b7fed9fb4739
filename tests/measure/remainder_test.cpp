// The remainder by multiplication against the division itself, where a reciprocal could be off.
#include "collector/measure/remainder.h"

#include <gtest/gtest.h>

#include <vector>

#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

std::vector<std::uint64_t> divisors() {
  std::vector<std::uint64_t> all{UINT64_MAX, UINT64_MAX - 1};
  for (std::uint64_t d = 1; d < 300; ++d) all.push_back(d);
  for (unsigned bit = 9; bit < 64; ++bit) {
    const std::uint64_t power = std::uint64_t{1} << bit;
    all.insert(all.end(), {power - 1, power, power + 1});
  }
  return all;
}

TEST(Remainder, IsThatOfADivision) {
  workloads::Random random(1);
  for (const std::uint64_t d : divisors()) {
    const Remainder remainder(d);
    const std::uint64_t largest_multiple = UINT64_MAX / d * d;
    std::vector<std::uint64_t> values{0,         1, d - 1, d, d + 1, largest_multiple, largest_multiple - 1,
                                      UINT64_MAX};
    for (int i = 0; i < 20; ++i) values.push_back(random.next());
    for (const std::uint64_t value : values)
      ASSERT_EQ(remainder.of(value), value % d) << value << " by " << d;
  }
}

}  // namespace
}  // namespace crossfade::collector
