// Study of the SLO estimate: traces of simulated engines whose true SLO rate is known from a very long
// simulation. A program, not a timed test: prints one line a cell. The seed is fixed.
//
// slo_estimate_benchmark [REPEATS [VIRTUAL_REQUESTS [PART_OF_A_MACHINES_NAME [SERVERSxOBJECTIVE [BLOCKS]]]]]:
// by default 10 repeats, half a minute; docs/methodology.md has 200, hours. "4x10": four servers, objective
// 10 x service. With BLOCKS only recordings of so many, of 2 s each.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/slo_estimate.h"
#include "analysis/statistics/start_delays.h"
#include "analysis/statistics/student_t.h"
#include "analysis/statistics/virtual_queue.h"
#include "tests/statistics/simulated_engine.h"

namespace {

using namespace crossfade::statistics;

constexpr double allowed = 0.01;

struct Recording {
  struct Chunk {
    std::uint32_t block;
    std::vector<std::uint32_t> service_ns, start_delay_ns;
    bool stalled;
  };
  double rate_per_s = 0;
  std::vector<Chunk> chunks;
};

Recording record(const SimulatedMachine& machine, double rate_per_s, int blocks, double chunk_s,
                 std::uint64_t seed) {
  Recording out{rate_per_s, {}};
  const auto requests = static_cast<std::size_t>(std::max(300.0, chunk_s * rate_per_s));
  for (int b = 0; b < blocks; ++b) {
    SimulatedEngine engine(machine, rate_per_s, seed * 1000 + static_cast<std::uint64_t>(b));
    for (int i = 0; i < 200; ++i) (void)engine.next();  // warm
    const int stalls = engine.stalls();
    std::vector<std::int64_t> arrival_ns;
    std::vector<std::uint32_t> wait_ns, service_ns;
    for (std::size_t i = 0; i < requests; ++i) {
      const SimulatedRequest r = engine.next();
      arrival_ns.push_back(r.arrival_ns);
      wait_ns.push_back(r.wait_ns);
      service_ns.push_back(r.service_ns);
    }
    auto delays = start_delays(arrival_ns, wait_ns, service_ns, machine.servers);
    out.chunks.push_back(
        {static_cast<std::uint32_t>(b), std::move(service_ns), std::move(delays), engine.stalls() > stalls});
  }
  return out;
}

SloEstimate solve(const Recording& recording, const SimulatedMachine& machine, double objective_ns,
                  std::uint64_t virtual_requests, std::uint64_t seed, bool undisturbed) {
  std::vector<SloChunk> chunks;
  for (const auto& c : recording.chunks) {
    if (!undisturbed || !c.stalled) {
      chunks.push_back({c.block, recording.rate_per_s, c.service_ns, c.start_delay_ns, {}});
    }
  }
  SloProblem problem;
  problem.chunks = chunks;
  problem.servers = machine.servers;
  problem.objective_ns = {&objective_ns, 1};
  problem.seed = seed;
  problem.virtual_requests = virtual_requests;
  return estimate_slo_rate(problem);
}

double true_exceedance(const SimulatedMachine& machine, double rate_per_s, double objective_ns, int processes,
                       int requests) {
  double late = 0;
  for (int p = 0; p < processes; ++p) {
    SimulatedEngine engine(machine, rate_per_s, 77'000'000 + static_cast<std::uint64_t>(p));
    for (int i = 0; i < 500; ++i) (void)engine.next();
    for (int i = 0; i < requests; ++i) late += engine.next().latency_ns() > objective_ns;
  }
  return late / processes / requests;
}

/// By bisection, with more requests as it narrows; the same random numbers at every rate.
double true_rate(const SimulatedMachine& machine, double objective_ns, int processes, int requests) {
  const double capacity = machine.servers * 1e9 / machine.service_mean_ns;
  const auto exceedance = [&](double share, int of_processes) {
    return std::max(1e-7, true_exceedance(machine, share * capacity, objective_ns, of_processes, requests));
  };
  double low = 0.001, high = 0.99;  // of capacity
  while (high - low > 0.1 * low) {
    const double middle = (low + high) / 2;
    (exceedance(middle, processes / 10 + 1) > allowed ? high : low) = middle;
  }
  low /= 1.06;
  high *= 1.06;
  double low_e = exceedance(low, processes), high_e = exceedance(high, processes);
  for (; low_e > allowed; low_e = exceedance(low, processes)) low *= 0.9;
  for (; high_e <= allowed; high_e = exceedance(high, processes)) high *= 1.1;
  const auto between = [&] {
    return low + (high - low) * std::log(allowed / low_e) / std::log(high_e / low_e);
  };
  while (high - low > 0.02 * low) {
    const double x = std::clamp(between(), low + 0.2 * (high - low), high - 0.2 * (high - low));
    const double e = exceedance(x, processes);
    (e > allowed ? high : low) = x;
    (e > allowed ? high_e : low_e) = e;
  }
  return capacity * between();
}

double median_of(std::vector<double> values) {
  if (values.empty()) return std::nan("");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Estimates of one true rate, which every machine here has. Recordings that were not solved are kept: "no
/// rate meets it" is an estimate below all rates, "met up to capacity" one of capacity. They are wrong in a
/// direction too, and errors of the solved ones alone would say nothing of it.
class Errors {
 public:
  explicit Errors(double truth) : truth_(truth) {}
  void add(const SloEstimate& e) {
    ++repeats_;
    if (e.state == SloState::solved) {
      add_solved(e);
    } else if (e.state == SloState::no_rate_meets_it) {
      all_errors_.push_back(-INFINITY);
    } else if (e.state == SloState::met_up_to_capacity) {
      all_errors_.push_back(std::log(e.rate_per_s / truth_));
      covered_of_all_ += Interval{met_up_to * e.rate_per_s, e.rate_per_s}.contains(truth_);
    }
  }
  /// Under `heading`.
  void print() const {
    const double repeats = repeats_;
    std::printf("%6.0f%%  %+6.1f%%  %+6.1f%%  %5.1f%%  -+%7.1f%%  %5.0f%%  %5.0f%%  %6.0f%%",
                100.0 * static_cast<double>(errors_.size()) / repeats, 100 * mean(errors_),
                100 * median_of(all_errors_), 100 * std::sqrt(sample_variance(errors_)),
                100 * median_of(half_widths_), 100 * mean(covered_), 100 * covered_of_all_ / repeats,
                100 * mean(covered_by_values_));
  }
  bool empty() const { return repeats_ == 0; }
  double bias() const { return mean(errors_); }
  double coverage() const { return mean(covered_); }

 private:
  static constexpr double met_up_to = 0.99;  ///< of capacity: what slo_estimate.h says of such a recording

  void add_solved(const SloEstimate& e) {
    errors_.push_back(std::log(e.rate_per_s / truth_));
    all_errors_.push_back(errors_.back());
    if (!e.interval) return;
    covered_.push_back(e.interval->contains(truth_));
    covered_of_all_ += e.interval->contains(truth_);
    half_widths_.push_back(std::log(e.interval->high / e.interval->low) / 2);
    std::vector<double> values;
    for (const SloBlock& b : e.blocks) {
      if (b.ln_rate) values.push_back(*b.ln_rate);
    }
    const auto of_values = mean_interval(values);
    if (of_values) covered_by_values_.push_back(of_values->contains(std::log(truth_)));
  }

  double truth_;
  int repeats_ = 0;
  double covered_of_all_ = 0;
  std::vector<double> errors_, half_widths_, covered_, covered_by_values_;  ///< of those that were solved
  std::vector<double> all_errors_;
};

constexpr const char* heading = "solved     mean   median      sd  half width  covers  of all  blocks'";

struct Study {
  int repeats;
  std::uint64_t virtual_requests;
  int processes, requests;  ///< of the simulation that gives the truth

  double truth(const SimulatedMachine& machine, double objective_ns) const {
    return true_rate(machine, objective_ns, machine.stalls_per_s > 0 ? 3 * processes : processes, requests);
  }

  void cell(const SimulatedMachine& machine, double objective_ns, double truth, double clean_truth,
            int blocks, double chunk_s) const {
    Errors all(truth), supported(truth), undisturbed(clean_truth);
    std::vector<double> support;
    int count_supported = 0;
    for (int i = 0; i < repeats; ++i) {
      const auto seed = static_cast<std::uint64_t>(i);
      std::mt19937_64 random(seed);
      const double rate = 0.99 * truth * std::exp(0.03 * std::normal_distribution<double>(0, 1)(random));
      const Recording recording =
          record(machine, rate, blocks, chunk_s, seed * 64 + static_cast<std::uint64_t>(blocks));
      const SloEstimate e = solve(recording, machine, objective_ns, virtual_requests, seed, false);
      all.add(e);
      support.push_back(e.effective_tail_requests);
      if (e.tail_supported) supported.add(e);
      count_supported += e.tail_supported;
      if (machine.stalls_per_s == 0) continue;
      const auto clean = std::count_if(recording.chunks.begin(), recording.chunks.end(),
                                       [](const Recording::Chunk& c) { return !c.stalled; });
      if (clean >= 4) undisturbed.add(solve(recording, machine, objective_ns, virtual_requests, seed, true));
    }
    std::printf("  %2d x %.1f s  ", blocks, chunk_s);
    all.print();
    std::printf("  %7.1f  %4.0f%%  %+6.1f%%  %4.0f%%", median_of(support), 100.0 * count_supported / repeats,
                100 * supported.bias(), 100 * supported.coverage());
    if (!undisturbed.empty())
      std::printf("   %+6.1f%%  %4.0f%%", 100 * undisturbed.bias(), 100 * undisturbed.coverage());
    std::printf("\n");
    std::fflush(stdout);
  }

  /// Recorded at the rate of one objective, solved for others.
  void other_objectives(const SimulatedMachine& machine, double objective_ns) const {
    const double factors[] = {0.5, 0.7, 1, 1.4, 2};
    std::vector<Errors> errors;
    for (const double factor : factors) errors.emplace_back(truth(machine, factor * objective_ns));
    const double recorded_at = truth(machine, objective_ns);
    for (int i = 0; i < repeats; ++i) {
      const auto seed = static_cast<std::uint64_t>(i);
      const Recording recording = record(machine, 0.99 * recorded_at, 16, 2, seed * 64 + 16);
      for (std::size_t j = 0; j < errors.size(); ++j) {
        errors[j].add(solve(recording, machine, factors[j] * objective_ns, virtual_requests, seed, false));
      }
    }
    for (std::size_t j = 0; j < errors.size(); ++j) {
      std::printf("  x %.1f       ", factors[j]);
      errors[j].print();
      std::printf("\n");
    }
  }
};

double seconds_of(std::clock_t since) {
  return static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC;
}

void print_cost() {
  std::printf(
      "CPU time, 8 blocks of 2,000 requests at 80 %%:  ns per virtual request  whole solve, 2 million\n");
  for (const std::uint32_t servers : {1U, 2U, 4U, 8U, 16U, 32U}) {
    SimulatedMachine machine;
    machine.servers = servers;
    const double rate = 4000 * servers, objective_ns = 2e6;
    const Recording recording = record(machine, rate, 8, 2000 / rate, 1);
    const auto& chunk = recording.chunks.front();
    const SloChunk one{0, rate, chunk.service_ns, chunk.start_delay_ns, {}};
    const VirtualRun run =
        make_virtual_run({&one, 1}, {&objective_ns, 1}, servers, VirtualArrivals::poisson, 1'000'000, 1, 0);
    auto start = std::clock();
    const double e = virtual_exceedance(run, rate, 1'000'000, servers);
    const double each_ns = seconds_of(start) * 1e3;
    start = std::clock();
    const SloEstimate estimate = solve(recording, machine, objective_ns, 2'000'000, 1, false);
    std::printf("  %2u servers  %5.1f ns  %4.0f ms   (exceedance %.4f, rate %.0f/s)\n", servers, each_ns,
                1e3 * seconds_of(start), e, estimate.rate_per_s);
  }
}

struct Kind {
  const char* name;
  SimulatedMachine machine;
};

std::vector<Kind> kinds(std::uint32_t servers) {
  SimulatedMachine clean;
  clean.servers = servers;
  clean.process_deviation = 0.01;
  std::vector<Kind> out{
      {"clean", clean}, {"stalls", clean}, {"slow 1 in 200", clean}, {"slow 1 in 2000", clean}};
  out[1].machine.stalls_per_s = 0.5;
  out[2].machine.slow_share = 1 / 200.0;
  out[2].machine.slow_ns = 2e6;
  out[3].machine.slow_share = 1 / 2000.0;
  out[3].machine.slow_ns = 20e6;
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::atoi(argv[1]) : 10;
  const std::uint64_t virtual_requests = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 400'000;
  const std::string only = argc > 3 ? argv[3] : "";
  const std::string where = argc > 4 ? argv[4] : "";  // servers and objective, "4x10"; all
  const Study study{repeats, virtual_requests, repeats >= 100 ? 600 : 100, 20'000};
  print_cost();
  std::printf(
      "\n%d repeats a cell, %llu virtual requests. Log-normal service, mean 0.2 ms, cv 0.3; SD between\n"
      "processes 1 %%; one process a block, recorded at 99 %% of the true rate, SD 3 %%. Errors are of ln\n"
      "rate. Solved: a rate was found; mean, sd and half width are of those. Median: of all recordings,\n"
      "minus infinity where no rate was found to meet the objective, capacity where it was found to be met\n"
      "up to there. Covers: of the truth by the intervals that there were; of all: by those of all\n"
      "recordings, none where no rate was found, the last percent of capacity where it was met up to there;\n"
      "blocks': by Student's t on the blocks' values where there are any. Supported: N_eff >= 10.\n"
      "Undisturbed: blocks without a stall, four and more, against the clean truth. Both: of the solved.\n",
      repeats, static_cast<unsigned long long>(virtual_requests));
  for (const std::uint32_t servers : {1U, 4U}) {
    const auto machines = kinds(servers);
    for (const double objective : {2.5, 10.0}) {
      if (!where.empty() && where != std::to_string(servers) + (objective > 5 ? "x10" : "x2.5")) continue;
      const double objective_ns = objective * machines.front().machine.service_mean_ns;
      const double clean_truth = study.truth(machines.front().machine, objective_ns);
      for (const auto& [name, machine] : machines) {
        if (std::string(name).find(only) == std::string::npos) continue;
        const double truth = study.truth(machine, objective_ns);
        std::printf("\n%u servers, objective %.1f x service, %s: true rate %.0f/s, %.0f %% of capacity\n",
                    servers, objective, name, truth, 100 * truth * machine.service_mean_ns / servers / 1e9);
        std::printf("               %s    N_eff  supported: mean covers   undisturbed: mean covers\n",
                    heading);
        if (argc > 5) {
          study.cell(machine, objective_ns, truth, clean_truth, std::atoi(argv[5]), 2.0);
          continue;
        }
        for (const int blocks : {8, 16}) {
          for (const double chunk_s : {0.5, 2.0})
            study.cell(machine, objective_ns, truth, clean_truth, blocks, chunk_s);
        }
      }
    }
    if (!where.empty() || std::string("other objectives").find(only) == std::string::npos) continue;
    std::printf(
        "\n%u servers, stalls, 16 x 2 s recorded at the rate of 5 x service, other objectives\n              "
        " %s\n",
        servers, heading);
    study.other_objectives(machines[1].machine, 5 * machines[1].machine.service_mean_ns);
  }
  return 0;
}
