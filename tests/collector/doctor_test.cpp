#include "collector/host/doctor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "collector/host/doctor_summary.h"
#include "collector/host/hypervisor_name.h"
#include "results/text_layout.h"
#include "tests/collector/good_machine.h"

namespace crossfade::collector {
namespace {

TEST(Doctor, AGoodMachineIsUsable) {
  const auto checks = examine(good_machine());
  EXPECT_EQ(doctor_exit_code(checks), 0) << checks_to_text(checks);
  EXPECT_NE(checks_to_text(checks).find("This machine is usable.\n"), std::string::npos);
}

TEST(Doctor, LinesAreWrappedBesideTheirLabel) {
  const Check check{"id", "hardware counters", CheckLevel::note, "one two three four five six",
                    "do this and that"};
  EXPECT_EQ(checks_to_text({check}, 48),
            "note      hardware counters       one two three\n"
            "                                  four five six\n"
            "                                  -> do this and\n"
            "                                     that\n"
            "This machine is usable.\n");
  std::istringstream lines(checks_to_text(examine(good_machine())));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(results::text_width(line), 100U) << line;
}

std::ptrdiff_t lines_of(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

/// As one line: where it is broken is no matter.
std::string unwrapped(const std::string& text) {
  std::istringstream words(text);
  std::string all;
  for (std::string word; words >> word;) all += word + ' ';
  return all;
}

TEST(Doctor, AGoodMachineIsAFewLines) {
  const std::string text = checks_to_summary(examine(good_machine()));
  EXPECT_LE(lines_of(text), 22) << text;
  for (const char* const said :
       {"m7a.large (imds)", "Zen 4", "a vCPU is", "tsc, 25 ns", "3.70 GHz", "full: 33 of 33",
        "perf_event_paranoid = 1", "performance", "madvise", "quota", "steal: 0.0 %", "will answer",
        "This machine is usable.", "--details"})
    EXPECT_NE(unwrapped(text).find(said), std::string::npos) << said << "\n" << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(results::text_width(line), 100U) << line;
}

TEST(Doctor, OneScreenHasRoomForAllThatIsWrong) {
  std::vector<Check> checks = examine(good_machine());
  const std::string much =
      "that is wrong, and so is that, and what follows from it takes a line of its own, as it is "
      "with many a thing that is found on a machine";
  for (Check& check : checks) {
    if (check.id == "cpu" || check.id == "answers") continue;
    check.level = check.id == "steal" ? CheckLevel::warning : CheckLevel::note;
    check.remedy = much;
    if (check.id == "steal") check.value = much;
    if (check.id == "caches" || check.id == "disk" || check.id == "boost") check.level = CheckLevel::ok;
  }
  const std::size_t half = checks.size() / 2;
  for (std::size_t i = 0; i < half; i += 2) checks[i].level = CheckLevel::ok;
  const std::string text = checks_to_summary(checks);
  EXPECT_LE(lines_of(text), static_cast<std::ptrdiff_t>(lines_of_a_screen)) << text;
  EXPECT_NE(text.find("..."), std::string::npos) << "notes are cut";
  EXPECT_NE(unwrapped(text).find("found on a machine "), std::string::npos)
      << "warnings are not, while there is room: " << text;
  for (const Check& check : checks) {
    if (check.level == CheckLevel::ok) continue;
    EXPECT_NE(text.find(check.label), std::string::npos) << check.label;
  }
}

TEST(Doctor, OneScreenHasRoomEvenWhereNothingIsWell) {
  std::vector<Check> checks = examine(good_machine());
  for (Check& check : checks) {
    check.level = CheckLevel::warning;
    check.value = check.remedy = std::string(60, 'x') + " " + std::string(60, 'y');
  }
  const std::string text = checks_to_summary(checks);
  EXPECT_LE(lines_of(text), static_cast<std::ptrdiff_t>(lines_of_a_screen)) << text;
  for (const Check& check : checks) EXPECT_NE(text.find(check.label), std::string::npos) << check.label;
}

TEST(Doctor, ACpuWithoutCodesIsToldHowToNameThem) {
  DoctorFacts facts = good_machine();
  set_fact(facts, "pmu.libpfm4", "");
  EXPECT_EQ(check_of(facts, "event-tables").level, CheckLevel::ok) << "codes are our own";
  facts.host.cpu.microarchitecture.clear();
  EXPECT_EQ(check_of(facts, "event-tables").level, CheckLevel::note);
  EXPECT_NE(check_of(facts, "cpu").remedy.find("no hardware event is counted"), std::string::npos);
  EXPECT_NE(check_of(facts, "cpu").remedy.find("perf_raw::rUUEE"), std::string::npos);
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
  facts.clock.interference = 0.2;
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
  facts.clock.interference = 0.5;  // every stage of it would be void
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

TEST(Doctor, PromisesWhatThePlanCountsAndNoMore) {
  DoctorFacts facts = good_machine();
  EXPECT_NE(check_of(facts, "answers").value.find("instructions and IPC; cache misses; top-down"),
            std::string::npos);
  EXPECT_EQ(check_of(facts, "no-answers").value.find("top-down"), std::string::npos);
  facts.pmu = {"basic", 33, 5, "filtered"};
  facts.counter_answers = {{"instructions and IPC", "cache misses"}, "issued_ops: filtered"};
  EXPECT_EQ(check_of(facts, "answers").value.find("top-down"), std::string::npos);
  EXPECT_NE(check_of(facts, "answers").value.find("instructions and IPC; cache misses"), std::string::npos);
  EXPECT_NE(check_of(facts, "no-answers").value.find("(top-down): issued_ops: filtered"), std::string::npos);
  EXPECT_NE(check_of(facts, "no-answers").value.find("what the 28 events missing here"), std::string::npos);
  facts.pmu = {"full", 16, 16, ""};
  facts.counter_answers.no_top_down_because = "there are no formulas for Zen 1";
  EXPECT_EQ(check_of(facts, "answers").value.find("top-down"), std::string::npos);
  EXPECT_NE(check_of(facts, "no-answers").value.find("no formulas for Zen 1"), std::string::npos);
}

TEST(Doctor, OfAMachineOfAnotherCloudItSaysWhatThatShows) {
  DoctorFacts facts = good_machine();
  facts.host.instance.instance_type = "c4-standard-8";
  facts.pmu = {"none", 5, 0, "no PMU in this guest"};
  facts.counter_answers = {};
  EXPECT_NE(check_of(facts, "no-answers").remedy.find("--performance-monitoring-unit=standard"),
            std::string::npos);
}

TEST(Doctor, CountsTheDescriptorsOfTheLargestPassAndOfAllInTurns) {
  DoctorFacts facts = good_machine();
  facts.descriptors_needed = 290, facts.descriptors_multiplexed = 332, facts.descriptors_allowed = 4096;
  EXPECT_EQ(check_of(facts, "descriptors").value, "290 needed at most (332 with --multiplex), 4096 allowed");
  EXPECT_EQ(check_of(facts, "descriptors").level, CheckLevel::ok);
  facts.descriptors_allowed = 300;
  EXPECT_EQ(check_of(facts, "descriptors").level, CheckLevel::note);
  EXPECT_NE(check_of(facts, "descriptors").remedy.find("without --multiplex"), std::string::npos);
  EXPECT_NE(check_of(facts, "descriptors").value.find("run --multiplex refuses"), std::string::npos);
  EXPECT_EQ(doctor_exit_code(examine(facts)), 0) << "run without it measures";
  facts.descriptors_allowed = 280;
  EXPECT_EQ(check_of(facts, "descriptors").level, CheckLevel::blocking);
}

TEST(Doctor, SetsWhatTheTypeShowsBesideWhatThisMachineShows) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "counters-of-type").level, CheckLevel::ok) << "more than the type promises";
  EXPECT_EQ(check_of(facts, "counters-of-type").value,
            "guests of m7a.large show a subset that is not published; this machine all");
  facts.host.instance.instance_type = "m5.4xlarge";
  facts.pmu = {"none", 5, 0, "no PMU in this guest"};
  const Check none = check_of(facts, "counters-of-type");
  EXPECT_EQ(none.level, CheckLevel::note);
  EXPECT_EQ(none.value, "guests of m5.4xlarge show none; this machine none");
  EXPECT_NE(none.remedy.find("record m5.12xlarge as well"), std::string::npos) << none.remedy;
  EXPECT_NE(none.remedy.find("--counters-from"), std::string::npos);
  EXPECT_EQ(none.remedy.find("hides them"), std::string::npos) << "the type has none to hide";
  EXPECT_NE(check_of(facts, "no-answers").remedy.find("why: m5.12xlarge, joined by"), std::string::npos);
  facts.software_counters_absent = "perf_event_open: Operation not permitted";
  EXPECT_NE(check_of(facts, "no-answers").remedy.find("why: counter permissions first"), std::string::npos);
  EXPECT_EQ(check_of(facts, "no-answers").remedy.find("m5.12xlarge"), std::string::npos)
      << "would be money for nothing";
  facts.software_counters_absent.clear();
  facts.host.instance.instance_type = "m5.12xlarge";
  const Check hidden = check_of(facts, "counters-of-type");
  EXPECT_EQ(hidden.value, "guests of m5.12xlarge show all; this machine none");
  EXPECT_NE(hidden.remedy.find("hides them"), std::string::npos);
  EXPECT_EQ(hidden.remedy.find("--counters-from"), std::string::npos) << "no larger size shows more";
  facts.host.instance.instance_type = "m7a.large";
  facts.pmu = {"basic", 33, 5, "filtered"};
  EXPECT_NE(check_of(facts, "counters-of-type").remedy.find("record m7a.24xlarge as well"),
            std::string::npos);
  facts.host.instance.instance_type = "t3.xlarge";
  facts.pmu = {"none", 5, 0, "no PMU in this guest"};
  EXPECT_EQ(check_of(facts, "counters-of-type").level, CheckLevel::ok) << "no size of t3 shows any";
  facts.host.instance.instance_type.clear();
  EXPECT_EQ(check_of(facts, "counters-of-type").value, "not known without an instance type");
}

TEST(Doctor, DoubtsATypeThatItDoesNotKnowOrThatThisMachineCannotBe) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "instance").level, CheckLevel::ok);
  facts.host.instance = {"", "", "m5.4xlarge", "override (--instance-type)", ""};
  EXPECT_EQ(check_of(facts, "instance").level, CheckLevel::note);
  EXPECT_NE(check_of(facts, "instance").value.find("it has 16 vCPUs, and this machine 2"), std::string::npos);
  facts.host.instance.instance_type = "m5.4xlrge";
  EXPECT_NE(check_of(facts, "instance").value.find("the atlas has no such type"), std::string::npos);
  EXPECT_NE(check_of(facts, "instance").remedy.find("m5.4xlarge"), std::string::npos);
  EXPECT_EQ(check_of(facts, "counters-of-type").value, "what guests of m5.4xlrge show is not known");
}

