// Simulation of the scaling law's bounds: how often the 95 % intervals of contention, coherence, peak and
// prediction cover the truth, how often the peak is bounded at all, and how often lack of fit is found where
// there is none and where there is a kink. A program, not a timed test: prints one line a cell. The seed is
// fixed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "analysis/statistics/two_regimes.h"
#include "analysis/statistics/usl_bounds.h"

namespace {

using namespace crossfade::statistics;

constexpr int repeats = 2000;
constexpr double level_deviation = 0.03;  ///< SD of ln between process runs, common to their thread counts

/// SD of ln of one throughput within its process run.
enum class Noise { equal, grows_with_threads, stalls };

struct Truth {
  double contention, coherence;
};

class Draw {
 public:
  ThroughputRuns runs(const std::vector<double>& threads, int processes, const Truth& truth, double deviation,
                      Noise noise, double cores = 1e9, double gain = 1) {
    ThroughputRuns data{threads, {}};
    const UslCurve law{1000, truth.contention, truth.coherence};
    for (int p = 0; p < processes; ++p) {
      const double level = level_deviation * normal_(random_);
      data.per_s.emplace_back();
      for (const double n : threads) {
        const double workers = std::min(n, cores), siblings = n - workers;
        const double expected = law.throughput_per_s(workers) * (1 + gain * siblings / cores);
        data.per_s.back().push_back(expected * std::exp(level + error(deviation, noise, n / threads.back())));
      }
    }
    return data;
  }

 private:
  double error(double deviation, Noise noise, double share_of_threads) {
    const double one = deviation * normal_(random_);
    if (noise == Noise::equal) return one;
    if (noise == Noise::grows_with_threads) return one * (0.5 + 1.5 * share_of_threads);
    // One value in ten is slower by three deviations on average; centred.
    const bool stalled = uniform_(random_) < 0.1;
    return one + 0.3 * deviation - (stalled ? 3 * deviation * -std::log(1 - uniform_(random_)) : 0);
  }

