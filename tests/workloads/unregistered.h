// For tests of parts that lie in a workload's own source file: behind this header that file can be included,
// whole, and registers nothing.
#pragma once

#include "workloads/sugar.h"

#undef CROSSFADE_WORKLOAD
#define CROSSFADE_WORKLOAD(description, Dataset, Worker) static_assert(*(description).name != '\0');
