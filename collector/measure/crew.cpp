#include "collector/measure/crew.h"

#include <limits>
#include <optional>
#include <set>

#include "collector/counters/counter_totals.h"
#include "collector/measure/core_map.h"
#include "collector/plugin/plugin_error.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

bool is_each_once(std::span<const std::uint32_t> cpus) {
  return std::set<std::uint32_t>(cpus.begin(), cpus.end()).size() == cpus.size();
}

/// What a CPU does is the worker's business only while the worker stays there.
results::Error no_pinning(const std::string& why) {
  return {results::ErrorKind::unavailable, "cannot count what the workers' CPUs do", "--count cpu", why,
          "leave --count cpu out: the workers' own events are counted then"};
}

}  // namespace

results::Result<std::unique_ptr<Crew>> Crew::create(PreparedWorkload& workload,
                                                    std::span<const std::uint32_t> cpus, PerfApi* perf,
                                                    const std::string& proc_root,
                                                    const std::vector<CounterEvent>& hardware, PinThread pin,
                                                    bool count_cpus) {
  CF_ASSERT(!count_cpus || is_each_once(cpus), "a CPU that two workers share would be counted twice");
  auto pool = WorkerPool::create(cpus, pin);
  if (!pool) return pool.error();
  if (count_cpus && !(*pool)->unpinned_because().empty()) return no_pinning((*pool)->unpinned_because());
  std::unique_ptr<Crew> crew(new Crew(workload, proc_root));
  crew->pool_ = std::move(*pool);
  crew->members_.resize(cpus.size());
  const CoreMap cores = read_core_map(proc_root);

  std::vector<std::optional<results::Error>> failures(cpus.size());
  crew->run(crew->size(), [&](std::uint32_t w) {
    CrewMember& member = crew->members_[w];
    member.cpu = cpus[w];
    member.core = cores.core_of(cpus[w]);
    // First, so that they see the threads that a library starts for the worker.
    if (perf != nullptr) {
      const Counted counted =
          workload.has_library_threads() ? Counted::started_threads_too : Counted::own_thread;
      member.counters = std::make_unique<ThreadCounters>(
          *perf, proc_root, hardware, count_cpus ? static_cast<int>(cpus[w]) : calling_thread,
          std::numeric_limits<double>::quiet_NaN(), counted);
    }
    cf_error said{};
    const int status = workload.table().worker_create(workload.data(), w, &member.state, &said);
    if (status != CF_OK) {
      member.state = nullptr;
      failures[w] = to_error(
          said, status == CF_UNSUPPORTED ? results::ErrorKind::unavailable : results::ErrorKind::data,
          workload.table().name, "cannot create a worker");
    }
  });
  for (const auto& failure : failures) {
    if (failure) return *failure;
  }
  std::vector<std::vector<results::Counter>> lists;
  for (const CrewMember& member : crew->members_) {
    if (member.counters) lists.push_back(member.counters->counters());
  }
  crew->counters_ = merge_counters(lists);
  return crew;
}

Crew::~Crew() {
  run(size(), [this](std::uint32_t w) {
    members_[w].counters.reset();
    if (members_[w].state != nullptr) workload_.table().worker_destroy(members_[w].state);
  });
}

}  // namespace crossfade::collector
