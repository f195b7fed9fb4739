// playback_manifest: a device asks the playback API what it may play. The JSON request is parsed (simdjson),
// the title's encodes are filtered by what the device, its display, its link and its network can do, delivery
// URLs are signed (HMAC-SHA256, libcrypto), and a JSON manifest is written and compressed (zstd) as it would
// go out.
//
// Under overload there is a cheaper answer, a lean manifest that is enough to begin playing. Televisions come
// first: somebody has chosen a title there. Phones mostly ask ahead while their users still browse, so their
// requests are degraded before.
//
// Timed answers are compared by a digest over the compressed body, in which any change of the manifest shows.
// verify() decompresses, parses with another API and checks all that is there.
#include <zstd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/json_writer.h"
#include "workloads/openssl_path.h"
#include "workloads/playback/catalogue.h"
#include "workloads/playback/device.h"
#include "workloads/playback/manifest_check.h"
#include "workloads/playback/url_signer.h"
#include "workloads/simdjson_path.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace playback;

constexpr double kPopularityExponent = 0.9;
constexpr int kCompressionLevel = 3;
constexpr std::uint64_t kExpires = 1'790'000'000;  // a fixed instant: answers must not depend on the clock
constexpr std::uint32_t kHeaderBytes = 2048;       // of a media file, before its first segment
constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns

constexpr std::array kKinds{DeviceKind::phone, DeviceKind::television};
constexpr std::array kClasses{
    cf_class{"phone", 0.6, 5 * kMillisecond, 1, 2, 1024, 0, 2400, 9000, 0, 0},
    cf_class{"television", 0.4, 5 * kMillisecond, 0, 2, 768, 0, 2500, 12500, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"titles", "size of the catalogue", "", "5000", "10", "1000000"},
};

constexpr Description kDescription{
    .name = "playback_manifest",
    .version = "1",
    .summary = "Answers a device's playback request with a signed, compressed JSON manifest",
    .seed_system = "playback API of a streaming service",
    .unit = "one playback request",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    constexpr std::uint64_t title_bytes = 8192;
    std::uint64_t request_bytes = 0;
    for (const cf_class& one : kClasses) {
      request_bytes += one.pool * (one.net_in + simdjson::SIMDJSON_PADDING);
    }
    return {.shared_bytes = environment.integer("titles") * title_bytes + request_bytes,
            .per_worker_bytes = 2 << 20};
  }

  explicit Dataset(const Environment& environment) {
    note_simdjson(environment);
    const OpensslPath path;
    path.require_cap(environment.isa_level());
    environment.note_library("OpenSSL", OpensslPath::version(), path.sha256());
    environment.note_library("zstd", ZSTD_versionString(),
                             __builtin_cpu_supports("bmi2") ? "BMI2 if built in, has no switch" : "generic");

    Random random(environment.seed());
    random.fill(std::as_writable_bytes(std::span(key_)));
    std::uint64_t all = digest(key_.data(), key_.size());
    const auto titles = static_cast<std::uint32_t>(environment.integer("titles"));
    titles_.reserve(titles);
    for (std::uint32_t number = 0; number < titles; ++number) {
      if (number % 1024 == 0) {
        environment.check_cancelled();
      }
      titles_.push_back(make_title(number, random));
      all = digest_of(titles_.back(), all);
    }
    const Zipf popularity(titles, kPopularityExponent);
    for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
      for (std::uint32_t index = 0; index < kClasses[kind].pool; ++index) {
        const auto title = static_cast<std::uint32_t>(popularity(random) - 1);
        const std::string text = make_request(kKinds[kind], kFirstTitle + title, random);
        all = digest(text.data(), text.size(), all);
        requests_[kind].emplace_back(text);
      }
    }
    environment.note_dataset_digest(all);
  }

  const simdjson::padded_string& request(const cf_request& request) const {
    return requests_[request.class_id][request.index % kClasses[request.class_id].pool];
  }
  const Title& title(std::uint32_t id) const {
    if (id < kFirstTitle || id - kFirstTitle >= titles_.size()) {
      throw Failure{CF_FAILED, "unknown title", {}, std::to_string(id), {}};
    }
    return titles_[id - kFirstTitle];
  }
  const SigningKey& key() const { return key_; }

 private:
  SigningKey key_{};
  std::vector<Title> titles_;
  std::array<std::vector<simdjson::padded_string>, kKinds.size()> requests_;
};

