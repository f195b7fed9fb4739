// Study of one host against itself, from long recordings of identical code (crossfade-collect calibrate
// --budget 66m): how often comparisons of its process runs call them different, what differences they find
// and what each technique contributes, by how many process runs a side they have; the same of tests that
// benchmarks usually use; and how far SLO throughputs of successive process runs agree. Prints the tables of
// docs/methodology.md.
//
// same_host_study RUNS_A_SIDE[,RUNS_A_SIDE...] RECORDING.h5...
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "analysis/panel_verdict.h"
#include "analysis/ratio.h"
#include "analysis/slo_rate.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/paired.h"
#include "analysis/statistics/wilson.h"
#include "analysis/undisturbed.h"
#include "tests/benchmarks/same_host/equality_tests.h"
#include "tests/benchmarks/same_host/technique.h"

namespace {

using namespace crossfade;
using analysis::RecordingPointer;
using study::Count;
using study::Process;
using study::ProcessSeries;

constexpr double window_s = 60;
constexpr double apart_s = 600;
constexpr std::size_t runs_of_a_recording = 8;

/// With Wilson's 95 % interval (1927).
std::string share_text(Count count) {
  if (count.of == 0) return "-";
  const auto share = statistics::wilson_interval(count.called, count.of);
  return fmt::format("{:.0f} % [{:.0f}, {:.0f}] of {}",
                     100 * static_cast<double>(count.called) / static_cast<double>(count.of), 100 * share.low,
                     100 * share.high, count.of);
}

std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.2f} %", 100 * share) : "-";
}

using Group = std::vector<const ProcessSeries*>;

/// Controls fitted to all process runs are in the SD columns only; a comparison has those of its own runs.
void print_techniques(const std::string& workload, const Group& series, std::size_t runs_a_side) {
  fmt::print("\n{}: comparisons of {} process runs a side\n", workload, runs_a_side);
  fmt::print("{:<31} {:>9} {:>9} {:>24} {:>7} {:>9}  found at 1 / 2 / 3 / 5 %\n", "technique", "SD runs*",
             "SD of 8*", "false positives", "windows", "+-");
  for (const study::Technique& technique : study::techniques()) {
    const auto p = study::performance(technique, series, runs_a_side);
    std::string found;
    for (const Count& count : p.found) {
      const double share =
          count.of > 0 ? static_cast<double>(count.called) / static_cast<double>(count.of) : NAN;
      found += fmt::format("{}{:.0f}", found.empty() ? "" : " / ", 100 * share);
    }
    fmt::print("{:<31} {:>9} {:>9} {:>24} {:>7} {:>9}  {} %\n", technique.name, percent(p.deviation),
               percent(p.drift), share_text(p.false_positives), p.windows, percent(p.half_width), found);
  }
}

/// Those asked for, and what fits into `window_s` a side.
void print_techniques(const std::string& workload, const Group& series,
                      const std::vector<std::size_t>& sizes) {
  for (const std::size_t runs_a_side : sizes) print_techniques(workload, series, runs_a_side);
  fmt::print("\n{:g} s a side:", window_s);
  print_techniques(workload, series, study::runs_within(series, window_s));
  fmt::print(
      "Windows: room for so many comparisons; one that leaves fewer than two process runs a side has found "
      "nothing.\n"
      "* SD of ln: where there are control variates, fitted to all process runs of a recording; those of a "
      "comparison have its own process runs only\n");
}

struct Sides {
  std::vector<double> a, b;
  std::vector<study::Moments> requests_a, requests_b;
};

/// The runs [first, first + 2 n): in turn (A B B A), or all A first.
Sides sides_of(const ProcessSeries& series, std::size_t first, std::size_t n, bool in_turn) {
  Sides out;
  for (std::size_t i = 0; i < 2 * n; ++i) {
    const Process& process = series.processes[first + i];
    const bool of_a = in_turn ? statistics::is_of_a(i) : i < n;
    (of_a ? out.a : out.b).push_back(process.cpu_mean.ln);
    (of_a ? out.requests_a : out.requests_b).push_back(process.requests);
  }
  return out;
}

