#include "analysis/calendar_day.h"

#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

TEST(CalendarDay, IsOneThatTheCalendarHas) {
  EXPECT_EQ(day_text(*parse_day("2026-07-20")), "2026-07-20");
  EXPECT_EQ(day_text(*parse_day("2028-02-29")), "2028-02-29");
  for (const char* bad : {"", "2026-7-20", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "20260720",
                          "2026-07-20 ", "2026/07/20", "yesterday!", "-026-07-20"})
    EXPECT_FALSE(parse_day(bad)) << bad;
}

TEST(CalendarDay, DaysAreCounted) {
  EXPECT_EQ((*parse_day("2027-10-01") - *parse_day("2026-10-01")).count(), 365);
}

TEST(CalendarDay, AMomentIsInUtc) {
  EXPECT_EQ(parse_moment("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_moment("2001-09-09T01:46:40Z"), 1'000'000'000);
  EXPECT_EQ(parse_moment("2001-09-09T01:46:40.125Z"), 1'000'000'000);
  EXPECT_EQ(parse_moment("2001-09-09T03:46:40+02:00"), 1'000'000'000);
  EXPECT_EQ(parse_moment("2001-09-08T20:16:40-05:30"), 1'000'000'000);
  for (const char* bad : {"", "2001-09-09", "2001-09-09T01:46:40", "2001-09-09 01:46:40Z",
                          "2001-09-09T24:00:00Z", "2001-09-09T01:46:40.Z", "2001-09-09T01:46:40.5",
                          "2001-09-09T01:46:40+0200", "2001-09-31T01:46:40Z", "2001-09-09T01:46:40Zulu"})
    EXPECT_FALSE(parse_moment(bad)) << bad;
  EXPECT_EQ(day_text(day_of(1'000'000'000)), "2001-09-09");
  EXPECT_EQ(day_text(day_of(-1)), "1969-12-31");
}

}  // namespace
}  // namespace crossfade::analysis
