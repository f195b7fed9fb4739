// What the shedding policies are worth: two workers, requests of 200 us (0.5 to 1.5 times that), 60 % load, a
// spike of three times the rate for 2 s, classes critical / degraded / best-effort of 20 / 50 / 30 %, an
// objective of 5 ms, cheaper answers of 0.4 times the work; the engine and the counting of a spike stage, the
// work a calibrated chain. Prints a row a policy, median of the process's rounds and their extremes.
// Usage: spike_policies [rounds]   (20 s a policy by default). On a machine that others use run it by
// chrt -f 1: workers that wait for a CPU queue by themselves.
#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "analysis/statistics/regain.h"
#include "collector/measure/arrivals.h"
#include "collector/measure/lanes.h"
#include "collector/measure/spike_tally.h"
#include "collector/measure/waiting_clock.h"
#include "collector/measure/worker_pool.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

constexpr std::uint64_t ms = 1'000'000, s = 1000 * ms;
constexpr double service_s = 200e-6, cheap_share = 0.4;
const std::vector<cf_class> classes{{"critical", 0.2, 5 * ms, 0, 2, 1, 0, 0, 0, 0, 0},
                                    {"degraded", 0.5, 5 * ms, 1, 2, 1, 0, 0, 0, 0, 0},
                                    {"best-effort", 0.3, 5 * ms, 2, 2, 1, 0, 0, 0, 0, 0}};
const SpikeShape shape{
    .factor = 3, .begin_ns = 3 * s / 2, .end_ns = 7 * s / 2, .duration_ns = 13 * s / 2, .window_ns = 50 * ms};
const std::vector<RateStep> steps{{0, 1}, {shape.begin_ns, shape.factor}, {shape.end_ns, 1}};

void work(std::uint64_t length) {
  std::uint64_t value = length;
  for (std::uint64_t i = 0; i < length; ++i) {
    value = value * 0x9e3779b97f4a7c15U + 1;
    asm volatile("" : "+r"(value));
  }
}

/// Steps of the chain in a nanosecond: the fastest of many tries, which nobody disturbed.
double steps_per_ns() {
  constexpr std::uint64_t trial = 1 << 18;
  std::int64_t fastest = INT64_MAX;
  for (int i = 0; i < 200; ++i) {
    const std::int64_t start = monotonic_ns();
    work(trial);
    fastest = std::min(fastest, monotonic_ns() - start);
  }
  return static_cast<double>(trial) / static_cast<double>(fastest);
}

std::vector<std::uint32_t> two_cpus() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<std::uint32_t> cpus;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return cpus;
  for (std::uint32_t cpu = 0; cpu < CPU_SETSIZE && cpus.size() < 2; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) cpus.push_back(cpu);
  }
  return cpus;
}

struct Round {
  double goodput_per_s = 0, regain_s = 0;
  std::array<double, 3> in_slo{}, shed{};
};

Round summarised(const std::vector<results::SpikeWindow>& windows) {
  Round round;
  std::array<double, 3> offered{};
  std::vector<statistics::CountedWindow> after;
  for (const results::SpikeWindow& w : windows) {
    if (w.begin_ns >= shape.end_ns) {
      if (w.workload_class == 0) after.emplace_back();
      after.back().all += w.offered, after.back().good += w.in_slo;
    }
    if (!shape.in_spike(static_cast<std::int64_t>(w.begin_ns))) continue;
    offered.at(w.workload_class) += static_cast<double>(w.offered);
    round.in_slo.at(w.workload_class) += static_cast<double>(w.in_slo);
    round.shed.at(w.workload_class) += static_cast<double>(w.shed);
    round.goodput_per_s +=
        static_cast<double>(w.in_slo) * 1e9 / static_cast<double>(shape.end_ns - shape.begin_ns);
  }
  for (std::size_t c = 0; c < 3; ++c) round.in_slo.at(c) /= offered.at(c), round.shed.at(c) /= offered.at(c);
  const auto regained = statistics::regained_at(after, 0.98, 5);
  round.regain_s = regained ? static_cast<double>(*regained) * 0.05 : INFINITY;
  return round;
}