void print_naive(const std::string& workload, const Group& series) {
  constexpr std::size_t n = 10;
  using Test = bool (*)(const Sides&, std::uint64_t);
  const std::vector<std::pair<const char*, Test>> tests{
      {"Welch on requests",
       [](const Sides& s, std::uint64_t) { return study::welch_on_requests(s.requests_a, s.requests_b); }},
      {"Welch on process runs", [](const Sides& s, std::uint64_t) { return study::welch(s.a, s.b); }},
      {"Mann-Whitney on process runs",
       [](const Sides& s, std::uint64_t) { return study::mann_whitney(s.a, s.b); }},
      {"bootstrap of means",
       [](const Sides& s, std::uint64_t seed) { return study::bootstrap_of_means(s.a, s.b, seed); }},
      {"bootstrap of medians",
       [](const Sides& s, std::uint64_t seed) { return study::bootstrap_of_medians(s.a, s.b, seed); }}};
  fmt::print(
      "\n{}: usual tests on the same process runs, {} a side, called different\n{:<31} {:>24} {:>24}\n",
      workload, n, "", "one after the other", "in turn");
  for (const auto& [name, test] : tests) {
    std::array<Count, 2> counts;
    for (const ProcessSeries* one : series) {
      for (std::size_t first = 0; first + 2 * n <= one->processes.size(); first += 2 * n) {
        for (const bool in_turn : {false, true}) {
          ++counts[in_turn].of;
          counts[in_turn].called += test(sides_of(*one, first, n, in_turn), first);
        }
      }
    }
    fmt::print("{:<31} {:>24} {:>24}\n", name, share_text(counts[0]), share_text(counts[1]));
  }
}

/// Stretches as long as a quick recording that begin ten minutes apart and more, every pair of them: by
/// Welch's test on their runs, and by the rule for one recording after the other.
void print_apart(const std::string& workload, const Group& series) {
  Count naive, ours;
  double worst = 0;
  for (const ProcessSeries* one : series) {
    std::vector<analysis::Sample> stretches;
    for (std::size_t first = 0; first + runs_of_a_recording <= one->processes.size();) {
      analysis::Sample sample;
      for (std::size_t i = first; i < first + runs_of_a_recording; ++i) {
        const Process& process = one->processes[i];
        sample.values.push_back({0, static_cast<std::uint32_t>(stretches.size()), process.block,
                                 static_cast<std::int64_t>(process.start_s * 1e9),
                                 std::exp(process.cpu_mean.ln)});
      }
      analysis::count_runs(sample);
      const double begin_s = one->processes[first].start_s;
      stretches.push_back(std::move(sample));
      while (first < one->processes.size() && one->processes[first].start_s < begin_s + apart_s) ++first;
    }
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      for (std::size_t j = i + 1; j < stretches.size(); ++j) {
        std::vector<double> a, b;
        for (const auto& v : stretches[i].values) a.push_back(std::log(v.value));
        for (const auto& v : stretches[j].values) b.push_back(std::log(v.value));
        ++naive.of;
        naive.called += study::welch(a, b);
        worst = std::max(worst, std::abs(statistics::mean(b) - statistics::mean(a)));
        analysis::RatioOptions options;
        options.same_host = true;
        ++ours.of;
        ours.called +=
            analysis::ratio(stretches[i], stretches[j], results::Direction::neutral, options).resolved;
      }
    }
  }
  fmt::print("{:<20} Welch {:>24}   rule of section 4 {:>20}   largest difference {}\n", workload,
             share_text(naive), share_text(ours), percent(std::expm1(worst)));
}

/// Of one workload, as experienced and undisturbed.
struct SloEstimates {
  std::array<std::vector<double>, 2> ln_rates;
  std::array<std::size_t, 2> without{};
  double disturbed = 0, stages = 0, first_s = HUGE_VAL, last_s = -HUGE_VAL;
};

/// Each of `runs_an_estimate` successive process runs of a recording.
void add_slo(const RecordingPointer& recording, std::size_t runs_an_estimate,
             std::map<std::string, SloEstimates>& all) {
  const analysis::Side side = analysis::side_alone(recording);
  const analysis::Undisturbed undisturbed(side);
  const analysis::PanelVerdict verdict = analysis::panel_verdict(recording->recording);
  for (const analysis::WorkloadRuns& runs : analysis::process_runs(side)) {
    if (!analysis::has_slo_chunks(runs)) continue;
    SloEstimates& out = all[runs.name];
    for (std::size_t first = 0; first + runs_an_estimate <= runs.runs.size(); first += runs_an_estimate) {
      analysis::WorkloadRuns some = runs;
      some.reruns.clear();
      const auto begin = runs.runs.begin() + static_cast<std::ptrdiff_t>(first);
      some.runs.assign(begin, begin + static_cast<std::ptrdiff_t>(runs_an_estimate));
      const double start_s = static_cast<double>(some.runs.front().start_unix_ns) * 1e-9;
      out.first_s = std::min(out.first_s, start_s);
      out.last_s = std::max(out.last_s, start_s);
      const auto left = undisturbed.of(some);
      const std::array<const analysis::WorkloadRuns*, 2> parts{&some, &left};
      for (std::size_t which = 0; which < parts.size(); ++which) {
        const auto rate = analysis::slo_rate(*parts[which]);
        if (rate.estimate.value) {
          out.ln_rates[which].push_back(std::log(*rate.estimate.value));
        } else {
          ++out.without[which];
        }
      }
      for (const auto& run : some.runs) {
        for (const auto& view : run.stages) {
          if (view.stage->kind != results::StageKind::slo_chunk) continue;
          ++out.stages;
          out.disturbed +=
              !verdict.undisturbed[static_cast<std::size_t>(view.stage - recording->recording.stages.data())];
        }
      }
    }
  }
}

