// What crossfade-report takes for many recordings: comparing 100 of 16 workloads each, and the summaries of a
// folder of 1,000. Prints wall time, CPU time and the most memory that was resident. The recordings are
// synthetic: two types of ten hosts with five recordings of 8 blocks each; the folder's are copies.
//
// many_recordings [RECORDINGS [COPIES [CHUNK_REQUESTS [WORKLOADS]]]]: by default 100, 1,000, 2,000 and 16.
// CHUNK_REQUESTS are those that an SLO throughput is solved from, in each process; 0 = read off the grid.
// Each step runs in a process of its own, so that the memory is its own; a recording that was compared before
// in it is not known any more.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "analysis/report/report.h"
#include "results/catalogue.h"
#include "results/terminal.h"
#include "tests/support/recording_builder.h"
#include "tests/support/recording_file.h"

namespace {

using crossfade::testing::synthetic_recording;
using crossfade::testing::SyntheticHost;
using crossfade::testing::SyntheticWorkload;

/// Programs that measure end at the first surprise.
[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "many_recordings: {}\n", why);
  std::exit(1);
}

unsigned long number(int argc, char** argv, int at, unsigned long otherwise) {
  return argc > at ? std::strtoul(argv[at], nullptr, 10) : otherwise;
}

std::vector<SyntheticWorkload> suite(unsigned long count) {
  std::vector<SyntheticWorkload> workloads;
  for (unsigned long i = 0; i < count; ++i) {
    SyntheticWorkload w;
    w.name = fmt::format("workload_{:02}", i);
    w.service_ns = 100'000.0 * static_cast<double>(1 + i % 8);
    w.slo_p99_ns = static_cast<std::uint64_t>(25 * w.service_ns);
    workloads.push_back(w);
  }
  return workloads;
}

std::filesystem::path record(const std::filesystem::path& folder, unsigned long i, bool is_candidate,
                             std::uint32_t chunk_requests, unsigned long workloads) {
  SyntheticHost host;
  const unsigned long machine = i % 10;
  host.instance_type = is_candidate ? "m7a.xlarge" : "m5.xlarge";
  host.cpu_model = is_candidate ? "Example CPU 7" : "Example CPU 5";
  host.host_id = fmt::format("{}-{}", host.instance_type, machine);
  host.title = fmt::format("synthetic {} {}", host.host_id, i);
  host.speed = (is_candidate ? 1.6 : 1.0) * (1 + 0.01 * static_cast<double>(machine));
  host.seed = 1 + 2 * i + (is_candidate ? 1 : 0);
  host.start_unix_ns += static_cast<std::int64_t>(i) * 3'600'000'000'000;
  host.chunk_requests = chunk_requests;
  host.requests = 1'000;
  host.panel_loads_per_cycle = 3;
  const auto path = folder / fmt::format("{}-{:03}.h5", host.instance_type, i);
  const auto written = crossfade::testing::write_recording(path, synthetic_recording(host, suite(workloads)));
  if (!written) give_up(crossfade::results::to_line(written.error()));
  return path;
}

struct Cost {
  double wall_s = 0, cpu_s = 0, peak_mib = 0;
};

/// In a process of its own.
Cost measured(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) give_up("cannot start a process");
  if (child == 0) {
    work();
    std::_Exit(0);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || status != 0) give_up("a step failed");
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<double>(usage.ru_maxrss) / 1024};
}

void report(const char* what, const Cost& c) {
  fmt::print("{:<58} {:>8.2f} s  {:>8.2f} s CPU  {:>7.0f} MiB\n", what, c.wall_s, c.cpu_s, c.peak_mib);
}

void run_report(std::vector<std::string> arguments) {
  std::vector<const char*> argv{"crossfade-report"};
  for (const std::string& a : arguments) argv.push_back(a.c_str());
  const auto parsed = crossfade::analysis::parse_options(static_cast<int>(argv.size()), argv.data());
  if (!parsed) give_up(crossfade::results::to_line(parsed.error()));
  const auto done = crossfade::analysis::make_report(std::get<crossfade::analysis::Options>(*parsed), {});
  if (!done) give_up(crossfade::results::to_line(done.error()));
  if (done->text.empty()) give_up("an empty report");
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned long recordings = std::max(2UL, number(argc, argv, 1, 100));
  const unsigned long copies = number(argc, argv, 2, 1'000);
  const auto chunk_requests = static_cast<std::uint32_t>(number(argc, argv, 3, 2'000));
  const unsigned long workloads = std::max(1UL, number(argc, argv, 4, 16));
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("crossfade-many-recordings-{}", getpid());
  std::filesystem::create_directories(folder / "compared");
  std::filesystem::create_directories(folder / "listed");
  std::vector<std::string> compare{"compare"}, candidates;
  std::uintmax_t bytes = 0;
  for (unsigned long i = 0; i < recordings / 2; ++i) {
    for (const bool is_candidate : {false, true}) {
      const auto path = record(folder / "compared", i, is_candidate, chunk_requests, workloads);
      bytes += std::filesystem::file_size(path);
      (is_candidate ? candidates : compare).push_back(path.string());
    }
  }
  const std::filesystem::path first = compare[1];
  for (unsigned long i = 0; i < copies; ++i)
    std::filesystem::copy_file(first, folder / "listed" / fmt::format("copy-{:04}.h5", i));
  fmt::print(
      "{} recordings (synthetic, {} workloads, 8 blocks, {} requests a process to solve from), {:.1f} MiB\n",
      recordings / 2 * 2, workloads, chunk_requests, static_cast<double>(bytes) / 1024 / 1024);

  report("reading them", measured([&] {
           for (const auto& each : {std::vector<std::string>(compare.begin() + 1, compare.end()), candidates})
             for (const std::string& path : each)
               if (!crossfade::results::read_recording(path)) give_up("cannot read " + path);
         }));
  compare.emplace_back("--to");
  compare.insert(compare.end(), candidates.begin(), candidates.end());
  report("crossfade-report compare of them", measured([&] { run_report(compare); }));
  report("the same again", measured([&] { run_report(compare); }));
  report(fmt::format("summaries of a folder of {}", copies).c_str(), measured([&] {
           const std::vector<std::filesystem::path> places{folder / "listed"};
           for (const auto& entry : crossfade::results::catalogue(places))
             if (!entry.summary) give_up(crossfade::results::to_line(entry.summary.error()));
         }));
  report(fmt::format("crossfade-report list of a folder of {}", copies).c_str(), measured([&] {
           run_report({"list", (folder / "listed").string()});
         }));
  std::filesystem::remove_all(folder);
}
