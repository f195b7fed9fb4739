// encode_x264: a worker of an encoding farm makes one chunk of one rung of a ladder: 12 pictures, half a
// second, of 640 x 360 in H.264, one encoder on one thread, as a farm that cuts titles into chunks runs it.
// Three presets of x264 stand for what the bits are for: `veryfast` at CRF 28 a preview, `medium` at 23 what
// is watched today, `slow` at 19 what is stored and streamed for years.
//
// Nearly all of it is integer vector code (motion search, transforms, filters) and branches on what it finds
// (mode decisions, CABAC). mb_tree is off: its code multiplies with reciprocal estimates (rcpps), whose last
// bits differ between makers of CPUs, so that Intel and AMD would encode differently. Reading the source from
// storage, audio and packaging are not part of it.
//
// The digest covers the whole bitstream. verify() reads its headers (size, number and order of pictures),
// decodes it with OpenH264, which shares no code with the encoder, and compares every picture with its source
// and with a part of what the encoder says that a decoder will show. It sees a stream that is damaged, of
// another clip, worse than any encoder should make it, or than this one says, and cannot see one that is a
// little worse than it was: that is the digest's part.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "workloads/encode_x264/h264_decoder.h"
#include "workloads/encode_x264/pools.h"
#include "workloads/encode_x264/stream_check.h"
#include "workloads/generators/digest.h"
#include "workloads/sugar.h"
#include "workloads/video/footage.h"
#include "workloads/video/likeness.h"
#include "workloads/x264_path.h"

