#include "results/jail/wire.h"

#include <algorithm>

namespace crossfade::results::jail {

void WireWriter::bytes(std::span<const std::byte> bytes) {
  if (broken_) return;
  if (buffer_.size() + bytes.size() > buffer_bytes && !flush()) return;
  if (bytes.size() >= buffer_bytes) {
    broken_ = !sink_(bytes);
    return;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void WireWriter::text(std::string_view text) {
  number(text.size());
  bytes(std::as_bytes(std::span(text)));
}

bool WireWriter::flush() {
  if (!broken_ && !buffer_.empty()) broken_ = !sink_(buffer_);
  buffer_.clear();
  return !broken_;
}

void WireReader::bytes(std::span<std::byte> out) {
  if (out.empty()) return;  // also of a vector without memory
  std::size_t done = 0;
  if (out.size() > left_) broken_ = true;
  while (!broken_ && done < out.size()) {
    if (next_ == end_) {
      const auto rest = out.subspan(done);
      // What is long goes where it belongs at once.
      const bool is_long = rest.size() >= buffer_.size();
      const std::size_t n = source_(is_long ? rest : std::span(buffer_));
      if (n == 0 || n > (is_long ? rest.size() : buffer_.size())) {
        broken_ = true;
      } else if (is_long) {
        done += n;
      } else {
        next_ = 0;
        end_ = n;
      }
      continue;
    }
    const std::size_t n = std::min(out.size() - done, end_ - next_);
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(next_), n,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    next_ += n;
    done += n;
  }
  if (broken_) {
    std::fill(out.begin(), out.end(), std::byte{0});
    left_ = 0;
    return;
  }
  left_ -= out.size();
}

std::uint64_t WireReader::number() {
  std::uint64_t value = 0;
  bytes(std::as_writable_bytes(std::span(&value, 1)));
  return value;
}

std::uint64_t WireReader::count(std::uint64_t max, std::uint64_t bytes_each) {
  const std::uint64_t value = number();
  if (value > max || value > left_ / bytes_each) broken_ = true;
  return broken_ ? 0 : value;
}

std::string WireReader::text(std::size_t max_bytes) {
  std::string text(static_cast<std::size_t>(count(max_bytes, 1)), '\0');
  bytes(std::as_writable_bytes(std::span(text)));
  return broken_ ? std::string() : text;
}

}  // namespace crossfade::results::jail
