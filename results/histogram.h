// Histogram: log-linear counts of durations in nanoseconds, 1 ns ... 2^42 ns (73 minutes).
// 2^7 sub-buckets per octave; quantiles are interpolated inside a bucket: on continuous data the relative
// error is at most 0.1 % in the body of the distribution. Data narrower than a bucket (0.8 %) are spread over
// it: up to half of that. 36 KB, one per worker, merged afterwards; never shared. Not thread safe, and
// record() never allocates.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::results {

/// The stored form: only the buckets that hold something, by ascending bucket.
struct BucketCount {
  std::uint32_t bucket = 0;
  std::uint64_t count = 0;
  friend bool operator==(const BucketCount&, const BucketCount&) = default;
};

class Histogram {
 public:
  static constexpr unsigned sub_bits = 7;
  static constexpr unsigned value_bits = 42;
  static constexpr std::size_t buckets = (value_bits - sub_bits + 1U) << sub_bits;  // 4,608

  Histogram();

  /// Negative values count as 0 and values of 2^42 ns or more as 2^42 - 1; both are counted in clamped().
  void record(std::int64_t value_ns) noexcept {
    constexpr std::uint64_t limit = std::uint64_t{1} << value_bits;
    auto value = static_cast<std::uint64_t>(value_ns);
    if (value >= limit) [[unlikely]] {  // a negative value is huge as an unsigned one
      ++clamped_;
      value = value_ns < 0 ? 0 : limit - 1U;
    }
    ++counts_[bucket_of(value)];
    ++count_;
    sum_ns_ += value;
    min_ns_ = std::min(min_ns_, value);
    max_ns_ = std::max(max_ns_, value);
  }
  void merge(const Histogram& other) noexcept;
  void clear() noexcept;

  std::uint64_t count() const noexcept { return count_; }
  std::uint64_t sum_ns() const noexcept { return sum_ns_; }
  std::uint64_t clamped() const noexcept { return clamped_; }
  /// Exact extremes of what was recorded; 0 if nothing was.
  std::uint64_t min_ns() const noexcept { return count_ == 0 ? 0 : min_ns_; }
  std::uint64_t max_ns() const noexcept { return max_ns_; }
  /// NaN if empty.
  double mean_ns() const noexcept;

  /// The value at cumulative probability p in [0, 1]: rank ceil(p n), at least 1, interpolated in its bucket
  /// and held within the exact extremes. NaN if empty.
  double quantile_ns(double p) const noexcept;
  /// How many recorded values exceed `value_ns`, with its own bucket split in proportion (all of a bucket's
  /// mass is taken as uniform): the inverse of quantile_ns. In units of values.
  double count_above(double value_ns) const noexcept;

  static std::size_t bucket_of(std::uint64_t value_ns) noexcept {
    constexpr std::uint64_t exact = std::uint64_t{1} << sub_bits;
    if (value_ns < exact) return static_cast<std::size_t>(value_ns);
    const auto shift = static_cast<unsigned>(std::bit_width(value_ns)) - 1U - sub_bits;
    return (static_cast<std::size_t>(shift + 1U) << sub_bits) +
           static_cast<std::size_t>((value_ns >> shift) & (exact - 1U));
  }
  static std::uint64_t lower_edge_ns(std::size_t bucket) noexcept;
  static std::uint64_t width_ns(std::size_t bucket) noexcept;

  std::vector<BucketCount> sparse() const;
  /// Rebuilds from the stored form. Buckets out of range are a programmer's error: the reader has checked
  /// them.
  static Histogram from_sparse(std::span<const BucketCount> stored, std::uint64_t sum_ns,
                               std::uint64_t min_ns, std::uint64_t max_ns);

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0, sum_ns_ = 0, clamped_ = 0, min_ns_ = UINT64_MAX, max_ns_ = 0;
};

}  // namespace crossfade::results
