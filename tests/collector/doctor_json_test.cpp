#include "collector/host/doctor_json.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <nlohmann/json.hpp>

#include "tests/collector/good_machine.h"

namespace crossfade::collector {
namespace {

TEST(DoctorJson, SaysTheSame) {
  DoctorFacts facts = good_machine();
  facts.workloads.clear();
  const auto checks = examine(facts);
  const auto json = nlohmann::json::parse(doctor_json(facts, checks));
  EXPECT_EQ(json.at("verdict"), "not usable");
  EXPECT_EQ(json.at("exit_code"), 2);
  ASSERT_EQ(json.at("checks").size(), checks.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    EXPECT_EQ(json.at("checks").at(i).at("id"), checks[i].id);
    EXPECT_EQ(json.at("checks").at(i).at("value"), checks[i].value);
  }
}

TEST(DoctorJson, HasWhatTheChecksWereMadeOf) {
  DoctorFacts facts = good_machine();
  facts.counters_at_once = 6;
  facts.no_whole_cpus_because = "not permitted";
  facts.clock_counters = {{.metric = "aperf_cycles"}, {.metric = "tsc_ticks", .absent_because = "hidden"}};
  set_fact(facts, "cgroup.cpu.max", "50000 100000");
  set_fact(facts, "cgroup.memory.max", "1073741824");
  set_fact(facts, "memory.huge_pages_of_all_sizes", "1048576 kB");
  const auto json = nlohmann::json::parse(doctor_json(facts, examine(facts)));
  EXPECT_EQ(json.at("counters").at("tier"), "full");
  EXPECT_EQ(json.at("counters").at("at_once"), 6);
  EXPECT_EQ(json.at("counters").at("events_that_count"), 33);
  EXPECT_EQ(json.at("counters").at("perf_event_paranoid"), 1);
  EXPECT_EQ(json.at("counters").at("whole_cpus_permitted"), false);
  EXPECT_EQ(json.at("counters").at("clock_counters"), nlohmann::json({"aperf_cycles"}));
  EXPECT_EQ(json.at("cpu").at("vcpu_is"), "core");
  EXPECT_EQ(json.at("cpu").at("vcpus"), 2);
  EXPECT_EQ(json.at("clock").at("source"), "tsc");
  EXPECT_EQ(json.at("clock").at("read_ns"), 25);
  EXPECT_EQ(json.at("limits").at("has_cpu_quota"), true);
  EXPECT_EQ(json.at("limits").at("cpu_quota_cpus"), 0.5);
  EXPECT_EQ(json.at("limits").at("memory_limit_bytes").dump(), "1073741824");
  EXPECT_EQ(json.at("limits").at("open_files_allowed"), 4096);
  EXPECT_EQ(json.at("huge_pages").at("transparent"), "madvise");
  EXPECT_EQ(json.at("huge_pages").at("reserved").dump(), "0");
  EXPECT_EQ(json.at("huge_pages").at("page_bytes").dump(), "2097152");
  EXPECT_EQ(json.at("huge_pages").at("reserved_bytes_of_all_sizes").dump(), "1073741824");
  EXPECT_EQ(json.at("machine").at("hypervisor"), "KVM");
  EXPECT_EQ(json.at("machine").at("instance_type"), "m7a.large");
}

TEST(DoctorJson, HasNullForWhatIsNotKnown) {
  const DoctorFacts nothing;
  const auto json = nlohmann::json::parse(doctor_json(nothing, examine(nothing)));
  for (const char* const field : {"has_cpu_quota", "cpu_quota_cpus", "throttled_share", "memory_limit_bytes",
                                  "has_open_file_limit", "open_files_allowed"})
    EXPECT_TRUE(json.at("limits").at(field).is_null()) << field;
  for (const char* const field : {"transparent", "reserved", "page_bytes", "reserved_bytes_of_all_sizes"})
    EXPECT_TRUE(json.at("huge_pages").at(field).is_null()) << field;
  EXPECT_TRUE(json.at("clock").at("source").is_null());
  EXPECT_TRUE(json.at("clock").at("effective_hz").is_null());
  EXPECT_TRUE(json.at("cpu").at("vcpu_is").is_null());
  EXPECT_TRUE(json.at("counters").at("perf_event_paranoid").is_null());
  EXPECT_TRUE(json.at("counters").at("whole_cpus_permitted").is_null());
  DoctorFacts unlimited = good_machine();
  unlimited.descriptors_allowed = RLIM_INFINITY;
  const auto none = nlohmann::json::parse(doctor_json(unlimited, examine(unlimited))).at("limits");
  EXPECT_EQ(none.at("has_cpu_quota"), false);
  EXPECT_TRUE(none.at("cpu_quota_cpus").is_null());
  EXPECT_EQ(none.at("has_memory_limit"), false);
  EXPECT_EQ(none.at("has_open_file_limit"), false);
}

}  // namespace
}  // namespace crossfade::collector
