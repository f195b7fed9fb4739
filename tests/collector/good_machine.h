// Good machine: facts of a machine that the doctor finds nothing wrong with, for tests that make it worse.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "collector/host/doctor.h"

namespace crossfade::collector {

/// A machine with nothing to complain about.
inline DoctorFacts good_machine() {
  DoctorFacts facts;
  facts.host.cpu.vendor = "AuthenticAMD";
  facts.host.cpu.model_name = "EPYC";
  facts.host.cpu.microarchitecture = "Zen 4";
  facts.host.cpu.family_model_stepping = "25/17/1";
  auto topology = synthetic_topology("pack:1 l3:1 core:2 pu:1");
  facts.host.topology = *topology;
  facts.host.instance = {"aws", "eu-west-1", "m7a.large", "imds", "i-1"};
  facts.host.host_id = {"abc", "instance-id"};
  facts.host.environment = {{"clock.source", "tsc", ""},
                            {"kernel.perf_event_paranoid", "1", ""},
                            {"cpu.governor", "performance", ""},
                            {"cgroup.cpu.max", "max 100000", ""},
                            {"cgroup.memory.max", "max", ""},
                            {"hypervisor.signature", "KVMKVMKVM", ""},
                            {"kernel.load_average", "0.0", ""},
                            {"memory.transparent_hugepage", "madvise", ""},
                            {"memory.huge_pages", "0", ""},
                            {"memory.huge_page_size", "2048 kB", ""},
                            {"memory.huge_pages_of_all_sizes", "0 kB", ""},
                            {"pmu.libpfm4", "amd64_fam19h_zen4", ""}};
  facts.host.clock_read_ns = 25;
  facts.clock = {3.7e9, 0.01, ""};
  facts.pmu = {"full", 33, 33, ""};
  facts.counter_answers = {{"instructions and IPC", "cache misses", "top-down"}, ""};
  facts.idle = {0, 0, 0};
  facts.idle_ns = 1'000'000'000;
  facts.memory_available_bytes = 8ULL << 30U;
  facts.disk_free_bytes = 8ULL << 30U;
  facts.workloads = {"tls_segment"};
  facts.descriptors_needed = 276;
  facts.descriptors_allowed = 4096;
  return facts;
}

inline Check check_of(const DoctorFacts& facts, const std::string& id) {
  for (const Check& check : examine(facts)) {
    if (check.id == id) return check;
  }
  ADD_FAILURE() << "no check " << id;
  return {};
}

inline void set_fact(DoctorFacts& facts, const std::string& key, const std::string& value) {
  const auto found = std::find_if(facts.host.environment.begin(), facts.host.environment.end(),
                                  [&](const auto& fact) { return fact.key == key; });
  ASSERT_NE(found, facts.host.environment.end());
  found->value = value;
}

}  // namespace crossfade::collector
