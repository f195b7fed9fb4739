#include "results/file/sample_chunks.h"

#include <algorithm>
#include <span>

#include "results/file/chunk_codec.h"
#include "results/schema.h"

namespace crossfade::results::file {
namespace {

constexpr std::uint64_t no_count = CounterSeries::not_counted;
static_assert(no_count == UINT64_MAX, "the missing integer of the matrix");

std::vector<std::byte> compressed(std::span<const std::uint64_t> counts) {
  return compress_chunk(std::as_bytes(counts), sizeof(std::uint64_t));
}

/// The chunks of samples [first, first + length).
SampleChunks::RowOfChunks row_of_chunks(const Recording& recording, std::size_t first, std::size_t length) {
  const auto& series = recording.series;
  const std::size_t last = first + length;
  std::vector<std::vector<std::uint64_t>> counts(recording.counters.size());
  auto each = std::partition_point(series.begin(), series.end(), [first](const CounterSeries& one) {
    return one.first_sample + one.counts.size() <= first;
  });
  for (; each != series.end() && each->first_sample < last; ++each) {
    auto& of_counter = counts[each->counter];
    if (of_counter.empty()) of_counter.assign(length, no_count);
    const std::size_t from = std::max<std::size_t>(first, each->first_sample);
    const std::size_t to = std::min<std::size_t>(last, each->first_sample + each->counts.size());
    for (std::size_t i = from; i < to; ++i) of_counter[i - first] = each->counts[i - each->first_sample];
  }
  SampleChunks::RowOfChunks chunks(counts.size());
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (!counts[c].empty()) chunks[c] = compressed(counts[c]);
  }
  return chunks;
}

}  // namespace

void SampleChunks::extend(const Recording& recording) {
  while ((full_.size() + 1) * rows <= recording.samples.size())
    full_.push_back(row_of_chunks(recording, full_.size() * rows, rows));
}

std::vector<SampleChunks::RowOfChunks> SampleChunks::all(const Recording& recording) const {
  std::vector<RowOfChunks> chunks = full_;
  const std::size_t samples = recording.samples.size(), first = full_.size() * rows;
  // A chunk at the edge of its dataset is as long as the others.
  if (first < samples) chunks.push_back(row_of_chunks(recording, first, std::min(rows, samples)));
  return chunks;
}

std::vector<std::byte> SampleChunks::blank(std::size_t samples) {
  return compressed(std::vector<std::uint64_t>(std::min(rows, samples), no_count));
}

}  // namespace crossfade::results::file
