// What a device tells the playback API: as JSON text of 2 to 3 KB (generated), and as the few facts that the
// API takes from it (parsed by simdjson's on-demand API). The rule that decides which encodes a device may
// play.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/generators/random.h"
#include "workloads/json_writer.h"
#include "workloads/playback/catalogue.h"

namespace crossfade::workloads::playback {

enum class DeviceKind { phone, television };

/// What one decoder of the device can do; nothing if it has none for the codec.
struct Decoder {
  std::uint32_t most_height = 0;
  std::uint32_t most_kbps = 0;
};

struct Device {
  std::string_view session;
  std::string_view drm_level;
  std::uint32_t hdcp_tenths = 0;  ///< 22 = HDCP 2.2, 0 = none
  std::uint32_t display_height = 0;
  bool hdr = false;
  std::array<Decoder, kCodecNames.size()> decoders{};
  std::uint32_t title = 0;
  std::string_view audio_language;
  std::uint32_t network_kbps = 0;
  std::array<std::uint32_t, 2> edges{};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> experiments;  ///< id, cell
};

/// May the device play it, and is the network fast enough? The lowest rungs are always offered.
inline bool offers(const Device& device, const Rung& rung) {
  const Decoder& decoder = device.decoders[static_cast<std::size_t>(rung.codec)];
  if (rung.height > decoder.most_height || rung.kbps > decoder.most_kbps ||
      rung.height > device.display_height || (rung.hdr && !device.hdr)) {
    return false;
  }
  // Content owners demand a protected link above standard definition, and a newer one above high definition.
  if ((rung.height > 1080 && device.hdcp_tenths < 22) || (rung.height > 480 && device.hdcp_tenths < 10)) {
    return false;
  }
  return rung.height <= 480 || rung.kbps <= 2 * device.network_kbps;
}

/// What a manifest offers when the API is overloaded: enough to begin playing, and the rest on a later
/// request. One audio track in the preferred language, no subtitles, one URL a track and the first quarter of
/// its segments.
inline constexpr std::uint32_t kLeanMostHeight = 720;
inline constexpr std::size_t kLeanSegmentsDivisor = 4;

inline bool offers_lean(const Device& device, const Rung& rung) {
  return rung.height <= kLeanMostHeight && offers(device, rung);
}

namespace device_detail {

inline std::string hexadecimal_text(Random& random, std::size_t digits) {
  std::string text(digits, '0');
  for (char& digit : text) {
    digit = "0123456789abcdef"[random.below(16)];
  }
  return text;
}

inline void write_decoders(JsonWriter& json, DeviceKind kind, Random& random) {
  const bool tv = kind == DeviceKind::television;
  const std::array<std::uint64_t, 5> chance_percent = tv ? std::array<std::uint64_t, 5>{100, 95, 80, 40, 45}
                                                         : std::array<std::uint64_t, 5>{100, 70, 60, 35, 10};
  json.name("decoders");
  json.begin_array();
  for (std::size_t codec = 0; codec < kCodecNames.size(); ++codec) {
    if (random.below(100) >= chance_percent[codec]) {
      continue;
    }
    json.begin_object();
    json.member("codec", kCodecNames[codec]);
    json.member("maxHeight", tv && codec > 0 ? 2160 : 1080);
    json.member("maxKbps", (tv ? 12'000 : 4'000) * random.between(1, 2));
    json.name("hardware");
    json.boolean(random.below(10) > 0);
    json.end_object();
  }
  json.end_array();
}

inline void write_device(JsonWriter& json, DeviceKind kind, Random& random) {
  static constexpr std::array<std::string_view, 4> hdcp{"2.2", "2.3", "1.4", "none"};
  const bool tv = kind == DeviceKind::television;
  json.name("device");
  json.begin_object();
  json.member("model", (tv ? "TV-" : "PH-") + hexadecimal_text(random, 6));
  json.member("firmware", "5." + std::to_string(random.below(30)));
  json.member("id", hexadecimal_text(random, 32));
  json.name("drm");
  json.begin_object();
  json.member("system", "widevine");
  json.member("level", random.below(100) < 85 ? "L1" : "L3");
  const std::uint64_t link = random.below(100);
  json.member("hdcp", hdcp[link < 70 ? 0 : link < 85 ? 1 : link < 95 ? 2 : 3]);
  json.end_object();
  json.name("display");
  json.begin_object();
  json.member("maxHeight",
              tv ? (random.below(100) < 70 ? 2160 : 1080) : (random.below(100) < 60 ? 1080 : 720));
  json.name("hdr");
  json.boolean(random.below(100) < (tv ? 60 : 30));
  json.end_object();
  write_decoders(json, kind, random);
  json.end_object();
}

}  // namespace device_detail

/// The request's text.
inline std::string make_request(DeviceKind kind, std::uint32_t title, Random& random) {
  const bool tv = kind == DeviceKind::television;
  JsonWriter json;
  json.begin_object();
  json.member("session", device_detail::hexadecimal_text(random, 24));
  device_detail::write_device(json, kind, random);
  json.name("title");
  json.begin_object();
  json.member("id", title);
  json.member("resumeMs", random.below(3'000'000));
  json.end_object();
  json.name("preferences");
  json.begin_object();
  json.member("audio", kLanguages[random.below(kLanguages.size())]);
  json.member("subtitles", kLanguages[random.below(kLanguages.size())]);
  json.name("autoplay");
  json.boolean(random.below(2) == 0);
  json.end_object();
  json.name("network");
  json.begin_object();
  json.member("kbps", static_cast<std::uint64_t>(random.log_normal(tv ? 25'000 : 8'000, 0.8)) + 100);
  json.member("rttMs", random.between(4, 120));
  json.name("edges");
  json.begin_array();
  json.number(random.below(400));
  json.number(400 + random.below(400));
  json.end_array();
  json.end_object();
  json.name("experiments");
  json.begin_array();
  for (std::uint64_t left = random.between(30, 60); left > 0; --left) {
    json.begin_object();
    json.member("id", 1000 * left + random.below(1000));
    json.member("cell", random.between(1, 9));
    json.end_object();
  }
  json.end_array();
  json.name("history");
  json.begin_array();
  for (std::uint64_t left = random.between(12, 24); left > 0; --left) {
    json.begin_object();
    json.member("title", kFirstTitle + random.below(5000));
    json.member("kbps", random.between(200, 16'000));
    json.member("rebuffers", random.below(4));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.text();
}

/// Takes the facts out of the text, in the order of the text. Views point into the parser and the text.
/// Throws simdjson_error.
inline void parse(simdjson::ondemand::parser& parser, const simdjson::padded_string& text, Device& device) {
  const auto u32 = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  device.decoders = {};
  device.experiments.clear();
  simdjson::ondemand::document document = parser.iterate(text);
  simdjson::ondemand::object root = document.get_object();
  device.session = root["session"].get_string();
  {
    simdjson::ondemand::object about = root["device"].get_object();
    simdjson::ondemand::object drm = about["drm"].get_object();
    device.drm_level = drm["level"].get_string();
    const std::string_view hdcp = drm["hdcp"].get_string();
    const auto digit = [&](std::size_t position) { return static_cast<std::uint32_t>(hdcp[position] - '0'); };
    device.hdcp_tenths = hdcp.size() == 3 ? digit(0) * 10 + digit(2) : 0;
    simdjson::ondemand::object display = about["display"].get_object();
    device.display_height = u32(display["maxHeight"].get_uint64());
    device.hdr = display["hdr"].get_bool();
    for (simdjson::ondemand::object decoder : about["decoders"].get_array()) {
      const std::string_view codec = decoder["codec"].get_string();
      const auto found = std::find(kCodecNames.begin(), kCodecNames.end(), codec);
      if (found != kCodecNames.end()) {
        Decoder& known = device.decoders[static_cast<std::size_t>(found - kCodecNames.begin())];
        known.most_height = u32(decoder["maxHeight"].get_uint64());
        known.most_kbps = u32(decoder["maxKbps"].get_uint64());
      }
    }
  }
  device.title = u32(root["title"]["id"].get_uint64());
  device.audio_language = root["preferences"]["audio"].get_string();
  simdjson::ondemand::object network = root["network"].get_object();
  device.network_kbps = u32(network["kbps"].get_uint64());
  std::size_t edge = 0;
  for (const std::uint64_t id : network["edges"].get_array()) {
    if (edge < device.edges.size()) {
      device.edges[edge++] = u32(id);
    }
  }
  for (simdjson::ondemand::object experiment : root["experiments"].get_array()) {
    const std::uint64_t id = experiment["id"].get_uint64();
    device.experiments.emplace_back(u32(id), u32(experiment["cell"].get_uint64()));
  }
}

}  // namespace crossfade::workloads::playback
