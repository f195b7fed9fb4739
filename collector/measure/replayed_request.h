// Replayed request: one request of a workload behind a function that a simulator finds by its name and
// collects inside of (callgrind --toggle-collect): what is counted is the workload's own code and not the
// engine's, without a header of valgrind's. Outside a simulator it is a call like any other.
#pragma once

#include "workloads/abi.h"

extern "C" {

/// cf_workload::request. Never inlined, and exported by crossfade-measure under this name.
int crossfade_replayed_request(const cf_workload* table, void* worker, const cf_request* request,
                               cf_answer* answer);
}
