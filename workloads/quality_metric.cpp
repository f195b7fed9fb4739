// quality_metric: quality control after encoding: how like its source is an encoded picture? One request
// compares the luma of one pair of 640 x 360, at four scales, by two full-reference measures (VIF and SSIM,
// quality_metric/score.h). A title has some hundred thousand such pairs for every rung of its ladder, which
// is why services spend as much on measuring quality as on a fast encode.
//
// The kernels are Crossfade's own, in single-precision vector arithmetic: Debian 12 has no libvmaf. This is
// not VMAF and its numbers are none of VMAF's; it stands for how such a filter uses a CPU: short rows in the
// L1 cache, pictures that stream through L2 and L3, hardly a branch. Decoding the two streams is not part of
// it.
//
// The digest covers the scores of all scales to the last bit, because all code paths give the same.
// verify() works out a row of every scale again by the definitions in double precision.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/quality_metric/comparison.h"
#include "workloads/quality_metric/direct_reference.h"
#include "workloads/quality_metric/impairment.h"
#include "workloads/quality_metric/row_kernel.h"
#include "workloads/quality_metric/score.h"
#include "workloads/sugar.h"
#include "workloads/video/footage.h"

namespace crossfade::workloads {
namespace {

using namespace quality;
using video::Clip;
using video::PictureSize;

constexpr std::uint32_t kClips = 8, kPicturesEach = 6;
constexpr std::uint32_t kPool = kClips * kPicturesEach;
constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
// Of the pictures of a clip, from an impairment that nobody sees to one that everybody does.
constexpr std::array<std::int32_t, kPicturesEach> kSteps{1, 2, 3, 5, 8, 12};

// In: a picture of a mezzanine, and one of an encode, which weighs 2 to 5 KB (encode_x264's chunks of
// twelve).
constexpr std::uint64_t kBytesIn = video::mezzanine_bytes(video::widescreen(360), 1) + 4000;
constexpr std::array kClasses{
    cf_class{"pair", 1.0, 25 * kMillisecond, 0, 1, kPool, 0, kBytesIn, 64, 0, 0},
};
constexpr std::array kParameters{
    cf_parameter{"height", "of generated pictures, 16:9; a file has its own", "lines", "360", "90", "1080"},
};

constexpr Description kDescription{
    .name = "quality_metric",
    .version = "1",
    .summary = "Compares pictures with their sources by own VIF and SSIM kernels (not VMAF)",
    .seed_system = "quality control of encoded video",
    .unit = "one pair of pictures",
    .flags = CF_FLAG_EXACT | CF_FLAG_TAKES_INPUT,
    .classes = kClasses,
    .parameters = kParameters,
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    const video::Footage footage(environment, video::widescreen(environment.integer("height")), kClips,
                                 kPicturesEach);
    return {.shared_bytes = footage.bytes() + kPool * footage.size().luma_bytes(),
            // Two pictures of floats at four scales.
            .per_worker_bytes = footage.size().luma_bytes() * 12 + (1u << 20)};
  }

  explicit Dataset(const Environment& environment) : kernel_(environment.isa_level()) {
    sources_ =
        video::Footage(environment, video::widescreen(environment.integer("height")), kClips, kPicturesEach)
            .make(environment);
    std::uint64_t all = video::digest_of(sources_);
    for (std::uint32_t number = 0; number < kPool; ++number) {
      environment.check_cancelled();
      impaired_.push_back(impaired(source(number), size(), kSteps[number % kPicturesEach]));
      all = digest(impaired_.back().data(), impaired_.back().size(), all);
    }
    environment.note_library("own VIF and SSIM kernels", "1", kernel_.name());
    environment.note_dataset_digest(all);
  }

  PictureSize size() const { return sources_.front().size; }
  const RowKernel& kernel() const { return kernel_; }
  std::span<const std::uint8_t> source(std::uint64_t index) const {
    const Clip& clip = sources_[index % kPool / kPicturesEach % sources_.size()];
    return clip.picture(static_cast<std::uint32_t>(index % kPicturesEach)).first(size().luma_bytes());
  }
  std::span<const std::uint8_t> encoded(std::uint64_t index) const { return impaired_[index % kPool]; }

 private:
  RowKernel kernel_;
  std::vector<Clip> sources_;
  std::vector<std::vector<std::uint8_t>> impaired_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset), comparison_(dataset.size(), dataset.kernel()) {}

  void request(const cf_request& request, cf_answer& answer) {
    score_ = comparison_(dataset_.source(request.index), dataset_.encoded(request.index));
    answer.bytes_in = 2 * dataset_.size().luma_bytes();
    answer.bytes_out = sizeof score_;
    answer.items = kScales;
    answer.digest = digest(&score_, sizeof score_);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    if (answer.digest != digest(&score_, sizeof score_) || answer.items != kScales) {
      throw wrong("the answer does not describe the scores", "digest or counts differ");
    }
    DirectReference reference(dataset_.size(), dataset_.source(request.index),
                              dataset_.encoded(request.index));
    for (std::size_t scale = 0; scale < kScales; ++scale) {
      check_totals(scale);
      // Another row in each request of the pool, the first and the last among them.
      const std::uint32_t rows = comparison_.height(scale);
      const auto y = static_cast<std::uint32_t>(request.index % kPool * (rows - 1) / (kPool - 1));
      check_row(scale, y, comparison_.row_sums(scale, y), reference.row_sums(scale, y));
    }
  }

 private:
  /// A mean over a row; single precision loses about 0.005 of a variance of some hundred to cancellation.
  static constexpr double kTolerance = 0.01;

  void check_totals(std::size_t scale) const {
    Sums all;
    for (std::uint32_t y = 0; y < comparison_.height(scale); ++y) {
      all += comparison_.row_sums(scale, y);
    }
    const double places = double{1} * comparison_.width(scale) * comparison_.height(scale);
    const double vif = all.information > 0 ? all.kept / all.information : 1;
    if (vif != score_.vif[scale] || all.similarity / places != score_.ssim[scale]) {
      throw wrong("the scores are not those of their rows", "scale " + std::to_string(scale));
    }
  }

  void check_row(std::size_t scale, std::uint32_t y, const Sums& got, const Sums& expected) const {
    const double width = comparison_.width(scale);
    const auto differ = [&](double one, double other) {
      return !(std::abs(one - other) <= kTolerance * width);
    };
    if (differ(got.kept, expected.kept) || differ(got.information, expected.information) ||
        differ(got.similarity, expected.similarity)) {
      throw wrong("a row is not what its definition gives",
                  "scale " + std::to_string(scale) + ", row " + std::to_string(y));
    }
  }

  const Dataset& dataset_;
  Comparison comparison_;
  Score score_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
