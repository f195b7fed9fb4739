#include "analysis/comparability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "analysis/environment_severity.h"
#include "results/enum_names.h"
#include "results/vocabulary/rule.h"
#include "tests/analysis/sides.h"
#include "workloads/library_choice.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using testing::synthetic_recording;
using testing::SyntheticHost;

/// Recordings that nothing is to be said of: not synthetic, not overridden.
Recording plain(const std::string& host) {
  Recording r = synthetic_recording({});
  r.header.title = host;
  r.header.host_id = host;
  r.header.host_id_source = r.header.instance_type_source = "machine-id";
  return r;
}

const Difference* find(const std::vector<Difference>& all, const std::string& rule) {
  for (const Difference& d : all) {
    if (d.rule == rule) return &d;
  }
  return nullptr;
}

TEST(Differences, AlikeRecordingsHaveNone) {
  EXPECT_TRUE(differences(side_of({plain("a")}), side_of({plain("b")})).empty());
}

struct RuleCase {
  const char* rule;
  Severity severity;
  std::function<void(Recording&)> change;
};

/// Names the test; without it GoogleTest prints addresses.
void PrintTo(const RuleCase& rule, std::ostream* out) {
  *out << rule.rule;
}

class EachRule : public ::testing::TestWithParam<RuleCase> {};

TEST_P(EachRule, FiresOnItsChangeOnly) {
  Recording changed = plain("b");
  GetParam().change(changed);
  const auto all = differences(side_of({plain("a")}), side_of({changed}));
  const Difference* d = find(all, GetParam().rule);
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->severity, GetParam().severity);
  EXPECT_FALSE(d->message.empty()) << "the rule has no text";
  EXPECT_FALSE(d->consequence.empty());
  for (const Difference& other : all) EXPECT_EQ(other.rule, GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, EachRule,
    ::testing::Values(
        RuleCase{"cpu-identity", Severity::expected, [](Recording& r) { r.header.cpu_model = "other"; }},
        RuleCase{"machine-size", Severity::expected, [](Recording& r) { r.header.vcpus = 8; }},
        RuleCase{"kernel", Severity::suspicious, [](Recording& r) { r.header.kernel = "6.9"; }},
        RuleCase{"collector", Severity::suspicious,
                 [](Recording& r) { r.header.producer = "crossfade-collect 9"; }},
        RuleCase{"environment", Severity::suspicious,
                 [](Recording& r) { r.environment[0].value = "isolcpus=1"; }},
        RuleCase{"identity", Severity::suspicious,
                 [](Recording& r) { r.header.kind = results::RecordingKind::simulated; }},
        RuleCase{"stated-host", Severity::expected,
                 [](Recording& r) { r.header.host_id_source = "override (--host-id)"; }},
        RuleCase{"environment-unknown", Severity::suspicious,
                 [](Recording& r) {
                   r.environment.push_back({"program.cpus", "0-3", ""});
                 }},
        RuleCase{"unfinished", Severity::suspicious,
                 [](Recording& r) { r.header.state = results::RecordingState::interrupted; }},
        RuleCase{"blocks-added", Severity::suspicious,
                 [](Recording& r) {
                   auto plan = nlohmann::json::parse(r.plan_json);
                   plan["blocks"] = 8;
                   plan["blocks_at_first"] = 4;
                   r.plan_json = plan.dump();
                 }},
        RuleCase{"workload-version", Severity::blocking, [](Recording& r) { r.workloads[0].version = "2"; }},
        RuleCase{"workload-parameters", Severity::blocking,
                 [](Recording& r) { r.workloads[0].parameters = "bytes=1"; }},
        RuleCase{"dataset", Severity::blocking, [](Recording& r) { r.workloads[0].dataset_digest = "ff"; }},
        RuleCase{"objective", Severity::blocking, [](Recording& r) { r.classes[0].slo_p99_ns = 1; }},
        RuleCase{"answers", Severity::blocking,
                 [](Recording& r) {
                   for (auto& p : r.repetitions) p.golden_digest = "0";
                 }},
        RuleCase{"wrong-runs", Severity::blocking,
                 [](Recording& r) { r.repetitions[3].outcome = results::RepetitionOutcome::wrong; }},
        RuleCase{"failed-runs", Severity::suspicious,
                 [](Recording& r) { r.repetitions[3].outcome = results::RepetitionOutcome::hung; }},
        RuleCase{"library-version", Severity::suspicious,
                 [](Recording& r) { r.libraries[0].version = "2.0"; }},
        RuleCase{"isa-path", Severity::suspicious, [](Recording& r) { r.libraries[0].isa_path = "avx512"; }},
        RuleCase{"isa-cap", Severity::suspicious,
                 [](Recording& r) {
                   for (auto& p : r.repetitions) p.isa_cap = "x86-64-v2";
                 }},
        RuleCase{"plan", Severity::suspicious,
                 [](Recording& r) { r.plan_json = R"({"load_ns": 900000000})"; }},
        RuleCase{"plan", Severity::suspicious,
                 [](Recording& r) {
                   for (auto& s : r.stages) s.wait_mode = results::WaitMode::spin;
                 }},
        RuleCase{"disturbed-balance", Severity::suspicious, [](Recording& r) {
                   for (std::size_t i = 0; i < r.stages.size() / 5; ++i)
                     r.stages[i].quality = results::Quality::disturbed;
                 }}));

