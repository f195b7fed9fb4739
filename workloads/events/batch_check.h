// Makes the rows and windows of a batch once more, by other means than the pipeline: our own JSON reader in
// place of simdjson, searching in place of regular expressions, an ordered map in place of the hash table.
// Throws wrong(...) at the first thing that differs.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "workloads/events/event_row.h"
#include "workloads/events/window_table.h"
#include "workloads/failure.h"
#include "workloads/json_reader.h"

namespace crossfade::workloads::events {

namespace check_detail {

inline char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

inline bool has_at(std::string_view text, std::size_t place, std::string_view word) {
  if (text.size() - place < word.size()) {
    return false;
  }
  for (std::size_t offset = 0; offset < word.size(); ++offset) {
    if (lower(text[place + offset]) != word[offset]) {
      return false;
    }
  }
  return true;
}

inline bool has(std::string_view text, std::string_view word) {
  for (std::size_t place = 0; place < text.size(); ++place) {
    if (has_at(text, place, word)) {
      return true;
    }
  }
  return false;
}

/// The first family that is followed, anywhere behind it, by a number.
inline void find_device(std::string_view agent, EventRow& row) {
  for (std::size_t place = 0; place < agent.size(); ++place) {
    for (std::size_t family = 0; family < kFamilies.size(); ++family) {
      if (!has_at(agent, place, kFamilies[family])) {
        continue;
      }
      std::size_t digit = place + kFamilies[family].size();
      while (digit < agent.size() && !is_digit(agent[digit])) {
        ++digit;
      }
      if (digit < agent.size()) {
        row.family = static_cast<std::uint8_t>(family);
        std::from_chars(agent.data() + digit, agent.data() + agent.size(), row.version);
        return;
      }
    }
  }
}

inline void find_error(std::string_view text, EventRow& row) {
  const std::size_t status = text.find("http ");
  const std::size_t code = text.find(" code=0x");
  if (status != std::string_view::npos && code == status + 8) {
    std::from_chars(text.data() + status + 5, text.data() + code, row.http_status);
    std::from_chars(text.data() + code + 8, text.data() + code + 16, row.error_code, 16);
  }
}

}  // namespace check_detail

class BatchCheck {
 public:
  /// The lines that went into the pipeline.
  explicit BatchCheck(std::string_view lines) {
    JsonReader reader(lines);
    while (!reader.at_end()) {
      read_line(reader);
    }
  }

  void check(const std::vector<EventRow>& rows, const std::vector<Window>& windows) const {
    if (rows.size() != rows_.size()) {
      throw wrong("the batch has another number of events",
                  std::to_string(rows.size()) + " for " + std::to_string(rows_.size()));
    }
    for (std::size_t number = 0; number < rows.size(); ++number) {
      if (rows[number] != rows_[number]) {
        throw wrong("an event is not what was sent", "event " + std::to_string(number));
      }
    }
    check_windows(windows);
  }

 private:
  void read_line(JsonReader& reader) {
    EventRow row;
    std::string agent, error;
    reader.object([&](const std::string& name) {
      if (name == "type") {
        const std::string type = reader.string();
        for (std::size_t number = 0; number < kTypeNames.size(); ++number) {
          row.type = kTypeNames[number] == type ? static_cast<EventType>(number) : row.type;
        }
      } else if (name == "ts") {
        row.time_ms = reader.number();
      } else if (name == "profile") {
        reader.string().copy(row.profile.data(), row.profile.size());
      } else if (name == "title") {
        row.title = static_cast<std::uint32_t>(reader.number());
      } else if (name == "country") {
        const std::string country = reader.string();
        row.country = static_cast<std::uint16_t>(country.at(0) * 256 + country.at(1));
      } else if (name == "cdn") {
        row.cdn = static_cast<std::uint8_t>(reader.number());
      } else if (name == "ua") {
        agent = reader.string();
      } else if (name == "error") {
        error = reader.string();
      } else {
        read_nested(reader, name, row);
      }
    });
    for (const std::string_view probe : {"synthetic", "healthcheck", "bot/"}) {
      if (check_detail::has(agent, probe)) {
        return;
      }
    }
    check_detail::find_device(agent, row);
    if (row.type == EventType::error) {
      check_detail::find_error(error, row);
    } else if (row.type != EventType::impression) {
      row.shown = 0;
    }
    rows_.push_back(row);
  }

  static void read_nested(JsonReader& reader, const std::string& name, EventRow& row) {
    const auto u32 = [&] { return static_cast<std::uint32_t>(reader.number()); };
    if (name == "net") {
      reader.object([&](const std::string& member) {
        if (member == "kbps") {
          row.kbps = u32();
        } else {
          reader.skip();
        }
      });
    } else if (name == "qoe") {
      reader.object([&](const std::string& member) {
        if (member == "bufMs") {
          row.buffer_ms = u32();
        } else if (member == "vmaf") {
          row.vmaf_tenths = static_cast<std::uint32_t>(std::lround(reader.decimal() * 10));
        } else if (member == "bitrates") {
          reader.array([&] { row.bitrates += u32(); });
        } else {
          reader.skip();
        }
      });
    } else if (name == "impressions") {
      reader.array([&] {
        reader.object([&](const std::string& member) {
          if (member == "title") {
            row.shown += reader.number() > 0 ? 1 : 0;
          } else {
            reader.skip();
          }
        });
      });
    } else {
      reader.skip();
    }
  }

  void check_windows(const std::vector<Window>& windows) const {
    std::map<std::tuple<std::uint64_t, std::uint16_t, std::uint8_t>, Window> expected;
    for (const EventRow& row : rows_) {
      Window& window = expected[{row.time_ms / kWindowMs, row.country, row.cdn}];
      ++window.events;
      window.errors += row.type == EventType::error ? 1 : 0;
      window.rebuffers += row.type == EventType::rebuffer ? 1 : 0;
      window.buffer_ms += row.buffer_ms;
      std::size_t bucket = 0;
      for (std::uint64_t limit = 1; row.kbps >= limit && bucket + 1 < kBandwidthBuckets; limit *= 2) {
        ++bucket;
      }
      ++window.bandwidth[bucket];
    }
    std::size_t number = 0;
    for (auto& [key, window] : expected) {
      const auto& [slot, country, cdn] = key;
      window.key = slot << 32 | std::uint64_t{country} << 8 | cdn;
      if (number >= windows.size() || windows[number] != window) {
        throw wrong("a window is not what its events add up to", "window " + std::to_string(number));
      }
      ++number;
    }
    if (number != windows.size()) {
      throw wrong("there are more windows than events make", std::to_string(windows.size()));
    }
  }

  std::vector<EventRow> rows_;
};

}  // namespace crossfade::workloads::events
