// Toy workload: a plug-in's table in this program, with every answer and every misbehaviour adjustable.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "workloads/abi.h"

namespace crossfade::collector {

/// What the toy does; reset by every toy_workload() call. One toy at a time.
struct ToyBehaviour {
  int prepare_status = CF_OK, worker_status = CF_OK, finish_status = CF_OK, need_status = CF_OK;
  std::uint64_t shared_bytes = 1, per_worker_bytes = 1, capabilities = 0;
  /// Fills the answer; default: digest from class and index mod pool.
  std::function<int(const cf_request&, cf_answer&)> request;
  std::function<int(const cf_request&, const cf_answer&)> verify;
  std::atomic<int> workers_alive{0}, prepared{0};
};

ToyBehaviour& toy_behaviour();
/// Two classes "small" (share 0.75, pool 8, priority 0) and "large" (0.25, pool 5, priority 1, two levels);
/// parameters "size" (1..100, default 10), "ratio" (0..1, 0.5), "mode" (text, "fast"); preset "big" =
/// "size=90". A copy may be changed.
cf_workload toy_workload();
std::uint64_t toy_digest(const cf_request& request);

}  // namespace crossfade::collector
