// Wire: numbers, texts and blocks one after the other, between a process and the jailed one that reads for
// it. Both are the same program, so byte order and sizes are the machine's and there is no version. The
// receiver believes nothing: it takes at most as many bytes as it was told, and once something is wrong
// everything it answers is zero or empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace crossfade::results::jail {

class WireWriter {
 public:
  /// `sink` takes all of it, or says false: then nothing more is given to it.
  using Sink = std::function<bool(std::span<const std::byte>)>;
  explicit WireWriter(Sink sink) : sink_(std::move(sink)) { buffer_.reserve(buffer_bytes); }

  void number(std::uint64_t value) { bytes(std::as_bytes(std::span(&value, 1))); }
  void text(std::string_view text);
  /// Without their number: the receiver has to know it.
  template <class T>
  void block(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(std::as_bytes(std::span(values)));
  }
  /// What was written so far has arrived; false if the sink did not take it.
  bool flush();

 private:
  static constexpr std::size_t buffer_bytes = std::size_t{64} << 10U;
  void bytes(std::span<const std::byte> bytes);

  Sink sink_;
  std::vector<std::byte> buffer_;
  bool broken_ = false;
};

class WireReader {
 public:
  /// Fills the beginning of what it is given and says how much; 0 = there is no more.
  using Source = std::function<std::size_t(std::span<std::byte>)>;
  WireReader(Source source, std::uint64_t max_bytes)
      : source_(std::move(source)), left_(max_bytes), buffer_(buffer_bytes) {}

  std::uint64_t number();
  /// A number of things of which each takes at least `bytes_each` (above 0) bytes that are still to come.
  std::uint64_t count(std::uint64_t max, std::uint64_t bytes_each);
  std::string text(std::size_t max_bytes);
  template <class T>
  std::vector<T> block(std::uint64_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count > left_ / sizeof(T)) broken_ = true;
    std::vector<T> values(broken_ ? 0 : static_cast<std::size_t>(count));
    bytes(std::as_writable_bytes(std::span(values)));
    return values;
  }
  /// Of a receiver that found something wrong with a value.
  void refuse() { broken_ = true; }
  bool ok() const { return !broken_; }
  /// Nothing has come that was not asked for.
  bool is_used_up() const { return next_ == end_; }

 private:
  static constexpr std::size_t buffer_bytes = std::size_t{64} << 10U;
  void bytes(std::span<std::byte> out);

  Source source_;
  std::uint64_t left_;
  std::vector<std::byte> buffer_;
  std::size_t next_ = 0, end_ = 0;
  bool broken_ = false;
};

}  // namespace crossfade::results::jail