namespace crossfade::workloads {
namespace {

using video::Clip;
using video::PictureSize;

constexpr std::uint32_t kPictures = 12;
constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns

struct Rung {
  const char* preset;
  float rate_factor;     ///< CRF
  double least_psnr_db;  ///< of luma: what any source keeps at that rate factor, and another clip has not
  /// The same of generated clips alone. The worst picture of all of them has 30.8, 33.4 and 38.3 dB at 90 to
  /// 720 lines.
  double least_generated_db;
};
constexpr std::array<Rung, 3> kRungs{
    {{"veryfast", 28, 22, 28}, {"medium", 23, 24, 31}, {"slow", 19, 26, 35}}};
/// Of each plane of chroma of a generated clip: the worst has 40.7 dB.
constexpr double kLeastChromaDb = 38;
/// How much worse a decoded picture may be than the encoder says. It need not be the same: x264 does not
/// deblock what it gives back of pictures that no other refers to. 0.5 dB were seen.
constexpr double kMostLossDb = 2;

// In: the chunk's part of a mezzanine of the same size, as it comes from storage. Out: means over the pool.
constexpr std::uint64_t kBytesIn = video::mezzanine_bytes(video::widescreen(360), kPictures);
constexpr std::array kClasses{
    cf_class{"veryfast28", 1.0 / 3, 500 * kMillisecond, 0, 1, h264::pool_of(0), 0, kBytesIn, 23'000, 0, 0},
    cf_class{"medium23", 1.0 / 3, 2000 * kMillisecond, 0, 1, h264::pool_of(1), 0, kBytesIn, 51'000, 0, 0},
    cf_class{"slow19", 1.0 / 3, 4000 * kMillisecond, 0, 1, h264::pool_of(2), 0, kBytesIn, 100'000, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"height", "of generated pictures, 16:9; a file has its own", "lines", "360", "90", "1080"},
};
constexpr std::array kPresets{
    cf_preset{"default", ""},
    cf_preset{"180p", "height=180"},
};

constexpr Description kDescription{
    .name = "encode_x264",
    .version = "2",
    .summary = "Encodes chunks of 12 pictures in H.264 with x264, one thread an encoder",
    .seed_system = "encoding of a title's ladder, chunk by chunk",
    .unit = "one chunk at one preset",
    .flags = CF_FLAG_EXACT | CF_FLAG_TAKES_INPUT,
    .classes = kClasses,
    .parameters = kParameters,
    .presets = kPresets,
};

struct EncoderCloser {
  void operator()(x264_t* encoder) const { x264_encoder_close(encoder); }
};
using Encoder = std::unique_ptr<x264_t, EncoderCloser>;

x264_param_t settings(const Rung& rung, const Clip& clip, std::uint32_t isa_level) {
  x264_param_t chosen;
  if (x264_param_default_preset(&chosen, rung.preset, nullptr) != 0) {
    throw Failure{CF_FAILED, "x264 failed", "x264_param_default_preset", rung.preset, {}};
  }
  chosen.cpu &= X264Path::allowed(isa_level);
  chosen.i_log_level = X264_LOG_NONE;
  chosen.i_width = static_cast<int>(clip.size.width);
  chosen.i_height = static_cast<int>(clip.size.height);
  chosen.i_csp = X264_CSP_I420;
  chosen.i_fps_num = clip.rate_numerator;
  chosen.i_fps_den = clip.rate_denominator;
  chosen.b_vfr_input = 0;
  chosen.i_threads = 1;
  chosen.i_lookahead_threads = 1;
  chosen.b_deterministic = 1;
  chosen.i_keyint_max = static_cast<int>(kPictures);
  chosen.rc.i_rc_method = X264_RC_CRF;
  chosen.rc.f_rf_constant = rung.rate_factor;
  chosen.rc.b_mb_tree = 0;
  chosen.b_repeat_headers = 1;
  chosen.b_annexb = 1;
  return chosen;
}

Encoder open_encoder(x264_param_t& wanted) {
  Encoder encoder(x264_encoder_open(&wanted));
  if (encoder == nullptr) {
    throw Failure{CF_FAILED, "x264 failed", "x264_encoder_open", "it does not say why", {}};
  }
  return encoder;
}

class Dataset {
 public:
  static Need need(const Environment& environment) {
    const video::Footage footage(environment, video::widescreen(environment.integer("height")), h264::kClips,
                                 kPictures);
    // An encoder keeps some 30 pictures with their half-sample planes; 9 MB were touched at 640 x 360.
    return {.shared_bytes = footage.bytes(),
            .per_worker_bytes = (2u << 20) + footage.size().picture_bytes() * 100};
  }

  explicit Dataset(const Environment& environment)
      : isa_level_(environment.isa_level()), is_generated_(!environment.input_path()) {
    clips_ =
        video::Footage(environment, video::widescreen(environment.integer("height")), h264::kClips, kPictures)
            .make(environment);
    x264_param_t asked = settings(kRungs.front(), clips_.front(), isa_level_);
    const Encoder encoder = open_encoder(asked);
    x264_param_t taken;
    x264_encoder_parameters(encoder.get(), &taken);
    const X264Path path(taken.cpu);
    path.require_cap(isa_level_);
    environment.note_library("x264", X264Path::version(*encoder), path.text());
    environment.note_library("OpenH264, for verify() only", h264::decoder_version(),
                             h264::can_decode(clips_.front().size) ? "untimed" : "not used: too large");
    environment.note_dataset_digest(video::digest_of(clips_));
  }

  /// A file with fewer clips serves some requests with the same one.
  const Clip& clip(const cf_request& request) const {
    return clips_[h264::clip_of(request.class_id, request.index) % clips_.size()];
  }
  std::uint32_t isa_level() const { return isa_level_; }
  /// False: cut from the user's file.
  bool is_generated() const { return is_generated_; }

 private:
  std::vector<Clip> clips_;
  std::uint32_t isa_level_;
  bool is_generated_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset) {}

  void request(const cf_request& request, cf_answer& answer) {
    const Clip& clip = dataset_.clip(request);
    x264_param_t wanted = settings(kRungs[request.class_id], clip, dataset_.isa_level());
    const Encoder encoder = open_encoder(wanted);
    stream_.clear();
    seen_.clear();
    x264_picture_t source;
    x264_picture_init(&source);
    source.img.i_csp = X264_CSP_I420;
    source.img.i_plane = 3;
    source.img.i_stride[0] = static_cast<int>(clip.size.width);
    source.img.i_stride[1] = source.img.i_stride[2] = static_cast<int>(clip.size.width / 2);
    for (std::uint32_t number = 0; number < clip.pictures; ++number) {
      // x264 copies the samples and does not change them.
      source.img.plane[0] = const_cast<std::uint8_t*>(clip.luma(number));
      source.img.plane[1] = const_cast<std::uint8_t*>(clip.blue(number));
      source.img.plane[2] = const_cast<std::uint8_t*>(clip.red(number));
      source.i_pts = number;
      encode(*encoder, &source, clip.size);
    }
    while (x264_encoder_delayed_frames(encoder.get()) > 0) {
      encode(*encoder, nullptr, clip.size);
    }
    answer.bytes_in = clip.samples.size();
    answer.bytes_out = stream_.size();
    answer.items = static_cast<std::uint32_t>(seen_.size());
    answer.digest = digest(stream_.data(), stream_.size());
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    const Clip& clip = dataset_.clip(request);
    if (answer.digest != digest(stream_.data(), stream_.size()) || answer.bytes_out != stream_.size() ||
        answer.items != seen_.size()) {
      throw wrong("the answer does not describe the bitstream", "digest or counts differ");
    }
    h264::StreamCheck().check(stream_, clip.size, clip.pictures);
    std::set<std::int64_t> shown;
    for (const Seen& picture : seen_) {
      shown.insert(picture.number);
      compare(clip, picture, kRungs[request.class_id].least_psnr_db);
    }
    if (shown.size() != clip.pictures) {
      throw wrong("pictures were lost or shown twice", std::to_string(shown.size()) + " are shown");
    }
    if (h264::can_decode(clip.size)) {
      check_decoded(clip, kRungs[request.class_id]);
    }
  }

 private:
  /// Every so many lines of luma of what a decoder will show. Copying all of it would take about 1 % of
  /// `veryfast`.
  static constexpr std::uint32_t kLinesApart = 8;

  struct Seen {
    std::int64_t number;
    std::vector<std::uint8_t> lines;
  };

  void encode(x264_t& encoder, x264_picture_t* source, PictureSize size) {
    x264_nal_t* units = nullptr;
    int count = 0;
    x264_picture_t shown;
    const int bytes = x264_encoder_encode(&encoder, &units, &count, source, &shown);
    if (bytes < 0) {
      throw Failure{CF_FAILED, "x264 failed", "x264_encoder_encode", "it does not say why", {}};
    }
    if (bytes == 0) {
      return;
    }
    // The payloads of all units lie one behind the other.
    stream_.insert(stream_.end(), units[0].p_payload, units[0].p_payload + bytes);
    Seen& seen = seen_.emplace_back(Seen{shown.i_pts, {}});
    seen.lines.reserve(std::size_t{size.width} * (size.height / kLinesApart + 1));
    for (std::uint32_t y = 0; y < size.height; y += kLinesApart) {
      const std::uint8_t* const line = shown.img.plane[0] + std::ptrdiff_t{y} * shown.img.i_stride[0];
      seen.lines.insert(seen.lines.end(), line, line + size.width);
    }
  }

  static void compare(const Clip& clip, const Seen& picture, double least_psnr_db) {
    if (picture.number < 0 || picture.number >= clip.pictures) {
      throw wrong("the encoder shows a picture that there is not", std::to_string(picture.number));
    }
    if (const double psnr_db = likeness_of_lines(clip, picture); !(psnr_db >= least_psnr_db)) {
      throw wrong("an encoded picture is not like its source",
                  "picture " + std::to_string(picture.number) + ": " + std::to_string(psnr_db) +
                      " dB, at least " + std::to_string(least_psnr_db) + " are kept");
    }
  }

  static double likeness_of_lines(const Clip& clip, const Seen& picture) {
    const std::uint8_t* const luma = clip.luma(static_cast<std::uint32_t>(picture.number));
    const std::size_t width = clip.size.width;
    video::Likeness likeness;
    for (std::uint32_t y = 0; y < clip.size.height; y += kLinesApart) {
      likeness.add({luma + y * width, width}, {picture.lines.data() + y / kLinesApart * width, width});
    }
    return likeness.psnr_db();
  }

  /// Every `lines_apart`-th line of a plane (luma, blue, red).
  static double likeness_of_decoded(const Clip& clip, std::uint32_t number, std::size_t plane,
                                    const h264::DecodedPicture& decoded, std::uint32_t lines_apart) {
    const std::array<const std::uint8_t*, 3> source{clip.luma(number), clip.blue(number), clip.red(number)};
    const std::size_t width = clip.size.width / (plane == 0 ? 1 : 2);
    const std::size_t height = clip.size.height / (plane == 0 ? 1 : 2);
    const std::ptrdiff_t stride = plane == 0 ? decoded.luma_stride : decoded.chroma_stride;
    video::Likeness likeness;
    for (std::size_t y = 0; y < height; y += lines_apart) {
      likeness.add({source[plane] + y * width, width},
                   {decoded.planes[plane] + static_cast<std::ptrdiff_t>(y) * stride, width});
    }
    return likeness.psnr_db();
  }

  void check_decoded(const Clip& clip, const Rung& rung) const {
    std::uint32_t pictures = 0;
    h264::decode(stream_, [&](const h264::DecodedPicture& decoded) {
      if (pictures >= clip.pictures || decoded.size != clip.size) {
        throw wrong("the bitstream is of another video", std::to_string(decoded.size.width) + " x " +
                                                             std::to_string(decoded.size.height) +
                                                             ", picture " + std::to_string(pictures));
      }
      for (std::size_t plane = 0; plane < decoded.planes.size(); ++plane) {
        const double least_db = !dataset_.is_generated() ? rung.least_psnr_db
                                : plane == 0             ? rung.least_generated_db
                                                         : kLeastChromaDb;
        if (const double psnr_db = likeness_of_decoded(clip, pictures, plane, decoded, 1);
            !(psnr_db >= least_db)) {
          throw unlike(pictures, "plane " + std::to_string(plane), psnr_db, least_db);
        }
      }
      const auto said = std::find_if(seen_.begin(), seen_.end(),
                                     [&](const Seen& picture) { return picture.number == pictures; });
      const double least_db = likeness_of_lines(clip, *said) - kMostLossDb;
      if (const double psnr_db = likeness_of_decoded(clip, pictures, 0, decoded, kLinesApart);
          !(psnr_db >= least_db)) {
        throw unlike(pictures, "lines that the encoder tells of", psnr_db, least_db);
      }
      ++pictures;
    });
    if (pictures != clip.pictures) {
      throw wrong("pictures are missing in the bitstream", std::to_string(pictures) + " were decoded");
    }
  }

  static Failure unlike(std::uint32_t picture, const std::string& part, double psnr_db, double least_db) {
    return wrong("a decoded picture is not like its source",
                 "picture " + std::to_string(picture) + ", " + part + ": " + std::to_string(psnr_db) +
                     " dB, at least " + std::to_string(least_db) + " are kept");
  }

  const Dataset& dataset_;
  std::vector<std::uint8_t> stream_;
  std::vector<Seen> seen_;  ///< in the order of encoding
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
