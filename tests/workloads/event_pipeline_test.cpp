// The parts of event_pipeline that need no library: events, windows, columns, and that the check catches what
// is wrong. The parser is tested through the plug-in by the conformance tests, which verify its answers.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/events/batch_check.h"
#include "workloads/events/column_batch.h"
#include "workloads/events/event_row.h"
#include "workloads/events/playback_event.h"
#include "workloads/events/window_table.h"

namespace crossfade::workloads::events {
namespace {

constexpr const char* kError =
    R"({"type":"playback.error","ts":1790000012345,"profile":"0123456789abcdef0123456789abcdef",)"
    R"-("title":80000007,"country":"BC","cdn":3,"ua":"Stream/2022.1.1 (PlayStation 5)",)-"
    R"("net":{"kbps":9000,"rtt":12,"asn":7},"qoe":{"bufMs":2500,"vmaf":87.4,"drops":1,"bitrates":[235,750]},)"
    R"("tags":{"ab":"cell-1","row":2},"error":"ERR: http 503 code=0x00ff10ab url=\"https:\/\/x\""})"
    "\n";

EventRow error_row() {
  EventRow row;
  row.time_ms = 1'790'000'012'345;
  std::string("0123456789abcdef0123456789abcdef").copy(row.profile.data(), row.profile.size());
  row.type = EventType::error;
  row.title = 80'000'007;
  row.country = 'B' << 8 | 'C';
  row.cdn = 3;
  row.family = 4;
  row.version = 5;
  row.kbps = 9000;
  row.buffer_ms = 2500;
  row.vmaf_tenths = 874;
  row.bitrates = 985;
  row.http_status = 503;
  row.error_code = 0xff10ab;
  return row;
}

std::vector<Window> windows_of(const std::vector<EventRow>& rows) {
  WindowTable table;
  for (const EventRow& row : rows) {
    table.add(row);
  }
  std::vector<Window> windows;
  table.sorted(windows);
  return windows;
}

/// What the check says.
std::string verdict(const std::string& lines, const std::vector<EventRow>& rows,
                    const std::vector<Window>& windows) {
  try {
    BatchCheck(lines).check(rows, windows);
    return {};
  } catch (const Failure& failure) {
    return failure.what;
  }
}

TEST(WindowTable, CountsAndSums) {
  EventRow row = error_row();
  std::vector<EventRow> rows{row};
  row.type = EventType::rebuffer;
  row.kbps = 8191;
  row.buffer_ms = 1;
  rows.push_back(row);
  row.time_ms += kWindowMs;
  row.kbps = ~0u;
  rows.push_back(row);
  row.cdn = 2;
  row.kbps = 0;
  rows.push_back(row);
  const std::vector<Window> windows = windows_of(rows);
  ASSERT_EQ(windows.size(), 3u);
  EXPECT_EQ(windows[0].events, 2u);
  EXPECT_EQ(windows[0].errors, 1u);
  EXPECT_EQ(windows[0].rebuffers, 1u);
  EXPECT_EQ(windows[0].buffer_ms, 2501u);
  EXPECT_EQ(windows[0].bandwidth[13], 1) << "8191 is below 2^13";
  EXPECT_EQ(windows[0].bandwidth[14], 1) << "9000 is below 2^14";
  EXPECT_EQ(windows[1].bandwidth[0], 1) << "delivery network 2 is before 3";
  EXPECT_EQ(windows[2].bandwidth[kBandwidthBuckets - 1], 1);
}

TEST(WindowTable, IsEmptyAgainAfterClear) {
  WindowTable table;
  std::vector<Window> windows;
  for (int batch = 0; batch < 3; ++batch) {
    table.clear();
    EventRow row = error_row();
    for (std::uint16_t country = 0; country < WindowTable::kPlaces / 2; ++country) {
      row.country = static_cast<std::uint16_t>(country + batch);
      table.add(row);
    }
    table.sorted(windows);
    ASSERT_EQ(windows.size(), WindowTable::kPlaces / 2);
    EXPECT_EQ(windows[0].events, 1u);
  }
}

