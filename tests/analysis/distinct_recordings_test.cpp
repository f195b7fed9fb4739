#include "analysis/distinct_recordings.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using testing::SyntheticHost;

RecordingPointer file(const char* path, const std::string& run_id, std::uint32_t blocks = 2) {
  SyntheticHost host;
  host.blocks = blocks;
  host.requests = 100;
  // A copy has the same stages; another run has others.
  host.seed = std::hash<std::string>{}(run_id.empty() ? path : run_id);
  auto out = std::make_shared<results::OpenedRecording>();
  out->path = path;
  out->recording = testing::synthetic_recording(host);
  out->recording.header.run_id = run_id;
  return out;
}

TEST(DistinctRecordings, ACopyCountsOnce) {
  const std::vector<RecordingPointer> named{file("a.h5", "1"), file("b.h5", "2"), file("copy/a.h5", "1"),
                                            file("b.h5", "2")};
  const auto distinct = distinct_recordings(named);
  EXPECT_EQ(distinct.recordings, (std::vector<RecordingPointer>{named[0], named[1]}));
  ASSERT_EQ(distinct.left_out.size(), 2U);
  EXPECT_EQ(left_out_text(distinct.left_out[0]), "copy/a.h5 is the same recording as a.h5: it counts once");
  EXPECT_EQ(left_out_text(distinct.left_out[1]), "b.h5 was named more than once: it counts once");
}

TEST(DistinctRecordings, TheOneWithMoreStagesIsKept) {
  const std::vector<RecordingPointer> named{file("copy.h5", "1", 1), file("b.h5", "2"),
                                            file("short.h5", "1", 1), file("whole.h5", "1", 3)};
  const auto distinct = distinct_recordings(named);
  EXPECT_EQ(distinct.recordings, (std::vector<RecordingPointer>{named[3], named[1]}));
  ASSERT_EQ(distinct.left_out.size(), 2U);
  for (const LeftOut& l : distinct.left_out) EXPECT_EQ(l.kept, named[3]) << l.copy->path;
  EXPECT_EQ(left_out_text(distinct.left_out[1]),
            "copy.h5 is the same recording as whole.h5 with 15 of its 45 stages");
}

TEST(DistinctRecordings, ACopyUnderOtherIdsCountsOnce) {
  const RecordingPointer original = file("a.h5", "1");
  auto forged = std::make_shared<results::OpenedRecording>(*original);
  forged->path = "other-host.h5";
  forged->recording.header.run_id = "2";
  forged->recording.header.host_id = "another";
  const auto distinct = distinct_recordings(std::vector<RecordingPointer>{original, forged});
  EXPECT_EQ(distinct.recordings, std::vector<RecordingPointer>{original});
  ASSERT_EQ(distinct.left_out.size(), 1U);
  EXPECT_EQ(left_out_text(distinct.left_out[0]),
            "other-host.h5 has the stages of a.h5, to the nanosecond, under another id: it is a copy and "
            "counts once");
  forged->recording.stages.front().start_unix_ns += 1;
  EXPECT_EQ(distinct_recordings(std::vector<RecordingPointer>{original, forged}).recordings.size(), 2U);
}

TEST(DistinctRecordings, WithoutARunIdNothingIsThrownAway) {
  const std::vector<RecordingPointer> named{file("a.h5", ""), file("b.h5", "")};
  EXPECT_EQ(distinct_recordings(named).recordings.size(), 2U);
  EXPECT_TRUE(distinct_recordings({}).recordings.empty());
}

}  // namespace
}  // namespace crossfade::analysis
