// Does the panel change what it stands beside? Fresh processes of one workload, with and without the panel in
// random order, each making `stages` service or capacity stages; the ratio with / without of the median
// service time, paired, with its 95 % interval. Usage: panel_effect PLUGIN.so [pairs] [stages] [ms] [kind]
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "analysis/statistics/paired.h"
#include "collector/counters/perf_api.h"
#include "collector/measure/session.h"
#include "workloads/generators/random.h"

namespace {

using namespace crossfade;
using namespace crossfade::collector;

struct Figures {
  double p05_ns = 0, p50_ns = 0, mean_ns = 0;  ///< service time, medians over the stages
};

struct Trial {
  std::string plugin;
  std::uint32_t stages = 4;
  std::uint64_t duration_ns = 0;
  results::StageKind kind = results::StageKind::service;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Figures run_stages(const Trial& trial, bool with_panel) {
  Prepare prepare;
  prepare.plugin_path = trial.plugin;
  prepare.preset = "default";
  prepare.worker_cpus = {0};
  prepare.scratch_dir = "/tmp";
  prepare.warm_up_limit_ns = 600'000'000;
  prepare.counters = false;
  const long l2 = ::sysconf(_SC_LEVEL2_CACHE_SIZE), l3 = ::sysconf(_SC_LEVEL3_CACHE_SIZE);
  prepare.panel = {with_panel, static_cast<std::uint64_t>(std::max(0L, l2)),
                   static_cast<std::uint64_t>(std::max(0L, l3))};
  results::RepetitionOutcome outcome{};
  const auto session = PreparedSession::prepare(prepare, kernel_perf_api(), outcome);
  if (!session) {
    fmt::print(stderr, "{}", results::to_text(session.error(), "panel_effect"));
    std::exit(1);
  }
  std::vector<double> p05, p50, mean;
  for (std::uint32_t i = 0; i < trial.stages; ++i) {
    const auto done = (*session)->run({.kind = trial.kind, .duration_ns = trial.duration_ns, .seed = i}, {});
    if (!done) std::exit(1);
    for (const results::Distribution& d : done->record.distributions) {
      if (d.kind != results::DistributionKind::service || d.workload_class != -1) continue;
      p05.push_back(d.histogram().quantile_ns(0.05));
      p50.push_back(d.histogram().quantile_ns(0.5));
      mean.push_back(static_cast<double>(d.sum_ns) / static_cast<double>(d.n));
    }
  }
  return {median(p05), median(p50), median(mean)};
}

/// In a process of its own, as the collector does it.
Figures in_fresh_process(const Trial& trial, bool with_panel) {
  int ends[2];
  if (::pipe(ends) != 0) std::exit(1);
  const pid_t child = ::fork();
  if (child == 0) {
    const Figures figures = run_stages(trial, with_panel);
    const bool written = ::write(ends[1], &figures, sizeof figures) == sizeof figures;
    ::_exit(written ? 0 : 1);
  }
  Figures figures;
  if (::read(ends[0], &figures, sizeof figures) != sizeof figures) std::exit(1);
  ::close(ends[0]);
  ::close(ends[1]);
  ::waitpid(child, nullptr, 0);
  return figures;
}

void print_ratio(const char* name, const std::vector<double>& without, const std::vector<double>& with) {
  const auto paired = statistics::paired_t(without, with);
  if (!paired) return;
  fmt::print("  {:5} with / without {:.4f} [{:.4f}, {:.4f}]\n", name, std::exp(paired->difference),
             std::exp(paired->interval.low), std::exp(paired->interval.high));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print(stderr, "usage: panel_effect PLUGIN.so [pairs] [stages] [ms] [service|capacity]\n");
    return 64;
  }
  const auto number = [&](int at, int otherwise) {
    return count > at ? std::atoi(arguments[at]) : otherwise;
  };
  Trial trial;
  trial.plugin = arguments[1];
  const int pairs = number(2, 20);
  trial.stages = static_cast<std::uint32_t>(number(3, 4));
  trial.duration_ns = static_cast<std::uint64_t>(number(4, 250)) * 1'000'000;
  if (count > 5 && std::string(arguments[5]) == "capacity") trial.kind = results::StageKind::capacity;
  workloads::Random random(1);
  std::vector<double> p05[2], p50[2], mean[2];
  for (int pair = 0; pair < pairs; ++pair) {
    const bool first = random.uniform() < 0.5;
    for (const bool with_panel : {first, !first}) {
      const Figures figures = in_fresh_process(trial, with_panel);
      p05[with_panel].push_back(std::log(figures.p05_ns));
      p50[with_panel].push_back(std::log(figures.p50_ns));
      mean[with_panel].push_back(std::log(figures.mean_ns));
    }
  }
  fmt::print("{}: {} pairs of processes, {} stages of {} ms each\n", trial.plugin, pairs, trial.stages,
             trial.duration_ns / 1'000'000);
  print_ratio("p05", p05[0], p05[1]);
  print_ratio("p50", p50[0], p50[1]);
  print_ratio("mean", mean[0], mean[1]);
  return 0;
}