TEST(Doctor, SaysWhichClockCountersCount) {
  const auto counter = [](const char* metric, const char* why) {
    return results::Counter{metric, metric, results::CounterScope::user_kernel, results::CounterTier::msr,
                            why};
  };
  DoctorFacts facts = good_machine();
  facts.pmu_counts_cycles = true;
  EXPECT_EQ(check_of(facts, "clock-counters").level, CheckLevel::ok);
  EXPECT_NE(check_of(facts, "clock-counters").value.find("not opened"), std::string::npos);
  facts.pmu_counts_cycles = false;
  facts.clock_counters = {counter("aperf_cycles", ""), counter("mperf_cycles", ""), counter("tsc_ticks", "")};
  EXPECT_EQ(check_of(facts, "clock-counters").value, "aperf_cycles, mperf_cycles, tsc_ticks");
  EXPECT_EQ(check_of(facts, "clock-counters").level, CheckLevel::ok);
  facts.clock_counters = {counter("tsc_ticks", ""), counter("aperf_cycles", "hidden"),
                          counter("mperf_cycles", "hidden")};
  EXPECT_EQ(check_of(facts, "clock-counters").value, "tsc_ticks; not aperf_cycles, mperf_cycles: hidden");
  EXPECT_EQ(check_of(facts, "clock-counters").level, CheckLevel::note);
  facts.clock_counters = {counter("tsc_ticks", "not permitted")};
  EXPECT_EQ(check_of(facts, "clock-counters").value, "none: not permitted");
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

TEST(Doctor, SaysWhatIsPermittedAndHowToPermitMore) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "permissions").level, CheckLevel::ok);
  set_fact(facts, "kernel.perf_event_paranoid", "2");
  facts.user_space_only = true;
  const Check user = check_of(facts, "permissions");
  EXPECT_EQ(user.level, CheckLevel::note);
  EXPECT_NE(user.value.find("user space only"), std::string::npos);
  EXPECT_NE(user.remedy.find("cap_perfmon+ep"), std::string::npos);
  set_fact(facts, "kernel.perf_event_paranoid", "1");
  const std::string not_the_level = check_of(facts, "permissions").remedy;
  EXPECT_NE(not_the_level.find("security module"), std::string::npos) << not_the_level;
  EXPECT_EQ(not_the_level.find("sysctl"), std::string::npos) << "it is set already";
  facts.software_counters_absent =
      "the container's seccomp profile forbids it; run it with --cap-add PERFMON";
  const Check none = check_of(facts, "permissions");
  EXPECT_EQ(none.level, CheckLevel::warning);
  EXPECT_NE(none.remedy.find("--cap-add PERFMON"), std::string::npos) << "a sysctl would not help there";
}

