// Catalogue: the titles that a playback API answers for, with the encodes that exist of each. Generated; the
// statistics follow what streaming services publish about their ladders: up to five codecs, 240p to 2160p,
// bit rates that depend on codec and on how hard the title is to encode.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads::playback {

enum class Codec : std::uint8_t { avc, hevc, vp9, av1, dolby_vision };
inline constexpr std::array<std::string_view, 5> kCodecNames{"avc", "hevc", "vp9", "av1", "dolbyVision"};
inline constexpr std::array<std::string_view, 5> kCodecStrings{
    "avc1.640028", "hvc1.2.4.L150.B0", "vp09.02.51.10", "av01.0.12M.10", "dvh1.05.06"};

inline constexpr std::array<std::string_view, 24> kLanguages{
    "en", "es", "fr", "de",    "pt", "ja", "ko", "hi", "it", "pl", "tr", "th",
    "ar", "he", "nl", "zh-CN", "da", "nb", "fi", "cs", "hu", "ro", "el", "uk"};

inline constexpr std::uint32_t kFirstTitle = 70'000'000;
inline constexpr std::uint32_t kSegmentMs = 4004;
inline constexpr std::uint32_t kVideoSegments = 40;  ///< listed in a manifest: the first 160 s
inline constexpr std::uint32_t kAudioSegments = 10;

/// One encode of the picture.
struct Rung {
  Codec codec;
  bool hdr;
  std::uint16_t height;
  std::uint32_t kbps;
  std::uint32_t vmaf_tenths;
};

struct AudioTrack {
  std::uint8_t language;  ///< of kLanguages
  bool surround;
  std::uint16_t kbps;
};

struct Title {
  std::uint32_t id;
  std::uint32_t duration_ms;
  std::string name;
  std::vector<Rung> video;
  std::vector<AudioTrack> audio;
  std::vector<std::uint8_t> text;  ///< languages of subtitles
  std::vector<std::uint32_t>
      segment_bytes;  ///< kVideoSegments of each rung, then kAudioSegments of each track
};

namespace catalogue_detail {

inline std::string make_name(Random& random) {
  static constexpr std::array<std::string_view, 16> words{"Night",
                                                          "River",
                                                          "The \"Last\"",
                                                          "Stra\xc3\x9f"
                                                          "e",
                                                          "Island",
                                                          "Crown",
                                                          "Caf\xc3\xa9",
                                                          "Signal",
                                                          "Winter",
                                                          "Paper",
                                                          "\xe6\x9d\xb1\xe4\xba\xac",
                                                          "Garden",
                                                          "Echo",
                                                          "North",
                                                          "Glass",
                                                          "Home \\ Away"};
  std::string name;
  for (std::uint64_t left = random.between(2, 5); left > 0; --left) {
    name += words[random.below(words.size())];
    name += left > 1 ? " " : "";
  }
  return name;
}

inline void add_ladder(Title& title, Codec codec, std::uint16_t most_height, double difficulty,
                       Random& random) {
  static constexpr std::array<std::uint16_t, 7> heights{240, 360, 480, 720, 1080, 1440, 2160};
  static constexpr std::array<double, 7> avc_kbps{250, 550, 1100, 2600, 5200, 9500, 16000};
  static constexpr std::array<double, 5> efficiency{1.0, 0.6, 0.68, 0.5, 0.66};
  for (std::size_t step = 0; step < heights.size() && heights[step] <= most_height; ++step) {
    const double kbps = avc_kbps[step] * efficiency[static_cast<std::size_t>(codec)] * difficulty;
    const bool hdr = codec == Codec::dolby_vision || (codec == Codec::hevc && step >= 5);
    const std::uint64_t rates = random.between(1, 2);
    for (std::uint64_t rate = 0; rate < rates; ++rate) {
      title.video.push_back({codec, hdr, heights[step],
                             static_cast<std::uint32_t>(kbps * (rate == 0 ? 1.0 : 1.4)) + 1,
                             static_cast<std::uint32_t>(400 + 75 * step + 30 * rate + random.below(40))});
    }
  }
}

}  // namespace catalogue_detail

inline Title make_title(std::uint32_t number, Random& random) {
  Title title;
  title.id = kFirstTitle + number;
  title.duration_ms = static_cast<std::uint32_t>(random.log_normal(2'700'000, 0.5));
  title.name = catalogue_detail::make_name(random);
  const bool ultra_hd = random.below(100) < 60;
  const double difficulty = random.log_normal(1.0, 0.3);
  for (const Codec codec : {Codec::avc, Codec::hevc, Codec::vp9, Codec::av1, Codec::dolby_vision}) {
    if (codec == Codec::dolby_vision && (!ultra_hd || random.below(2) == 0)) {
      continue;
    }
    const std::uint16_t most = ultra_hd && codec != Codec::avc ? 2160 : 1080;
    catalogue_detail::add_ladder(title, codec, most, difficulty, random);
  }
  // Consecutive languages from a random start: no track twice.
  const std::uint64_t first_audio = random.below(kLanguages.size());
  const std::uint64_t tracks = random.between(1, 9);
  for (std::uint64_t track = 0; track < tracks; ++track) {
    title.audio.push_back({static_cast<std::uint8_t>((first_audio + track) % kLanguages.size()),
                           random.below(3) == 0, static_cast<std::uint16_t>(64 * random.between(1, 10))});
  }
  const std::uint64_t first_text = random.below(kLanguages.size());
  const std::uint64_t texts = random.between(2, 24);
  for (std::uint64_t track = 0; track < texts; ++track) {
    title.text.push_back(static_cast<std::uint8_t>((first_text + track) % kLanguages.size()));
  }
  title.segment_bytes.reserve(title.video.size() * kVideoSegments + title.audio.size() * kAudioSegments);
  const auto add_segments = [&](std::uint32_t kbps, std::uint32_t count) {
    for (std::uint32_t segment = 0; segment < count; ++segment) {
      const std::uint64_t mean = std::uint64_t{kbps} * kSegmentMs / 8;
      title.segment_bytes.push_back(static_cast<std::uint32_t>(mean / 2 + random.below(mean + 1)));
    }
  };
  for (const Rung& rung : title.video) {
    add_segments(rung.kbps, kVideoSegments);
  }
  for (const AudioTrack& track : title.audio) {
    add_segments(track.kbps, kAudioSegments);
  }
  return title;
}

/// Over everything that is in a title.
inline std::uint64_t digest_of(const Title& title, std::uint64_t previous) {
  std::uint64_t all = digest(title.name.data(), title.name.size(), previous ^ title.id);
  const auto add = [&all](std::uint64_t value) { all = mix(all ^ value); };
  add(title.duration_ms);
  for (const Rung& rung : title.video) {
    add(static_cast<std::uint64_t>(rung.codec) << 1 | static_cast<std::uint64_t>(rung.hdr));
    add(std::uint64_t{rung.height} << 32 | rung.kbps);
    add(rung.vmaf_tenths);
  }
  for (const AudioTrack& track : title.audio) {
    add(std::uint64_t{track.language} << 32 | std::uint64_t{track.surround} << 16 | track.kbps);
  }
  all = digest(title.text.data(), title.text.size(), all);
  return digest(title.segment_bytes.data(), title.segment_bytes.size() * sizeof(std::uint32_t), all);
}

}  // namespace crossfade::workloads::playback