Round run_policy(WorkerPool& pool, const results::SheddingPolicy& policy, double chain_per_ns,
                 std::uint64_t seed) {
  const double base_per_s = 0.6 * pool.size() / service_s;
  const auto arrivals = *make_step_arrivals(steps, base_per_s, shape.duration_ns, seed);
  const std::vector<double> shares{0.2, 0.5, 0.3};
  const RequestMix mix(shares, seed + 1);
  const Lanes lanes(arrivals, mix, classes, policy);
  const auto views = lanes.views();
  const auto limits = class_limits(classes, policy);
  std::vector<LaneCursor> cursors(lanes.size());
  std::atomic<bool> given_up{false};
  StartGate gate(pool.size(), 2 * ms);
  std::vector<std::unique_ptr<SpikeTally>> tallies(pool.size());
  pool.run(pool.size(), [&](std::uint32_t w) {
    WaitingClock clock(results::WaitMode::hybrid, 60'000);
    WorkerRecord record(3);
    tallies[w] = std::make_unique<SpikeTally>(shape, classes);
    const GoldenAnswers judged_by_status;
    workloads::Random random(seed, w);
    PriorityLoop loop{.lanes = views, .limits = limits};
    loop.start_ns = clock.wait_at(gate);
    loop.give_up_ns = loop.start_ns + static_cast<std::int64_t>(shape.duration_ns + 5 * ms);
    tallies[w]->start_at(loop.start_ns);
    run_priority_loop(
        loop, clock, std::span(cursors), given_up,
        [&](const Dispatch& d) {
          const double share = (0.5 + random.uniform()) * (d.level == 0 ? 1 : cheap_share);
          work(static_cast<std::uint64_t>(share * service_s * 1e9 * chain_per_ns));
          return Served{{0, 0, d.class_id, d.level}, {}, CF_OK};
        },
        [&](const Dispatch& d, const Served& served) {
          tallies[w]->record(d, served, judged_by_status, record);
        },
        [&](const Dispatch& d) { tallies[w]->shed(d); });
  });
  auto windows = empty_windows(shape, views, classes.size());
  for (const auto& tally : tallies) tally->add_to(windows);
  return summarised(windows);
}

/// Median, and in brackets the extremes.
template <class Value>
std::string over(std::vector<Round>& rounds, Value value, const char* format) {
  std::sort(rounds.begin(), rounds.end(),
            [&](const Round& a, const Round& b) { return value(a) < value(b); });
  const auto text = [&](const Round& r) { return fmt::format(fmt::runtime(format), value(r)); };
  return fmt::format("{} [{}, {}]", text(rounds[rounds.size() / 2]), text(rounds.front()),
                     text(rounds.back()));
}

int run(int rounds) {
  const auto cpus = two_cpus();
  auto pool = WorkerPool::create(cpus);
  if (cpus.size() < 2 || !pool) {
    std::fputs("two CPUs are needed\n", stderr);
    return 69;
  }
  const double chain_per_ns = steps_per_ns();
  std::fputs(
      "policy; goodput/s; in objective, %: critical / degraded / best-effort; shed, % of them; regained "
      "after, s\n",
      stdout);
  for (const results::SheddingPolicy& policy : results::shedding_policies()) {
    std::vector<Round> all;
    for (int i = 0; i < rounds; ++i)
      all.push_back(run_policy(**pool, policy, chain_per_ns, 100 + static_cast<std::uint64_t>(i)));
    std::string line = fmt::format("{}; {}", policy.name,
                                   over(
                                       all, [](const Round& r) { return r.goodput_per_s; }, "{:.0f}"));
    for (const auto member : {&Round::in_slo, &Round::shed}) {
      for (std::size_t c = 0; c < 3; ++c)
        line += (c == 0 ? "; " : " / ") +
                over(
                    all, [&](const Round& r) { return 100 * (r.*member)[c]; }, "{:.1f}");
    }
    line += "; " + over(
                       all, [](const Round& r) { return r.regain_s; }, "{:.2f}");
    std::printf("%s\n", line.c_str());
    (void)std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace crossfade::collector

int main(int count, char** arguments) {
  return crossfade::collector::run(count > 1 ? std::max(1, std::atoi(arguments[1])) : 3);
}