TEST(Doctor, SaysWhetherThereAreEnoughDescriptors) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "descriptors").level, CheckLevel::ok);
  facts.descriptors_needed = 5'000;
  const Check check = check_of(facts, "descriptors");
  EXPECT_EQ(check.level, CheckLevel::blocking) << "run refuses it";
  for (const char* const way : {"ulimit -Hn 5000", "--threads", "--no-counters"})
    EXPECT_NE(check.remedy.find(way), std::string::npos) << check.remedy;
  EXPECT_EQ(doctor_exit_code(examine(facts)), 2);
  facts.descriptors_allowed = 0;
  EXPECT_EQ(check_of(facts, "descriptors").level, CheckLevel::note);
}

TEST(Doctor, SaysBoostAndCachesAndThrottling) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "boost").value, "not shown to this machine");
  facts.host.environment.push_back({"cpu.no_turbo", "0", ""});
  EXPECT_EQ(check_of(facts, "boost").value.rfind("on", 0), 0U);
  facts.host.environment.push_back({"cpu.boost", "0", ""});
  EXPECT_EQ(check_of(facts, "boost").value.rfind("off", 0), 0U) << "the driver's own switch comes first";
  facts.host.topology.l1d_bytes = 48U << 10;
  facts.host.topology.l2_bytes = 2U << 20;
  facts.host.topology.l3_bytes = 260U << 20;
  EXPECT_EQ(check_of(facts, "caches").value.rfind("L1d 48 KiB, L2 2 MiB, L3 260 MiB", 0), 0U);
  facts.idle.throttled_ns = 250'000'000;
  EXPECT_NE(check_of(facts, "cgroup").value.find("throttled 25.0 % of the time"), std::string::npos);
}

