#include "collector/callgrind_output.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

Error unreadable(const std::string& where, std::string why) {
  return {ErrorKind::data, "cannot read what callgrind counted", where, std::move(why),
          "count again; if it stays so, report it with the version of valgrind"};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;
       at = text.find_first_not_of(' ', at)) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// What stands behind "key:" if the line begins so.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
  if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ':') return std::nullopt;
  const auto from = line.find_first_not_of(' ', key.size() + 1);
  return from == std::string_view::npos ? std::string_view{} : line.substr(from);
}

}  // namespace

Result<CallgrindOutput> parse_callgrind(std::string_view text, const std::string& where) {
  CallgrindOutput out;
  std::vector<std::string_view> events;
  std::optional<std::string_view> totals;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    // A last line without its end may have lost digits.
    if (end == std::string_view::npos) break;
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (const auto creator = value_of(line, "creator")) out.creator = *creator;
    if (const auto names = value_of(line, "events")) events = words_of(*names);
    if (const auto sums = value_of(line, "totals")) totals = sums;
  }
  if (!out.creator.starts_with("callgrind"))
    return unreadable(where, "it does not begin as a file of callgrind does (creator: callgrind-...)");
  if (!totals) return unreadable(where, "it has no totals: it was cut off");
  const auto sums = words_of(*totals);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i] != "Ir") continue;
    // Trailing zeros are left out of a line of costs.
    const auto value = i < sums.size() ? number(sums[i]) : std::optional<std::uint64_t>(0);
    if (!value) return unreadable(where, fmt::format("its total of instructions is '{}'", sums[i]));
    out.instructions = *value;
    out.code.add(text);
    return out;
  }
  return unreadable(where, "it did not count instructions (event Ir)");
}

Result<std::vector<CallgrindOutput>> read_callgrind_dumps(const std::filesystem::path& name,
                                                          std::uint32_t expected) {
  const auto dump = [&](std::uint32_t i) {
    return std::filesystem::path(fmt::format("{}.{}", name.string(), i));
  };
  std::vector<CallgrindOutput> dumps;
  for (std::uint32_t i = 1; i <= expected; ++i) {
    std::ifstream file(dump(i), std::ios::binary);
    if (!file) {
      return unreadable(dump(i).string(),
                        fmt::format("callgrind made {} dumps instead of {}: it did not see every request",
                                    i - 1, expected));
    }
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad())
      return Error{ErrorKind::io, "cannot read what callgrind counted", dump(i).string(), "", ""};
    auto parsed = parse_callgrind(text, dump(i).string());
    if (!parsed) return parsed.error();
    dumps.push_back(std::move(*parsed));
  }
  return dumps;
}

}  // namespace crossfade::collector
