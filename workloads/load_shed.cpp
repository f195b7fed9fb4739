// load_shed: one tick of a gateway's control, 10 ms with 512 arrivals. Calls that end move the concurrency
// limit of their cell (64 clusters in 4 regions) by its latency; arrivals pass or are shed by priority and by
// how full their cell is, retries have a budget, what is important enough is steered to the region with the
// most room, consistent hashing with bounded loads chooses one of 800 nodes, and Holt-Winters forecasts of
// the 64 clusters say how many instances each will need. 51,200 calls a second is what one gateway cluster of
// a large service sees. Time goes into branches that depend on data, heaps, binary searches and integer
// divisions, all in a small working set.
//
// A tick depends on all before it, so a course of ticks is run once while preparing and the state before each
// is kept; a request begins by restoring the state of its tick. Answers are exact: all arithmetic is on whole
// numbers. Restoring is a few percent of the request. Nothing is really called, and no socket is part of it.
//
// The digest covers all decisions, limits and forecasts. verify() runs the tick by other means, and compares
// the state after it with that before the next tick.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "workloads/gateway/forecast.h"
#include "workloads/gateway/hash_ring.h"
#include "workloads/gateway/limiter.h"
#include "workloads/gateway/tick.h"
#include "workloads/gateway/tick_check.h"
#include "workloads/gateway/traffic.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace gateway;

constexpr std::uint32_t kPool = 512;          // two rounds of three usual phases and a spike
constexpr std::uint32_t kSettlingTicks = 64;  // before the first of the pool, until calls in flight are many

constexpr std::array kClasses{
    // In the gateway's process: nothing of it crosses a network of its own.
    cf_class{"tick512", 1.0, 2'000'000, 0, 1, kPool, 0, 0, 0, 0, 0},
};

constexpr Description kDescription{
    .name = "load_shed",
    .version = "1",
    .summary = "Admits, steers and sheds the 512 arrivals of one 10 ms tick of a gateway",
    .seed_system = "gateway under load spikes",
    .unit = "one control tick with 512 arrivals",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
};

/// What is known of one cluster's demand.
struct Demand {
  std::vector<std::uint32_t> per_s;  ///< by half hours
  std::uint32_t per_instance;        ///< requests per second that one instance serves
};

class Dataset {
 public:
  static Need need(const Environment& /*environment*/) {
    constexpr std::uint64_t snapshot_bytes = sizeof(GatewayState) + 1024 * sizeof(Call);
    return {.shared_bytes = (kPool + 1) * snapshot_bytes +
                            std::uint64_t{kPool + kSettlingTicks} * kArrivals * sizeof(Arrival) + (4u << 20),
            .per_worker_bytes = 2 * snapshot_bytes};
  }

  explicit Dataset(const Environment& environment) : Dataset(environment, Random(environment.seed())) {}

  std::uint32_t tick_of(const cf_request& request) const {
    return static_cast<std::uint32_t>(request.index % kPool);
  }
  std::uint32_t start_us(std::uint32_t tick) const { return (kSettlingTicks + tick) * kTickUs; }
  std::span<const Arrival> arrivals(std::uint32_t tick) const {
    return std::span(arrivals_).subspan(std::size_t{kSettlingTicks + tick} * kArrivals, kArrivals);
  }
  /// Before the tick; its calls are sorted. kPool: after the last one.
  const GatewayState& state_before(std::uint32_t tick) const { return states_[tick]; }
  const Layout& layout() const { return *layout_; }
  std::span<const std::pair<std::uint32_t, std::uint16_t>> points() const { return points_; }
  const Demand& demand(std::uint32_t cluster) const { return demands_[cluster]; }

 private:
  Dataset(const Environment& environment, Random random)
      : points_(ring_points(mix(environment.seed()), kNodes)),
        arrivals_(make_arrivals(kSettlingTicks + kPool, random)),
        layout_(std::make_unique<Layout>(Layout{HashRing(points_), cell_capacities(arrivals_)})) {
    environment.note_library("own limiter, ring, forecast and XXH3", "1", "x86-64-v2");
    std::uint64_t all = digest(arrivals_.data(), arrivals_.size() * sizeof(Arrival));
    for (std::uint32_t cluster = 0; cluster < kClusters; ++cluster) {
      std::vector<std::uint32_t> per_s = make_demand(kPool + kHistory, random);
      const auto per_instance = static_cast<std::uint32_t>(random.between(40, 400));
      all = digest(per_s.data(), per_s.size() * sizeof(std::uint32_t), all ^ per_instance);
      demands_.push_back({std::move(per_s), per_instance});
    }
    run_course(environment);
    environment.note_dataset_digest(all);
  }

