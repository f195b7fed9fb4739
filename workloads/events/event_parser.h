// EventParser: takes rows out of lines of JSON with simdjson's on-demand API, and what is hidden in texts
// with RE2: synthetic traffic is dropped, user agents are put into families, errors give up status and code.
// Of one thread: RE2 objects are the worker's own, where shared ones would share locked caches.
#pragma once

#include <re2/re2.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/events/event_row.h"
#include "workloads/failure.h"

namespace crossfade::workloads::events {

class EventParser {
 public:
  EventParser() {
#ifdef SIMDJSON_THREADS_ENABLED
    parser_.threaded = false;  // a thread of its own would find the structure of the next part of a stream
#endif
    if (!synthetic_.ok() || !device_.ok() || !error_.ok()) {
      throw Failure{CF_FAILED, "RE2 refuses a pattern", {}, synthetic_.error() + device_.error(), {}};
    }
  }

  /// Rows of the lines that are no synthetic traffic. Throws simdjson_error.
  void parse(const simdjson::padded_string& lines, std::vector<EventRow>& rows) {
    rows.clear();
    simdjson::ondemand::document_stream stream =
        parser_.iterate_many(lines.data(), lines.size(), std::max(lines.size(), kLeastBatchBytes));
    for (auto line : stream) {
      simdjson::ondemand::object event = line.get_object();
      EventRow row;
      if (parse_line(event, row)) {
        rows.push_back(row);
      }
    }
  }

 private:
  static constexpr std::size_t kLeastBatchBytes = 1 << 20;

  static std::uint32_t u32(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

  /// Fields in the order of the text. False if it is synthetic.
  bool parse_line(simdjson::ondemand::object& event, EventRow& row) const {
    const std::string_view type = event["type"].get_string();
    const auto known = std::find(kTypeNames.begin(), kTypeNames.end(), type);
    if (known == kTypeNames.end()) {
      throw Failure{CF_FAILED, "unknown type of event", {}, std::string(type), {}};
    }
    row.type = static_cast<EventType>(known - kTypeNames.begin());
    row.time_ms = event["ts"].get_uint64();
    const std::string_view profile = event["profile"].get_string();
    std::copy_n(profile.begin(), std::min(profile.size(), row.profile.size()), row.profile.begin());
    row.title = u32(event["title"].get_uint64());
    const std::string_view country = event["country"].get_string();
    row.country = static_cast<std::uint16_t>(country.at(0) << 8 | country.at(1));
    row.cdn = static_cast<std::uint8_t>(event["cdn"].get_uint64());
    if (!parse_user_agent(event["ua"].get_string(), row)) {
      return false;
    }
    row.kbps = u32(event["net"]["kbps"].get_uint64());
    simdjson::ondemand::object quality = event["qoe"].get_object();
    row.buffer_ms = u32(quality["bufMs"].get_uint64());
    row.vmaf_tenths = u32(static_cast<std::uint64_t>(std::lround(quality["vmaf"].get_double().value() * 10)));
    for (auto bitrate : quality["bitrates"].get_array()) {
      row.bitrates += u32(bitrate.get_uint64());
    }
    if (row.type == EventType::error) {
      parse_error(event["error"].get_string(), row);
    } else if (row.type == EventType::impression) {
      for (simdjson::ondemand::object one : event["impressions"].get_array()) {
        row.shown += one["title"].get_uint64().value() > 0 ? 1 : 0;
      }
    }
    return true;
  }

  bool parse_user_agent(std::string_view text, EventRow& row) const {
    const re2::StringPiece agent(text.data(), text.size());
    if (RE2::PartialMatch(agent, synthetic_)) {
      return false;
    }
    re2::StringPiece family;
    if (RE2::PartialMatch(agent, device_, &family, &row.version)) {
      const char first = static_cast<char>(family[0] | 0x20);  // lower case
      const auto found = std::find_if(kFamilies.begin(), kFamilies.end(),
                                      [&](std::string_view name) { return name[0] == first; });
      row.family = static_cast<std::uint8_t>(found - kFamilies.begin());
    }
    return true;
  }

  void parse_error(std::string_view text, EventRow& row) const {
    re2::StringPiece code;
    if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), error_, &row.http_status, &code)) {
      std::from_chars(code.data(), code.data() + code.size(), row.error_code, 16);
    }
  }

  simdjson::ondemand::parser parser_;
  RE2 synthetic_{"(?i)synthetic|healthcheck|bot/"};
  RE2 device_{"(?i)(chrome|tizen|iphone|android|playstation|roku)[^0-9]*([0-9]+)"};
  RE2 error_{"http ([45][0-9][0-9]) code=0x([0-9a-f]{8})"};
};

}  // namespace crossfade::workloads::events
