// shapes: the measured speed of families in the words of a capacity planner, and what is said beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using nlohmann::json;
using results::ErrorKind;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;
using testing::write_recording;

class HardwareShapes : public testing::ReportCase {
 protected:
  /// With a clock, which the builder's recordings have not.
  std::string clocked(const std::string& name, SyntheticHost host, double clock_hz,
                      const std::vector<SyntheticWorkload>& workloads,
                      const std::function<void(results::Recording&)>& change = {}) const {
    host.requests = 1'000;
    results::Recording made = synthetic_recording(host, workloads);
    for (results::Stage& s : made.stages) s.effective_clock_hz = clock_hz;
    if (change) change(made);
    const auto written = write_recording(at(name), made);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at(name);
  }
  std::string m5_clocked() const { return clocked("m5.h5", m5(), 3.0e9, {small_answers()}); }
  std::string m7a_clocked() const { return clocked("m7a.h5", m7a(), 3.6e9, {small_answers()}); }

  static json shapes(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "shapes");
    const auto text = report(arguments);
    EXPECT_TRUE(text) << results::to_line(text.error());
    return text ? json::parse(*text) : json();
  }

  /// As the planner writes them.
  void write_planner_files() const {
    write("auto_m5.json",
          R"({"instances": {"m5.xlarge": {"name": "m5.xlarge", "cpu": 4, "cpu_cores": 2, "cpu_ghz": 3.1,
              "cpu_ipc_scale": 1.0, "ram_gib": 15.26, "net_mbps": 1250.0, "drive": null},
             "m5.2xlarge": {"name": "m5.2xlarge", "cpu": 8, "cpu_cores": 4, "cpu_ghz": 2.9,
              "ram_gib": 30.52, "net_mbps": 2500.0, "drive": null}}})");
    write("auto_m7a.json",
          R"({"instances": {"m7a.xlarge": {"name": "m7a.xlarge", "cpu": 4, "cpu_cores": 4, "cpu_ghz": 3.7,
              "cpu_ipc_scale": 1.95, "ram_gib": 15.26, "net_mbps": 1562.0, "drive": null, "lifecycle": "beta"},
             "m7a.2xlarge": {"name": "m7a.2xlarge", "cpu": 8, "cpu_cores": 8, "cpu_ghz": 3.5,
              "cpu_ipc_scale": 1.95, "ram_gib": 30.52, "net_mbps": 3125.0, "drive": null}}})");
  }
};

TEST_F(HardwareShapes, ScaleTimesClockIsTheMeasuredSpeed) {
  const json out = shapes({m5_clocked(), m7a_clocked()});
  const json& base = out["instances"]["m5.xlarge"];
  EXPECT_EQ(base["cpu_ipc_scale"], 1.0);
  EXPECT_EQ(base["cpu_ghz"], 3.0);
  EXPECT_EQ(base["ram_gib"], 16.0);
  EXPECT_EQ(base["net_mbps"], 1250.0);
  EXPECT_TRUE(base["drive"].is_null());
  const json& candidate = out["instances"]["m7a.xlarge"];
  for (const char* key : {"name", "cpu", "cpu_cores", "cpu_ghz", "cpu_ipc_scale", "ram_gib", "net_mbps"})
    EXPECT_TRUE(candidate.contains(key)) << key;
  const json& speed = out["crossfade"]["families"]["m7a"]["speed_of_a_vcpu"];
  EXPECT_NEAR(speed["ratio"].get<double>(), 1.6, 0.03);
  EXPECT_NEAR(candidate["cpu_ipc_scale"].get<double>() * 3.6, speed["ratio"].get<double>() * 3.0, 1e-3);
  EXPECT_EQ(speed["n"]["hosts"], 1);
  EXPECT_LT(speed["interval"][0].get<double>(), 1.5);
  EXPECT_GT(speed["interval"][1].get<double>(), 1.7);
  EXPECT_EQ(speed["assumed_host_cv"], 0.05);
  EXPECT_EQ(out["crossfade"]["share_of_baseline_cpu_time"]["tls_segment"], 1.0);
}

TEST_F(HardwareShapes, OfOneWorkloadTheSpeedIsThatOfCompare) {
  const std::string a = m5_clocked(), b = m7a_clocked();
  const json compared = json::parse(*report({"compare", a, b, "--format", "json"}));
  for (const auto& table : compared["tables"]) {
    if (table["id"] != "comparison") continue;
    for (const auto& row : table["rows"]) {
      if (row["metric"]["text"] != "capacity") continue;
      EXPECT_NEAR(row["ratio"]["value"].get<double>(),
                  shapes({a, b})["crossfade"]["families"]["m7a"]["speed_of_a_vcpu"]["ratio"].get<double>(),
                  1e-3);
      return;
    }
  }
  FAIL() << "compare has no row of capacity";
}

