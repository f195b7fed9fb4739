#include "results/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/assertion.h"

namespace crossfade::results {

Histogram::Histogram() : counts_(buckets, 0) {}

std::uint64_t Histogram::lower_edge_ns(std::size_t bucket) noexcept {
  constexpr std::size_t exact = std::size_t{1} << sub_bits;
  if (bucket < exact) return bucket;
  const std::size_t shift = (bucket >> sub_bits) - 1U;
  return static_cast<std::uint64_t>(exact + (bucket & (exact - 1U))) << shift;
}

std::uint64_t Histogram::width_ns(std::size_t bucket) noexcept {
  constexpr std::size_t exact = std::size_t{1} << sub_bits;
  return bucket < exact ? 1U : std::uint64_t{1} << ((bucket >> sub_bits) - 1U);
}

void Histogram::merge(const Histogram& other) noexcept {
  for (std::size_t i = 0; i < buckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ns_ += other.sum_ns_;
  clamped_ += other.clamped_;
  min_ns_ = std::min(min_ns_, other.min_ns_);
  max_ns_ = std::max(max_ns_, other.max_ns_);
}

void Histogram::clear() noexcept {
  std::fill(counts_.begin(), counts_.end(), 0U);
  count_ = sum_ns_ = clamped_ = max_ns_ = 0;
  min_ns_ = UINT64_MAX;
}

double Histogram::mean_ns() const noexcept {
  if (count_ == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(sum_ns_) / static_cast<double>(count_);
}

double Histogram::quantile_ns(double p) const noexcept {
  if (count_ == 0 || std::isnan(p)) return std::numeric_limits<double>::quiet_NaN();
  const auto n = static_cast<double>(count_);
  // 1e-9 takes out the rounding of p * n, so that p = 0.7 of ten values is the seventh, not the eighth.
  const double rank = std::clamp(std::ceil(p * n - 1e-9), 1.0, n);
  double below = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    if (counts_[i] == 0) continue;
    const auto here = static_cast<double>(counts_[i]);
    if (below + here >= rank) {
      // A bucket holds the integers lower ... lower + width - 1, taken as equally likely.
      const auto lower = static_cast<double>(lower_edge_ns(i));
      const auto width = static_cast<double>(width_ns(i));
      const double inside = lower + (rank - below - 0.5) / here * width - 0.5;
      const double held = std::clamp(inside, lower, lower + width - 1.0);
      return std::clamp(held, static_cast<double>(min_ns_), static_cast<double>(max_ns_));
    }
    below += here;
  }
  return static_cast<double>(max_ns_);
}

double Histogram::count_above(double value_ns) const noexcept {
  if (count_ == 0 || std::isnan(value_ns)) return 0;
  if (value_ns < static_cast<double>(min_ns_)) return static_cast<double>(count_);
  if (value_ns >= static_cast<double>(max_ns_)) return 0;
  const double whole = std::floor(value_ns);
  const std::size_t split = bucket_of(static_cast<std::uint64_t>(whole));
  double above = 0;
  for (std::size_t i = split + 1; i < buckets; ++i) above += static_cast<double>(counts_[i]);
  const auto width = static_cast<double>(width_ns(split));
  const double last = static_cast<double>(lower_edge_ns(split)) + width - 1.0;
  return above + static_cast<double>(counts_[split]) * (last - whole) / width;
}

std::vector<BucketCount> Histogram::sparse() const {
  std::vector<BucketCount> stored;
  for (std::size_t i = 0; i < buckets; ++i) {
    if (counts_[i] != 0) stored.push_back({static_cast<std::uint32_t>(i), counts_[i]});
  }
  return stored;
}

Histogram Histogram::from_sparse(std::span<const BucketCount> stored, std::uint64_t sum_ns,
                                 std::uint64_t min_ns, std::uint64_t max_ns) {
  Histogram histogram;
  for (const BucketCount& entry : stored) {
    CF_ASSERT(entry.bucket < buckets, "histogram bucket out of range");
    histogram.counts_[entry.bucket] += entry.count;
    histogram.count_ += entry.count;
  }
  histogram.sum_ns_ = sum_ns;
  if (histogram.count_ != 0) {
    histogram.min_ns_ = min_ns;
    histogram.max_ns_ = std::max(min_ns, max_ns);
  }
  return histogram;
}

}  // namespace crossfade::results
