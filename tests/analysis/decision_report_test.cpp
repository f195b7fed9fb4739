// verdict, why, plan and explain as a user calls them: words, exit codes, mistakes.
#include <nlohmann/json.hpp>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Decisions : public testing::ReportCase {
 protected:
  std::string title_ = "example ";
  std::string long_recording(const std::string& name, const std::string& type, double speed,
                             const std::string& host, std::uint32_t chunk_requests) const {
    testing::SyntheticHost h = m5();
    h.title = title_ + host;
    h.instance_type = type;
    h.host_id = host;
    h.cpu_model = "CPU of " + type;
    h.microarchitecture = type == "m5.xlarge" ? "Zen 4" : "Zen 5";
    h.panel_loads_per_cycle = type == "m5.xlarge" ? 2.99 : 3.98;
    h.speed = speed;
    h.chunk_requests = chunk_requests;
    h.seed = static_cast<std::uint64_t>(host.back());
    return recording(name, h, {small_answers()});
  }
  /// Long enough to be believed (16 s) only where asked.
  std::vector<std::string> hosts(const std::string& type, double speed, bool believable) const {
    std::vector<std::string> files;
    for (const char* host : {"1", "2", "3"})
      files.push_back(
          long_recording(type + host + ".h5", type, speed, type + host, believable ? 40'000 : 4'000));
    return files;
  }
  std::vector<std::string> arguments(const char* command, double speed,
                                     const std::vector<std::string>& more = {},
                                     bool believable = false) const {
    std::vector<std::string> all{command};
    for (const std::string& file : hosts("m5.xlarge", 1, believable)) all.push_back(file);
    all.emplace_back("--to");
    for (const std::string& file : hosts("m7a.xlarge", speed, believable)) all.push_back(file);
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  static const std::vector<std::string>& prices() {
    static const std::vector<std::string> all{"--hourly-price", "m5.xlarge=0.2", "--hourly-price",
                                              "m7a.xlarge=0.2"};
    return all;
  }
};

TEST_F(Decisions, VerdictSaysItFirstAndLastAndByItsExitCode) {
  const auto migrate = whole_report(arguments("verdict", 1.6, prices(), true));
  ASSERT_TRUE(migrate) << results::to_line(migrate.error());
  EXPECT_EQ(migrate->exit_code, 0) << migrate->text;
  EXPECT_THAT(migrate->text, HasSubstr("Verdict: MIGRATE"));
  EXPECT_THAT(migrate->text, HasSubstr("MIGRATE: m7a.xlarge against m5.xlarge: saves"));
  EXPECT_THAT(migrate->text, HasSubstr("Reason 1"));
  EXPECT_THAT(migrate->text, HasSubstr("required_saving"));
}

TEST_F(Decisions, WhatDiffersSuspiciouslyStandsBesideTheVerdict) {
  const std::string fine = *report(arguments("verdict", 1.6, prices()));
  EXPECT_THAT(fine, Not(HasSubstr("origin")));
  title_ = "synthetic ";
  const std::string odd = *report(arguments("verdict", 1.6, prices()));
  EXPECT_THAT(odd, HasSubstr("Differences between m5.xlarge and m7a.xlarge"));
  EXPECT_THAT(odd, HasSubstr("suspicious"));
  EXPECT_THAT(odd, ::testing::ContainsRegex("differ suspiciously in .*origin"));
  EXPECT_THAT(odd, HasSubstr("m5.xlarge is titled synthetic: no measurement of that type"));
  std::vector<std::string> gate = arguments("verdict", 1.6, {"--gate", "p99<=+5%"});
  EXPECT_THAT(*report(gate), ::testing::ContainsRegex("differ suspiciously in .*origin"));
}