struct CompressorDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset), signer_(dataset.key()), compressor_(ZSTD_createCCtx()) {
    ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_compressionLevel, kCompressionLevel);
  }

  void request(const cf_request& request, cf_answer& answer) {
    const simdjson::padded_string& text = dataset_.request(request);
    parse(parser_, text, device_);
    lean_ = request.level == 1;
    write_manifest(dataset_.title(device_.title));
    compress();
    answer.bytes_in = text.size();
    answer.bytes_out = body_bytes_;
    answer.items = tracks_;
    answer.digest = digest(body_.data(), body_bytes_);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    std::string manifest(json_.text().size() + 1, '\0');
    const std::size_t size = ZSTD_decompress(manifest.data(), manifest.size(), body_.data(), body_bytes_);
    if (ZSTD_isError(size) != 0) {
      throw wrong("the body does not decompress", ZSTD_getErrorName(size));
    }
    manifest.resize(size);
    if (answer.digest != digest(body_.data(), body_bytes_) || answer.bytes_out != body_bytes_ ||
        answer.items != tracks_) {
      throw wrong("the answer does not describe the body", "digest or counts differ");
    }
    const simdjson::padded_string& text = dataset_.request(request);
    ManifestCheck check(std::string_view(text.data(), text.size()), dataset_.key(), kExpires,
                        request.level == 1);
    check.check(manifest, dataset_.title(device_.title));
  }

 private:
  void write_manifest(const Title& title) {
    json_.clear();
    tracks_ = 0;
    json_.begin_object();
    json_.member("version", 3);
    json_.member("titleId", title.id);
    json_.member("name", title.name);
    json_.member("durationMs", title.duration_ms);
    json_.member("session", device_.session);
    json_.member("expires", kExpires);
    json_.member("drmLevel", device_.drm_level);
    write_video(title);
    write_audio(title);
    write_text(title);
    json_.name("experiments");
    json_.begin_array();
    for (const auto& [id, cell] : device_.experiments) {
      json_.begin_object();
      json_.member("id", id);
      json_.member("cell", cell);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void write_video(const Title& title) {
    json_.name("video");
    json_.begin_array();
    for (std::size_t position = 0; position < title.video.size(); ++position) {
      const Rung& rung = title.video[position];
      if (!(lean_ ? offers_lean(device_, rung) : offers(device_, rung))) {
        continue;
      }
      json_.begin_object();
      json_.member("id", ++tracks_);
      json_.name("codec");
      json_.plain_string(kCodecStrings[static_cast<std::size_t>(rung.codec)]);
      json_.member("kbps", rung.kbps);
      json_.member("width", rung.height * 16u / 9);
      json_.member("height", rung.height);
      json_.name("hdr");
      json_.boolean(rung.hdr);
      json_.name("vmaf");
      json_.tenths(rung.vmaf_tenths);
      write_urls(title.id, "v", position, edges());
      write_segments(title.segment_bytes.data() + position * kVideoSegments, kVideoSegments);
      json_.end_object();
    }
    json_.end_array();
  }

  /// The preferred language first, the others in the catalogue's order; a lean manifest has the first only.
  void write_audio(const Title& title) {
    json_.name("audio");
    json_.begin_array();
    for (const bool preferred : {true, false}) {
      for (std::size_t position = 0; position < title.audio.size(); ++position) {
        const AudioTrack& track = title.audio[position];
        if ((kLanguages[track.language] == device_.audio_language) != preferred) {
          continue;
        }
        json_.begin_object();
        json_.member("id", ++tracks_);
        json_.name("codec");
        json_.plain_string(track.surround ? "ec-3" : "mp4a.40.5");
        json_.member("language", kLanguages[track.language]);
        json_.member("kbps", track.kbps);
        write_urls(title.id, "a", position, edges());
        write_segments(
            title.segment_bytes.data() + title.video.size() * kVideoSegments + position * kAudioSegments,
            kAudioSegments);
        json_.end_object();
        if (lean_) {
          json_.end_array();
          return;
        }
      }
    }
    json_.end_array();
  }

  void write_text(const Title& title) {
    json_.name("text");
    json_.begin_array();
    for (std::size_t position = 0; !lean_ && position < title.text.size(); ++position) {
      json_.begin_object();
      json_.member("id", ++tracks_);
      json_.member("language", kLanguages[title.text[position]]);
      write_urls(title.id, "t", position, 1);
      json_.end_object();
    }
    json_.end_array();
  }

  std::size_t edges() const { return lean_ ? 1 : device_.edges.size(); }

  void write_urls(std::uint32_t title, std::string_view kind, std::size_t track, std::size_t edges) {
    json_.name("urls");
    json_.begin_array();
    for (std::size_t number = 0; number < edges; ++number) {
      url_ = "https://edge-";
      url_ += std::to_string(device_.edges[number]);
      url_ += ".delivery.example/";
      url_ += kind;
      url_ += '/';
      url_ += std::to_string(mix(std::uint64_t{title} << 16 | track));
      url_ += "/range?o=2&e=";
      url_ += std::to_string(kExpires);
      url_ += "&s=";
      url_ += device_.session;
      signer_.sign(url_);
      json_.begin_object();
      json_.member("edge", device_.edges[number]);
      json_.name("url");
      json_.plain_string(url_);
      json_.end_object();
    }
    json_.end_array();
  }

  void write_segments(const std::uint32_t* bytes, std::size_t count) {
    count = lean_ ? count / kLeanSegmentsDivisor : count;
    json_.name("segments");
    json_.begin_array();
    std::uint64_t offset = kHeaderBytes;
    for (std::size_t segment = 0; segment < count; ++segment) {
      json_.begin_array();
      json_.number(offset);
      json_.number(bytes[segment]);
      json_.number(kSegmentMs);
      json_.end_array();
      offset += bytes[segment];
    }
    json_.end_array();
  }

  void compress() {
    const std::string& manifest = json_.text();
    body_.resize(std::max(body_.size(), ZSTD_compressBound(manifest.size())));
    body_bytes_ =
        ZSTD_compress2(compressor_.get(), body_.data(), body_.size(), manifest.data(), manifest.size());
    if (ZSTD_isError(body_bytes_) != 0) {
      throw Failure{CF_FAILED, "zstd failed", "ZSTD_compress2", ZSTD_getErrorName(body_bytes_), {}};
    }
  }

  const Dataset& dataset_;
  simdjson::ondemand::parser parser_;
  Device device_;
  bool lean_ = false;
  UrlSigner signer_;
  JsonWriter json_;
  std::string url_;
  std::unique_ptr<ZSTD_CCtx, CompressorDeleter> compressor_;
  std::vector<char> body_;
  std::size_t body_bytes_ = 0;
  std::uint32_t tracks_ = 0;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
