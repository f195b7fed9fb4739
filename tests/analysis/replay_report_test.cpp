// What crossfade-report says of simulated instructions, and where it refuses them.
#include "tests/analysis/replay_builder.h"

#include <nlohmann/json.hpp>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis::testing {
namespace {

using crossfade::testing::synthetic_replay;
using crossfade::testing::SyntheticReplay;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ReplayReport : public ReportCase {
 protected:
  std::string replay(const SyntheticReplay& made = {}) const {
    const auto written = write_recording(at("sim.h5"), synthetic_replay(made));
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at("sim.h5");
  }
  /// A recording without counters, and a replay of its workload.
  std::string same_work_as(const std::string& path) const {
    const auto opened = results::read_recording(path);
    EXPECT_TRUE(opened);
    SyntheticReplay made;
    made.workload = opened->recording.workloads.front();
    made.libraries = opened->recording.libraries;
    return replay(made);
  }
};

void expect_refused(const results::Error& e, const std::vector<std::string>& says) {
  EXPECT_EQ(e.kind, results::ErrorKind::data);
  for (const std::string& part : says) EXPECT_THAT(results::to_text(e, "crossfade-report"), HasSubstr(part));
  EXPECT_FALSE(e.remedy.empty());
}

TEST_F(ReplayReport, ShowsInstructionsHowTheyWereCountedAndThatTheyAreSimulated) {
  const std::string text = *report({"show", replay(), "--width", "200"});
  EXPECT_THAT(text,
              AllOf(HasSubstr("SIMULATED (instructions counted by a simulator"), HasSubstr("valgrind-3.19.0"),
                    HasSubstr("50,000 [47,516, 52,484]"), HasSubstr("2 replays identical"), HasSubstr("2.50"),
                    HasSubstr("estimated (callgrind instructions / (CPU time x effective clock))"),
                    HasSubstr("in no comparison")));
  EXPECT_THAT(text, Not(HasSubstr("not a measurement of what it is named after")));
  const auto json = nlohmann::json::parse(*report({"show", replay(), "--format", "json"}));
  EXPECT_EQ(json["tables"][0]["rows"][0]["tier"]["text"], "simulated");
}

TEST_F(ReplayReport, ACountThatIsNotTransferableIsAReasonAndNoNumber) {
  SyntheticReplay made;
  made.absent_because = "not transferable: OpenSSL takes 'SHA-NI' on this CPU";
  const std::string text = *report({"show", replay(made), "--width", "200"});
  EXPECT_THAT(text,
              AllOf(HasSubstr("none"), HasSubstr("takes 'SHA-NI' on this CPU"), Not(HasSubstr("50,000"))));
}

TEST_F(ReplayReport, IsInNoComparison) {
  const std::string a = base(), b = candidate(), sim = replay();
  const auto whole = whole_report({"compare", a, b, sim, "--width", "300"});
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->left_out.size(), 1U);
  EXPECT_THAT(whole->text, HasSubstr("Left out: sim.h5: instructions counted by simulation"));
  EXPECT_THAT(whole->text, Not(HasSubstr("SIMULATED")));
  for (const std::vector<std::string>& sides : {std::vector<std::string>{"compare", a, "--to", sim},
                                                {"compare", sim, "--to", a},
                                                {"cost", a, "--to", sim},
                                                {"compare", sim}}) {
    expect_refused(error(sides), {"no recording to compare", "counted by simulation"});
  }
  expect_refused(error({"compare", a, sim}), {"nothing to compare with", "counted by simulation"});
  expect_refused(error({"noise", sim}), {"noise", "simulated instructions"});
}

TEST_F(ReplayReport, StandsBesideTheCountersOfTheSameWork) {
  const std::string a = base();
  const std::string text =
      *report({"show", a, "--counters", "--instructions-from", same_work_as(a), "--width", "200"});
  EXPECT_THAT(
      text, AllOf(HasSubstr("Instructions per request, simulated, from sim.h5"), HasSubstr("50,000 [47,516"),
                  HasSubstr("in no figure above, no comparison and no verdict")));
  EXPECT_THAT(*report({"show", a, "--counters"}), Not(HasSubstr("50,000")));
}

TEST_F(ReplayReport, OtherWorkIsNotJoined) {
  SyntheticReplay made;
  made.workload.dataset_digest = "other";
  const std::string text =
      *report({"show", base(), "--counters", "--instructions-from", replay(made), "--width", "300"});
  EXPECT_THAT(text, AllOf(HasSubstr("Not joined: tls_segment"), HasSubstr("digests of the inputs differ"),
                          Not(HasSubstr("50,000"))));
}

TEST_F(ReplayReport, MistakesAreNamed) {
  const std::string a = base(), b = candidate(), sim = replay();
  expect_refused(error({"show", a, "--counters", "--instructions-from", b}),
                 {"cannot take instructions", "crossfade-collect instructions"});
  expect_whole(error({"show", a, "--instructions-from", sim}),
               {"--instructions-from", "--counters is missing"});
  expect_whole(error({"show", "--counters", "--instructions-from", sim}), {"no recording is named"});
}

}  // namespace
}  // namespace crossfade::analysis::testing
