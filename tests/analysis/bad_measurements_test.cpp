// Recordings that are whole and say nothing, or nothing sensible: every command gives a reason or refuses,
// none prints a number that is none, and no export is left behind half-written.
#include <algorithm>
#include <functional>
#include <limits>
#include <regex>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::Stage;
using results::StageKind;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::write_recording;

class BadMeasurements : public testing::ReportCase {
 protected:
  static SyntheticHost long_enough(SyntheticHost host) {
    host.requests = 1'000;
    host.chunk_requests = 4'000;
    return host;
  }
  std::string spoilt(const std::function<void(Recording&)>& spoil, SyntheticHost host = m7a()) const {
    Recording r = synthetic_recording(long_enough(std::move(host)), {small_answers()});
    spoil(r);
    const auto written = write_recording(at("bad.h5"), r);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at("bad.h5");
  }
  std::string good() const { return recording("m5.h5", long_enough(m5()), {small_answers()}); }

  /// Either a text without a number that is none, or an error of data that names the file.
  std::string answer(const char* command, const std::string& bad) const {
    const auto r = report({command, good(), "--to", bad, "--price-book", book(), "--width", "1000"});
    if (!r) {
      EXPECT_EQ(results::exit_code(r.error()), 65) << results::to_line(r.error());
      EXPECT_FALSE(r.error().remedy.empty());
      return results::to_line(r.error());
    }
    static const std::regex no_number("(^|[^a-z])-?(nan|inf)([^a-z]|$)");
    EXPECT_FALSE(std::regex_search(*r, no_number)) << command << '\n' << *r;
    return *r;
  }
  void every_command_says(const std::string& bad, const std::string& why) const {
    for (const char* command : {"compare", "cost", "verdict", "why", "plan"})
      EXPECT_THAT(answer(command, bad), HasSubstr(why)) << command;
  }
  std::string book() const {
    write("book.csv",
          "instance_type,plan,region,currency,per_hour,date,source\n"
          "m5.xlarge,on-demand,us-east-1,USD,0.192,2026-07-20,test\n"
          "m7a.xlarge,on-demand,us-east-1,USD,0.232,2026-07-20,test\n");
    return at("book.csv");
  }
};

void for_each_stage(Recording& r, StageKind kind, const std::function<void(Stage&)>& change) {
  for (Stage& stage : r.stages)
    if (stage.kind == kind) change(stage);
}

TEST_F(BadMeasurements, MissingStages) {
  SyntheticHost host = m7a();
  host.grid_points = 0;
  const std::string bad = spoilt(
      [](Recording& r) {
        for_each_stage(r, StageKind::slo_chunk, [](Stage& s) { s.kind = StageKind::probe; });
      },
      host);
  EXPECT_THAT(answer("compare", bad), HasSubstr("no open-loop stage"));
  EXPECT_THAT(answer("verdict", bad), HasSubstr("INCONCLUSIVE"));
  EXPECT_THAT(answer("verdict", bad), HasSubstr("record it again"));
  answer("cost", bad);
  answer("why", bad);
  answer("plan", bad);
}

TEST_F(BadMeasurements, ZeroThroughput) {
  const std::string bad =
      spoilt([](Recording& r) { for_each_stage(r, StageKind::capacity, [](Stage& s) { s.completed = 0; }); });
  EXPECT_THAT(answer("compare", bad), HasSubstr("candidate: no request was completed"));
  for (const char* command : {"cost", "verdict", "why", "plan"}) answer(command, bad);
}

TEST_F(BadMeasurements, NothingEverFinished) {
  const std::string bad = spoilt([](Recording& r) {
    for (Stage& stage : r.stages) stage.completed = 0;
  });
  for (const char* command : {"compare", "cost", "verdict", "why", "plan"}) answer(command, bad);
}

TEST_F(BadMeasurements, StagesWithoutTime) {
  const std::string bad = spoilt([](Recording& r) {
    for (Stage& stage : r.stages) stage.duration_ns = 0;
  });
  for (const char* command : {"compare", "cost", "verdict", "why", "plan"}) answer(command, bad);
}

TEST_F(BadMeasurements, NumbersThatAreNone) {
  for (const double wrong :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -1.0, 0.0}) {
    const std::string bad = spoilt([wrong](Recording& r) {
      for (Stage& stage : r.stages) {
        stage.effective_clock_hz = wrong;
        if (stage.kind == StageKind::load || stage.kind == StageKind::slo_chunk) stage.offered_per_s = wrong;
      }
    });
    for (const char* command : {"compare", "cost", "verdict", "why", "plan"}) answer(command, bad);
  }
}

TEST_F(BadMeasurements, OneBlockDecidesNothing) {
  SyntheticHost host = m7a();
  host.blocks = 1;
  const std::string bad = spoilt([](Recording&) {}, host);
  every_command_says(bad, "block");
  const auto verdict = whole_report({"verdict", good(), "--to", bad, "--price-book", book()});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->exit_code, 2);
}

TEST_F(BadMeasurements, TwoRecordingsOfOneHostAreOneHost) {
  // Under two ids that end with a restart, or without any, nothing says that they are of two machines.
  std::vector<std::string> files;
  for (std::uint64_t i = 1; i <= 2; ++i) {
    SyntheticHost host = long_enough(m7a());
    host.seed = 10 + i;
    Recording r = synthetic_recording(host, {small_answers()});
    r.header.host_id = "boot-" + std::to_string(i);
    r.header.host_id_source = "boot-id";
    files.push_back(at("m7a-" + std::to_string(i) + ".h5"));
    ASSERT_TRUE(write_recording(files.back(), r));
  }
  const std::string text = *report({"compare", good(), "--to", files[0], files[1]});
  EXPECT_THAT(text, HasSubstr("1 host, 2 recordings"));
  EXPECT_THAT(text, HasSubstr("RESTS ON AN ASSUMPTION"));
}

}  // namespace
}  // namespace crossfade::analysis
