// Request failure: why a request did not end well. request() has no room for words, so verify() is asked for
// them; only of what failed, never of right answers.
#pragma once

#include <string>

#include "collector/measure/request_maker.h"
#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// By return value and answer.
inline bool is_answered(const Served& served) {
  return served.status == CF_OK && served.answer.status == CF_OK;
}

/// "class 'walk', request 7: it ended with status 2 (CF_FAILED: the work could not be done)", and what the
/// plug-in says if it says anything. On the thread that made the request. Of a request that was answered it
/// is what verify() has against the answer.
std::string why_not_right(const cf_workload& table, void* state, const Served& served);

/// Ends the process: nothing that such a workload does is worth measuring.
results::Error wrong_answers_error(const cf_workload& table, std::string why);

}  // namespace crossfade::collector
