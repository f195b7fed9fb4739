// EventFile: playback events that a user brought: one JSON object a line (NDJSON), with the members that
// event_parser.h reads; docs/workloads.md lists them. Opening finds the lines and refuses what is no such
// file; a batch is read, and each of its lines checked, when it is asked for. It is no general reader of
// logs: members have fixed names and types.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <exception>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/events/batch_check.h"
#include "workloads/events/event_parser.h"
#include "workloads/events/window_table.h"
#include "workloads/failure.h"
#include "workloads/json_reader.h"

namespace crossfade::workloads::events {

enum class MemberKind { text, two_letters, whole, decimal, array };

struct Member {
  std::string_view path;  ///< "net.kbps" is a member of the object "net"
  MemberKind kind;
};

/// What every event must have. Errors have "error" besides, impressions have "impressions", an array of
/// objects with "title".
inline constexpr std::array<Member, 11> kMembers{{{"type", MemberKind::text},
                                                  {"ts", MemberKind::whole},
                                                  {"profile", MemberKind::text},
                                                  {"title", MemberKind::whole},
                                                  {"country", MemberKind::two_letters},
                                                  {"cdn", MemberKind::whole},
                                                  {"ua", MemberKind::text},
                                                  {"net.kbps", MemberKind::whole},
                                                  {"qoe.bufMs", MemberKind::whole},
                                                  {"qoe.vmaf", MemberKind::decimal},
                                                  {"qoe.bitrates", MemberKind::array}}};

class EventFile {
 public:
  static constexpr std::size_t kLongestLine = 1 << 20;

  /// Batches of so many lines, at most so many, spread evenly over the file. Refuses (CF_UNSUPPORTED) a file
  /// that cannot be read, has fewer lines than one batch, or a line that is too long to be an event.
  EventFile(const std::string& path, std::uint32_t lines_each, std::uint32_t most_batches)
      : path_(path), lines_each_(lines_each), file_(path, std::ios::binary) {
    if (!file_) {
      throw unreadable();
    }
    skip_byte_order_mark();
    find_lines();
    if (lines_.size() < lines_each) {
      throw refused("it has " + std::to_string(lines_.size()) +
                    " lines that are not empty and a batch takes " + std::to_string(lines_each));
    }
    const auto whole = static_cast<std::uint64_t>(lines_.size() / lines_each);
    batches_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(most_batches, whole));
  }

  std::uint32_t batches() const { return batches_; }