/// Mean, scatter, and the middle half beside them: a single bad minute makes a standard deviation by itself.
std::string rates_text(std::vector<double> ln_rates, std::size_t without) {
  if (ln_rates.size() < 2) return "too few estimates";
  const double deviation = std::sqrt(statistics::sample_variance(ln_rates));
  std::sort(ln_rates.begin(), ln_rates.end());
  const std::size_t n = ln_rates.size();
  const double middle_half = (ln_rates[3 * n / 4] - ln_rates[n / 4]) / 1.349;
  return fmt::format("{} estimates, {:.0f}/s, SD {}, middle half {} ({} without)", n,
                     std::exp(statistics::mean(ln_rates)), percent(deviation), percent(middle_half), without);
}

/// How far estimates agree that have no process run in common.
void print_slo(const std::vector<RecordingPointer>& recordings, std::size_t runs_an_estimate) {
  std::map<std::string, SloEstimates> all;
  for (const RecordingPointer& recording : recordings) add_slo(recording, runs_an_estimate, all);
  if (all.empty()) return;
  fmt::print("\nSLO throughput, {} process runs an estimate\n", runs_an_estimate);
  for (const auto& [name, found] : all) {
    fmt::print(
        "{:<20} over {:.0f} min, disturbed chunks {:.0f} %\n  as experienced {}\n  undisturbed    {}\n", name,
        (found.last_s - found.first_s) / 60, 100 * found.disturbed / found.stages,
        rates_text(found.ln_rates[0], found.without[0]), rates_text(found.ln_rates[1], found.without[1]));
  }
}

/// Of "3,8,20"; empty if the text is not of that kind, or one is below 2.
std::vector<std::size_t> sizes_of(std::string_view text) {
  std::vector<std::size_t> sizes;
  for (std::uint32_t size = 0;; text.remove_prefix(1)) {
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc{} || size < 2) return {};
    sizes.push_back(size);
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    if (text.empty()) return sizes;
    if (text.front() != ',') return {};
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto sizes = argc < 2 ? std::vector<std::size_t>{} : sizes_of(argv[1]);
  if (argc < 3 || sizes.empty()) {
    fmt::print(stderr,
               "same_host_study: needs the process runs a side of a comparison, at least 2, and recordings\n"
               "  what to do: same_host_study 3,8,20 RECORDING.h5...\n");
    return 64;
  }
  std::vector<RecordingPointer> recordings;
  std::vector<std::vector<ProcessSeries>> all;
  for (int i = 2; i < argc; ++i) {
    auto opened = results::read_recording(argv[i]);
    if (!opened) {
      fmt::print(stderr, "{}\n", results::to_line(opened.error()));
      return 65;
    }
    recordings.push_back(std::make_shared<const results::OpenedRecording>(std::move(opened).value()));
    all.push_back(study::process_series(recordings.back()));
    const auto verdict = analysis::panel_verdict(recordings.back()->recording);
    fmt::print(
        "{}: {} process runs, {} of the time disturbed\n", argv[i],
        recordings.back()->recording.repetitions.size(),
        verdict.disturbed_time_share ? percent(*verdict.disturbed_time_share) : verdict.absent_because);
  }
  std::vector<std::string> names;
  for (const auto& series : all) {
    for (const ProcessSeries& one : series) {
      if (std::find(names.begin(), names.end(), one.workload) == names.end()) names.push_back(one.workload);
    }
  }
  const auto group = [&](const std::string& name) {
    Group out;
    for (const auto& series : all) {
      for (const ProcessSeries& one : series) {
        if (one.workload == name) out.push_back(&one);
      }
    }
    return out;
  };
  for (const std::string& name : names) print_techniques(name, group(name), sizes);
  for (const std::string& name : names) print_naive(name, group(name));
  fmt::print("\nStretches of {} process runs, {:g} min apart and more, every pair: called different\n",
             runs_of_a_recording, apart_s / 60);
  for (const std::string& name : names) print_apart(name, group(name));
  for (const std::size_t runs_an_estimate : {runs_of_a_recording / 2, runs_of_a_recording})
    print_slo(recordings, runs_an_estimate);
  return 0;
}
