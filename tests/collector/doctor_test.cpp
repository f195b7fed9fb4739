#include "collector/host/doctor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace crossfade::collector {
namespace {

/// A machine with nothing to complain about.
DoctorFacts good_machine() {
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
                            {"pmu.libpfm4", "amd64_fam19h_zen4", ""}};
  facts.host.clock_read_ns = 25;
  facts.clock = {3.7e9, 0.01, ""};
  facts.pmu = {"full", 5, 5, ""};
  facts.idle = {0, 0, 0};
  facts.idle_ns = 1'000'000'000;
  facts.memory_available_bytes = 8ULL << 30U;
  facts.disk_free_bytes = 8ULL << 30U;
  facts.workloads = {"tls_segment"};
  return facts;
}

Check check_of(const DoctorFacts& facts, const std::string& id) {
  for (const Check& check : examine(facts)) {
    if (check.id == id) return check;
  }
  ADD_FAILURE() << "no check " << id;
  return {};
}

void set_fact(DoctorFacts& facts, const std::string& key, const std::string& value) {
  const auto found = std::find_if(facts.host.environment.begin(), facts.host.environment.end(),
                                  [&](const auto& fact) { return fact.key == key; });
  ASSERT_NE(found, facts.host.environment.end());
  found->value = value;
}

TEST(Doctor, AGoodMachineIsUsable) {
  const auto checks = examine(good_machine());
  EXPECT_EQ(doctor_exit_code(checks), 0) << checks_to_text(checks);
  EXPECT_NE(checks_to_text(checks).find("This machine is usable.\n"), std::string::npos);
}

TEST(Doctor, AClockIsJudgedByWhatAReadingCosts) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "clock-source").value, "tsc, 25 ns a reading");
  set_fact(facts, "clock.source", "kvm-clock");
  facts.host.clock_read_ns = 35;
  EXPECT_EQ(check_of(facts, "clock-source").level, CheckLevel::note) << "made of the TSC, and as cheap";
  set_fact(facts, "clock.source", "tsc");
  facts.host.clock_read_ns = 400;
  EXPECT_EQ(check_of(facts, "clock-source").level, CheckLevel::warning) << "a sandbox keeps programs from it";
  EXPECT_NE(check_of(facts, "clock-source").remedy.find("sandbox"), std::string::npos);
}

TEST(Doctor, SaysWhichCpusAreLeftOut) {
  DoctorFacts facts = good_machine();
  facts.host.environment.push_back({"cpu.online", "0-1", ""});
  EXPECT_EQ(check_of(facts, "vcpus").level, CheckLevel::ok);
  set_fact(facts, "cpu.online", "0-7");
  const Check check = check_of(facts, "vcpus");
  EXPECT_EQ(check.level, CheckLevel::note);
  EXPECT_NE(check.value.find("2 of the 8 CPUs that are online (0,1)"), std::string::npos) << check.value;
  EXPECT_FALSE(check.remedy.empty());
}

TEST(Doctor, WarnsOfWhatDisturbs) {
  DoctorFacts facts = good_machine();
  set_fact(facts, "clock.source", "hpet");
  facts.host.clock_read_ns = 1'310;
  EXPECT_EQ(check_of(facts, "clock-source").level, CheckLevel::warning);
  EXPECT_NE(check_of(facts, "clock-source").value.find("hpet, 1310 ns a reading"), std::string::npos);
  set_fact(facts, "cpu.governor", "powersave");
  EXPECT_EQ(check_of(facts, "governor").level, CheckLevel::warning);
  set_fact(facts, "cgroup.cpu.max", "50000 100000");
  EXPECT_EQ(check_of(facts, "cgroup").level, CheckLevel::warning);
  facts.idle.steal_ns = 100'000'000;
  EXPECT_EQ(check_of(facts, "steal").level, CheckLevel::warning);
  facts.idle.cpu_pressure_ns = 500'000'000;
  EXPECT_EQ(check_of(facts, "pressure").level, CheckLevel::warning);
  facts.clock.interference = 0.5;
  EXPECT_EQ(check_of(facts, "clock").level, CheckLevel::warning);
  facts.software_counters_absent = "not permitted";
  EXPECT_EQ(check_of(facts, "permissions").level, CheckLevel::warning);
  facts.broken_workloads = {"old.so: other ABI"};
  EXPECT_EQ(check_of(facts, "workloads").level, CheckLevel::warning);
  EXPECT_EQ(doctor_exit_code(examine(facts)), 1);
  for (const Check& check : examine(facts)) {
    EXPECT_TRUE(check.level != CheckLevel::warning || !check.remedy.empty()) << check.id;
  }
}

