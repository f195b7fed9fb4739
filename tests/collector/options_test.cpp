#include "collector/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace crossfade::collector {
namespace {

results::Result<Command> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "crossfade-collect");
  return parse_command_line(static_cast<int>(words.size()), words.data());
}

RunOptions run_options(const std::vector<const char*>& words) {
  auto command = parse(words);
  EXPECT_TRUE(command) << results::to_line(command.error());
  if (!command) return {};
  EXPECT_TRUE(std::holds_alternative<RunOptions>(*command));
  return std::get<RunOptions>(*command);
}

results::Error error_of(const std::vector<const char*>& words) {
  auto command = parse(words);
  EXPECT_FALSE(command) << words.back();
  if (command) return {};
  EXPECT_EQ(command.error().kind, results::ErrorKind::usage);
  EXPECT_FALSE(command.error().what.empty());
  EXPECT_FALSE(command.error().remedy.empty()) << command.error().what;
  return command.error();
}

TEST(Options, DefaultsOfARun) {
  const RunOptions options = run_options({"run", "-o", "a.h5"});
  EXPECT_EQ(options.output, "a.h5");
  EXPECT_EQ(options.profile, "quick");
  EXPECT_EQ(options.seed, 1U);
  EXPECT_TRUE(options.workloads.empty());
  EXPECT_TRUE(options.counters);
  EXPECT_EQ(options.isa_level, 0U);
  EXPECT_EQ(options.wait_mode, results::WaitMode::hybrid);
  EXPECT_FALSE(options.blocks);
}

TEST(Options, ARunIsAPartOfAPlanForManyHosts) {
  EXPECT_EQ(run_options({"run", "-o", "a"}).look, 0U);
  const RunOptions o =
      run_options({"run", "-o", "a", "--plan-digest", "0123abcd", "--look", "3", "--lab-key", "k"});
  EXPECT_EQ(o.plan_digest, "0123abcd");
  EXPECT_EQ(o.look, 3U);
  EXPECT_EQ(o.identity.lab_key_file, "k");
  EXPECT_EQ(error_of({"run", "-o", "a", "--look", "1"}).where, "--look");
  EXPECT_EQ(error_of({"run", "-o", "a", "--plan-digest", "0123abcd"}).where, "--plan-digest");
  for (const char* look : {"0", "4", "x"})
    EXPECT_EQ(error_of({"run", "-o", "a", "--plan-digest", "0123abcd", "--look", look}).where,
              std::string("--look ") + look);
  for (const char* digest : {"0123abc", "0123ABCD", "a plan of mine"})
    EXPECT_EQ(error_of({"run", "-o", "a", "--plan-digest", digest, "--look", "1"}).where,
              std::string("--plan-digest ") + digest);
}

TEST(Options, PartsOfARunCanBeLeftOut) {
  EXPECT_TRUE(run_options({"run", "-o", "a"}).load_curve);
  const RunOptions o = run_options({"run", "-o", "a", "--rates", "none", "--slo-time", "none"});
  EXPECT_FALSE(o.load_curve);
  EXPECT_TRUE(o.rates_per_s.empty());
  EXPECT_EQ(o.slo_ns, 0U);
  EXPECT_EQ(error_of({"run", "-o", "a", "--rates", "none", "--load-time", "1s"}).where,
            "--rates none --load-time");
  EXPECT_EQ(error_of({"run", "-o", "a", "--rates", "none", "--arrivals", "constant"}).where,
            "--rates none --arrivals");
  EXPECT_EQ(error_of({"run", "-o", "a", "--rates", "none", "--profile", "standard"}).where,
            "--rates none --profile standard");
  EXPECT_FALSE(run_options({"run", "-o", "a", "--rates", "none", "--profile", "standard", "--blocks", "9"})
                   .load_curve);
  error_of({"run", "-o", "a", "--load-time", "none"});
  error_of({"run", "-o", "a", "--rates", "none,100"});
}

