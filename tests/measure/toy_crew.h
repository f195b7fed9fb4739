// Toy crew: a fixture that has a crew of workers with the toy workload, all on one CPU: the machine may have
// no more.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "collector/counters/event_catalogue.h"
#include "collector/measure/crew.h"
#include "tests/measure/measuring_process.h"
#include "tests/measure/toy_workload.h"

namespace crossfade::collector {

inline Prepare toy_order(std::uint32_t workers) {
  Prepare order;
  order.preset = "default";
  order.worker_cpus.assign(workers, usable_cpus(1).front());
  return order;
}

class CrewTest : public ::testing::Test {
 protected:
  results::Result<void> set_up(std::uint32_t workers, PerfApi* perf = nullptr,
                               PinThread pin = pin_this_thread) {
    auto workload = PreparedWorkload::prepare(table_, toy_order(workers));
    if (!workload) return workload.error();
    workload_ = std::move(*workload);
    auto crew =
        Crew::create(*workload_, toy_order(workers).worker_cpus, perf, "/proc", generic_events(), pin);
    if (!crew) return crew.error();
    crew_ = std::move(*crew);
    return {};
  }
  cf_workload table_ = toy_workload();
  ToyBehaviour& toy_ = toy_behaviour();
  std::unique_ptr<PreparedWorkload> workload_;
  std::unique_ptr<Crew> crew_;
};

}  // namespace crossfade::collector
