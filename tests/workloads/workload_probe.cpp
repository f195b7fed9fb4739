// Runs one plug-in alone, without the load engine: what it noted, a digest over all golden answers, and, if
// asked, how long its steps take. For tests of determinism (the first two are compared between runs) and for
// the figures in docs/workloads.md. The times are wall times on the calling thread, not statistics of a quiet
// machine.
//
//   workload_probe PLUGIN.so [seconds=S] [answers=N] [warm=N replay=N] [isa=N] [seed=N] [input=FILE]
//   [PARAMETER=VALUE ...]
//
// answers limits how many golden answers of each class are made; without seconds each is verified, too.
// replay, under callgrind with --instr-atstart=no, makes `warm` requests of the class mix with the caches
// simulated and nothing counted, then counts `replay` more on all threads: scripts/characterise.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <iostream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#define CROSSFADE_CALLGRIND 1
#else
#define CROSSFADE_CALLGRIND 0
#endif

#include "tests/workloads/plugin_host.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Over (digest, items, bytes) of golden answers; each is verified if `deep`.
std::uint64_t golden_digest(const Prepared& prepared, PluginWorker& worker, std::uint64_t answers,
                            bool deep) {
  std::uint64_t all = 0;
  for (std::uint32_t class_id = 0; class_id < prepared.table().n_classes; ++class_id) {
    const cf_class& one = prepared.table().classes[class_id];
    for (std::uint32_t level = 0; level < one.levels; ++level) {
      for (std::uint64_t index = 0; index < std::min<std::uint64_t>(one.pool, answers); ++index) {
        const cf_request request{index, 0, class_id, level};
        const cf_answer answer = worker.request(request);
        cf_error error{};
        if (answer.status != CF_OK || (deep && worker.verify(request, answer, &error) != CF_OK)) {
          std::printf("wrong class=%u index=%llu %s\n", class_id, static_cast<unsigned long long>(index),
                      to_text(error).c_str());
        }
        all = mix(all ^ answer.digest ^ mix(answer.bytes_out ^ mix(answer.items)));
      }
    }
  }
  return all;
}

/// Times of the requests of one class and level.
struct Timed {
  std::vector<double> microseconds;
  double bytes_in = 0, bytes_out = 0;
};

/// Microseconds of CPU time that all threads of this process have used.
double process_cpu_us() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

/// Full answers of the class mix, or all levels in turn by chance, each class from its first index on. Of any
/// number of requests each class has its share, to less than one request: a few drawn by chance would not.
class Mix {
 public:
  explicit Mix(const cf_workload& table) : table_(table), next_(table.n_classes) {}

  cf_request next(bool all_levels) {
    ++made_;
    const auto owed = [&](std::uint32_t class_id) {
      return table_.classes[class_id].share * static_cast<double>(made_) -
             static_cast<double>(next_[class_id]);
    };
    std::uint32_t class_id = 0;
    for (std::uint32_t other = 1; other < table_.n_classes; ++other) {
      class_id = owed(other) > owed(class_id) ? other : class_id;
    }
    const std::uint32_t levels = all_levels ? table_.classes[class_id].levels : 1;
    const auto level = levels > 1 ? static_cast<std::uint32_t>(random_.below(levels)) : 0;
    return {next_[class_id]++, 0, class_id, level};
  }

 private:
  const cf_workload& table_;
  std::vector<std::uint64_t> next_;  ///< of each class: how many there were
  std::uint64_t made_ = 0;
  Random random_{1};
};

void time_requests(const cf_workload& table, PluginWorker& worker, double seconds) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, Timed> timed;  // by class and level
  Mix mix(table);
  const Clock::time_point start = Clock::now();
  const double cpu_before_us = process_cpu_us();
  std::uint64_t requests = 0;
  while (milliseconds_since(start) < seconds * 1000) {
    const cf_request request = mix.next(true);
    const Clock::time_point began = Clock::now();
    const cf_answer answer = worker.request(request);
    ++requests;
    Timed& of_kind = timed[{request.class_id, request.level}];
    of_kind.microseconds.push_back(milliseconds_since(began) * 1000);
    of_kind.bytes_in += static_cast<double>(answer.bytes_in);
    of_kind.bytes_out += static_cast<double>(answer.bytes_out);
  }
  // Of the process, so that neighbours on the CPU do not count and threads of libraries do.
  std::printf("cpu_us=%.2f requests=%llu\n",
              (process_cpu_us() - cpu_before_us) / static_cast<double>(requests),
              static_cast<unsigned long long>(requests));
  for (auto& [kind, of_kind] : timed) {
    std::vector<double>& times = of_kind.microseconds;
    std::sort(times.begin(), times.end());
    const auto n = static_cast<double>(times.size());
    std::printf("class=%s level=%u n=%zu p50_us=%.2f p99_us=%.2f mean_bytes_in=%.0f mean_bytes_out=%.0f\n",
                table.classes[kind.first].name, kind.second, times.size(), times[times.size() / 2],
                times[times.size() * 99 / 100], of_kind.bytes_in / n, of_kind.bytes_out / n);
  }
}