/// With counters of the CPU's own.
Recording counted(const std::string& host) {
  Recording r = plain(host);
  for (results::Counter& counter : r.counters) counter.absent_because.clear();
  return r;
}

void set_scope(Recording& r, results::CounterScope scope) {
  for (results::Counter& counter : r.counters) {
    if (counter.tier == results::CounterTier::hardware) counter.scope = scope;
  }
}

TEST(Differences, CountersOfAnotherScopeBlockWhatTheyGaveAndNothingElse) {
  for (const auto scope : {results::CounterScope::cpu, results::CounterScope::user}) {
    Recording other = counted("b");
    set_scope(other, scope);
    const auto all = differences(side_of({counted("a")}), side_of({other}));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].rule, "counter-scope");
    EXPECT_EQ(all[0].severity, Severity::blocking);
    EXPECT_EQ(all[0].scope, Scope::hardware_counters);
    EXPECT_EQ(all[0].base, "user_kernel");
    EXPECT_EQ(all[0].candidate, results::name_of(scope));
    EXPECT_TRUE(differences(side_of({other}), side_of({other})).empty());
    const auto mixed = differences(side_of({counted("a"), other}), side_of({counted("a"), other}));
    EXPECT_NE(find(mixed, "counter-scope"), nullptr) << "a side that is mixed in itself is not comparable";
    EXPECT_EQ(find(differences(side_of({plain("a")}), side_of({other})), "counter-scope"), nullptr)
        << "what has no counters has nothing to be set against";
  }
}

TEST(Differences, CyclesOfAnotherSourceAreSaid) {
  Recording aperf = plain("b");
  aperf.counters.push_back(
      {"aperf_cycles", "msr/aperf/", results::CounterScope::user_kernel, results::CounterTier::msr, ""});
  const auto all = differences(side_of({counted("a")}), side_of({aperf}));
  const Difference* const source = find(all, "cycle-source");
  ASSERT_NE(source, nullptr);
  EXPECT_EQ(source->base, "PMU");
  EXPECT_EQ(source->candidate, "APERF");
  EXPECT_EQ(source->severity, Severity::suspicious);
  ASSERT_NE(find(all, "counters"), nullptr);
  EXPECT_EQ(find(all, "counters")->candidate, "software and msr");
  EXPECT_EQ(find(all, "counter-scope"), nullptr);
}

/// Counters that the first stage counted.
void add_top_down(Recording& r, const std::string& cpu, const std::vector<const char*>& metrics) {
  r.header.microarchitecture = cpu;
  for (const char* const metric : metrics) {
    const auto counter = static_cast<std::uint32_t>(r.counters.size());
    r.counters.push_back(
        {metric, metric, results::CounterScope::user_kernel, results::CounterTier::hardware, ""});
    r.readings.push_back({0, counter, 1000, 1, 1, results::CounterState::counted});
  }
}

