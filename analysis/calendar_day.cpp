#include "analysis/calendar_day.h"

#include <fmt/format.h>

namespace crossfade::analysis {
namespace {

constexpr std::int64_t seconds_per_minute = 60, seconds_per_hour = 3600;

/// Of at most four digits.
std::optional<int> whole_number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return digits.empty() ? std::nullopt : std::optional(value);
}

/// "Z", "+02:00", "-05:30": seconds that the text is ahead of UTC.
std::optional<std::int64_t> offset_s(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = whole_number(text.substr(1, 2)), minutes = whole_number(text.substr(4, 2));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t ahead = *hours * seconds_per_hour + *minutes * seconds_per_minute;
  return text[0] == '-' ? -ahead : ahead;
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = whole_number(text.substr(0, 4)), month = whole_number(text.substr(5, 2)),
             day = whole_number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(Day(date)) : std::nullopt;
}

std::string day_text(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<std::int64_t> parse_moment(std::string_view text) {
  constexpr std::size_t to_seconds = 19;  // "2026-07-20T08:30:00"
  if (text.size() <= to_seconds || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const auto hours = whole_number(text.substr(11, 2)), minutes = whole_number(text.substr(14, 2)),
             seconds = whole_number(text.substr(17, 2));
  if (!day || !hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
    return std::nullopt;
  std::string_view rest = text.substr(to_seconds);
  if (rest.front() == '.') {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    rest.remove_prefix(end);
  }
  const auto ahead = offset_s(rest);
  if (!ahead) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(day->time_since_epoch()).count() +
         *hours * seconds_per_hour + *minutes * seconds_per_minute + *seconds - *ahead;
}

Day day_of(std::int64_t seconds_since_1970) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds_since_1970)));
}

}  // namespace crossfade::analysis
