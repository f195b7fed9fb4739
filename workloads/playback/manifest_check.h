// Checks all of a manifest against the request and the catalogue by another path than the one that made it:
// both texts are read with simdjson's DOM API, the rule is written the other way round (why a rung is
// refused), signatures are made by the one-shot function. Throws wrong(...) at the first thing that is not
// right.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/failure.h"
#include "workloads/generators/random.h"
#include "workloads/playback/catalogue.h"
#include "workloads/playback/url_signer.h"

namespace crossfade::workloads::playback {

class ManifestCheck {
 public:
  /// expires: until when URLs are good; lean: the cheaper manifest was asked for.
  ManifestCheck(std::string_view request, const SigningKey& key, std::uint64_t expires, bool lean)
      : request_(request_parser_.parse(simdjson::padded_string(request)).value()),
        key_(key),
        expires_(expires),
        lean_(lean) {}

  void check(std::string_view manifest, const Title& title) {
    try {
      manifest_ = manifest_parser_.parse(simdjson::padded_string(manifest)).value();
      check_all(title);
    } catch (const simdjson::simdjson_error& problem) {
      throw wrong("the manifest cannot be read", problem.what());
    }
  }

 private:
  using Element = simdjson::dom::element;
  using Looked = simdjson::simdjson_result<Element>;

  void check_all(const Title& title) {
    title_ = title.id;
    require(number(manifest_["version"]) == 3, "version");
    require(number(manifest_["titleId"]) == title.id && number(request_["title"]["id"]) == title.id, "title");
    require(text(manifest_["name"]) == title.name, "name");
    require(number(manifest_["durationMs"]) == title.duration_ms, "duration");
    require(text(manifest_["session"]) == text(request_["session"]), "session");
    require(number(manifest_["expires"]) == expires_, "expiry");
    require(text(manifest_["drmLevel"]) == text(request_["device"]["drm"]["level"]), "level of protection");
    check_video(title);
    check_audio(title);
    check_text(title);
    check_experiments();
  }

  static std::uint64_t number(const Looked& value) { return value.get_uint64().value(); }
  static std::string_view text(const Looked& value) { return value.get_string().value(); }
  static simdjson::dom::array array(const Looked& value) { return value.get_array().value(); }

  static void require(bool condition, std::string_view what) {
    if (!condition) {
      throw wrong("the manifest is not what the request asks for", std::string(what));
    }
  }

  bool refused(const Rung& rung) const {
    bool decodes = false;
    for (const Element decoder : array(request_["device"]["decoders"])) {
      decodes =
          decodes || (text(decoder["codec"]) == kCodecNames[static_cast<std::size_t>(rung.codec)] &&
                      number(decoder["maxHeight"]) >= rung.height && number(decoder["maxKbps"]) >= rung.kbps);
    }
    const Looked display = request_["device"]["display"];
    const std::string_view hdcp = text(request_["device"]["drm"]["hdcp"]);
    const bool any_hdcp = hdcp == "1.4" || hdcp == "2.2" || hdcp == "2.3";
    const bool new_hdcp = hdcp == "2.2" || hdcp == "2.3";
    return !decodes || (lean_ && rung.height > 720) || number(display["maxHeight"]) < rung.height ||
           (rung.hdr && !display["hdr"].get_bool().value()) || (rung.height > 1080 && !new_hdcp) ||
           (rung.height > 480 && !any_hdcp) ||
           (rung.height > 480 && rung.kbps > 2 * number(request_["network"]["kbps"]));
  }

  void check_video(const Title& title) {
    const simdjson::dom::array listed = array(manifest_["video"]);
    auto next = listed.begin();
    for (std::size_t position = 0; position < title.video.size(); ++position) {
      const Rung& rung = title.video[position];
      if (refused(rung)) {
        continue;
      }
      require(next != listed.end(), "a playable rung is missing");
      const Element track = *next;
      check_id(track);
      require(text(track["codec"]) == kCodecStrings[static_cast<std::size_t>(rung.codec)] &&
                  number(track["height"]) == rung.height &&
                  number(track["width"]) == std::uint64_t{rung.height} * 16 / 9 &&
                  number(track["kbps"]) == rung.kbps && track["hdr"].get_bool().value() == rung.hdr &&
                  std::abs(track["vmaf"].get_double().value() * 10 - rung.vmaf_tenths) < 1e-6,
              "a rung differs from the catalogue");
      check_urls(track, "v", position, 2);
      check_segments(track, title.segment_bytes.data() + position * kVideoSegments, kVideoSegments);
      ++next;
    }
    require(!(next != listed.end()), "a rung is offered that the device may not play");
  }

