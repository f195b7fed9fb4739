#include "analysis/statistics/virtual_run.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

constexpr double piece_s = 0.05;
// Slow requests: so that a piece holds what a standstill of the whole machine did to all servers.
constexpr double least_requests_per_server = 4;

class Draw {
 public:
  Draw(std::uint64_t seed, std::uint64_t stream) : bits_(seed ^ mixed(stream + 1)) {}
  /// In [0, 1).
  double uniform() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }
  /// In [0, bound), bound far below 2^53.
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(uniform() * static_cast<double>(bound));
  }
  /// Two independent ones of mean 1. In float: 24 bits each, so none is above 16.7.
  std::pair<float, float> exponentials() {
    const std::uint64_t bits = bits_();
    const auto one = [](std::uint64_t low_bits) {
      return -std::log(static_cast<float>((low_bits & 0xffffff) + 1) * 0x1p-24F);
    };
    return {one(bits >> 40), one(bits >> 8)};
  }

 private:
  static std::uint64_t mixed(std::uint64_t value) {  // the finaliser of splitmix64
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
  }
  std::mt19937_64 bits_;
};

std::size_t length_of_pieces(std::span<const SloChunk> chunks, std::uint32_t servers) {
  double requests = 0, seconds = 0;
  for (const SloChunk& chunk : chunks) {
    CF_ASSERT(chunk.offered_per_s > 0, "an open-loop stage has a rate");
    requests += static_cast<double>(chunk.service_ns.size());
    seconds += static_cast<double>(chunk.service_ns.size()) / chunk.offered_per_s;
  }
  const double wanted = std::max(piece_s * requests / seconds, least_requests_per_server * servers);
  return static_cast<std::size_t>(std::clamp(std::round(wanted), 1.0, std::max(1.0, requests / 8)));
}

}  // namespace

VirtualRun make_virtual_run(std::span<const SloChunk> chunks, std::span<const double> objective_ns,
                            std::uint32_t servers, VirtualArrivals arrivals, std::uint64_t requests,
                            std::uint64_t seed, std::uint64_t stream) {
  VirtualRun run;
  run.piece_length = length_of_pieces(chunks, servers);
  struct Place {
    std::size_t first_number, first_index;
  };
  std::vector<Place> places;
  for (const SloChunk& chunk : chunks) {
    const std::size_t n = chunk.service_ns.size();
    CF_ASSERT(chunk.start_delay_ns.empty() || chunk.start_delay_ns.size() == n, "one delay per request");
    CF_ASSERT(chunk.request_class.empty() || chunk.request_class.size() == n, "one class per request");
    if (n == 0) continue;
    places.push_back({run.recorded, run.busy_ns.size()});
    for (std::size_t j = 0; j < n + run.piece_length; ++j) {
      const std::size_t i = j % n;
      const double busy = static_cast<double>(chunk.service_ns[i]) +
                          (chunk.start_delay_ns.empty() ? 0.0 : static_cast<double>(chunk.start_delay_ns[i]));
      const std::size_t request_class = chunk.request_class.empty() ? 0 : chunk.request_class[i];
      CF_ASSERT(request_class < objective_ns.size(), "every class has an objective");
      const double slack = objective_ns[request_class] - busy;
      run.busy_ns.push_back(static_cast<float>(busy));
      run.slack_ns.push_back(static_cast<float>(slack));
      run.number.push_back(run.recorded + static_cast<std::uint32_t>(i));
      if (j < n) {
        run.mean_busy_ns += busy;
        run.late_when_alone += slack < 0;
      }
    }
    run.recorded += static_cast<std::uint32_t>(n);
  }
  CF_ASSERT(run.recorded > 0, "a block has requests");
  run.mean_busy_ns /= run.recorded;
  run.late_when_alone /= run.recorded;

  Draw draw(seed, stream);
  const std::size_t pieces = (requests + run.piece_length - 1) / run.piece_length;
  std::size_t chunk = 0;
  for (std::size_t j = 0; j < pieces; ++j) {
    const double at = (static_cast<double>(j) + draw.uniform()) / static_cast<double>(pieces);
    const std::size_t number =
        std::min<std::size_t>(static_cast<std::size_t>(at * run.recorded), run.recorded - 1);
    while (chunk + 1 < places.size() && number >= places[chunk + 1].first_number) ++chunk;
    run.piece_starts.push_back(places[chunk].first_index + number - places[chunk].first_number);
  }
  for (std::size_t j = pieces; j > 1; --j)
    std::swap(run.piece_starts[j - 1], run.piece_starts[draw.below(j)]);

  run.unit_gaps.assign(requests, 1.0F);
  if (arrivals == VirtualArrivals::poisson) {
    for (std::uint64_t i = 0; i < requests; i += 2) {
      const auto [first, second] = draw.exponentials();
      run.unit_gaps[i] = first;
      if (i + 1 < requests) run.unit_gaps[i + 1] = second;
    }
  }
  return run;
}

}  // namespace crossfade::statistics
