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

double offered_per_s(std::span<const SloChunk> chunks) {
  double requests = 0, seconds = 0;
  for (const SloChunk& chunk : chunks) {
    CF_ASSERT(chunk.offered_per_s > 0, "an open-loop stage has a rate");
    requests += static_cast<double>(chunk.service_ns.size());
    seconds += static_cast<double>(chunk.service_ns.size()) / chunk.offered_per_s;
  }
  CF_ASSERT(requests > 0, "a block has requests");
  return requests / seconds;
}

std::size_t length_of_pieces(double recorded_per_s, std::size_t requests, std::uint32_t servers) {
  const double wanted = std::max(piece_s * recorded_per_s, least_requests_per_server * servers);
  return static_cast<std::size_t>(
      std::clamp(std::round(wanted), 1.0, std::max(1.0, static_cast<double>(requests) / 8)));
}

struct RecordedStall {
  std::size_t index;  ///< into busy_ns
  double delay_ns;
};

/// The recorded requests, each chunk followed by its first ones.
class Recorded {
 public:
  Recorded(VirtualRun& run, std::span<const double> objective_ns, std::uint32_t servers)
      : run_(run),
        objective_ns_(objective_ns),
        mean_before_ns_(1e9 / run.recorded_per_s * (servers + 1) / 2) {}

  void add(const SloChunk& chunk) {
    const std::size_t n = chunk.service_ns.size();
    CF_ASSERT(chunk.start_delay_ns.empty() || chunk.start_delay_ns.size() == n, "one delay per request");
    CF_ASSERT(chunk.request_class.empty() || chunk.request_class.size() == n, "one class per request");
    if (n == 0) return;
    first_.push_back({run_.recorded, run_.busy_ns.size()});
    for (std::size_t j = 0; j < n + run_.piece_length; ++j) add(chunk, j % n, j < n);
    run_.recorded += static_cast<std::uint32_t>(n);
  }

  /// Sets what is known of all requests together, at the end.
  void summarise(std::uint32_t servers) {
    run_.mean_busy_ns = sum_busy_ns_ / run_.recorded;
    const double time_ns = 1e9 * servers / run_.recorded_per_s;
    run_.idle_ns =
        std::max(time_ns - run_.mean_busy_ns - sum_stalled_ns_ / run_.recorded, least_idle * time_ns);
  }

  /// Where in busy_ns the recorded request of that number stands.
  std::size_t index_of(std::size_t number) const {
    std::size_t chunk = first_.size() - 1;
    while (number < first_[chunk].number) --chunk;
    return first_[chunk].index + number - first_[chunk].number;
  }
  /// In order of index.
  std::span<const RecordedStall> stalls() const { return stalls_; }

  /// How long a stall that an arrival meets has lasted on average: an idle worker has claimed the first
  /// arrival that is due, or the last of as many as there are servers, or one between.
  double mean_before_ns() const { return mean_before_ns_; }

 private:
  void add(const SloChunk& chunk, std::size_t i, bool own) {
    double busy_ns = chunk.service_ns[i];
    if (!chunk.start_delay_ns.empty()) {
      const double delay_ns = chunk.start_delay_ns[i];
      if (delay_ns > shortest_stall_ns) {
        stalls_.push_back({run_.busy_ns.size(), delay_ns});
        if (own) run_.stalls_last_ns.push_back(delay_ns + mean_before_ns_);
        if (own) sum_stalled_ns_ += delay_ns;
      } else {
        busy_ns += delay_ns;
      }
    }
    const std::size_t request_class = chunk.request_class.empty() ? 0 : chunk.request_class[i];
    CF_ASSERT(request_class < objective_ns_.size(), "every class has an objective");
    run_.busy_ns.push_back(static_cast<float>(busy_ns));
    run_.slack_ns.push_back(static_cast<float>(objective_ns_[request_class] - busy_ns));
    run_.number.push_back(run_.recorded + static_cast<std::uint32_t>(i));
    if (own) sum_busy_ns_ += busy_ns;
  }

  struct First {
    std::size_t number, index;
  };
  VirtualRun& run_;
  std::span<const double> objective_ns_;
  double mean_before_ns_, sum_busy_ns_ = 0, sum_stalled_ns_ = 0;
  std::vector<First> first_;
  std::vector<RecordedStall> stalls_;
};

}  // namespace

VirtualRun make_virtual_run(std::span<const SloChunk> chunks, std::span<const double> objective_ns,
                            std::uint32_t servers, VirtualArrivals arrivals, std::uint64_t requests,
                            std::uint64_t seed, std::uint64_t stream) {
  std::size_t all = 0;
  for (const SloChunk& chunk : chunks) all += chunk.service_ns.size();
  VirtualRun run;
  run.recorded_per_s = offered_per_s(chunks);
  run.piece_length = length_of_pieces(run.recorded_per_s, all, servers);
  Recorded recorded(run, objective_ns, servers);
  for (const SloChunk& chunk : chunks) recorded.add(chunk);
  recorded.summarise(servers);
  if (objective_ns.size() == 1) run.objective_ns = objective_ns.front();

  Draw draw(seed, stream);
  const std::size_t pieces = (requests + run.piece_length - 1) / run.piece_length;
  for (std::size_t j = 0; j < pieces; ++j) {
    const double at = (static_cast<double>(j) + draw.uniform()) / static_cast<double>(pieces);
    const auto number = static_cast<std::size_t>(at * run.recorded);
    run.piece_starts.push_back(recorded.index_of(std::min<std::size_t>(number, run.recorded - 1)));
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

  for (std::size_t j = 0; j < pieces; ++j) {
    const std::size_t start = run.piece_starts[j];
    auto stall = std::lower_bound(recorded.stalls().begin(), recorded.stalls().end(), start,
                                  [](const RecordedStall& s, std::size_t index) { return s.index < index; });
    std::size_t first = 0, last = 0;
    double chance = 0;
    std::uint64_t copies_seed = 0;
    for (; stall != recorded.stalls().end() && stall->index < start + run.piece_length; ++stall) {
      if (copies_seed == 0 || stall->index - last > servers) {
        first = stall->index;
        chance = draw.uniform();
        copies_seed = 1 + draw.below(1U << 30);
      }
      last = stall->index;
      run.idle_stalls.push_back({j * run.piece_length + stall->index - start, stall->delay_ns,
                                 recorded.mean_before_ns() * static_cast<double>(draw.exponentials().first),
                                 chance, copies_seed, stall->index - first, run.number[stall->index]});
    }
  }
  return run;
}

}  // namespace crossfade::statistics