TEST(ColumnBatch, NumbersAreLeb128) {
  std::string bytes;
  append_number(bytes, 0);
  append_number(bytes, 127);
  append_number(bytes, 624'485);  // the example of DWARF 5, appendix C
  EXPECT_EQ(bytes, std::string("\x00\x7f\xe5\x8e\x26", 5));
}

TEST(ColumnBatch, ComesBackAsItWas) {
  std::vector<EventRow> rows{error_row(), {}, error_row()};
  rows[2].time_ms -= 1'000'000;
  rows[2].error_code = ~0u;
  const std::vector<Window> windows = windows_of(rows);
  ColumnWriter writer;
  writer.write({}, {});
  const std::string bytes = writer.write(rows, windows);
  std::vector<EventRow> read_rows;
  std::vector<Window> read_windows;
  ColumnReader(bytes).read(read_rows, read_windows);
  EXPECT_EQ(read_rows, rows);
  EXPECT_EQ(read_windows, windows);
  for (const std::string& bad :
       {bytes.substr(0, bytes.size() - 1), bytes + '\0', std::string(), bytes.substr(1)}) {
    EXPECT_THROW(ColumnReader(bad).read(read_rows, read_windows), Failure);
  }
}

TEST(BatchCheck, ReadsOneEventRight) {
  const std::vector<EventRow> rows{error_row()};
  EXPECT_EQ(verdict(kError, rows, windows_of(rows)), "");
}

TEST(BatchCheck, CatchesWhatIsWrong) {
  const std::vector<EventRow> rows{error_row()};
  const std::vector<Window> windows = windows_of(rows);
  EXPECT_NE(verdict(kError, {}, {}), "");
  EXPECT_NE(verdict(kError, rows, {}), "");
  std::vector<Window> other_windows = windows;
  other_windows[0].bandwidth[0] = 1;
  EXPECT_NE(verdict(kError, rows, other_windows), "");
  other_windows = windows;
  other_windows.push_back(windows[0]);
  EXPECT_NE(verdict(kError, rows, other_windows), "");
  for (int member = 0; member < 5; ++member) {
    std::vector<EventRow> other = rows;
    switch (member) {
      case 0:
        other[0].time_ms += 1;
        break;
      case 1:
        other[0].profile[31] = 'e';
        break;
      case 2:
        other[0].family = 0;
        break;
      case 3:
        other[0].bitrates += 1;
        break;
      default:
        other[0].error_code += 1;
        break;
    }
    EXPECT_NE(verdict(kError, other, windows_of(other)), "") << member;
  }
}

TEST(BatchCheck, DropsSyntheticTraffic) {
  std::string lines(kError);
  lines.replace(lines.find("Stream/2022"), 6, "BOT");
  EXPECT_EQ(verdict(lines, {}, {}), "");
  EXPECT_NE(verdict(std::string(kError) + lines, {}, {}), "");
}

TEST(EventGenerator, MakesAMixOfEvents) {
  EventGenerator generator{Random(1)};
  std::string lines;
  for (int event = 0; event < 4000; ++event) {
    generator.append_line(kFirstTimeMs, lines);
  }
  EXPECT_NEAR(static_cast<double>(lines.size()) / 4000, 700, 150);
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (std::size_t place = lines.find(what); place != std::string::npos;
         place = lines.find(what, place + 1)) {
      ++found;
    }
    return static_cast<double>(found);
  };
  EXPECT_NEAR(count("playback.heartbeat"), 2080, 200);
  EXPECT_NEAR(count("ui.impression"), 960, 150);
  EXPECT_NEAR(count("playback.error"), 120, 60);
  EXPECT_NEAR(count("synthetic"), 80, 40);
}

}  // namespace
}  // namespace crossfade::workloads::events