TEST(Options, EverythingOfARun) {
  const RunOptions o = run_options({"run",
                                    "--output",
                                    "a.h5",
                                    "--workload",
                                    "a@p:k=1,l=2",
                                    "--workload",
                                    "b",
                                    "--profile",
                                    "custom",
                                    "--blocks",
                                    "3",
                                    "--stop-after",
                                    "2",
                                    "--seed",
                                    "42",
                                    "--rates",
                                    "2000,1000,1000",
                                    "--service-time",
                                    "0.5",
                                    "--capacity-time",
                                    "500ms",
                                    "--load-time",
                                    "1m",
                                    "--threads",
                                    "2,1",
                                    "--wait",
                                    "spin",
                                    "--isa-cap",
                                    "v3",
                                    "--force",
                                    "--title",
                                    "my title",
                                    "--instance-type",
                                    "m5.xlarge",
                                    "--provider",
                                    "aws",
                                    "--region",
                                    "eu-west-1",
                                    "--host-id",
                                    "h",
                                    "--no-metadata",
                                    "--synthetic",
                                    "--workload-dir",
                                    "d",
                                    "--no-counters",
                                    "--dry-run"});
  EXPECT_EQ(o.workloads, (std::vector<std::string>{"a@p:k=1,l=2", "b"}));
  EXPECT_EQ(o.blocks, 3U);
  EXPECT_EQ(o.stop_after_blocks, 2U);
  EXPECT_EQ(o.seed, 42U);
  EXPECT_EQ(o.rates_per_s, (std::vector<double>{1000, 2000}));
  EXPECT_EQ(o.service_ns, 500'000'000U);
  EXPECT_EQ(o.capacity_ns, 500'000'000U);
  EXPECT_EQ(o.load_ns, 60'000'000'000U);
  EXPECT_EQ(o.threads, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(o.wait_mode, results::WaitMode::spin);
  EXPECT_EQ(o.isa_level, 3U);
  EXPECT_TRUE(o.force && o.synthetic && o.dry_run && !o.counters && !o.resume);
  EXPECT_EQ(o.identity.instance_type, "m5.xlarge");
  EXPECT_EQ(o.identity.region, "eu-west-1");
  EXPECT_TRUE(o.identity.no_metadata);
  EXPECT_FALSE(run_options({"run", "-o", "a.h5"}).identity.no_metadata);
  EXPECT_EQ(o.workload_dirs, std::vector<std::string>{"d"});
}

TEST(Options, KnowsWhichOfThemWereGiven) {
  const RunOptions o = run_options(
      {"run", "-o", "a", "--resume", "--same-plan", "--wait=spin", "--blocks", "3", "--no-counters"});
  EXPECT_TRUE(o.resume && o.same_plan);
  EXPECT_EQ(
      std::set<std::string>(o.given.begin(), o.given.end()),
      (std::set<std::string>{"--output", "--resume", "--same-plan", "--wait", "--blocks", "--no-counters"}));
  EXPECT_EQ(run_options({"calibrate", "-o", "a"}).given, std::vector<std::string>{"--output"});
  EXPECT_EQ(error_of({"run", "-o", "a", "--same-plan"}).where, "--same-plan");
}

TEST(Options, IsaIsShortForIsaCap) {
  const RunOptions o = run_options({"run", "-o", "a", "--isa", "v3"});
  EXPECT_EQ(o.isa_level, 3U);
  EXPECT_EQ(o.given, (std::vector<std::string>{"--output", "--isa-cap"})) << "whichever was typed";
}

TEST(Options, ADryRunNeedsTheRecordingOnlyToGoOnWithIt) {
  EXPECT_TRUE(run_options({"run", "--dry-run"}).output.empty());
  EXPECT_EQ(error_of({"run", "--dry-run", "--resume"}).what, "no output is named");
}

TEST(Options, EventsAreRepeatedAndNeedCounters) {
  const RunOptions o =
      run_options({"run", "-o", "a.h5", "--event", "dtlb_walks", "--event", "spr::L1D:REPLACEMENT"});
  EXPECT_EQ(o.events, (std::vector<std::string>{"dtlb_walks", "spr::L1D:REPLACEMENT"}));
  EXPECT_TRUE(run_options({"run", "-o", "a.h5"}).events.empty());
  EXPECT_EQ(error_of({"run", "-o", "a", "--event", "dtlb_walks", "--no-counters"}).where,
            "--event --no-counters");
}

TEST(Options, CountersTakeTurnsOnRequestAlone) {
  EXPECT_FALSE(run_options({"run", "-o", "a.h5"}).multiplex);
  EXPECT_TRUE(run_options({"run", "-o", "a.h5", "--multiplex"}).multiplex);
  EXPECT_EQ(error_of({"run", "-o", "a", "--multiplex", "--event", "itlb_walks"}).where,
            "--multiplex --event");
  EXPECT_EQ(error_of({"run", "-o", "a", "--multiplex", "--no-counters"}).where, "--multiplex --no-counters");
}

TEST(Options, WhoseEventsAreCountedIsSaidByName) {
  EXPECT_FALSE(run_options({"run", "-o", "a.h5"}).count_cpus);
  EXPECT_FALSE(run_options({"run", "-o", "a.h5", "--count", "thread", "--no-counters"}).count_cpus);
  EXPECT_TRUE(run_options({"run", "-o", "a.h5", "--count", "cpu"}).count_cpus);
  EXPECT_TRUE(run_options({"calibrate", "-o", "a.h5", "--count", "cpu"}).count_cpus);
  EXPECT_NE(error_of({"run", "-o", "a", "--count", "cpus"}).remedy.find("'cpu'"), std::string::npos);
  EXPECT_EQ(error_of({"run", "-o", "a", "--count", "cpu", "--no-counters"}).where,
            "--count cpu --no-counters");
}

TEST(Options, CountersAreSampledTenTimesASecondUnlessAskedOtherwise) {
  EXPECT_EQ(run_options({"run", "-o", "a.h5"}).sample_rate_hz, 10U);
  EXPECT_EQ(run_options({"run", "-o", "a.h5", "--sample-rate", "0"}).sample_rate_hz, 0U);
  EXPECT_EQ(run_options({"calibrate", "-o", "a.h5", "--sample-rate", "100"}).sample_rate_hz, 100U);
  for (const char* rate : {"101", "-1", "9.5", "ten", "99999999999999999999"}) {
    const std::string given = std::string("--sample-rate=") + rate;
    const auto error = error_of({"run", "-o", "a", given.c_str()});
    EXPECT_EQ(error.where, std::string("--sample-rate ") + rate);
    EXPECT_NE(error.why.find("from 0 to 100"), std::string::npos) << error.why;
  }
  EXPECT_EQ(error_of({"run", "-o", "a", "--sample-rate", "5", "--no-counters"}).where,
            "--sample-rate --no-counters");
  EXPECT_EQ(run_options({"run", "-o", "a", "--sample-rate", "0", "--no-counters"}).sample_rate_hz, 0U);
}

TEST(Options, CalibrateIsARunOfAnotherKind) {
  const RunOptions o = run_options({"calibrate",      "-o",        "a.h5",      "--budget", "40s",
                                    "--workload",     "a",         "--threads", "2,1",      "--wait",
                                    "spin",           "--isa-cap", "v2",        "--seed",   "3",
                                    "--title",        "t",         "--host-id", "h",        "--no-counters",
                                    "--workload-dir", "d"});
  EXPECT_TRUE(o.calibrate);
  EXPECT_EQ(o.budget_ns, 40'000'000'000U);
  EXPECT_EQ(o.threads, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(o.identity.host_id, "h");
  EXPECT_FALSE(o.counters);
  EXPECT_FALSE(run_options({"calibrate", "-o", "a.h5"}).budget_ns);
  EXPECT_FALSE(run_options({"run", "-o", "a.h5"}).calibrate);
  EXPECT_EQ(error_of({"calibrate"}).where, "crossfade-collect calibrate");
  EXPECT_NE(error_of({"calibrat"}).remedy.find("calibrate"), std::string::npos);
  error_of({"calibrate", "-o", "a", "--resume", "--force"});
  error_of({"calibrate", "-o", "a", "--budget", "5s"});
  for (const char* of_run_only :
       {"--profile", "--blocks", "--rates", "--load-time", "--synthetic", "--event"})
    EXPECT_EQ(error_of({"calibrate", "-o", "a", of_run_only, "1"}).what, "unknown option") << of_run_only;
}

TEST(Options, AnUnknownOptionOffersTheNearest) {
  EXPECT_NE(error_of({"run", "-o", "a", "--bloks", "3"}).remedy.find("--blocks"), std::string::npos);
  EXPECT_NE(error_of({"run", "-o", "a", "--isa-cpa=v3"}).remedy.find("--isa-cap"), std::string::npos);
  EXPECT_NE(error_of({"doctor", "--jsn"}).remedy.find("--json"), std::string::npos);
  EXPECT_EQ(error_of({"run", "-o", "a", "--bloks", "3"}).where, "--bloks");
  EXPECT_NE(error_of({"--versoin"}).remedy.find("--version"), std::string::npos);
}

TEST(Options, AnUnknownCommandOffersTheNearest) {
  EXPECT_NE(error_of({"docter"}).remedy.find("doctor"), std::string::npos);
  EXPECT_EQ(error_of({}).what, "no command is given");
  EXPECT_EQ(error_of({"run", "-o", "a", "surplus"}).where, "surplus");
}

TEST(Options, ARunNeedsAnOutputUnlessItIsDry) {
  EXPECT_NE(error_of({"run"}).remedy.find("-o"), std::string::npos);
  EXPECT_TRUE(run_options({"run", "--dry-run"}).dry_run);
  error_of({"run", "-o"});
}

TEST(Options, TheLastOfARepeatedOptionCounts) {
  EXPECT_EQ(run_options({"run", "-o", "a", "--blocks", "3", "--blocks", "5"}).blocks, 5U);
  EXPECT_EQ(run_options({"run", "-o", "a", "--rates", "1", "--rates", "2,3"}).rates_per_s.size(), 2U);
}

TEST(Options, ContradictionsAreRefused) {
  error_of({"run", "-o", "a", "--resume", "--force"});
}

TEST(Options, TimesAreFiniteAndPositive) {
  for (const char* text :
       {"0", "-1", "nan", "inf", "-inf", "1e30", "abc", "2h", "1s2", "", "0.0000001", "1ms"}) {
    const results::Error error = error_of({"run", "-o", "a", "--load-time", text});
    EXPECT_TRUE(*text == 0 || error.where.find("--load-time") != std::string::npos) << text;
    EXPECT_FALSE(parse_duration_ns(text, "--service-time")) << text;
  }
  EXPECT_EQ(*parse_duration_ns("1", "x"), 1'000'000'000U);
  EXPECT_EQ(*parse_duration_ns("10.5ms", "x"), 10'500'000U);
}

TEST(Options, RatesAreFiniteAndPositive) {
  for (const char* text : {"0", "-5", "nan", "inf", "1,,2", "1,x", "2e9", ",", "1;2"}) {
    error_of({"run", "-o", "a", "--rates", text});
  }
  const auto why = [](const char* text) { return error_of({"run", "-o", "a", "--rates", text}).why; };
  EXPECT_EQ(why("0"), "a rate is above zero");
  EXPECT_EQ(why("-5"), "a rate is above zero");
  EXPECT_EQ(why("nan"), "a rate is finite");
  EXPECT_EQ(why("1e400"), "'1e400' is not a number");
  EXPECT_EQ(why("2e9"), "no rate is above 1e9 per second");
}

TEST(Options, ArrivalsAreOneOfFour) {
  const auto arrivals = [](const char* text) {
    return run_options({"run", "-o", "a", "--arrivals", text}).arrivals;
  };
  EXPECT_EQ(run_options({"run", "-o", "a"}).arrivals, ArrivalChoice{});
  EXPECT_EQ(arrivals("poisson").process, results::Arrival::poisson);
  EXPECT_EQ(arrivals("constant").process, results::Arrival::constant);
  EXPECT_EQ(arrivals("step:0=1,0.5=3").steps, (std::vector<RateStep>{{0, 1}, {500'000'000, 3}}));
  EXPECT_EQ(arrivals("trace:C:/a:b.txt").trace_path, "C:/a:b.txt");
  const auto why = [](const char* text) { return error_of({"run", "-o", "a", "--arrivals", text}).why; };
  for (const char* text : {"", "possion", "step", "trace", "trace:", "poisson:1", "constant:", "closed_loop"})
    EXPECT_EQ(why(text), "there are no such arrivals") << text;
  EXPECT_EQ(why("step:1=1"), "its first step is not at 0");
  EXPECT_EQ(error_of({"run", "-o", "a", "--arrivals", "step:0=x"}).where, "--arrivals step:0=x");
}

TEST(Options, RealTimeSleeps) {
  const RunOptions options = run_options({"run", "-o", "a", "--rt"});
  EXPECT_EQ(options.scheduling, results::Scheduling::fifo);
  EXPECT_EQ(options.wait_mode, results::WaitMode::sleep);
  EXPECT_EQ(run_options({"run", "-o", "a", "--rt", "--wait", "sleep"}).wait_mode, results::WaitMode::sleep);
  EXPECT_EQ(run_options({"run", "-o", "a"}).scheduling, results::Scheduling::normal);
  for (const char* mode : {"spin", "hybrid"}) {
    const results::Error error = error_of({"run", "-o", "a", "--rt", "--wait", mode});
    EXPECT_EQ(error.what, "two options contradict each other");
    EXPECT_EQ(error.where, std::string("--rt --wait ") + mode);
  }
}

TEST(Options, SpikesAreMeasuredOnlyIfAskedFor) {
  EXPECT_TRUE(run_options({"run", "-o", "a"}).spikes.factors.empty());
  const SpikePlan usual = run_options({"run", "-o", "a", "--spike"}).spikes;
  EXPECT_EQ(usual.factors, usual_spike_factors);
  EXPECT_EQ(usual.policy, "priority-shed");
  EXPECT_EQ(usual.base_share, 0.6);
  EXPECT_EQ(why_invalid(usual), nullptr);
  EXPECT_EQ(run_options({"run", "-o", "a", "--spike-factors", "3,1.5,3"}).spikes.factors,
            (std::vector<double>{1.5, 3}));
  EXPECT_EQ(run_options({"run", "-o", "a", "--spike-base", "50%"}).spikes.base_share, 0.5);
  const SpikePlan own =
      run_options({"run", "-o", "a", "--spike-policy", "none", "--spike-base", "0.7", "--spike-time", "2s"})
          .spikes;
  EXPECT_EQ(own.factors, usual_spike_factors) << "each of them asks for spikes";
  EXPECT_EQ(own.policy, "none");
  EXPECT_EQ(own.base_share, 0.7);
  EXPECT_EQ(own.hold_ns, 2'000'000'000U);
}

TEST(Options, SpikesThatCannotBeAreRefused) {
  const auto why = [](const char* option, const char* text) {
    const results::Error error = error_of({"run", "-o", "a", option, text});
    EXPECT_EQ(error.where, std::string(option) + " " + text);
    return error.why;
  };
  EXPECT_EQ(why("--spike-factors", "1"), "a spike is between 1 and 100 times");
  EXPECT_EQ(why("--spike-factors", "2,0"), "a spike is between 1 and 100 times");
  EXPECT_EQ(why("--spike-factors", "nan"), "a spike is between 1 and 100 times");
  EXPECT_EQ(why("--spike-factors", "2,x"), "'x' is not a number");
  EXPECT_EQ(why("--spike-base", "0"), "it is not between 0 and 1");
  EXPECT_EQ(why("--spike-base", "100%"), "it is not between 0 and 1");
  EXPECT_EQ(why("--spike-base", "nan"), "it is not between 0 and 1");
  EXPECT_EQ(why("--spike-base", "much"), "it is not a share");
  for (const char* time : {"100ms", "1.25"}) {
    EXPECT_EQ(why("--spike-time", time),
              "a spike lasts a multiple of 0.1 s, so that it ends with a window, and at least 0.2 s");
  }
  EXPECT_EQ(why("--spike-time", "-1"), "a stage cannot last zero or negative time");
  EXPECT_EQ(why("--spike-policy", "prioritise"), "there is no such policy");
  EXPECT_NE(error_of({"run", "-o", "a", "--spike-policy", "priority-shedd"}).remedy.find("priority-shed"),
            std::string::npos);
}

TEST(Options, CountsArePositiveWholeNumbers) {
  for (const char* text : {"0", "-1", "1.5", "1,,2", "x", "5000"})
    error_of({"run", "-o", "a", "--threads", text});
  for (const char* text : {"0", "-1", "1.5", "x", "10001", "99999999999999999999"}) {
    error_of({"run", "-o", "a", "--blocks", text});
    error_of({"run", "-o", "a", "--stop-after", text});
  }
  error_of({"run", "-o", "a", "--seed", "-1"});
  error_of({"run", "-o", "a", "--seed", "18446744073709551615"});
}

TEST(Options, NamesOfProfilesLevelsAndModesOfferTheNearest) {
  EXPECT_NE(error_of({"run", "-o", "a", "--profile", "quik"}).remedy.find("quick"), std::string::npos);
  EXPECT_NE(error_of({"run", "-o", "a", "--wait", "hybird"}).remedy.find("hybrid"), std::string::npos);
  EXPECT_NE(error_of({"run", "-o", "a", "--isa-cap", "x86-64-v9"}).remedy.find("x86-64-v"),
            std::string::npos);
  error_of({"run", "-o", "a", "--wait", "none"});
}

TEST(Options, HelpAndVersionAnswer) {
  for (const auto& words :
       std::vector<std::vector<const char*>>{{"--help"}, {"run", "--help"}, {"list", "-h"}, {"--version"}}) {
    auto command = parse(words);
    ASSERT_TRUE(command);
    ASSERT_TRUE(std::holds_alternative<Answer>(*command));
    EXPECT_FALSE(std::get<Answer>(*command).text.empty());
  }
  auto run_help = parse({"run", "--help"});
  EXPECT_NE(std::get<Answer>(*run_help).text.find("--isa-cap"), std::string::npos);
}

TEST(Options, EveryCommandsHelpHasAnExampleOfItself) {
  for (const char* const command : {"run", "calibrate", "instructions", "list", "doctor"}) {
    const auto help = parse({command, "--help"});
    ASSERT_TRUE(help) << command;
    const std::string& text = std::get<Answer>(*help).text;
    EXPECT_THAT(text, ::testing::HasSubstr(std::string("Example: crossfade-collect ") + command)) << command;
    EXPECT_THAT(text, ::testing::HasSubstr("Exit codes: 0 ")) << command;
    const bool has_blocks = std::string_view(command) == "run";
    EXPECT_EQ(text.find("--blocks") != std::string::npos, has_blocks) << command << " names what it takes";
  }
}

TEST(Options, ListAndDoctor) {
  auto list = parse({"list", "--json", "--workload-dir", "d"});
  ASSERT_TRUE(list);
  EXPECT_TRUE(std::get<ListOptions>(*list).json);
  EXPECT_EQ(std::get<ListOptions>(*list).workload_dirs, std::vector<std::string>{"d"});
  auto doctor = parse({"doctor"});
  ASSERT_TRUE(doctor);
  EXPECT_FALSE(std::get<DoctorOptions>(*doctor).json);
  EXPECT_EQ(std::get<DoctorOptions>(*doctor).instance_type, "");
  EXPECT_FALSE(std::get<DoctorOptions>(*doctor).no_metadata);
  doctor = parse({"doctor", "--instance-type", "m5.4xlarge", "--no-metadata"});
  ASSERT_TRUE(doctor);
  EXPECT_TRUE(std::get<DoctorOptions>(*doctor).no_metadata);
  EXPECT_EQ(std::get<DoctorOptions>(*doctor).instance_type, "m5.4xlarge");
  EXPECT_EQ(error_of({"doctor", "--for", "m5.large", "--instance-type", "m5.large"}).where,
            "--for --instance-type");
  EXPECT_EQ(error_of({"doctor", "--for", ""}).where, "--for") << "it would examine this machine";
  EXPECT_EQ(error_of({"doctor", "--instance-type", ""}).where, "--instance-type");
}

}  // namespace
}  // namespace crossfade::collector
