#include "collector/measure/replayed_request.h"

[[gnu::noinline, gnu::used, gnu::visibility("default")]] int crossfade_replayed_request(
    const cf_workload* table, void* worker, const cf_request* request, cf_answer* answer) {
  const int status = table->request(worker, request, answer);
  // A jump into request() would leave this function before the work is done.
  asm volatile("" ::: "memory");
  return status;
}
