// StreamCheck: what an H.264 byte stream says about itself, read from its headers alone (ITU-T H.264, 7.3):
// the size of its pictures and in which order they are shown. It does not decode: whether the residuals and
// motion vectors in the slices are right cannot be seen here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "workloads/encode_x264/bit_reader.h"
#include "workloads/failure.h"
#include "workloads/video/clip.h"

namespace crossfade::workloads::h264 {

/// NAL units of a byte stream (annex B), without start codes and the zeros before them.
inline std::vector<std::span<const std::uint8_t>> nal_units(std::span<const std::uint8_t> stream) {
  std::vector<std::span<const std::uint8_t>> units;
  std::size_t begin = 0;
  const auto end_unit = [&](std::size_t end) {
    while (end > begin && stream[end - 1] == 0) {
      --end;
    }
    if (end > begin) {
      units.push_back(stream.subspan(begin, end - begin));
    }
  };
  for (std::size_t i = 0; i + 2 < stream.size(); ++i) {
    if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
      end_unit(i);
      begin = i + 3;
      i += 2;
    }
  }
  end_unit(stream.size());
  return units;
}

class StreamCheck {
 public:
  /// Throws CF_WRONG unless the stream holds exactly `pictures` pictures of the size, each with its own place
  /// in the order of display, and can be decoded from its beginning.
  void check(std::span<const std::uint8_t> stream, video::PictureSize size, std::uint32_t pictures) {
    for (const auto unit : nal_units(stream)) {
      take(unit);
    }
    end_sequence();
    if (size_ != size) {
      throw wrong("the bitstream is of another video", text(size_) + " instead of " + text(size));
    }
    if (pictures_ != pictures) {
      throw wrong("pictures are missing in the bitstream",
                  std::to_string(pictures_) + " instead of " + std::to_string(pictures));
    }
  }

 private:
  enum : std::uint8_t { kSlice = 1, kIdrSlice = 5, kSequenceParameters = 7 };

  static std::string text(video::PictureSize size) {
    return std::to_string(size.width) + " x " + std::to_string(size.height);
  }

  void take(std::span<const std::uint8_t> unit) {
    const std::uint8_t type = unit[0] & 31;
    BitReader reader(unit.subspan(1));
    if (type == kSequenceParameters) {
      take_sequence(reader);
    } else if (type == kSlice || type == kIdrSlice) {
      take_slice(reader, type == kIdrSlice);
    }
  }

  void take_sequence(BitReader& reader) {
    const std::uint32_t profile = reader.bits(8);
    reader.bits(16);  // constraints, level
    reader.number();  // id
    if (profile >= 100) {
      if (reader.number() != 1) {
        throw wrong("the bitstream is of another video", "its chroma is not 4:2:0");
      }
      if (reader.number() != 0 || reader.number() != 0) {
        throw wrong("the bitstream is of another video", "its samples have more than 8 bits");
      }
      reader.bit();  // lossless
      if (reader.bit() != 0) {
        throw wrong("the bitstream cannot be read", "it has scaling matrices, which were not asked for");
      }
    }
    number_bits_ = reader.number() + 4;
    order_type_ = reader.number();
    if (order_type_ == 0) {
      order_bits_ = reader.number() + 4;
    }
    reader.number();  // reference pictures
    reader.bit();
    const std::uint32_t across = (reader.number() + 1) * 16, down = (reader.number() + 1) * 16;
    if (reader.bit() == 0) {
      throw wrong("the bitstream is of another video", "it is interlaced");
    }
    reader.bit();  // direct_8x8_inference
    size_ = {across, down};
    if (reader.bit() != 0) {
      const std::uint32_t left = reader.number(), right = reader.number();
      const std::uint32_t top = reader.number(), bottom = reader.number();
      size_ = {across - 2 * (left + right), down - 2 * (top + bottom)};
    }
  }

  void take_slice(BitReader& reader, bool is_idr) {
    if (size_.width == 0) {
      throw wrong("the bitstream cannot be decoded", "a slice comes before the sequence parameters");
    }
    if (reader.number() != 0) {
      return;  // a later slice of the same picture
    }
    if (pictures_ == 0 && !is_idr) {
      throw wrong("the bitstream cannot be decoded", "its first picture needs earlier ones");
    }
    if (is_idr) {
      end_sequence();
    }
    reader.number();  // slice type
    reader.number();  // picture parameters
    reader.bits(number_bits_);
    if (is_idr) {
      reader.number();
    }
    if (order_type_ == 0 && !shown_.insert(reader.bits(order_bits_)).second) {
      throw wrong("the bitstream shows two pictures at once", "picture order counts are not distinct");
    }
    ++pictures_;
  }

  /// From one IDR picture to the next the orders are 0, 2, 4, ... without a gap.
  void end_sequence() {
    if (!shown_.empty() && (*shown_.begin() != 0 || *shown_.rbegin() != 2 * (shown_.size() - 1))) {
      throw wrong("pictures are missing in the bitstream", "picture order counts have a gap");
    }
    shown_.clear();
  }

  video::PictureSize size_;
  std::uint32_t number_bits_ = 4, order_bits_ = 4, order_type_ = 0, pictures_ = 0;
  std::set<std::uint32_t> shown_;
};

}  // namespace crossfade::workloads::h264