  std::mt19937_64 random_{20261127};
  std::normal_distribution<double> normal_{0, 1};
  std::uniform_real_distribution<double> uniform_{0, 1};
};

struct Cell {
  const char* name;
  std::vector<double> threads;
  Truth truth;
  double deviation;
  int processes;
  Noise noise;
};

double median(std::vector<double>& values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void law_cell(Draw& draw, const Cell& cell) {
  const UslCurve law{1000, cell.truth.contention, cell.truth.coherence};
  const auto peak = law.peak_threads();
  const double beyond = 2 * cell.threads.back();
  int contention = 0, coherence = 0, peaks = 0, bounded = 0, predictions = 0, rejected = 0;
  std::vector<double> coherence_high, peak_low, width;
  for (int i = 0; i < repeats; ++i) {
    const auto data = draw.runs(cell.threads, cell.processes, cell.truth, cell.deviation, cell.noise);
    const auto found = usl_bounds(data);
    const auto predicted = predicted_throughput(data, beyond);
    if (!found || !predicted) continue;
    contention += found->contention.contains(cell.truth.contention);
    coherence += found->coherence.contains(cell.truth.coherence);
    peaks +=
        (!peak || found->peak.low <= *peak) && (!found->peak.high || (peak && *peak <= *found->peak.high));
    bounded += found->peak.high.has_value();
    predictions += predicted->interval.contains(law.throughput_per_s(beyond));
    rejected += found->lack_of_fit.rejects();
    coherence_high.push_back(found->coherence.high);
    peak_low.push_back(std::min(found->peak.low, 1e6));
    width.push_back(std::log(predicted->interval.high / predicted->interval.low) / 2);
  }
  const auto percent = [](int n) { return 100.0 * n / repeats; };
  std::printf(
      "%-18s %.2f %.4f %4.1f%% %2d %-6s | %5.1f %5.1f %5.1f %5.1f | %8.5f %9.1f %4.0f%% %5.0f%% | %4.1f\n",
      cell.name, cell.truth.contention, cell.truth.coherence, 100 * cell.deviation, cell.processes,
      cell.noise == Noise::equal    ? "equal"
      : cell.noise == Noise::stalls ? "stalls"
                                    : "grows",
      percent(contention), percent(coherence), percent(peaks), percent(predictions), median(coherence_high),
      median(peak_low), percent(bounded), 100 * std::expm1(median(width)), percent(rejected));
}

/// The same intervals by resampling process runs, for comparison: percentiles of 200 fits to resampled means.
void resampling_cell(Draw& draw, const Cell& cell) {
  constexpr int resamples = 200;
  std::mt19937_64 random{7};
  int contention = 0, coherence = 0;
  for (int i = 0; i < repeats; ++i) {
    const auto data = draw.runs(cell.threads, cell.processes, cell.truth, cell.deviation, cell.noise);
    std::vector<double> sigmas, kappas;
    for (int r = 0; r < resamples; ++r) {
      std::vector<double> log_means(cell.threads.size(), 0);
      for (int p = 0; p < cell.processes; ++p) {
        const auto& run = data.per_s[random() % data.per_s.size()];
        for (std::size_t n = 0; n < run.size(); ++n) log_means[n] += std::log(run[n]) / cell.processes;
      }
      for (double& v : log_means) v = std::exp(v);
      const auto fit = fit_usl(cell.threads, log_means);
      if (!fit) continue;
      sigmas.push_back(fit->contention);
      kappas.push_back(fit->coherence);
    }
    const auto covers = [](std::vector<double>& values, double truth) {
      std::sort(values.begin(), values.end());
      const auto at = [&](double p) {
        return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
      };
      return Interval{at(0.025), at(0.975)}.contains(truth);
    };
    contention += covers(sigmas, cell.truth.contention);
    coherence += covers(kappas, cell.truth.coherence);
  }
  std::printf("resampled: %-10s %.2f %.4f %4.1f%% %2d %-6s | %5.1f %5.1f\n", cell.name, cell.truth.contention,
              cell.truth.coherence, 100 * cell.deviation, cell.processes,
              cell.noise == Noise::equal ? "equal" : "grows", 100.0 * contention / repeats,
              100.0 * coherence / repeats);
}

/// One law over both regimes, and a line over the second.
void kink_cell(Draw& draw, double gain, double deviation, int processes) {
  const std::vector<double> threads{1, 2, 4, 6, 8, 10, 12, 14, 16};
  constexpr double cores = 8;
  const Truth truth{0.02, 0.0005};
  int rejected = 0, covered = 0, line_rejected = 0;
  for (int i = 0; i < repeats; ++i) {
    const auto data = draw.runs(threads, processes, truth, deviation, Noise::equal, cores, gain);
    const auto one_law = usl_bounds(data);
    rejected += one_law && one_law->lack_of_fit.rejects();
    const auto line = sibling_gain(two_regimes(data, cores).hyperthreads, cores);
    covered += line && line->interval.contains(gain);
    line_rejected += line && line->lack_of_fit.rejects();
  }
  std::printf(
      "gain %.1f, %4.1f%%, %d processes: one law rejected %5.1f%%; gain covered %5.1f%%, line rejected "
      "%4.1f%%\n",
      gain, 100 * deviation, processes, 100.0 * rejected / repeats, 100.0 * covered / repeats,
      100.0 * line_rejected / repeats);
}

}  // namespace

int main() {
  std::printf(
      "%d repeats a cell; SD of ln between processes %.0f %%, within one as given; prediction at twice the "
      "threads\n",
      repeats, 100 * level_deviation);
  std::printf(
      "threads            sigma kappa    SD  n noise  |   covered: sigma, kappa, peak, prediction | medians: "
      "kappa at most, peak at least; peak bounded, prediction +- | lack of fit\n");
  const struct {
    const char* name;
    std::vector<double> threads;
  } designs[] = {{"1,2,3,4", {1, 2, 3, 4}},
                 {"1,2,3,4,6,8", {1, 2, 3, 4, 6, 8}},
                 {"1,2,4,8,12,16", {1, 2, 4, 8, 12, 16}},
                 {"1,2,4,8,16,32", {1, 2, 4, 8, 16, 32}}};
  const Truth truths[] = {{0, 0}, {0.1, 0}, {0.02, 0.0005}, {0.05, 0.002}};
  Draw draw;
  for (const auto& design : designs) {
    for (const Truth& truth : truths) {
      for (const double deviation : {0.005, 0.02})
        law_cell(draw, {design.name, design.threads, truth, deviation, 8, Noise::equal});
    }
  }
  const auto& eight = designs[2];
  for (const int processes : {3, 5}) {
    for (const Truth& truth : truths)
      law_cell(draw, {eight.name, eight.threads, truth, 0.02, processes, Noise::equal});
  }
  for (const Noise noise : {Noise::grows_with_threads, Noise::stalls}) {
    for (const int processes : {3, 8}) {
      for (const Truth& truth : truths)
        law_cell(draw, {eight.name, eight.threads, truth, 0.02, processes, noise});
    }
  }
  for (const Noise noise : {Noise::equal, Noise::grows_with_threads}) {
    for (const int processes : {3, 8}) {
      for (const Truth& truth : {truths[2], truths[3]})
        resampling_cell(draw, {eight.name, eight.threads, truth, 0.02, processes, noise});
    }
  }
  std::printf("8 cores with two threads each, sigma 0.02, kappa 0.0005, 1,2,4,6,8,10,12,14,16 threads\n");
  for (const double gain : {0.3, 0.6, 1.0}) {
    for (const double deviation : {0.005, 0.02}) {
      for (const int processes : {3, 8}) kink_cell(draw, gain, deviation, processes);
    }
  }
  return 0;
}