  /// Of all batches together.
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (std::uint32_t number = 0; number < batches_; ++number) {
      for (std::uint32_t line = 0; line < lines_each_; ++line) {
        sum += lines_[first_of(number) + line].bytes + 1;
      }
    }
    return sum;
  }

  /// The lines of a batch, each with its end. Refuses a line that is no event.
  std::string batch(std::uint32_t number) {
    std::string lines;
    for (std::uint32_t line = 0; line < lines_each_; ++line) {
      lines += checked_line(lines_[first_of(number) + line]) + '\n';
    }
    return lines;
  }

 private:
  struct Line {
    std::uint64_t number;  ///< from 1, as editors count
    std::uint64_t place;
    std::uint64_t bytes;
  };

  Failure refused(std::string why) const {
    return unsupported(
        "cannot use the input", path_, std::move(why),
        "give playback events as NDJSON, one object a line, with the members that docs/workloads.md lists");
  }

  Failure unreadable() const {
    return unsupported("cannot read the input", path_, std::strerror(errno),
                       "give a file that this user may read");
  }

  std::size_t first_of(std::uint32_t batch) const {
    return static_cast<std::size_t>(std::uint64_t{batch} * (lines_.size() / lines_each_) / batches_) *
           lines_each_;
  }

  /// Some programs write one before UTF-8.
  void skip_byte_order_mark() {
    std::array<char, 3> first{};
    file_.read(first.data(), first.size());
    text_begins_ = std::string_view(first.data(), first.size()) == "\xef\xbb\xbf" ? first.size() : 0;
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(text_begins_));
  }

  void find_lines() {
    std::vector<char> piece(1 << 16);
    std::uint64_t place = text_begins_, begin = text_begins_, number = 1;
    bool blank = true;
    const auto end_line = [&] {
      if (place - begin > kLongestLine) {
        throw refused("line " + std::to_string(number) + " is longer than " + std::to_string(kLongestLine) +
                      " bytes");
      }
      if (!blank) {
        lines_.push_back({number, begin, place - begin});
      }
      begin = place + 1;
      blank = true;
      ++number;
    };
    do {
      file_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      for (std::streamsize read = 0; read < file_.gcount(); ++read, ++place) {
        const char letter = piece[static_cast<std::size_t>(read)];
        if (letter == '\n') {
          end_line();
        } else if (letter != ' ' && letter != '\t' && letter != '\r') {
          blank = false;
        }
      }
      if (place - begin > kLongestLine) {
        end_line();
      }
    } while (file_);
    if (file_.bad()) {
      throw unreadable();
    }
    end_line();
  }

  std::string checked_line(const Line& line) {
    std::string text(line.bytes, '\0');
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(line.place));
    if (!file_.read(text.data(), static_cast<std::streamsize>(text.size()))) {
      throw refused("line " + std::to_string(line.number) + " cannot be read any more");
    }
    const std::string place = "line " + std::to_string(line.number) + ": ";
    try {
      check(text);
    } catch (const Failure& failure) {
      throw refused(place + failure.what + (failure.why.empty() ? "" : ": " + failure.why));
    } catch (const std::exception& error) {  // simdjson's
      throw refused(place + error.what());
    }
    return text;
  }

  /// By the pipeline's parser and by the one that verifies it: what they take differently could not be
  /// verified.
  void check(const std::string& text) {
    check_members(text);
    parser_.parse(simdjson::padded_string(text), rows_);
    table_.clear();
    for (const EventRow& row : rows_) {
      table_.add(row);
    }
    table_.sorted(windows_);
    BatchCheck(text).check(rows_, windows_);
  }

  /// The value of text. Says of which member it is that its value is of another kind.
  static std::string read(JsonReader& reader, const Member& member) {
    std::string value;
    try {
      switch (member.kind) {
        case MemberKind::text:
          value = reader.string();
          break;
        case MemberKind::two_letters:
          value = reader.string();
          if (value.size() != 2) {
            throw wrong("text", "longer or shorter");
          }
          break;
        case MemberKind::whole:
          if (const double number = reader.decimal(); !(number >= 0) || number != std::floor(number)) {
            throw wrong("a number", "a fraction or a sign");
          }
          break;
        case MemberKind::decimal:
          reader.decimal();
          break;
        case MemberKind::array:
          reader.array([&] { reader.skip(); });
          break;
      }
    } catch (const Failure&) {
      static constexpr std::array<std::string_view, 5> kinds{
          "text", "text of two letters", "a whole number that is not negative", "a number", "an array"};
      throw wrong("'" + std::string(member.path) + "'",
                  "it is not " + std::string(kinds[static_cast<std::size_t>(member.kind)]));
    }
    return value;
  }

  struct Found {
    std::set<std::string, std::less<>> paths;
    std::string type;
  };

  /// `prefix`: of the object that is read, "net." or nothing.
  static void read_object(JsonReader& reader, const std::string& prefix, Found& found) {
    reader.object([&](const std::string& name) {
      const std::string path = prefix + name;
      found.paths.insert(path);
      const auto* const known = std::find_if(kMembers.begin(), kMembers.end(),
                                             [&](const Member& member) { return member.path == path; });
      if (known != kMembers.end()) {
        std::string value = read(reader, *known);
        if (path == "type") {
          found.type = std::move(value);
        }
      } else if (path == "net" || path == "qoe") {
        read_object(reader, path + '.', found);
      } else {
        reader.skip();
      }
    });
  }

  static void check_members(const std::string& text) {
    JsonReader reader(text);
    Found event;
    read_object(reader, "", event);
    const auto& [found, type] = event;
    if (!reader.at_end()) {
      throw wrong("it goes on behind the object", "one object a line");
    }
    for (const Member& member : kMembers) {
      if (!found.contains(member.path)) {
        throw wrong("it has no '" + std::string(member.path) + "'", "every event has one");
      }
    }
    if (std::find(kTypeNames.begin(), kTypeNames.end(), type) == kTypeNames.end()) {
      throw wrong("unknown type of event", type);
    }
    for (const auto& [of, member] : {std::pair<std::string_view, std::string_view>{"playback.error", "error"},
                                     {"ui.impression", "impressions"}}) {
      if (type == of && !found.contains(member)) {
        throw wrong("it has no '" + std::string(member) + "'", "every " + type + " has one");
      }
    }
  }

  std::string path_;
  std::uint64_t text_begins_ = 0;
  std::uint32_t lines_each_, batches_ = 0;
  std::ifstream file_;
  std::vector<Line> lines_;
  EventParser parser_;
  std::vector<EventRow> rows_;
  WindowTable table_;
  std::vector<Window> windows_;
};

}  // namespace crossfade::workloads::events
