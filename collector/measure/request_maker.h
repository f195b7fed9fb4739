// Request maker: one worker's way to make request i of a stage. Nothing here judges: see golden_answers.h.
#pragma once

#include <cstdint>

#include "collector/measure/request_mix.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// What came back, with what was asked.
struct Served {
  cf_request request;
  cf_answer answer;
  int status;
};

inline Served serve_request(const cf_workload& table, void* state, std::uint32_t class_id,
                            std::uint64_t index, std::uint32_t level = 0) {
  Served served{{index, index, class_id, level}, {}, CF_FAILED};
  served.status = table.request(state, &served.request, &served.answer);
  return served;
}

class RequestMaker {
 public:
  /// `first_index`: index of request 0 of the stage; indexes go on through the life of the process, so that a
  /// stateful workload never sees one twice.
  RequestMaker(const cf_workload& table, void* state, const RequestMix& mix, std::uint64_t first_index)
      : table_(table), state_(state), mix_(mix), first_index_(first_index) {}

  Served operator()(std::uint64_t request) const {
    return serve_request(table_, state_, mix_.class_of(request), first_index_ + request);
  }

 private:
  const cf_workload& table_;
  void* state_;
  const RequestMix& mix_;
  std::uint64_t first_index_;
};

}  // namespace crossfade::collector