TEST(Differences, TopDownOfOneKindOfCpuByTwoMethodsIsSaid) {
  const std::vector<const char*> general{"slots", "frontend_slots", "dropped_slots", "backend_slots",
                                         "retired_ops"};
  Recording metal = counted("a"), guest = counted("b");
  add_top_down(metal, "Sapphire Rapids",
               {"fixed_slots", "fixed_retiring_slots", "fixed_bad_speculation_slots", "fixed_frontend_slots",
                "fixed_backend_slots", "dropped_slots"});
  add_top_down(guest, "Sapphire Rapids", general);
  const auto all = differences(side_of({metal}), side_of({guest}));
  const Difference* const method = find(all, "top-down-method");
  ASSERT_NE(method, nullptr);
  EXPECT_EQ(method->base, "Sapphire Rapids, bare metal");
  EXPECT_EQ(method->candidate, "Sapphire Rapids, guest");
  EXPECT_EQ(method->severity, Severity::suspicious);
  EXPECT_EQ(find(differences(side_of({guest}), side_of({guest})), "top-down-method"), nullptr);
  EXPECT_EQ(find(differences(side_of({metal}), side_of({counted("c")})), "top-down-method"), nullptr)
      << "who has no top-down has none to be set against";
  Recording other = counted("d");
  add_top_down(other, "Ice Lake-SP", general);
  EXPECT_EQ(find(differences(side_of({metal}), side_of({other})), "top-down-method"), nullptr)
      << "two kinds of CPUs have two methods anyway";
}

TEST(Differences, MoreThanAQuarterDisturbedIsSaidEvenIfBothAre) {
  Recording a = plain("a"), b = plain("b");
  for (Recording* r : {&a, &b}) {
    for (std::size_t i = 0; i < r->stages.size() / 3; ++i) r->stages[i].quality = results::Quality::disturbed;
  }
  const auto all = differences(side_of({a}), side_of({b}));
  EXPECT_NE(find(all, "disturbed-share"), nullptr);
  EXPECT_EQ(find(all, "disturbed-balance"), nullptr);
}

TEST(Differences, ACpuWithoutALoadCeilingIsSaid) {
  Recording known = plain("a"), unknown = plain("b");
  known.header.microarchitecture = "Zen 5";
  unknown.header.microarchitecture = "newer than the table";
  const auto all = differences(side_of({known}), side_of({unknown}));
  const Difference* const found = find(all, "load-ceiling");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->candidate, "not in the table");
  unknown.header.microarchitecture = "Zen 4";
  EXPECT_EQ(find(differences(side_of({known}), side_of({unknown})), "load-ceiling"), nullptr);
}

TEST(Differences, ARecordingThatWasStoppedSaysHowFarItWas) {
  Recording stopped = plain("b");
  stopped.header.state = results::RecordingState::interrupted;
  stopped.plan_json =
      R"({"service_ns": 500000000, "capacity_ns": 500000000, "load_ns": 500000000, "blocks": 200})";
  const auto all = differences(side_of({plain("a")}), side_of({stopped}));
  const Difference* const found = find(all, "unfinished");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->candidate, "interrupted (8 of 200 blocks)");
  stopped.plan_json = R"({"blocks": -1, "until_budget": "yes", "blocks_at_first": "4"})";
  const auto of_a_strange_plan = differences(side_of({plain("a")}), side_of({stopped}));
  ASSERT_NE(find(of_a_strange_plan, "unfinished"), nullptr);
  EXPECT_EQ(find(of_a_strange_plan, "unfinished")->candidate, "interrupted");
}

TEST(Differences, WhatTheUserStoppedIsNone) {
  Recording stopped = plain("b");
  stopped.repetitions[3].outcome = results::RepetitionOutcome::interrupted;
  EXPECT_TRUE(differences(side_of({plain("a")}), side_of({stopped})).empty());
}

TEST(Differences, AnswersOfARecordingWithoutAnEndedProcessAreNotKnownToDiffer) {
  Recording begun = plain("b");
  for (results::Repetition& p : begun.repetitions) p.outcome = results::RepetitionOutcome::interrupted;
  EXPECT_EQ(find(differences(side_of({plain("a")}), side_of({begun})), "answers"), nullptr);
}