TEST_F(HardwareShapes, WithThePlannersFilesItsOwnClocksAndSizesStay) {
  write_planner_files();
  const json out =
      shapes({m5_clocked(), m7a_clocked(), "--shapes", at("auto_m5.json"), "--shapes", at("auto_m7a.json")});
  const json& all = out["instances"];
  EXPECT_EQ(all.size(), 4U);
  EXPECT_EQ(all["m5.xlarge"]["cpu_ipc_scale"], 1.0);
  EXPECT_EQ(all["m5.2xlarge"]["cpu_ipc_scale"], 1.0);
  const double speed = out["crossfade"]["families"]["m7a"]["speed_of_a_vcpu"]["ratio"];
  EXPECT_NEAR(all["m7a.xlarge"]["cpu_ipc_scale"].get<double>(), speed * 3.1 / 3.7, 2e-4);
  EXPECT_NEAR(all["m7a.2xlarge"]["cpu_ipc_scale"].get<double>(), speed * 3.1 / 3.5, 2e-4);
  EXPECT_EQ(all["m7a.xlarge"]["cpu_ghz"], 3.7);
  EXPECT_EQ(all["m7a.xlarge"]["lifecycle"], "beta") << "what else stands there stays";
  EXPECT_EQ(out["crossfade"]["families"]["m7a"]["cpu_ipc_scale_was"]["m7a.xlarge"], 1.95);
}

TEST_F(HardwareShapes, AMixIsFormedPerHostAndNotAsAMeanOfRatios) {
  SyntheticWorkload other = small_answers();
  other.name = "evcache_get";
  SyntheticWorkload faster = other;
  faster.service_ns /= 2;  // on the candidate: 1.6 x 2
  const std::string a = clocked("a.h5", m5(), 3e9, {small_answers(), other}),
                    b = clocked("b.h5", m7a(), 3e9, {small_answers(), faster});
  const auto speed = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{a, "--to", b};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return shapes(arguments)["crossfade"]["families"]["m7a"]["speed_of_a_vcpu"]["ratio"].get<double>();
  };
  EXPECT_NEAR(speed({}), 2 / (1 / 1.6 + 1 / 3.2), 0.04) << "half of the time each, so a harmonic mean";
  write("mix.toml", "[requests]\nevcache_get = 1");
  EXPECT_NEAR(speed({"--mix", at("mix.toml")}), 3.2, 0.06);
}

TEST_F(HardwareShapes, SaysWhatSpeaksAgainstBelievingThem) {
  const json cautions = shapes({m5_clocked(), m7a_clocked()})["crossfade"]["cautions"];
  const auto texts = cautions.get<std::vector<std::string>>();
  EXPECT_THAT(texts, Contains(HasSubstr("fewer than three hosts")));
  EXPECT_THAT(texts, Contains(HasSubstr("the user stated the instance type")));
  EXPECT_THAT(texts, Contains("m5.xlarge has 4 vCPUs, and the machine that was measured 2."));
  EXPECT_THAT(texts, Contains(HasSubstr("The kernels differ")));
}

TEST_F(HardwareShapes, MistakesSayWhatWhereWhyAndWhatToDo) {
  const std::string a = m5_clocked(), b = m7a_clocked();
  const auto line = [&](const std::vector<std::string>& arguments, ErrorKind kind) {
    std::vector<std::string> all{"shapes"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto e = error(all);
    EXPECT_EQ(e.kind, kind);
    EXPECT_FALSE(e.remedy.empty());
    return results::to_line(e);
  };
  EXPECT_THAT(line({recording("n.h5", m5(), {small_answers()}), b}, ErrorKind::data), HasSubstr("clock"));
  const auto untyped = [](results::Recording& r) { r.header.instance_type.clear(); };
  EXPECT_THAT(line({a, clocked("u.h5", m7a(), 3e9, {small_answers()}, untyped)}, ErrorKind::data),
              HasSubstr("no one instance type"));
  const auto part = [](results::Recording& r) { r.header.vcpus = 8; };
  EXPECT_THAT(line({a, clocked("p.h5", m7a(), 3e9, {small_answers()}, part)}, ErrorKind::data),
              HasSubstr("2 of the 8 vCPUs"));
  SyntheticHost larger = m7a();
  larger.instance_type = "m7a.2xlarge";
  larger.host_id = "host-c";
  larger.seed = 7;
  const std::string two = clocked("m7a2.h5", larger, 3.6e9, {small_answers()});
  EXPECT_THAT(line({a, "--to", b, two}, ErrorKind::usage),
              HasSubstr("m7a.xlarge and m7a.2xlarge are both of m7a"));
  write_planner_files();
  EXPECT_THAT(line({a, b, "--shapes", at("auto_m5.json")}, ErrorKind::data), HasSubstr("auto_m7a.json"));
  EXPECT_THAT(line({a, b, "--shapes", at("auto_m5.json"), "--shapes", at("auto_m5.json")}, ErrorKind::data),
              HasSubstr("stands in two files"));
  write("no.json", "{}");
  EXPECT_THAT(line({a, b, "--shapes", at("no.json")}, ErrorKind::data), HasSubstr("no \"instances\""));
  write("half.json", R"({"instances": {"m5.xlarge": {"cpu_ghz": 0}}})");
  EXPECT_THAT(line({a, b, "--shapes", at("half.json")}, ErrorKind::data), HasSubstr("no cpu_ghz above 0"));
  EXPECT_THAT(line({a, b, "-o", at("x.csv")}, ErrorKind::usage), HasSubstr("end the name in .json"));
  write("mix.toml", "[requests]\nnobody = 1");
  EXPECT_THAT(line({a, b, "--mix", at("mix.toml")}, ErrorKind::data), HasSubstr("nobody"));
}

}  // namespace
}  // namespace crossfade::analysis
