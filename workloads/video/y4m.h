// Y4mFile: video that a user brought, as the tools of MJPEG write it and ffmpeg and x264 read it: a line
// "YUV4MPEG2 W640 H360 F24:1 Ip C420jpeg", then "FRAME" and the samples of each picture. 4:2:0 with 8 bits,
// progressive. Opening reads the header and finds the pictures; their samples are read one at a time.
#pragma once

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/failure.h"
#include "workloads/video/clip.h"

namespace crossfade::workloads::video {

class Y4mFile {
 public:
  static constexpr std::uint32_t kLeastSide = 64, kMostSide = 8192;  // of what encoders and filters take

  /// Refuses (CF_UNSUPPORTED) what cannot be read, is no Y4M of 4:2:0 with 8 bits, or ends within a picture.
  explicit Y4mFile(const std::string& path) : path_(path), file_(path, std::ios::binary) {
    if (!file_) {
      throw unreadable();
    }
    read_header();
    find_pictures();
  }

  PictureSize size() const { return size_; }
  std::uint32_t pictures() const { return static_cast<std::uint32_t>(offsets_.size()); }
  std::uint32_t rate_numerator() const { return rate_numerator_; }
  std::uint32_t rate_denominator() const { return rate_denominator_; }
  const std::string& path() const { return path_; }

  /// So many pictures from place `first` on.
  Clip clip(std::uint32_t first, std::uint32_t count) {
    Clip clip(size_, count);
    clip.rate_numerator = rate_numerator_;
    clip.rate_denominator = rate_denominator_;
    for (std::uint32_t number = 0; number < count; ++number) {
      file_.clear();
      file_.seekg(offsets_.at(first + number));
      const auto samples = clip.picture(number);
      if (!file_.read(reinterpret_cast<char*>(samples.data()),
                      static_cast<std::streamsize>(samples.size()))) {
        throw refused("picture " + std::to_string(first + number) + " cannot be read any more");
      }
    }
    return clip;
  }

 private:
  static constexpr std::size_t kLongestLine = 1024;

  Failure refused(std::string why) const {
    return unsupported(
        "cannot use the input", path_, std::move(why),
        "give a progressive Y4M file of 4:2:0 with 8 bits, as: ffmpeg -i FILE -pix_fmt yuv420p "
        "clip.y4m");
  }

  Failure unreadable() const {
    return unsupported("cannot read the input", path_, std::strerror(errno),
                       "give a file that this user may read");
  }

  /// A line without its end; false at the end of the file. Refuses lines that are too long to be one.
  bool read_line(std::string& line) {
    line.clear();
    for (char letter = 0; file_.get(letter);) {
      if (letter == '\n') {
        return true;
      }
      line += letter;
      if (line.size() > kLongestLine) {
        throw refused("it has no line end where a header should end");
      }
    }
    if (file_.bad()) {
      throw unreadable();
    }
    if (!line.empty()) {
      throw refused("it ends within a header");
    }
    return false;
  }

  std::uint32_t number(std::string_view text, std::string_view whole) const {
    std::uint32_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) {
      throw refused("'" + std::string(whole) + "' in its header is no number");
    }
    return value;
  }

  void read_header() {
    std::string line;
    const bool any = read_line(line);
    if (!any || !line.starts_with("YUV4MPEG2")) {
      throw refused("it does not begin with YUV4MPEG2");
    }
    std::istringstream words(line.substr(9));
    for (std::string word; words >> word;) {
      take(word);
    }
    for (const std::uint32_t side : {size_.width, size_.height}) {
      if (side < kLeastSide || side > kMostSide || side % 2 != 0) {
        throw refused("its pictures are " + std::to_string(size_.width) + " x " +
                      std::to_string(size_.height) + ": sides are even and " + std::to_string(kLeastSide) +
                      " to " + std::to_string(kMostSide));
      }
    }
  }

  void take(const std::string& word) {
    const std::string_view value = std::string_view(word).substr(1);
    switch (word.front()) {
      case 'W':
        size_.width = number(value, word);
        break;
      case 'H':
        size_.height = number(value, word);
        break;
      case 'F': {
        const std::size_t colon = value.find(':');
        rate_numerator_ = number(value.substr(0, colon), word);
        rate_denominator_ = colon == std::string_view::npos ? 1 : number(value.substr(colon + 1), word);
        if (rate_numerator_ == 0 || rate_denominator_ == 0) {
          throw refused("'" + word + "' in its header is no rate");
        }
        break;
      }
      case 'I':
        if (value != "p" && value != "?") {
          throw refused("it is interlaced ('" + word + "')");
        }
        break;
      case 'C':
        // Those with 8 bits differ in where the chroma samples lie, which no encoder asks.
        if (value != "420" && value != "420jpeg" && value != "420mpeg2" && value != "420paldv") {
          throw refused("its samples are '" + std::string(value) + "'");
        }
        break;
      default:  // aspect ratio, comments
        break;
    }
  }

  void find_pictures() {
    const auto samples = static_cast<std::streamoff>(size_.picture_bytes());
    const std::streampos header_end = file_.tellg();
    file_.seekg(0, std::ios::end);
    const std::streampos end = file_.tellg();
    file_.seekg(header_end);
    for (std::string line; read_line(line);) {
      if (!line.starts_with("FRAME")) {
        throw refused("picture " + std::to_string(offsets_.size()) + " does not begin with FRAME");
      }
      offsets_.push_back(file_.tellg());
      if (end - offsets_.back() < samples) {
        throw refused("it ends within picture " + std::to_string(offsets_.size() - 1));
      }
      file_.seekg(samples, std::ios::cur);
    }
  }

  std::string path_;
  std::ifstream file_;
  PictureSize size_;
  std::uint32_t rate_numerator_ = 24, rate_denominator_ = 1;
  std::vector<std::streampos> offsets_;
};

}  // namespace crossfade::workloads::video