TEST(Differences, AnswersThatDifferNameLibrariesAndCodePaths) {
  Recording other = plain("b");
  for (results::Repetition& p : other.repetitions) p.golden_digest = "0123";
  other.libraries[0].isa_path = "avx512";
  const auto all = differences(side_of({plain("a")}), side_of({other}));
  const Difference* const answers = find(all, "answers");
  ASSERT_NE(answers, nullptr);
  const results::Library library = plain("a").libraries.at(0);
  EXPECT_EQ(answers->base, "abcdef (" + library.name + " " + library.version + ", " + library.isa_path + ")");
  EXPECT_EQ(answers->candidate, "0123 (" + library.name + " " + library.version + ", avx512)");
  Recording same_answers = plain("b");
  same_answers.libraries[0].isa_path = "avx512";
  EXPECT_EQ(find(differences(side_of({plain("a")}), side_of({same_answers})), "answers"), nullptr)
      << "another code path alone is no other answer";
}

TEST(Differences, ACapOnTheSameHostIsThePurpose) {
  Recording capped = plain("a");
  for (results::Repetition& p : capped.repetitions) p.isa_cap = "x86-64-v2";
  capped.libraries[0].isa_path = "sse4";
  const auto all = differences(side_of({plain("a")}), side_of({capped}));
  ASSERT_NE(find(all, "isa-cap"), nullptr);
  EXPECT_EQ(find(all, "isa-cap")->severity, Severity::expected);
  EXPECT_EQ(find(all, "isa-path")->severity, Severity::expected);
}

TEST(Differences, ASideThatIsMixedInItselfDiffers) {
  Recording newer = plain("b");
  newer.workloads[0].version = "2";
  const auto all = differences(side_of({plain("a"), newer}), side_of({plain("c"), newer}));
  ASSERT_NE(find(all, "workload-version"), nullptr);
  EXPECT_EQ(find(all, "workload-version")->base, "1 | 2");
}

TEST(Differences, WorstFirst) {
  Recording r = plain("b");
  r.header.cpu_model = "other";
  r.header.kernel = "6.9";
  r.workloads[0].version = "2";
  const auto all = differences(side_of({plain("a")}), side_of({r}));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].severity, Severity::blocking);
  EXPECT_EQ(all[2].severity, Severity::expected);
}

TEST(EnvironmentKinds, TellSettingsFromTheMachineAndTheMoment) {
  EXPECT_EQ(environment_kind("cpu.governor"), EnvironmentKind::setting);
  EXPECT_EQ(environment_kind("cpu.microcode"), EnvironmentKind::machine);
  EXPECT_EQ(environment_kind("memory.total"), EnvironmentKind::machine);
  EXPECT_EQ(environment_kind("memory.available"), EnvironmentKind::moment);
  EXPECT_EQ(environment_kind("memory.transparent_hugepage"), EnvironmentKind::setting);
  EXPECT_EQ(environment_kind("memory.huge_pages"), EnvironmentKind::setting);
  EXPECT_EQ(environment_kind("memory.huge_page_size"), EnvironmentKind::machine);
  EXPECT_EQ(environment_kind("memory.huge_pages_of_all_sizes"), EnvironmentKind::detail);
  EXPECT_EQ(environment_kind("never.heard.of.it"), EnvironmentKind::setting);
  EXPECT_EQ(environment_kind(""), EnvironmentKind::setting);
}

TEST(Environment, TheMomentIsNotCompared) {
  Recording busy = plain("b");
  for (const char* key : {"kernel.load_average", "memory.available"}) {
    busy.environment.push_back({key, "another", ""});
  }
  EXPECT_TRUE(differences(side_of({plain("a")}), side_of({busy})).empty());
  for (const EnvironmentRow& row : environment_rows({side_of({plain("a")}), side_of({busy})})) {
    if (row.key == "kernel.load_average") {
      EXPECT_FALSE(row.differs);
    }
  }
}

TEST(Environment, OfTheMachineIsExpectedBetweenMachinesAndOddOnOne) {
  Recording before = plain("a"), elsewhere = plain("b"), here = plain("a");
  before.environment.push_back({"cpu.microcode", "0x1", ""});
  for (Recording* r : {&elsewhere, &here}) r->environment.push_back({"cpu.microcode", "0x2", ""});
  const auto between = differences(side_of({before}), side_of({elsewhere}));
  ASSERT_EQ(between.size(), 1U);
  EXPECT_EQ(between[0].rule, "cpu-identity");
  EXPECT_EQ(between[0].severity, Severity::expected);
  const auto on_one = differences(side_of({before}), side_of({here}));
  ASSERT_EQ(on_one.size(), 1U);
  EXPECT_EQ(on_one[0].rule, "environment") << "it is not another machine";
  EXPECT_EQ(on_one[0].severity, Severity::suspicious);
}

