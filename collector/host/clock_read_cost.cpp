#include "collector/host/clock_read_cost.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace crossfade::collector {
namespace {

constexpr std::size_t batches = 301;
constexpr int readings = 100;

template <class Read>
double median_cost_ns(Read&& read_ns) {
  std::array<std::int64_t, batches> spans_ns{};
  for (std::int64_t& span_ns : spans_ns) {
    const std::int64_t begin_ns = read_ns();
    std::int64_t end_ns = begin_ns;
    for (int i = 0; i < readings; ++i) end_ns = read_ns();
    span_ns = end_ns - begin_ns;
  }
  const auto middle = spans_ns.begin() + batches / 2;
  std::nth_element(spans_ns.begin(), middle, spans_ns.end());
  return static_cast<double>(*middle) / readings;
}

}  // namespace

double clock_read_cost_ns(const std::function<std::int64_t()>& read_ns) {
  return median_cost_ns(read_ns);
}

double clock_read_cost_ns() {
  return median_cost_ns([] {
    timespec t{};
    (void)::clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
  });
}

}  // namespace crossfade::collector