  void check_audio(const Title& title) {
    const simdjson::dom::array listed = array(manifest_["audio"]);
    require(listed.size() == (lean_ ? 1 : title.audio.size()), "number of audio tracks");
    const std::string_view preferred = text(request_["preferences"]["audio"]);
    const auto has_preferred =
        std::any_of(title.audio.begin(), title.audio.end(),
                    [&](const AudioTrack& track) { return kLanguages[track.language] == preferred; });
    require(!has_preferred || text(listed.at(0)["language"]) == preferred,
            "the preferred language is not first");
    for (const Element track : listed) {
      check_id(track);
      const auto found =
          std::find_if(title.audio.begin(), title.audio.end(), [&](const AudioTrack& candidate) {
            return kLanguages[candidate.language] == text(track["language"]);
          });
      require(found != title.audio.end() && number(track["kbps"]) == found->kbps &&
                  text(track["codec"]) == (found->surround ? "ec-3" : "mp4a.40.5"),
              "an audio track");
      const auto position = static_cast<std::size_t>(found - title.audio.begin());
      check_urls(track, "a", position, 2);
      check_segments(
          track, title.segment_bytes.data() + title.video.size() * kVideoSegments + position * kAudioSegments,
          kAudioSegments);
    }
  }

  void check_text(const Title& title) {
    const simdjson::dom::array listed = array(manifest_["text"]);
    require(listed.size() == (lean_ ? 0 : title.text.size()), "number of subtitles");
    std::size_t position = 0;
    for (const Element track : listed) {
      check_id(track);
      require(text(track["language"]) == kLanguages[title.text[position]], "language of a subtitle");
      check_urls(track, "t", position++, 1);
    }
  }

  /// Tracks are numbered from 1, through all kinds.
  void check_id(const Element& track) { require(number(track["id"]) == ++tracks_, "number of a track"); }

  void check_experiments() const {
    const simdjson::dom::array listed = array(manifest_["experiments"]);
    const simdjson::dom::array asked = array(request_["experiments"]);
    require(listed.size() == asked.size(), "number of experiments");
    auto next = listed.begin();
    for (const Element one : asked) {
      const Element told = *next;
      require(number(told["id"]) == number(one["id"]) && number(told["cell"]) == number(one["cell"]),
              "an experiment");
      ++next;
    }
  }

  /// place: of the track among those of its kind in the catalogue.
  void check_urls(const Element& track, std::string_view kind, std::size_t place, std::size_t count) {
    const simdjson::dom::array urls = array(track["urls"]);
    require(urls.size() == (lean_ ? 1 : count), "number of URLs");
    std::size_t position = 0;
    for (const Element one : urls) {
      const std::uint64_t edge = number(array(request_["network"]["edges"]).at(position++));
      require(number(one["edge"]) == edge, "edge of a URL");
      const std::string_view url = text(one["url"]);
      const std::uint64_t file = mix(std::uint64_t{title_} << 16 | place);
      const std::string wanted = "https://edge-" + std::to_string(edge) + ".delivery.example/" +
                                 std::string(kind) + "/" + std::to_string(file) +
                                 "/range?o=2&e=" + std::to_string(expires_) +
                                 "&s=" + std::string(text(request_["session"])) + "&sig=";
      require(url.substr(0, wanted.size()) == wanted && url.size() == wanted.size() + 2 * kSignatureBytes,
              "a URL");
      require(UrlSigner::is_signed(url, key_), "signature of a URL");
    }
  }

  void check_segments(const Element& track, const std::uint32_t* bytes, std::size_t count) {
    const simdjson::dom::array segments = array(track["segments"]);
    require(segments.size() == (lean_ ? count / 4 : count), "number of segments");
    std::uint64_t offset = number(segments.at(0).at(0));
    for (const Element segment : segments) {
      require(number(segment.at(0)) == offset && number(segment.at(1)) == *bytes &&
                  number(segment.at(2)) == kSegmentMs,
              "a segment");
      offset += *bytes++;
    }
  }

  simdjson::dom::parser request_parser_, manifest_parser_;
  Element request_, manifest_;
  const SigningKey& key_;
  std::uint64_t expires_;
  bool lean_;
  std::uint32_t title_ = 0, tracks_ = 0;
};

}  // namespace crossfade::workloads::playback
