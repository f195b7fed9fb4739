// Calendar day: days and moments as prices are dated with, by the Gregorian calendar and in UTC. A text
// carries its own offset; there are no time zones and no clock here.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::analysis {

using Day = std::chrono::sys_days;

/// "2026-07-20", a day that the calendar has; else nullopt.
std::optional<Day> parse_day(std::string_view text);

/// "2026-07-20".
std::string day_text(Day day);

/// Seconds since 1970-01-01T00:00:00Z of "2026-07-20T08:30:00Z", "...T08:30:00.000Z" or "...T08:30:00+00:00";
/// fractions are dropped; else nullopt.
std::optional<std::int64_t> parse_moment(std::string_view text);

/// The day of a moment, in UTC.
Day day_of(std::int64_t seconds_since_1970);

}  // namespace crossfade::analysis
