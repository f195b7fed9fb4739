#include "collector/protocol/arrival_trace.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <optional>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr double latest_ns = 1e8 * 1e9;  // three years; beyond it seconds in doubles lose the nanoseconds

Error unusable(const std::string& where, std::string why, std::string remedy) {
  return {ErrorKind::data, "cannot use the arrival trace", where, std::move(why), std::move(remedy)};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Nanoseconds of the unit that a comment names; nullopt = it names none.
std::optional<std::string_view> unit_of(std::string_view comment) {
  comment = trimmed(comment.substr(1));
  if (!comment.starts_with("unit:")) return std::nullopt;
  return trimmed(comment.substr(5));
}

double unit_ns(std::string_view unit) {
  return unit == "s" ? 1e9 : unit == "ms" ? 1e6 : unit == "us" ? 1e3 : unit == "ns" ? 1 : 0;
}

std::string digest_of(const std::vector<std::int64_t>& offset_ns) {
  const XXH128_hash_t hash = XXH3_128bits(offset_ns.data(), offset_ns.size() * sizeof offset_ns[0]);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

/// Takes the lines one by one.
class TraceParser {
 public:
  explicit TraceParser(const std::string& where) : where_(where) {}

  Result<void> take(std::string_view line) {
    ++line_;
    line = trimmed(line);
    if (line.empty()) return {};
    if (line.front() == '#') return take_comment(line);
    double value = 0;
    const auto [end, status] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (status != std::errc{} || end != line.data() + line.size())
      return at_line(fmt::format("'{}' is not a number", line.substr(0, 40)), "give one offset a line");
    if (!std::isfinite(value)) return at_line("an offset is finite", "leave the line out");
    if (value < 0) return at_line("an offset is not negative", "count from the begin of the trace");
    if (value * unit_ns_ > latest_ns)
      return at_line("an offset is at most 1e8 seconds", "count from the begin of the trace");
    const auto ns = static_cast<std::int64_t>(std::llround(value * unit_ns_));
    if (!offset_ns_.empty() && ns < offset_ns_.back())
      return at_line("it is earlier than the one before", "sort the offsets");
    if (offset_ns_.size() == max_traced_arrivals)
      return at_line(fmt::format("a trace has at most {} arrivals", max_traced_arrivals),
                     "give a part of it");
    offset_ns_.push_back(ns);
    return {};
  }

  Result<ArrivalTrace> finish() && {
    if (offset_ns_.size() < 2)
      return unusable(where_,
                      fmt::format("it has {} arrival{}, and a shape needs two", offset_ns_.size(),
                                  offset_ns_.size() == 1 ? "" : "s"),
                      "give one offset a line, in seconds");
    const std::int64_t first = offset_ns_.front();
    for (std::int64_t& ns : offset_ns_) ns -= first;
    if (offset_ns_.back() == 0)
      return unusable(where_, "all its arrivals are at one time", "give offsets that ascend");
    ArrivalTrace trace{std::move(offset_ns_), {}};
    trace.digest = digest_of(trace.offset_ns);
    return trace;
  }

 private:
  Result<void> take_comment(std::string_view line) {
    const auto unit = unit_of(line);
    if (!unit) return {};
    if (!offset_ns_.empty()) return at_line("a unit stands before the first offset", "move it up");
    unit_ns_ = unit_ns(*unit);
    if (unit_ns_ > 0) return {};
    return at_line(fmt::format("'{}' is not a unit of time", unit->substr(0, 40)), "give s, ms, us or ns");
  }
  Error at_line(std::string why, std::string remedy) const {
    return unusable(fmt::format("{}, line {}", where_, line_), std::move(why), std::move(remedy));
  }

  const std::string& where_;
  std::size_t line_ = 0;
  double unit_ns_ = 1e9;
  std::vector<std::int64_t> offset_ns_;
};

}  // namespace

double ArrivalTrace::period_ns() const {
  const auto n = static_cast<double>(offset_ns.size());
  return static_cast<double>(offset_ns.back()) * n / (n - 1);
}

Result<ArrivalTrace> parse_arrival_trace(std::string_view text, const std::string& where) {
  TraceParser parser(where);
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (const auto taken = parser.take(text.substr(0, end)); !taken) return taken.error();
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return std::move(parser).finish();
}

Result<ArrivalTrace> read_arrival_trace(const std::string& path) {
  const auto unreadable = [&](std::string why) {
    return Error{ErrorKind::io, "cannot read the arrival trace", path, std::move(why),
                 "give a text file with one arrival offset a line"};
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(std::strerror(errno));
  std::string text;
  std::array<char, 1 << 16> piece{};
  while (file.read(piece.data(), piece.size()), file.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_arrival_trace_bytes)
      return unusable(path, fmt::format("it is longer than {} bytes", max_arrival_trace_bytes),
                      "give a part of it");
  }
  if (file.bad()) return unreadable(std::strerror(errno));
  return parse_arrival_trace(text, path);
}

}  // namespace crossfade::collector
