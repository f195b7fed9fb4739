// Playback events as devices send them: one JSON object a line. Generated. Statistics: heartbeats 52 %,
// impressions 24 %, the rest starts, stops, rebuffers and 3 % errors; titles Zipf 0.95 of 20,000, countries
// Zipf 0.8 of 190; bandwidth log-normal around 9 Mb/s, sigma 0.8; two events in a hundred come from synthetic
// probes; events arrive up to a minute late. A line has 0.7 KB on average.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/json_writer.h"

namespace crossfade::workloads::events {

enum class EventType : std::uint8_t { start, heartbeat, rebuffer, stop, impression, error };
inline constexpr std::array<std::string_view, 6> kTypeNames{"playback.start",    "playback.heartbeat",
                                                            "playback.rebuffer", "playback.stop",
                                                            "ui.impression",     "playback.error"};

/// What user agents are told apart by; the first letters differ.
inline constexpr std::array<std::string_view, 6> kFamilies{"chrome",  "tizen",       "iphone",
                                                           "android", "playstation", "roku"};

inline constexpr std::uint32_t kTitles = 20'000;
inline constexpr std::uint32_t kFirstTitle = 80'000'000;
inline constexpr std::uint32_t kCountries = 190;
inline constexpr std::uint32_t kDeliveryNetworks = 12;
inline constexpr std::uint64_t kFirstTimeMs = 1'790'000'000'000;
inline constexpr std::size_t kProfileDigits = 32;

class EventGenerator {
 public:
  explicit EventGenerator(Random random) : random_(random) {}

  /// Appends a line; the event is sent at the time and happened before.
  void append_line(std::uint64_t sent_ms, std::string& text) {
    const EventType type = any_type();
    json_.clear();
    json_.begin_object();
    json_.member("type", kTypeNames[static_cast<std::size_t>(type)]);
    const double late_ms = std::min(random_.log_normal(1'500, 1.2), 60'000.0);
    json_.member("ts", sent_ms - static_cast<std::uint64_t>(late_ms));
    json_.member("profile", hexadecimal_text(kProfileDigits));
    json_.member("title", any_title());
    json_.member("country", country_text(countries_(random_) - 1));
    json_.member("cdn", random_.below(kDeliveryNetworks));
    json_.member("ua", user_agent());
    write_device();
    write_network();
    write_quality();
    json_.name("tags");
    json_.begin_object();
    json_.member("ab", "cell-" + std::to_string(random_.below(9999)));
    json_.member("row", random_.below(40));
    json_.end_object();
    if (type == EventType::error) {
      json_.member("error", error_text());
    } else if (type == EventType::impression) {
      write_impressions();
    }
    json_.end_object();
    text += json_.text();
    text += '\n';
  }

 private:
  EventType any_type() {
    const std::uint64_t kind = random_.below(100);
    return kind < 8    ? EventType::start
           : kind < 60 ? EventType::heartbeat
           : kind < 66 ? EventType::rebuffer
           : kind < 73 ? EventType::stop
           : kind < 97 ? EventType::impression
                       : EventType::error;
  }

  std::uint64_t any_title() { return kFirstTitle + titles_(random_) - 1; }

  static std::string country_text(std::uint64_t number) {
    return {static_cast<char>('A' + number / 26), static_cast<char>('A' + number % 26)};
  }

  std::string hexadecimal_text(std::size_t digits) {
    std::string text(digits, '0');
    for (char& digit : text) {
      digit = "0123456789abcdef"[random_.below(16)];
    }
    return text;
  }

  std::string user_agent() {
    const std::string major = std::to_string(random_.between(1, 130));
    const std::string minor = std::to_string(random_.below(10));
    if (random_.below(100) < 2) {
      return "StreamProbe/" + major + " (synthetic; +https://probe.example/)";
    }
    switch (random_.below(kFamilies.size())) {
      case 0:
        return "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" +
               major + ".0.0.0 Safari/537.36";
      case 1:
        return "StreamTV/" + minor + ".3 (Tizen " + major + ".0; SMART-TV; model Q70)";
      case 2:
        return "Stream/15." + minor + ".0 (iPhone; iOS " + major + "." + minor + "; Scale/3.00)";
      case 3:
        return "com.stream.client/" + minor + " (Linux; U; Android " + major + "; Pixel 7)";
      case 4:
        return "Stream/2022." + minor + ".1 (PlayStation " + major + ")";
      default:
        return "Roku/DVP-" + major + '.' + minor + " (" + minor + "9E04182A)";
    }
  }

  /// What the pipeline does not look at, as most of an event is.
  void write_device() {
    json_.name("device");
    json_.begin_object();
    json_.member("id", hexadecimal_text(40));
    json_.member("session", hexadecimal_text(kProfileDigits));
    json_.member("app", "8." + std::to_string(random_.below(40)) + ".1 build 3721");
    json_.member("locale", random_.below(2) == 0 ? "en-US" : "pt-BR");
    json_.member("timezone", random_.below(2) == 0 ? "America/Sao_Paulo" : "Europe/London");
    json_.end_object();
  }

  void write_network() {
    json_.name("net");
    json_.begin_object();
    json_.member("kbps", static_cast<std::uint64_t>(random_.log_normal(9'000, 0.8)) + 1);
    json_.member("rtt", static_cast<std::uint64_t>(random_.log_normal(35, 0.6)) + 1);
    json_.member("asn", random_.below(65'000));
    json_.end_object();
  }

  void write_quality() {
    json_.name("qoe");
    json_.begin_object();
    json_.member("bufMs", static_cast<std::uint64_t>(random_.log_normal(20'000, 0.7)));
    json_.name("vmaf");
    json_.tenths(random_.between(600, 1000));
    json_.member("drops", random_.below(4));
    json_.name("bitrates");
    json_.begin_array();
    for (std::uint64_t left = random_.between(2, 13); left > 0; --left) {
      json_.number(random_.between(235, 16'000));
    }
    json_.end_array();
    json_.end_object();
  }

  std::string error_text() {
    const std::string status = random_.below(2) == 0 ? "503" : "404";
    const std::string code = hexadecimal_text(8);
    return "ERR_StreamingFailure: http " + status + " code=0x" + code + " url=\"https://edge-" +
           std::to_string(random_.below(300)) + ".delivery.example\"";
  }

  void write_impressions() {
    json_.name("impressions");
    json_.begin_array();
    const std::uint64_t count = random_.between(6, 25);
    for (std::uint64_t position = 0; position < count; ++position) {
      json_.begin_object();
      json_.member("title", any_title());
      json_.member("position", position);
      json_.end_object();
    }
    json_.end_array();
  }

  Random random_;
  Zipf titles_{kTitles, 0.95};
  Zipf countries_{kCountries, 0.8};
  JsonWriter json_;
};

}  // namespace crossfade::workloads::events
