// Footage: the clips of a workload: made from the seed, or cut from the file that the user named. How many
// there are and how large is known before any is made.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workloads/environment.h"
#include "workloads/video/clip.h"
#include "workloads/video/scene.h"
#include "workloads/video/y4m.h"

namespace crossfade::workloads::video {

class Footage {
 public:
  /// `generated`: the size of clips that are made. A file decides its own, and may have fewer clips than
  /// `clips`: refused if it has less than one.
  Footage(const Environment& environment, PictureSize generated, std::uint32_t clips, std::uint32_t pictures)
      : seed_(environment.seed()), size_(generated), clips_(clips), pictures_(pictures) {
    const auto path = environment.input_path();
    if (!path) {
      return;
    }
    file_.emplace(std::string(*path));
    size_ = file_->size();
    if (file_->pictures() < pictures) {
      throw unsupported("cannot use the input", file_->path(),
                        "it has " + std::to_string(file_->pictures()) + " pictures and a clip has " +
                            std::to_string(pictures),
                        "give a longer one");
    }
    clips_ = std::min(clips, file_->pictures() / pictures);
  }

  PictureSize size() const { return size_; }
  std::uint32_t clips() const { return clips_; }
  std::uint64_t bytes() const { return std::uint64_t{clips_} * pictures_ * size_.picture_bytes(); }

  /// Generated clips go from easy to hard; those of a file are spread evenly over it.
  std::vector<Clip> make(const Environment& environment) {
    std::vector<Clip> made;
    made.reserve(clips_);
    for (std::uint32_t number = 0; number < clips_; ++number) {
      environment.check_cancelled();
      made.push_back(file_ ? cut(*file_, number)
                           : make_clip(seed_, number, (number + 0.5) / clips_, size_, pictures_));
    }
    return made;
  }

 private:
  Clip cut(Y4mFile& file, std::uint32_t number) const {
    const std::uint32_t chunks = file.pictures() / pictures_;
    const auto chunk = static_cast<std::uint32_t>(std::uint64_t{number} * chunks / clips_);
    return file.clip(chunk * pictures_, pictures_);
  }

  std::uint64_t seed_;
  PictureSize size_;
  std::uint32_t clips_, pictures_;
  std::optional<Y4mFile> file_;
};

/// Over all samples: other clips, another digest.
inline std::uint64_t digest_of(const std::vector<Clip>& clips) {
  std::uint64_t all = clips.size();
  for (const Clip& clip : clips) {
    all = clip.digest_after(all);
  }
  return all;
}

}  // namespace crossfade::workloads::video