TEST(Doctor, RefusesWhatCannotWork) {
  DoctorFacts facts = good_machine();
  facts.workloads.clear();
  EXPECT_EQ(doctor_exit_code(examine(facts)), 2);
  facts = good_machine();
  facts.installation_problem = "cannot find the measuring program";
  EXPECT_EQ(doctor_exit_code(examine(facts)), 2);
  facts = good_machine();
  facts.memory_available_bytes = 1;
  EXPECT_EQ(doctor_exit_code(examine(facts)), 2);
  facts = good_machine();
  facts.host.topology = {};
  EXPECT_EQ(doctor_exit_code(examine(facts)), 2);
}

TEST(Doctor, WhatIsHiddenIsNotedAndNeverZero) {
  const auto checks = examine(DoctorFacts{});
  for (const Check& check : checks) EXPECT_FALSE(check.value.empty()) << check.id;
  DoctorFacts facts = good_machine();
  facts.idle = {};
  EXPECT_EQ(check_of(facts, "steal").level, CheckLevel::note);
  facts.pmu = {"none", 5, 0, "no PMU in this guest"};
  EXPECT_EQ(check_of(facts, "counters").level, CheckLevel::note);
  EXPECT_NE(check_of(facts, "counters").value.find("no PMU in this guest"), std::string::npos);
}

TEST(Doctor, SaysHowManyCountersCountAndWhatHoldsOne) {
  DoctorFacts facts = good_machine();
  facts.host.environment.push_back({"kernel.nmi_watchdog", "1", ""});
  EXPECT_EQ(check_of(facts, "counters-at-once").value, "none");
  EXPECT_EQ(check_of(facts, "nmi-watchdog").level, CheckLevel::ok) << "there is nothing that it could hold";
  facts.counters_at_once = 5;
  facts.counter_room = "5 general";
  EXPECT_EQ(check_of(facts, "counters-at-once").value, "5 general");
  const Check watchdog = check_of(facts, "nmi-watchdog");
  EXPECT_EQ(watchdog.level, CheckLevel::note);
  EXPECT_NE(watchdog.value.find("holds one counter"), std::string::npos);
  EXPECT_NE(watchdog.remedy.find("sysctl kernel.nmi_watchdog=0"), std::string::npos);
  set_fact(facts, "kernel.nmi_watchdog", "0");
  EXPECT_EQ(check_of(facts, "nmi-watchdog").value, "off");
  EXPECT_EQ(check_of(facts, "nmi-watchdog").level, CheckLevel::ok);
}

TEST(Doctor, JsonSaysTheSame) {
  DoctorFacts facts = good_machine();
  facts.workloads.clear();
  const auto checks = examine(facts);
  const auto json = nlohmann::json::parse(checks_to_json(checks));
  EXPECT_EQ(json.at("verdict"), "not usable");
  ASSERT_EQ(json.at("checks").size(), checks.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    EXPECT_EQ(json.at("checks").at(i).at("id"), checks[i].id);
    EXPECT_EQ(json.at("checks").at(i).at("value"), checks[i].value);
  }
}

}  // namespace
}  // namespace crossfade::collector