TEST_F(Decisions, CommitmentsSayWhenBesideWhether) {
  auto more = prices();
  more.insert(more.end(), {"--committed", "m5:until=2027-10-01", "--move-on", "2026-12-01"});
  const auto r = whole_report(arguments("verdict", 1.6, more, true));
  ASSERT_TRUE(r) << results::to_line(r.error());
  EXPECT_EQ(r->exit_code, 0) << "the decision is about the cost per request\n" << r->text;
  EXPECT_THAT(r->text, HasSubstr("Commitments: when a move on 2026-12-01 has paid for itself"));
  EXPECT_THAT(r->text, HasSubstr("the mix: equal spend on the baseline"));
  EXPECT_THAT(r->text, ::testing::ContainsRegex("a move to m7a.xlarge on 2026-12-01 has paid for itself 20"));
  more[more.size() - 3] = "m6i:until=2027-10-01";
  EXPECT_THAT(results::to_line(error(arguments("verdict", 1.6, more))),
              HasSubstr("no side is of the family"));
}

TEST_F(Decisions, TheMixStandsBesideOtherObjectives) {
  const auto r = whole_report(arguments("verdict", 1.6, prices(), true));
  ASSERT_TRUE(r);
  EXPECT_THAT(r->text, HasSubstr("The mix by objective"));
  EXPECT_THAT(r->text, HasSubstr("replayed"));
  EXPECT_THAT(r->text, HasSubstr("as declared migrate, at 0.5 x migrate"));
}

TEST_F(Decisions, CompareHasTheObjectiveGridWhereItIsAskedFor) {
  const std::string with = *report(arguments("compare", 1.6, {"--json"}, true));
  EXPECT_THAT(with, Not(HasSubstr("objective_ratios")));
  auto asked = arguments("compare", 1.6, {}, true);
  asked.insert(asked.begin() + 1, "--objectives");
  const std::string text = *report(asked);
  EXPECT_THAT(text, HasSubstr("tls_segment: SLO throughput by objective"));
  EXPECT_THAT(text, ::testing::ContainsRegex("\n *0.5 .*better.*replayed"));
  EXPECT_THAT(text, ::testing::ContainsRegex("\n *8 .*replayed"));
}

TEST_F(Decisions, WithoutAPriceItIsInconclusiveWithTheBreakEven) {
  const auto r = whole_report(arguments("verdict", 1.6, {"--plan", "no-such-plan"}));
  if (r) {
    EXPECT_EQ(r->exit_code, 2);
  } else {
    EXPECT_THAT(results::to_line(r.error()), HasSubstr("no-such-plan"))
        << "a plan that no book has is a mistake";
  }
}

TEST_F(Decisions, PoliciesAndMixesAreRead) {
  write("policy.toml", "name = 'strict'\nrequired_saving = 0.9");
  auto more = prices();
  more.insert(more.end(), {"--policy", at("policy.toml")});
  const auto stay = whole_report(arguments("verdict", 1.6, more, true));
  ASSERT_TRUE(stay) << results::to_line(stay.error());
  EXPECT_EQ(stay->exit_code, 1) << stay->text;
  EXPECT_THAT(stay->text, HasSubstr("Policy: strict"));
  write("mix.toml", "[requests]\nnobody = 1");
  more = prices();
  more.insert(more.end(), {"--mix", at("mix.toml")});
  EXPECT_THAT(results::to_line(error(arguments("verdict", 1.6, more))), HasSubstr("the mix has nobody"));
}

TEST_F(Decisions, TheGateOfContinuousIntegration) {
  const auto kept = whole_report(arguments("verdict", 1.6, {"--gate", "capacity>=-2%"}));
  ASSERT_TRUE(kept) << results::to_line(kept.error());
  EXPECT_EQ(kept->exit_code, 0) << kept->text;
  EXPECT_THAT(kept->text, HasSubstr("Gate: KEPT"));
  const auto broken = whole_report(arguments("verdict", 1.6, {"--gate", "capacity<=+2%"}));
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->exit_code, 1);
  testing::expect_whole(error(arguments("verdict", 1.6, {"--gate", "capacity"})), {"--gate", "<="});
}

