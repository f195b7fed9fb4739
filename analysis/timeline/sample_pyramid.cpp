#include "analysis/timeline/sample_pyramid.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

constexpr std::size_t samples_in_node = 64, nodes_in_node = 4;

/// Whole groups in first ... last - 1, by their places; first == last: none.
SampleRange whole_groups(std::size_t first, std::size_t last, std::size_t group) {
  const std::size_t from = (first + group - 1) / group;
  return {from, std::max(from, last / group)};
}

}  // namespace

void SampleSummary::add(const SampleSummary& more) {
  n += more.n;
  least = std::min(least, more.least);
  greatest = std::max(greatest, more.greatest);
  weighted_sum += more.weighted_sum;
  weight += more.weight;
}

std::optional<double> SampleSummary::mean() const {
  return n > 0 && weight > 0 ? std::optional(weighted_sum / weight) : std::nullopt;
}

SamplePyramid::SamplePyramid(std::vector<float> values, std::vector<float> weights)
    : values_(std::move(values)), weights_(std::move(weights)) {
  CF_ASSERT(values_.size() == weights_.size(), "one weight for each value");
  Level level(values_.size() / samples_in_node);
  for (std::size_t node = 0; node < level.size(); ++node)
    add_samples(node * samples_in_node, (node + 1) * samples_in_node, level[node]);
  while (!level.empty()) {
    Level above(level.size() / nodes_in_node);
    for (std::size_t node = 0; node < above.size(); ++node) {
      for (std::size_t part = 0; part < nodes_in_node; ++part)
        above[node].add(level[node * nodes_in_node + part]);
    }
    levels_.push_back(std::move(level));
    level = std::move(above);
  }
}

void SamplePyramid::add_samples(std::size_t first, std::size_t last, SampleSummary& to) const {
  for (std::size_t place = first; place < last; ++place) {
    const float value = values_[place];
    if (std::isnan(value)) continue;
    ++to.n;
    to.least = std::min(to.least, value);
    to.greatest = std::max(to.greatest, value);
    to.weighted_sum += static_cast<double>(value) * static_cast<double>(weights_[place]);
    to.weight += static_cast<double>(weights_[place]);
  }
}

void SamplePyramid::add_nodes(std::size_t first, std::size_t last, SampleSummary& to) const {
  for (std::size_t height = 0; first < last; ++height) {
    const Level& level = levels_[height];
    const SampleRange above = whole_groups(first, last, nodes_in_node);
    if (above.size() == 0) {
      for (std::size_t node = first; node < last; ++node) to.add(level[node]);
      return;
    }
    for (std::size_t node = first; node < above.first * nodes_in_node; ++node) to.add(level[node]);
    for (std::size_t node = above.last * nodes_in_node; node < last; ++node) to.add(level[node]);
    first = above.first;
    last = above.last;
  }
}

SampleSummary SamplePyramid::summary(const SampleRange& range) const {
  CF_ASSERT(range.first <= range.last && range.last <= values_.size(), "a range of this lane");
  SampleSummary found;
  const SampleRange nodes = whole_groups(range.first, range.last, samples_in_node);
  if (nodes.size() == 0) {
    add_samples(range.first, range.last, found);
    return found;
  }
  add_samples(range.first, nodes.first * samples_in_node, found);
  add_nodes(nodes.first, nodes.last, found);
  add_samples(nodes.last * samples_in_node, range.last, found);
  return found;
}

std::vector<SampleSummary> SamplePyramid::summaries(std::span<const std::size_t> edges) const {
  std::vector<SampleSummary> columns;
  if (edges.size() < 2) return columns;
  columns.reserve(edges.size() - 1);
  for (std::size_t c = 0; c + 1 < edges.size(); ++c) columns.push_back(summary({edges[c], edges[c + 1]}));
  return columns;
}

}  // namespace crossfade::analysis
