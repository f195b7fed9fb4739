// Study of the SLO estimate: recordings of simulated machines whose true SLO rate is known from a very long
// simulation. Chunks are placed, sliced and judged as the collector does it, from what it would know
// (tests/statistics/simulated_collection.h). A program, not a timed test: prints one line a cell. The seed is
// fixed.
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
#include <set>
#include <string>
#include <vector>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/slo_estimate.h"
#include "analysis/statistics/student_t.h"
#include "analysis/statistics/virtual_queue.h"
#include "results/kept_time.h"
#include "tests/statistics/simulated_collection.h"
#include "tests/statistics/simulated_engine.h"

namespace {

using namespace crossfade::statistics;

constexpr double allowed = 0.01;

SloEstimate solve(const std::vector<SloChunk>& chunks, const SimulatedMachine& machine, double objective_ns,
                  std::uint64_t virtual_requests, std::uint64_t seed) {
  SloProblem problem;
  problem.chunks = chunks;
  problem.servers = machine.servers;
  problem.objective_ns = {&objective_ns, 1};
  problem.seed = seed;
  problem.virtual_requests = virtual_requests;
  return estimate_slo_rate(problem);
}

/// What is asked for: the rate that a machine bears with all that happens to it, or in those slices that no
/// rule calls disturbed.
enum class Sought { as_experienced, undisturbed };

double share_late(const SimulatedMachine& machine, double rate_per_s, double objective_ns, std::uint64_t seed,
                  int requests) {
  SimulatedEngine engine(machine, rate_per_s, seed);
  for (int i = 0; i < 500; ++i) (void)engine.next();
  double late = 0;
  for (int i = 0; i < requests; ++i) late += engine.next().latency_ns() > objective_ns;
  return late / requests;
}

/// Of the requests of one process, by slices: the queue begins empty, and what comes before it is full is not
/// counted.
double share_late_undisturbed(const SimulatedMachine& machine, double rate_per_s, double objective_ns,
                              std::uint64_t seed, int requests) {
  constexpr double uncounted_s = 0.1;
  SimulatedMachine process = machine;
  std::mt19937_64 random(seed);
  process.service_mean_ns *=
      std::exp(machine.process_deviation * std::normal_distribution<double>(0, 1)(random));
  process.process_deviation = 0;
  double late = 0, counted = 0;
  for (std::uint64_t slice = 1; counted < requests; ++slice) {
    SimulatedEngine engine(process, rate_per_s, seed * 1'000 + slice);
    double late_of_slice = 0, of_slice = 0, lost_ns = 0;
    for (SimulatedRequest r = engine.next(); static_cast<double>(r.arrival_ns) < slice_s * 1e9;
         r = engine.next()) {
      lost_ns = engine.lost_ns();
      if (static_cast<double>(r.arrival_ns) < uncounted_s * 1e9) continue;
      ++of_slice;
      late_of_slice += r.latency_ns() > objective_ns;
    }
    if (is_disturbed(lost_ns, slice_s * 1e9 * machine.servers)) continue;
    late += late_of_slice;
    counted += of_slice;
  }
  return late / counted;
}

double true_exceedance(const SimulatedMachine& machine, double rate_per_s, double objective_ns, int processes,
                       int requests, Sought sought) {
  double late = 0;
  for (int p = 0; p < processes; ++p) {
    const auto seed = 77'000'000 + static_cast<std::uint64_t>(p);
    late += sought == Sought::as_experienced
                ? share_late(machine, rate_per_s, objective_ns, seed, requests)
                : share_late_undisturbed(machine, rate_per_s, objective_ns, seed, requests);
  }
  return late / processes;
}

/// By bisection, with more requests as it narrows; the same random numbers at every rate.
double true_rate(const SimulatedMachine& machine, double objective_ns, int processes, int requests,
                 Sought sought) {
  const double capacity = machine.servers * 1e9 / machine.service_mean_ns;
  const auto exceedance = [&](double share, int of_processes) {
    return std::max(1e-7,
                    true_exceedance(machine, share * capacity, objective_ns, of_processes, requests, sought));
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
  double median() const { return median_of(errors_); }
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

/// By the rules of analysis/slo_rate: also those whose tail rests on a few requests, and those without a
/// lower end. The others alone would be the recordings that hold few of the rare events.
bool is_printed_with_interval(const SloEstimate& e) {
  return e.state == SloState::solved && e.interval;
}

/// As the report has it (docs/methodology.md, section 10).
constexpr std::size_t fewest_blocks_undisturbed = 4;

std::size_t blocks_of(const std::vector<SloChunk>& chunks) {
  std::set<std::uint32_t> blocks;
  for (const SloChunk& chunk : chunks) blocks.insert(chunk.block);
  return blocks.size();
}

/// Recordings whose intervals the report prints; of those apart the ones long enough to be printed without
/// the caution that rare events may be missing, which alone decide a verdict, and of these the ones that are
/// not called rough, either.
struct Printed {
  explicit Printed(double truth) : printed(truth), long_enough(truth), fine(truth) {}
  void add(const SloEstimate& e, double recorded_s) {
    if (!is_printed_with_interval(e)) return;
    printed.add(e), ++count;
    if (recorded_s < crossfade::results::enough_recorded_s * (1 - 1e-6)) return;
    long_enough.add(e), ++count_long_enough;
    if (std::log(e.interval->high / e.interval->low) / 2 > widest_fine_half_width) return;
    fine.add(e), ++count_fine;
  }
  void print(int repeats) const {
    std::printf("  %4.0f%%  %+6.1f%%  %4.0f%%  %4.0f%%  %+6.1f%%  %4.0f%%", 100.0 * count / repeats,
                100 * printed.bias(), 100 * printed.coverage(), 100.0 * count_long_enough / repeats,
                100 * long_enough.bias(), 100 * long_enough.coverage());
    std::printf("  %4.0f%%  %+6.1f%%  %+6.1f%%  %4.0f%%", 100.0 * count_fine / repeats, 100 * fine.bias(),
                100 * fine.median(), 100 * fine.coverage());
  }

  Errors printed, long_enough, fine;
  int count = 0, count_long_enough = 0, count_fine = 0;
};

struct Study {
  int repeats;
  std::uint64_t virtual_requests;
  int processes, requests;  ///< of the simulation that gives the truth

  double truth(const SimulatedMachine& machine, double objective_ns,
               Sought sought = Sought::as_experienced) const {
    return true_rate(machine, objective_ns, machine.stalls_per_s > 0 ? 3 * processes : processes, requests,
                     sought);
  }

  void cell(const SimulatedMachine& machine, double objective_ns, double truth, double undisturbed_truth,
            int blocks, double chunk_s) const {
    Errors all(truth), undisturbed(undisturbed_truth);
    Printed printed(truth), undisturbed_printed(undisturbed_truth);
    std::vector<double> offered;
    int count_undisturbed = 0;
    for (int i = 0; i < repeats; ++i) {
      const auto seed = static_cast<std::uint64_t>(i);
      SimulatedCollection collection(machine, objective_ns, seed * 64 + static_cast<std::uint64_t>(blocks));
      for (int b = 0; b < blocks; ++b) collection.add_block(chunk_s);
      for (const SimulatedSlice& slice : collection.slices()) offered.push_back(slice.offered_per_s / truth);
      const SloEstimate e = solve(collection.chunks(false), machine, objective_ns, virtual_requests, seed);
      all.add(e);
      printed.add(e, collection.recorded_s(false));
      if (machine.stalls_per_s == 0) continue;
      const auto left = collection.chunks(true);
      if (blocks_of(left) < fewest_blocks_undisturbed) continue;
      ++count_undisturbed;
      const SloEstimate u = solve(left, machine, objective_ns, virtual_requests, seed);
      undisturbed.add(u);
      undisturbed_printed.add(u, collection.recorded_s(true));
    }
    std::printf("  %2d x %.1f s  %4.2f ", blocks, chunk_s, median_of(offered));
    all.print();
    printed.print(repeats);
    std::printf("\n");
    if (machine.stalls_per_s > 0) {
      std::printf("   undisturbed    ");
      undisturbed.print();
      undisturbed_printed.print(repeats);
      std::printf("   (%.0f%% of all)\n", 100.0 * count_undisturbed / repeats);
    }
    std::fflush(stdout);
  }

  /// Recorded at the rate of one objective, solved for others.
  void other_objectives(const SimulatedMachine& machine, double objective_ns) const {
    const double factors[] = {0.5, 0.7, 1, 1.4, 2};
    std::vector<Errors> errors;
    for (const double factor : factors) errors.emplace_back(truth(machine, factor * objective_ns));
    for (int i = 0; i < repeats; ++i) {
      const auto seed = static_cast<std::uint64_t>(i);
      SimulatedCollection collection(machine, objective_ns, seed * 64 + 16);
      for (int b = 0; b < 16; ++b) collection.add_block(2);
      for (std::size_t j = 0; j < errors.size(); ++j) {
        errors[j].add(
            solve(collection.chunks(false), machine, factors[j] * objective_ns, virtual_requests, seed));
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
  std::printf("CPU time, 8 blocks of 2,000 requests:  ns per virtual request  whole solve, 2 million\n");
  for (const std::uint32_t servers : {1U, 2U, 4U, 8U, 16U, 32U}) {
    SimulatedMachine machine;
    machine.servers = servers;
    const double rate = 4000 * servers, objective_ns = 2e6;
    SimulatedCollection collection(machine, objective_ns, 1);
    for (int b = 0; b < 8; ++b) collection.add_block(2000 / rate);
    const auto chunks = collection.chunks(false);
    const SloChunk& one = chunks.front();
    const VirtualRun run =
        make_virtual_run({&one, 1}, {&objective_ns, 1}, servers, VirtualArrivals::poisson, 1'000'000, 1, 0);
    auto start = std::clock();
    const double e = virtual_exceedance(run, rate, 1'000'000, servers);
    const double each_ns = seconds_of(start) * 1e3;
    start = std::clock();
    const SloEstimate estimate = solve(chunks, machine, objective_ns, 2'000'000, 1);
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
      "processes 1 %%; one process a block, chunks where the collector puts them; offered: median of their\n"
      "rate / true rate. Errors are of ln rate. Solved: a rate was found; mean, sd and half width are of\n"
      "those. Median: of all recordings, minus infinity where no rate was found to meet the objective,\n"
      "capacity where it was found to be met up to there. Covers: of the truth by the intervals that there\n"
      "were; of all: by those of all recordings, none where no rate was found, the last percent of capacity\n"
      "where it was met up to there; blocks': by Student's t on the blocks' values where there are any.\n"
      "Printed: with an interval, by all rules of the report; 16 s: of those the ones of so many seconds "
      "and\n"
      "more, which are printed without the caution that they are short; fine: of those the ones whose\n"
      "interval is at most 25 %% wide either way, which are not called rough. Undisturbed: of slices that "
      "lost at most 2 %% of their\n"
      "time to the run queue, against the rate that the machine bears in those.\n",
      repeats, static_cast<unsigned long long>(virtual_requests));
  for (const std::uint32_t servers : {1U, 4U}) {
    const auto machines = kinds(servers);
    for (const double objective : {2.5, 10.0}) {
      if (!where.empty() && where != std::to_string(servers) + (objective > 5 ? "x10" : "x2.5")) continue;
      const double objective_ns = objective * machines.front().machine.service_mean_ns;
      for (const auto& [name, machine] : machines) {
        if (std::string(name).find(only) == std::string::npos) continue;
        const double truth = study.truth(machine, objective_ns);
        const double undisturbed =
            machine.stalls_per_s > 0 ? study.truth(machine, objective_ns, Sought::undisturbed) : truth;
        std::printf("\n%u servers, objective %.1f x service, %s: true rate %.0f/s, %.0f %% of capacity\n",
                    servers, objective, name, truth, 100 * truth * machine.service_mean_ns / servers / 1e9);
        if (machine.stalls_per_s > 0) std::printf("undisturbed: true rate %.0f/s\n", undisturbed);
        std::printf(
            "              offered %s  printed   mean covers  16 s:    mean covers  fine:    mean   median "
            "covers\n",
            heading);
        if (argc > 5) {
          study.cell(machine, objective_ns, truth, undisturbed, std::atoi(argv[5]), 2.0);
          continue;
        }
        for (const int blocks : {8, 16}) {
          for (const double chunk_s : {0.5, 2.0})
            study.cell(machine, objective_ns, truth, undisturbed, blocks, chunk_s);
        }
      }
    }
    if (!where.empty() || std::string("other objectives").find(only) == std::string::npos) continue;
    std::printf(
        "\n%u servers, stalls, 16 x 2 s recorded for 5 x service, other objectives\n              "
        " %s\n",
        servers, heading);
    study.other_objectives(machines[1].machine, 5 * machines[1].machine.service_mean_ns);
  }
  return 0;
}
