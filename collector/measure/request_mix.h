// Request mix: which class request i has, drawn by the classes' shares from a seed before the stage begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/abi.h"

namespace crossfade::collector {

/// Of a workload's requests, by class.
std::vector<double> class_shares(const cf_workload& table);

class RequestMix {
 public:
  /// shares: at least one, sum about 1.
  RequestMix(std::span<const double> shares, std::uint64_t seed);

  /// The sequence repeats after `period` requests.
  std::uint32_t class_of(std::uint64_t request) const { return classes_[request & (period - 1)]; }

  static constexpr std::size_t period = std::size_t{1} << 16;

 private:
  std::vector<std::uint16_t> classes_;
};

}  // namespace crossfade::collector