  void run_course(const Environment& environment) {
    GatewayState state = idle_state(layout_->capacities);
    Tick tick(*layout_, state);
    std::array<Decision, kArrivals> decisions;
    for (std::uint32_t number = 0; number < kSettlingTicks + kPool; ++number) {
      environment.check_cancelled();
      if (number >= kSettlingTicks) {
        keep(state);
      }
      tick.run(number * kTickUs, std::span(arrivals_).subspan(std::size_t{number} * kArrivals, kArrivals),
               decisions);
    }
    keep(state);
  }

  void keep(const GatewayState& state) {
    states_.push_back(state);
    std::sort(states_.back().in_flight.begin(), states_.back().in_flight.end());
  }

  std::vector<std::pair<std::uint32_t, std::uint16_t>> points_;
  std::vector<Arrival> arrivals_;  ///< of the settling ticks and the pool's
  std::unique_ptr<const Layout> layout_;
  std::vector<Demand> demands_;  ///< by cluster
  std::vector<GatewayState> states_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset), tick_(dataset.layout(), state_) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void request(const cf_request& request, cf_answer& answer) {
    const std::uint32_t number = dataset_.tick_of(request);
    const std::span<const Arrival> arrivals = dataset_.arrivals(number);
    state_ = dataset_.state_before(number);
    tick_.run(dataset_.start_us(number), arrivals, decisions_);
    for (std::uint32_t cluster = 0; cluster < kClusters; ++cluster) {
      const Demand& demand = dataset_.demand(cluster);
      const auto history = std::span(demand.per_s).subspan(number, kHistory);
      instances_[cluster] = instances_for(forecast_peak(history), demand.per_instance);
    }
    answer.bytes_in = arrivals.size_bytes();
    answer.bytes_out = sizeof decisions_ + sizeof instances_;
    answer.items = state_.admitted - dataset_.state_before(number).admitted;
    answer.digest = digest_of_output();
  }

  void verify(const cf_request& request, const cf_answer& answer) {
    const std::uint32_t number = dataset_.tick_of(request);
    GatewayState state = dataset_.state_before(number);
    const std::uint32_t admitted_before = state.admitted;
    TickCheck check(dataset_.points(), dataset_.layout().capacities);
    const std::vector<Decision> decisions =
        check.run(state, dataset_.start_us(number), dataset_.arrivals(number));
    const std::string which = "tick " + std::to_string(number);
    if (!std::equal(decisions.begin(), decisions.end(), decisions_.begin(), decisions_.end())) {
      throw wrong("a decision about an arrival is not the right one", which);
    }
    std::sort(state_.in_flight.begin(), state_.in_flight.end());
    if (state != state_ || state != dataset_.state_before(number + 1)) {
      throw wrong("the state after the tick is not the right one", which);
    }
    for (std::uint32_t cluster = 0; cluster < kClusters; ++cluster) {
      const Demand& demand = dataset_.demand(cluster);
      const std::int64_t peak = TickCheck::peak(std::span(demand.per_s).subspan(number, kHistory));
      // The least number that is enough.
      const std::int64_t enough = std::int64_t{instances_[cluster]} * demand.per_instance * kFraction * 100;
      const std::int64_t one_less = enough - std::int64_t{demand.per_instance} * kFraction * 100;
      if (enough < peak * 115 || (instances_[cluster] > 0 && one_less >= peak * 115)) {
        throw wrong("a cluster would get too few or too many instances", which);
      }
    }
    if (answer.digest != digest_of_output() || answer.items != state.admitted - admitted_before) {
      throw wrong("the answer does not describe the tick", "digest or number of admitted calls differs");
    }
  }

 private:
  std::uint64_t digest_of_output() const {
    std::uint64_t all = digest(decisions_.data(), sizeof decisions_);
    all = digest(state_.cells.data(), sizeof state_.cells, all);
    all = digest(state_.calls_of_node.data(), sizeof state_.calls_of_node, all);
    return digest(instances_.data(), sizeof instances_, all ^ state_.admitted);
  }

  const Dataset& dataset_;
  GatewayState state_;
  Tick tick_;
  std::array<Decision, kArrivals> decisions_{};
  std::array<std::uint32_t, kClusters> instances_{};
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
