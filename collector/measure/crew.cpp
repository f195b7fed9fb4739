#include "collector/measure/crew.h"

#include <optional>

#include "collector/counters/counter_totals.h"
#include "collector/measure/core_map.h"
#include "collector/measure/plugin_error.h"

namespace crossfade::collector {

results::Result<std::unique_ptr<Crew>> Crew::create(PreparedWorkload& workload,
                                                    std::span<const std::uint32_t> cpus, PerfApi* perf,
                                                    const std::string& proc_root,
                                                    const std::vector<CounterEvent>& hardware,
                                                    PinThread pin) {
  auto pool = WorkerPool::create(cpus, pin);
  if (!pool) return pool.error();
  std::unique_ptr<Crew> crew(new Crew(workload, proc_root));
  crew->pool_ = std::move(*pool);
  crew->members_.resize(cpus.size());
  const CoreMap cores = read_core_map(proc_root);

  std::vector<std::optional<results::Error>> failures(cpus.size());
  crew->run(crew->size(), [&](std::uint32_t w) {
    CrewMember& member = crew->members_[w];
    member.cpu = cpus[w];
    member.core = cores.core_of(cpus[w]);
    cf_error said{};
    const int status = workload.table().worker_create(workload.data(), w, &member.state, &said);
    if (status != CF_OK) {
      member.state = nullptr;
      failures[w] = to_error(
          said, status == CF_UNSUPPORTED ? results::ErrorKind::unavailable : results::ErrorKind::data,
          workload.table().name, "cannot create a worker");
    }
    if (perf != nullptr) member.counters = std::make_unique<ThreadCounters>(*perf, proc_root, hardware);
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
