// encode_svtav1: a worker of an encoding farm makes one chunk of the lowest rung of an AV1 ladder: 16
// pictures of 320 x 180 with SVT-AV1, preset 10, constant quantiser 35, told to use one logical processor.
//
// It stands for work that brings its own threads. Even so told, SVT-AV1 starts one for each step of its
// pipeline and ends them with the encoder; the caller mostly waits. They inherit the worker's CPU, so a
// worker is still one CPU's worth, but what a request costs is the CPU time of the process, not of the
// worker's thread, and that is what is charged (CF_FLAG_LIBRARY_THREADS). Switching between these threads is
// part of what is measured.
//
// The digest covers the whole bitstream. verify() decodes it with dav1d, which shares no code with the
// encoder, and compares every picture with its source: it sees a stream that is damaged, of another clip, or
// worse than any encoder should make it, and cannot see one that is a little worse than it was: that is the
// digest's part.
#include <array>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "workloads/encode_svtav1/av1_decoder.h"
#include "workloads/encode_svtav1/library_copy.h"
#include "workloads/generators/digest.h"
#include "workloads/sugar.h"
#include "workloads/svtav1_path.h"
#include "workloads/video/footage.h"
#include "workloads/video/likeness.h"

namespace crossfade::workloads {
namespace {

using video::Clip;

constexpr std::uint32_t kPictures = 16;
constexpr std::uint32_t kClips = 10;
constexpr std::int8_t kPreset = 10;
constexpr std::uint32_t kQuantiser = 35;
constexpr double kLeastPsnrDb = 22;
constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns

// In: the chunk's part of a mezzanine of the same size, as it comes from storage. Out: the mean over the
// pool.
constexpr std::array kClasses{
    cf_class{"preset10", 1.0, 1000 * kMillisecond, 0, 1, kClips, 0,
             video::mezzanine_bytes(video::widescreen(180), kPictures), 6'100, 0, 0},
};
constexpr std::array kParameters{
    cf_parameter{"height", "of generated pictures, 16:9; a file has its own", "lines", "180", "90", "1080"},
};

constexpr Description kDescription{
    .name = "encode_svtav1",
    .version = "1",
    .summary = "Encodes chunks of 16 pictures in AV1 with SVT-AV1, whose threads are charged to the request",
    .seed_system = "encoding of a title's AV1 ladder",
    .unit = "one chunk",
    .flags = CF_FLAG_EXACT | CF_FLAG_LIBRARY_THREADS | CF_FLAG_TAKES_INPUT,
    .classes = kClasses,
    .parameters = kParameters,
};

void check(EbErrorType result, const char* call) {
  if (result != EB_ErrorNone) [[unlikely]] {
    throw Failure{CF_FAILED, "SVT-AV1 failed", call, "error " + std::to_string(result), {}};
  }
}

/// An encoder of one clip. Its threads live from start() to its end.
class Encoder {
 public:
  Encoder(LibraryCopy& library, const Clip& clip, EbCpuFlags cpu_flags) : library_(library) {
    EbSvtAv1EncConfiguration chosen{};
    EbComponentType* handle = nullptr;
    check(library_.init_handle(&handle, nullptr, &chosen), "svt_av1_enc_init_handle");
    handle_ = Handle(handle, {library.deinit_handle});
    chosen.source_width = clip.size.width;
    chosen.source_height = clip.size.height;
    chosen.frame_rate_numerator = clip.rate_numerator;
    chosen.frame_rate_denominator = clip.rate_denominator;
    chosen.encoder_bit_depth = 8;
    chosen.encoder_color_format = EB_YUV420;
    chosen.enc_mode = kPreset;
    chosen.rate_control_mode = 0;
    chosen.qp = kQuantiser;
    chosen.intra_period_length = static_cast<std::int32_t>(kPictures) - 1;
    chosen.logical_processors = 1;
    chosen.use_cpu_flags = cpu_flags;
    check(library_.set_parameter(handle_.get(), &chosen), "svt_av1_enc_set_parameter");
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  /// An encoder that was started and did not come to its end is abandoned, and its library with it: closing
  /// it would wait for threads that wait for pictures, and without their code these would crash.
  ~Encoder() {
    if (ended_) {
      library_.deinit(handle_.get());
    } else if (started_) {
      static_cast<void>(handle_.release());
      library_.abandon();
    }
  }

  void start() {
    started_ = true;
    check(library_.init(handle_.get()), "svt_av1_enc_init");
  }

  void send(const Clip& clip, std::uint32_t number) {
    EbSvtIOFormat planes{};
    // The library copies the samples and does not change them.
    planes.luma = const_cast<std::uint8_t*>(clip.luma(number));
    planes.cb = const_cast<std::uint8_t*>(clip.blue(number));
    planes.cr = const_cast<std::uint8_t*>(clip.red(number));
    planes.y_stride = clip.size.width;
    planes.cb_stride = planes.cr_stride = clip.size.width / 2;
    planes.width = clip.size.width;
    planes.height = clip.size.height;
    planes.color_fmt = EB_YUV420;
    planes.bit_depth = EB_EIGHT_BIT;
    EbBufferHeaderType picture{};
    picture.size = sizeof picture;
    picture.p_buffer = reinterpret_cast<std::uint8_t*>(&planes);
    picture.n_filled_len = static_cast<std::uint32_t>(clip.size.picture_bytes());
    picture.pts = number;
    picture.pic_type = EB_AV1_INVALID_PICTURE;
    check(library_.send_picture(handle_.get(), &picture), "svt_av1_enc_send_picture");
  }

  void send_end() {
    EbBufferHeaderType end{};
    end.size = sizeof end;
    end.flags = EB_BUFFERFLAG_EOS;
    end.pic_type = EB_AV1_INVALID_PICTURE;
    check(library_.send_picture(handle_.get(), &end), "svt_av1_enc_send_picture");
  }

  /// Appends what is ready; with `to_the_end` waits until all is. Returns the number of packets.
  std::uint32_t take(std::vector<std::uint8_t>& stream, bool to_the_end) {
    std::uint32_t packets = 0;
    for (;;) {
      EbBufferHeaderType* packet = nullptr;
      const EbErrorType result = library_.get_packet(handle_.get(), &packet, to_the_end ? 1 : 0);
      if (result == EB_NoErrorEmptyQueue) {
        return packets;
      }
      check(result, "svt_av1_enc_get_packet");
      stream.insert(stream.end(), packet->p_buffer, packet->p_buffer + packet->n_filled_len);
      packets += packet->n_filled_len > 0 ? 1 : 0;
      const bool last = (packet->flags & EB_BUFFERFLAG_EOS) != 0;
      library_.release_out_buffer(&packet);
      if (last) {
        ended_ = true;
        return packets;
      }
    }
  }

 private:
  struct HandleCloser {
    decltype(&svt_av1_enc_deinit_handle) close;
    void operator()(EbComponentType* handle) const { close(handle); }
  };
  using Handle = std::unique_ptr<EbComponentType, HandleCloser>;

  LibraryCopy& library_;
  Handle handle_;
  bool started_ = false, ended_ = false;
};

/// Returns the number of packets.
std::uint32_t encode(LibraryCopy& library, const Clip& clip, EbCpuFlags cpu_flags,
                     std::vector<std::uint8_t>& stream) {
  stream.clear();
  Encoder encoder(library, clip, cpu_flags);
  encoder.start();
  std::uint32_t packets = 0;
  for (std::uint32_t number = 0; number < clip.pictures; ++number) {
    encoder.send(clip, number);
    packets += encoder.take(stream, false);
  }
  encoder.send_end();
  return packets + encoder.take(stream, true);
}

class Dataset {
 public:
  static Need need(const Environment& environment) {
    const video::Footage footage(environment, video::widescreen(environment.integer("height")), kClips,
                                 kPictures);
    // 55 MB were touched at 320 x 180; its queues of pictures grow with their size.
    return {.shared_bytes = footage.bytes(),
            .per_worker_bytes = (40u << 20) + footage.size().picture_bytes() * 300,
            .library_threads = 16};
  }

  explicit Dataset(const Environment& environment)
      : cpu_flags_(SvtAv1Path::allowed(environment.isa_level())) {
    clips_ = video::Footage(environment, video::widescreen(environment.integer("height")), kClips, kPictures)
                 .make(environment);
    const SvtAv1Path path(environment.scratch_directory(), [&] {
      LibraryCopy library;
      Encoder(library, clips_.front(), cpu_flags_);
    });
    path.require_cap(environment.isa_level());
    // Before the first encoder: it would write its settings to the standard error output for every chunk.
    ::setenv("SVT_LOG", "0", 1);
    environment.note_library("SVT-AV1", svt_av1_get_version(), path.text());
    environment.note_library("dav1d, for verify() only", dav1d_version(), "untimed");
    environment.note_dataset_digest(video::digest_of(clips_));
  }

  const Clip& clip(const cf_request& request) const { return clips_[request.index % kClips % clips_.size()]; }
  EbCpuFlags cpu_flags() const { return cpu_flags_; }

 private:
  EbCpuFlags cpu_flags_;
  std::vector<Clip> clips_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset) {}

  void request(const cf_request& request, cf_answer& answer) {
    const Clip& clip = dataset_.clip(request);
    if (library_->abandoned()) {
      library_ = std::make_unique<LibraryCopy>();
    }
    const std::uint32_t packets = encode(*library_, clip, dataset_.cpu_flags(), stream_);
    answer.bytes_in = clip.samples.size();
    answer.bytes_out = stream_.size();
    answer.items = packets;
    answer.digest = digest(stream_.data(), stream_.size());
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    const Clip& clip = dataset_.clip(request);
    if (answer.digest != digest(stream_.data(), stream_.size()) || answer.bytes_out != stream_.size() ||
        answer.items == 0) {
      throw wrong("the answer does not describe the bitstream", "digest or counts differ");
    }
    std::uint32_t pictures = 0;
    av1::decode(stream_, [&](const Dav1dPicture& decoded) { compare(clip, pictures++, decoded); });
    if (pictures != clip.pictures) {
      throw wrong("pictures are missing in the bitstream", std::to_string(pictures) + " were decoded");
    }
  }

 private:
  static void compare(const Clip& clip, std::uint32_t number, const Dav1dPicture& decoded) {
    if (number >= clip.pictures || decoded.p.w != static_cast<int>(clip.size.width) ||
        decoded.p.h != static_cast<int>(clip.size.height) || decoded.p.bpc != 8 ||
        decoded.p.layout != DAV1D_PIXEL_LAYOUT_I420) {
      throw wrong("the bitstream is of another video",
                  std::to_string(decoded.p.w) + " x " + std::to_string(decoded.p.h));
    }
    const std::array<const std::uint8_t*, 3> source{clip.luma(number), clip.blue(number), clip.red(number)};
    for (std::size_t plane = 0; plane < source.size(); ++plane) {
      const std::size_t width = clip.size.width / (plane == 0 ? 1 : 2);
      const std::size_t height = clip.size.height / (plane == 0 ? 1 : 2);
      const auto* const data = static_cast<const std::uint8_t*>(decoded.data[plane]);
      video::Likeness likeness;
      for (std::size_t y = 0; y < height; ++y) {
        const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(y) * decoded.stride[plane == 0 ? 0 : 1];
        likeness.add({source[plane] + y * width, width}, {data + line, width});
      }
      if (!(likeness.psnr_db() >= kLeastPsnrDb)) {
        throw wrong("a decoded picture is not like its source",
                    "picture " + std::to_string(number) + ", plane " + std::to_string(plane) + ": " +
                        std::to_string(likeness.psnr_db()) + " dB");
      }
    }
  }

  const Dataset& dataset_;
  /// Another one after an encoder was abandoned.
  std::unique_ptr<LibraryCopy> library_ = std::make_unique<LibraryCopy>();
  std::vector<std::uint8_t> stream_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