TEST(Environment, ADetailIsExpected) {
  Recording few = plain("a"), many = plain("b");
  few.environment.push_back({"limit.open_files", "1024", ""});
  many.environment.push_back({"limit.open_files", "4096", ""});
  const auto all = differences(side_of({few}), side_of({many}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "environment-detail");
  EXPECT_EQ(all[0].severity, Severity::expected);
}

TEST(Environment, WhatIsNotRecordedIsNoDifference) {
  Recording with = plain("b"), detail = plain("b");
  with.environment.push_back({"program.cpus", "0-3", ""});
  auto all = differences(side_of({plain("a")}), side_of({with}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "environment-unknown");
  EXPECT_EQ(all[0].base, "not recorded");
  EXPECT_EQ(all[0].candidate, "0-3");
  EXPECT_EQ(all[0].severity, Severity::suspicious);
  detail.environment.push_back({"limit.open_files", "1024", ""});
  all = differences(side_of({plain("a")}), side_of({detail}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "environment-unknown");
  EXPECT_EQ(all[0].severity, Severity::expected) << "it would be of no effect";
}

TEST(Environment, OfAMixedSideSaysWhichRecordingHasWhat) {
  const auto with = [](const char* host, const char* value) {
    Recording r = plain(host);
    r.environment[0].value = value;
    return r;
  };
  const auto all = differences(side_of({with("a", "quiet"), with("b", "isolcpus=1"), with("c", "")}),
                               side_of({with("d", "quiet"), with("e", "quiet")}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "environment");
  EXPECT_EQ(all[0].base, "quiet (a.h5) | isolcpus=1 (b.h5) | not recorded (c.h5)");
  EXPECT_EQ(all[0].candidate, "quiet");
}

TEST(CodePaths, FollowTheCpuAlsoUnderOneModelName) {
  Recording zen5 = plain("b");
  zen5.libraries[0].isa_path = "avx512";
  EXPECT_EQ(find(differences(side_of({plain("a")}), side_of({zen5})), "isa-path")->severity,
            Severity::suspicious);
  zen5.header.microarchitecture = "Zen 5";
  EXPECT_EQ(find(differences(side_of({plain("a")}), side_of({zen5})), "isa-path")->severity,
            Severity::expected);
}

TEST(CodePaths, OfALibraryThatFallsShortOfItsCpuAreSuspiciousBetweenCpusToo) {
  Recording emerald = plain("b");
  emerald.header.microarchitecture = "Emerald Rapids";
  emerald.libraries[0].isa_path = "Prescott kernels" + std::string(workloads::kShortfall) + "AVX-512";
  const auto all = differences(side_of({plain("a")}), side_of({emerald}));
  ASSERT_NE(find(all, "isa-path"), nullptr);
  EXPECT_EQ(find(all, "isa-path")->severity, Severity::suspicious);
  EXPECT_NE(find(all, "isa-path")->subject.find("falls short"), std::string::npos);
  // Both alike: still no measure of the CPUs.
  const auto alike = differences(side_of({emerald}), side_of({emerald}));
  ASSERT_NE(find(alike, "isa-path"), nullptr);
  EXPECT_EQ(find(alike, "isa-path")->severity, Severity::suspicious);
}

TEST(Identity, AStatedTypeIsNotAReadOne) {
  Recording read = plain("a"), stated = plain("b");
  for (Recording* r : {&read, &stated}) r->header.instance_type = "m5.xlarge";
  read.header.instance_type_source = "imds";
  stated.header.instance_type_source = "override (--instance-type)";
  const auto all = differences(side_of({read}), side_of({stated}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "stated-type");
  EXPECT_EQ(all[0].severity, Severity::suspicious);
  EXPECT_EQ(all[0].candidate, "m5.xlarge, stated by the user");
  EXPECT_TRUE(has_stated_type(side_of({stated})));
  EXPECT_FALSE(has_stated_type(side_of({read})));
}

TEST(HostIds, OneIdOnTwoMachinesIsSaid) {
  Recording clone = plain("a");
  clone.header.cpu_model = "Example CPU 2";
  const auto all = differences(side_of({plain("a")}), side_of({clone}));
  const Difference* d = find(all, "shared-host-id");
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->severity, Severity::suspicious);
  EXPECT_THAT(d->base, ::testing::HasSubstr("Example CPU 1"));
  EXPECT_THAT(d->candidate, ::testing::HasSubstr("Example CPU 2"));
  clone.header.host_id = "b";
  EXPECT_EQ(find(differences(side_of({plain("a")}), side_of({clone})), "shared-host-id"), nullptr);
}

TEST(HostIds, OfAContainerAreDoubtedWhereSomethingRestsOnThem) {
  Recording inside = plain("a");
  inside.environment.push_back({"container", "docker", ""});
  EXPECT_NE(find(differences(side_of({inside}), side_of({inside})), "container-host-id"), nullptr);
  Recording other = inside;
  other.header.host_id = "b";
  EXPECT_EQ(find(differences(side_of({inside}), side_of({other})), "container-host-id"), nullptr);
}

Recording built(const std::string& host, const std::string& measure, const std::string& plugin,
                const std::string& revision = "r1") {
  Recording r = plain(host);
  r.environment.push_back({"build.revision", revision, ""});
  if (!measure.empty()) r.environment.push_back({"build.measure_digest", measure, ""});
  if (!plugin.empty()) r.environment.push_back({"build.plugin.tls_segment_digest", plugin, ""});
  return r;
}

std::vector<Difference> between_builds(const Recording& base, const Recording& candidate) {
  return differences(side_of({base}), side_of({candidate}));
}

TEST(Builds, OfOneVersionAreTold) {
  EXPECT_TRUE(between_builds(built("a", "m1", "p1"), built("b", "m1", "p1")).empty());
  auto all = between_builds(built("a", "m1", "p1"), built("b", "m2", "p1"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "measure-build");
  EXPECT_EQ(all[0].severity, Severity::suspicious);
  all = between_builds(built("a", "m1", "p1"), built("b", "m1", "p2"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "workload-build");
  EXPECT_EQ(all[0].subject, "plug-in tls_segment");
  EXPECT_EQ(all[0].severity, Severity::suspicious);
}

TEST(Builds, OfAnotherVersionAreSaidByTheVersion) {
  Recording newer = built("b", "m1", "p2");
  newer.workloads[0].version = "2";
  const auto all = between_builds(built("a", "m1", "p1"), newer);
  EXPECT_EQ(find(all, "workload-build"), nullptr);
  EXPECT_NE(find(all, "workload-version"), nullptr);
}

TEST(Builds, ARevisionAloneIsExpected) {
  const auto all = between_builds(built("a", "m1", "p1", "r1"), built("b", "m1", "p1", "r2"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].subject, "build.revision");
  EXPECT_EQ(all[0].severity, Severity::expected);
}

TEST(Builds, AbsentOnOneSideIsSaidOnce) {
  const auto all = between_builds(built("a", "", ""), built("b", "m1", "p1"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "build-unknown");
  EXPECT_THAT(all[0].base, ::testing::HasSubstr("not recorded: build.measure_digest, build.plugin"));
  EXPECT_EQ(all[0].candidate, "recorded");
  EXPECT_TRUE(between_builds(built("a", "", ""), built("b", "", "")).empty());
}

/// Builds of the recordings of one side; "" = not recorded.
Side built_side(const std::vector<std::string>& measure, const std::string& plugin = "p1") {
  std::vector<Recording> recordings;
  for (std::size_t i = 0; i < measure.size(); ++i)
    recordings.push_back(built("r" + std::to_string(i), measure[i], plugin));
  return side_of(std::move(recordings));
}

TEST(Builds, OfSeveralRecordingsThatAreTheSameAreNotMentioned) {
  EXPECT_TRUE(differences(built_side({"m1", "m1", "m1"}), built_side({"m1", "m1"})).empty());
}

TEST(Builds, OfSeveralRecordingsThatDifferAreToldByFile) {
  // Also where one recording does not say: what two others say is enough to know.
  for (const auto& [base, text] :
       {std::pair{built_side({"m1", "m2", "m1"}), "m1 (r0.h5, r2.h5) | m2 (r1.h5)"},
        std::pair{built_side({"m1", "m2", ""}), "m1 (r0.h5) | m2 (r1.h5) | not recorded (r2.h5)"},
        std::pair{built_side({"m2", ""}), "m2 (r0.h5) | not recorded (r1.h5)"}}) {
    const auto all = differences(base, built_side({"m1", "m1"}));
    ASSERT_EQ(all.size(), 1U) << text;
    EXPECT_EQ(all[0].rule, "measure-build");
    EXPECT_EQ(all[0].base, text);
    EXPECT_EQ(all[0].candidate, "m1");
  }
}

TEST(Builds, OfARecordingThatDoesNotSayAreUnknown) {
  const auto all = differences(built_side({"m1", "", "m1"}), built_side({"m1", "m1"}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].rule, "build-unknown");
  EXPECT_EQ(all[0].base, "not recorded in r1.h5: build.measure_digest");
  EXPECT_EQ(all[0].candidate, "recorded");
}

TEST(Builds, OfAWorkloadAreAskedOnlyOfRecordingsThatHaveIt) {
  Recording other = built("r1", "m1", "");
  other.workloads[0].name = "evcache_get";
  const Side base = side_of({built("r0", "m1", "p1"), other});
  const auto all = differences(base, built_side({"m1"}));
  EXPECT_EQ(find(all, "build-unknown"), nullptr);
  EXPECT_EQ(find(all, "workload-build"), nullptr);
}

TEST(EnvironmentRows, HoldEveryFactOfEverySide) {
  Recording other = plain("b");
  other.header.kernel = "6.9";
  other.environment.push_back({"only.here", "x", ""});
  const auto rows = environment_rows({side_of({plain("a")}), side_of({other, plain("c")})});
  const auto row = [&](const std::string& key) {
    for (const EnvironmentRow& r : rows) {
      if (r.key == key) return r;
    }
    ADD_FAILURE() << key;
    return EnvironmentRow{};
  };
  EXPECT_EQ(row("kernel").values, (std::vector<std::string>{"6.1.0", "6.9 | 6.1.0"}));
  EXPECT_TRUE(row("kernel").differs);
  EXPECT_EQ(row("kernel").severity, Severity::suspicious);
  EXPECT_FALSE(row("tls_segment version").differs);
  EXPECT_EQ(row("only.here").values.front(), "not recorded");
  EXPECT_EQ(row("cpu.governor").values.front(), "unknown: no cpufreq in this guest");
  EXPECT_TRUE(environment_rows({}).empty());
}

TEST(GroupSides, TypeModelAndCapMakeASide) {
  SyntheticHost m5, other_cpu, capped, untyped;
  m5.instance_type = other_cpu.instance_type = capped.instance_type = "m5.xlarge";
  other_cpu.cpu_model = "Example CPU 2";
  capped.isa_cap = "x86-64-v2";
  untyped.title = "synthetic lab machine";
  const std::vector<RecordingPointer> all{opened(m5), opened(untyped), opened(other_cpu), opened(capped),
                                          opened(m5)};
  const auto sides = group_sides(all);
  ASSERT_EQ(sides.size(), 4U);
  EXPECT_EQ(sides[0].recordings.size(), 2U);
  EXPECT_EQ(sides[1].label, "synthetic lab machine");
  std::set<std::string> labels;
  for (const Side& s : sides) labels.insert(s.label);
  EXPECT_EQ(labels.size(), 4U);
  EXPECT_THAT(sides[2].label, ::testing::HasSubstr("Example CPU 2"));
  EXPECT_THAT(sides[3].label, ::testing::HasSubstr("ISA cap x86-64-v2"));
  EXPECT_TRUE(group_sides({}).empty());
}

TEST(GroupSides, WhatIsSimulatedIsASideOfItsOwnAndSaysSo) {
  results::Recording measured = plain("a"), simulated = plain("b");
  for (results::Recording* r : {&measured, &simulated}) r->header.instance_type = "m5.xlarge";
  simulated.header.kind = results::RecordingKind::simulated;
  const std::vector<RecordingPointer> all{opened(measured), opened(simulated)};
  const auto sides = group_sides(all);
  ASSERT_EQ(sides.size(), 2U);
  EXPECT_EQ(sides[0].label, "m5.xlarge");
  EXPECT_EQ(sides[1].label, "m5.xlarge (SIMULATED)");
  EXPECT_TRUE(is_simulated(sides[1]));
  EXPECT_FALSE(is_simulated(sides[0]));
}

}  // namespace
}  // namespace crossfade::analysis