/// What callgrind counts between the two marks goes into a dump of its own.
void replay_requests(const cf_workload& table, PluginWorker& worker, std::uint64_t warm,
                     std::uint64_t count) {
#if CROSSFADE_CALLGRIND
  Mix mix(table);
  CALLGRIND_START_INSTRUMENTATION;
  for (std::uint64_t request = 0; request < warm; ++request) {
    worker.request(mix.next(false));
  }
  std::vector<std::uint64_t> of_class(table.n_classes);
  CALLGRIND_ZERO_STATS;
  for (std::uint64_t request = 0; request < count; ++request) {
    const cf_request next = mix.next(false);
    ++of_class[next.class_id];
    worker.request(next);
  }
  CALLGRIND_DUMP_STATS_AT("replay");
  CALLGRIND_STOP_INSTRUMENTATION;
  for (std::uint32_t class_id = 0; class_id < table.n_classes; ++class_id) {
    std::printf("replayed_of %s=%llu\n", table.classes[class_id].name,
                static_cast<unsigned long long>(of_class[class_id]));
  }
  std::printf("replayed=%llu\n", static_cast<unsigned long long>(count));
#else
  (void)table, (void)worker, (void)warm, (void)count;
  throw std::runtime_error("it was built without valgrind's header: install valgrind and build again");
#endif
}

int probe(int count, char** arguments) {
  double seconds = 0;
  std::uint64_t warm = 0, replay = 0;
  std::uint64_t answers = std::numeric_limits<std::uint64_t>::max();
  Preparation preparation;
  for (int position = 2; position < count; ++position) {
    for (const auto& [name, value] : preset_parameters(arguments[position])) {
      if (name == "seconds") {
        seconds = std::stod(value);
      } else if (name == "answers") {
        answers = std::stoull(value);
      } else if (name == "warm") {
        warm = std::stoull(value);
      } else if (name == "replay") {
        replay = std::stoull(value);
      } else if (name == "isa") {
        preparation.isa_level = static_cast<std::uint32_t>(std::stoul(value));
      } else if (name == "seed") {
        preparation.seed = std::stoull(value);
      } else if (name == "input") {
        preparation.input_path = value;
      } else {
        preparation.parameters[name] = value;
      }
    }
  }
  const Plugin plugin(arguments[1]);
  Clock::time_point start = Clock::now();
  Prepared prepared(plugin, preparation);
  const double prepare_ms = milliseconds_since(start);
  if (prepared.status() != CF_OK) {
    std::printf("status=%d %s\n", prepared.status(), to_text(prepared.error()).c_str());
    return 0;
  }
  for (const std::string& library : prepared.notes("library")) {
    std::printf("library=%s\n", library.c_str());
  }
  for (const std::string& digest : prepared.notes("dataset_digest")) {
    std::printf("dataset_digest=%s\n", digest.c_str());
  }
  {
    PluginWorker worker(prepared, 0);
    start = Clock::now();
    const std::uint64_t golden = golden_digest(prepared, worker, answers, seconds == 0 && replay == 0);
    const double golden_ms = milliseconds_since(start);
    std::printf("golden_digest=%016llx\n", static_cast<unsigned long long>(golden));
    if (seconds > 0) {
      std::printf("prepare_ms=%.0f golden_pass_ms=%.0f\n", prepare_ms, golden_ms);
      std::fflush(stdout);  // who reads it knows that requests begin
      time_requests(plugin.table(), worker, seconds);
    }
    if (replay > 0) {
      replay_requests(plugin.table(), worker, warm, replay);
    }
  }
  start = Clock::now();
  const int finished = prepared.finish();
  if (seconds > 0) {
    std::printf("finish_ms=%.0f\n", milliseconds_since(start));
  }
  std::printf("finish=%d\n", finished);
  return 0;
}

}  // namespace
}  // namespace crossfade::workloads

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: workload_probe PLUGIN.so [seconds=S] [answers=N] [warm=N replay=N] [isa=N] [seed=N] "
                 "[input=FILE] [PARAMETER=VALUE ...]\n";
    return 64;
  }
  try {
    return crossfade::workloads::probe(count, arguments);
  } catch (const std::exception& problem) {
    std::cerr << "workload_probe: " << problem.what() << '\n';
    return 65;
  }
}