TEST(Doctor, SaysForWhomCountersCountAndWhetherWholeCpusMayBe) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "counted-scope").value, "the workers' threads") << "nobody tried the CPUs";
  facts.no_whole_cpus_because = "";
  const Check permitted = check_of(facts, "counted-scope");
  EXPECT_EQ(permitted.level, CheckLevel::ok);
  EXPECT_NE(permitted.value.find("on request for whole CPUs (run --count cpu)"), std::string::npos);
  EXPECT_NE(permitted.value.find("all that else runs there"), std::string::npos) << "why it is no default";
  EXPECT_NE(unwrapped(checks_to_summary(examine(facts))).find("(whole CPUs are permitted: run --count cpu)"),
            std::string::npos);
  facts.no_whole_cpus_because = "not permitted: kernel.perf_event_paranoid is 2";
  const Check forbidden = check_of(facts, "counted-scope");
  EXPECT_EQ(forbidden.level, CheckLevel::ok) << "nobody needs it";
  facts.pmu = {"none", 5, 0, "no PMU in this guest"};
  EXPECT_EQ(check_of(facts, "counted-scope").value, "the workers' threads") << "--count cpu has no effect";
  facts.clock_counters = {{.metric = "tsc_ticks"}};
  EXPECT_NE(check_of(facts, "counted-scope").value.find("--count cpu"), std::string::npos);
  EXPECT_NE(forbidden.value.find("perf_event_paranoid is 2"), std::string::npos);
  EXPECT_EQ(doctor_exit_code(examine(facts)), 0);
}

