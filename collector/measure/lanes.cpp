#include "collector/measure/lanes.h"

#include <cmath>
#include <map>

namespace crossfade::collector {
namespace {

using results::SheddingPolicy;

double shed_from(const cf_class& one, const SheddingPolicy& policy) {
  return policy.shed_from.at(static_cast<std::size_t>(results::rank_of(one.priority)));
}

std::int64_t age_limit_ns(const cf_class& one, double share) {
  if (share == SheddingPolicy::never) return INT64_MAX;
  return std::llround(share * static_cast<double>(one.slo_p99_ns));
}

}  // namespace

Lanes::Lanes(std::span<const std::int64_t> arrival_ns, const RequestMix& mix,
             std::span<const cf_class> classes, const SheddingPolicy& policy) {
  std::map<std::uint32_t, std::size_t> lane_of;  // by priority, ascending: the most important first
  for (const cf_class& one : classes) lane_of.emplace(policy.by_priority ? one.priority : 0, 0);
  std::size_t lanes = 0;
  for (auto& [priority, lane] : lane_of) lane = lanes++;
  arrival_ns_.resize(lanes);
  classes_.resize(lanes);
  for (std::size_t i = 0; i < arrival_ns.size(); ++i) {
    const std::uint32_t c = mix.class_of(i);
    const std::size_t lane = lane_of.at(policy.by_priority ? classes[c].priority : 0);
    arrival_ns_[lane].push_back(arrival_ns[i]);
    classes_[lane].push_back(static_cast<std::uint16_t>(c));
  }
  std::uint64_t before = 0;
  for (const auto& lane : arrival_ns_) {
    first_number_.push_back(before);
    before += lane.size();
  }
}

std::vector<Lane> Lanes::views() const {
  std::vector<Lane> views;
  for (std::size_t lane = 0; lane < arrival_ns_.size(); ++lane)
    views.push_back({arrival_ns_[lane], classes_[lane]});
  return views;
}

std::vector<ClassLimits> class_limits(std::span<const cf_class> classes, const SheddingPolicy& policy) {
  std::vector<ClassLimits> limits;
  for (const cf_class& one : classes) {
    ClassLimits of_class;
    of_class.shed_beyond_ns = age_limit_ns(one, shed_from(one, policy));
    const bool may_be_cheaper =
        one.levels >= 2 && results::rank_of(one.priority) != results::ClassRank::critical;
    if (may_be_cheaper) of_class.cheap_beyond_ns = age_limit_ns(one, policy.cheap_from);
    limits.push_back(of_class);
  }
  return limits;
}

double kept_share(std::span<const cf_class> classes, const SheddingPolicy& policy) {
  double share = 0;
  for (const cf_class& one : classes) {
    if (shed_from(one, policy) == SheddingPolicy::never) share += one.share;
  }
  return share;
}

}  // namespace crossfade::collector
