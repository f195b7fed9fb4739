// Runs one plug-in alone, without the load engine: what it noted, a digest over all golden answers, and, if
// asked, how long its steps take. For tests of determinism (the first two are compared between runs) and for
// the figures in docs/workloads.md. The times are wall times on the calling thread, not statistics of a quiet
// machine.
//
//   workload_probe PLUGIN.so [seconds=S] [answers=N] [isa=N] [seed=N] [PARAMETER=VALUE ...]
//
// answers limits how many golden answers of each class are made; without seconds each is verified, too.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <limits>
#include <map>
#include <string>
#include <vector>

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

void time_requests(const cf_workload& table, PluginWorker& worker, double seconds) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, Timed> timed;  // by class and level
  std::vector<std::uint64_t> next(table.n_classes);
  Random random(1);
  const Clock::time_point start = Clock::now();
  while (milliseconds_since(start) < seconds * 1000) {
    double share = random.uniform();
    std::uint32_t class_id = 0;
    while (class_id + 1 < table.n_classes && share >= table.classes[class_id].share) {
      share -= table.classes[class_id++].share;
    }
    const std::uint32_t levels = table.classes[class_id].levels;
    const auto level = levels > 1 ? static_cast<std::uint32_t>(random.below(levels)) : 0;
    const cf_request request{next[class_id]++, 0, class_id, level};
    const Clock::time_point began = Clock::now();
    const cf_answer answer = worker.request(request);
    Timed& of_kind = timed[{class_id, level}];
    of_kind.microseconds.push_back(milliseconds_since(began) * 1000);
    of_kind.bytes_in += static_cast<double>(answer.bytes_in);
    of_kind.bytes_out += static_cast<double>(answer.bytes_out);
  }
  for (auto& [kind, of_kind] : timed) {
    std::vector<double>& times = of_kind.microseconds;
    std::sort(times.begin(), times.end());
    const auto n = static_cast<double>(times.size());
    std::printf("class=%s level=%u n=%zu p50_us=%.2f p99_us=%.2f mean_bytes_in=%.0f mean_bytes_out=%.0f\n",
                table.classes[kind.first].name, kind.second, times.size(), times[times.size() / 2],
                times[times.size() * 99 / 100], of_kind.bytes_in / n, of_kind.bytes_out / n);
  }
}

int probe(int count, char** arguments) {
  double seconds = 0;
  std::uint64_t answers = std::numeric_limits<std::uint64_t>::max();
  Preparation preparation;
  for (int position = 2; position < count; ++position) {
    for (const auto& [name, value] : preset_parameters(arguments[position])) {
      if (name == "seconds") {
        seconds = std::stod(value);
      } else if (name == "answers") {
        answers = std::stoull(value);
      } else if (name == "isa") {
        preparation.isa_level = static_cast<std::uint32_t>(std::stoul(value));
      } else if (name == "seed") {
        preparation.seed = std::stoull(value);
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
    const std::uint64_t golden = golden_digest(prepared, worker, answers, seconds == 0);
    const double golden_ms = milliseconds_since(start);
    std::printf("golden_digest=%016llx\n", static_cast<unsigned long long>(golden));
    if (seconds > 0) {
      std::printf("prepare_ms=%.0f golden_pass_ms=%.0f\n", prepare_ms, golden_ms);
      time_requests(plugin.table(), worker, seconds);
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
    std::cerr
        << "usage: workload_probe PLUGIN.so [seconds=S] [answers=N] [isa=N] [seed=N] [PARAMETER=VALUE ...]\n";
    return 64;
  }
  try {
    return crossfade::workloads::probe(count, arguments);
  } catch (const std::exception& problem) {
    std::cerr << "workload_probe: " << problem.what() << '\n';
    return 65;
  }
}