TEST(Doctor, SaysWhichHugePagesThereAre) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "huge-pages").value, "transparent madvise, reserved (hugetlbfs) none");
  set_fact(facts, "memory.huge_pages", "512");
  set_fact(facts, "memory.huge_pages_of_all_sizes", "1048576 kB");
  EXPECT_EQ(check_of(facts, "huge-pages").value,
            "transparent madvise, reserved (hugetlbfs) 512 of 2048 kB, 1048576 kB with those of other sizes");
  set_fact(facts, "memory.huge_pages", "0");
  EXPECT_NE(check_of(facts, "huge-pages").value.find("none of 2048 kB, 1048576 kB with"), std::string::npos)
      << "pages of 1 GiB alone are not none";
  set_fact(facts, "memory.huge_pages", "");
  set_fact(facts, "memory.transparent_hugepage", "");
  EXPECT_EQ(check_of(facts, "huge-pages").value,
            "transparent not shown to this machine, reserved (hugetlbfs) not shown to this machine");
  EXPECT_NE(unwrapped(checks_to_summary(examine(good_machine()))).find("reserved (hugetlbfs) none"),
            std::string::npos)
      << "on the one screen too";
}

TEST(Doctor, SaysWhatARecordingWillAnswerAndWhatItWillNot) {
  DoctorFacts facts = good_machine();
  EXPECT_NE(check_of(facts, "answers").value.find("top-down"), std::string::npos);
  EXPECT_EQ(check_of(facts, "no-answers").value, "nothing that is known of");
  facts.pmu = {"none", 5, 0, "no PMU in this guest"};
  facts.host.instance.instance_type.clear();
  EXPECT_EQ(check_of(facts, "answers").value.find("top-down"), std::string::npos);
  const Check open = check_of(facts, "no-answers");
  EXPECT_EQ(open.level, CheckLevel::note);
  EXPECT_NE(open.value.find("why it is faster or slower"), std::string::npos);
  EXPECT_NE(open.value.find("what a request costs"), std::string::npos);
  EXPECT_NE(open.remedy.find("crossfade-collect instructions"), std::string::npos);
  EXPECT_NE(open.remedy.find("--instance-type"), std::string::npos);
  facts.workloads.clear();
  EXPECT_EQ(check_of(facts, "answers").value.rfind("nothing", 0), 0U);
}

TEST(Doctor, CallsAHypervisorByItsName) {
  DoctorFacts facts = good_machine();
  EXPECT_EQ(check_of(facts, "hypervisor").value, "KVM");
  set_fact(facts, "hypervisor.signature", "bhyve bhyve ");
  EXPECT_EQ(check_of(facts, "hypervisor").value, "bhyve");
  set_fact(facts, "hypervisor.signature", "none (bare metal, or hidden)");
  EXPECT_EQ(check_of(facts, "hypervisor").value, "none (bare metal, or hidden)");
  EXPECT_EQ(hypervisor_name("XenVMMXenVMM"), "Xen");
  EXPECT_EQ(hypervisor_name("new one     "), "new one");
}

}  // namespace
}  // namespace crossfade::collector