TEST_F(Decisions, TheGateTakesPolicyMixAndHosts) {
  write("policy.toml", "name = 'many hosts'\nfewest_hosts = 5");
  const std::vector<std::string> gate{"--gate", "capacity>=-2%"};
  auto more = gate;
  more.insert(more.end(), {"--policy", at("policy.toml")});
  const auto open = whole_report(arguments("verdict", 1.6, more));
  ASSERT_TRUE(open) << results::to_line(open.error());
  EXPECT_EQ(open->exit_code, 2) << open->text;
  EXPECT_THAT(open->text, HasSubstr("gate hosts: 3 and 3"));
  EXPECT_THAT(open->text, HasSubstr("Policy: many hosts"));
  EXPECT_THAT(open->text, ::testing::ContainsRegex("1\\.6[0-9]* \\[1\\.")) << "open rows have their interval";
  more.emplace_back("--accept-single-host");
  EXPECT_EQ(whole_report(arguments("verdict", 1.6, more))->exit_code, 0);
  write("mix.toml", "[requests]\nnobody = 1");
  more = gate;
  more.insert(more.end(), {"--mix", at("mix.toml")});
  EXPECT_THAT(results::to_line(error(arguments("verdict", 1.6, more))), HasSubstr("the mix has nobody"));
}

TEST_F(Decisions, WhyMultipliesAndNamesWhatIsMissing) {
  const auto r = whole_report(arguments("why", 1.6));
  ASSERT_TRUE(r) << results::to_line(r.error());
  EXPECT_THAT(r->text, HasSubstr("usable utilisation"));
  EXPECT_THAT(r->text, HasSubstr("residual"));
  EXPECT_THAT(r->text, HasSubstr("Missing: "));
  EXPECT_EQ(r->exit_code, 0);
  EXPECT_THAT(results::to_line(error(arguments("why", 1.6, {"--workload", "nobody"}))), HasSubstr("nobody"));
}

TEST_F(Decisions, EveryRatioSaysForMachinesWhatItRestsOn) {
  const auto said = [](const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    std::size_t ratios = 0;
    for (const auto& table : json["tables"]) {
      for (const auto& row : table["rows"]) {
        if (!row.contains("method") || row["method"]["text"] != "r1") continue;
        ++ratios;
        EXPECT_EQ(row["baseline_hosts"]["value"], 3);
        EXPECT_EQ(row["candidate_processes"]["value"], 24);
        EXPECT_GT(row["degrees_of_freedom"]["value"], 1);
        EXPECT_EQ(row["assumed_variance_share"]["value"], 0);
      }
    }
    return ratios;
  };
  auto words = arguments("cost", 1.6, prices());
  words.emplace_back("--json");
  const std::string cost = *report(words);
  EXPECT_GT(said(cost), 0U);
  EXPECT_EQ(nlohmann::json::parse(cost)["tables"][0]["rows"][0]["hosts"]["value"], 3);
  for (const char* command : {"verdict", "why"}) {
    words[0] = command;
    EXPECT_GT(said(*report(words)), 0U) << command;
  }
  words[0] = "verdict";
  words.insert(words.end(), {"--gate", "capacity>=-2%"});
  EXPECT_GT(said(*report(words)), 0U);
}

TEST_F(Decisions, PlanNamesHosts) {
  const auto r = whole_report(arguments("plan", 1.6, {"--precision", "5%"}));
  ASSERT_TRUE(r) << results::to_line(r.error());
  EXPECT_THAT(r->text, HasSubstr("In short: "));
  EXPECT_THAT(r->text, HasSubstr("hosts a side"));
  testing::expect_whole(error(arguments("plan", 1.6, {"--precision", "0"})), {"--precision"});
}

}  // namespace
}  // namespace crossfade::analysis
