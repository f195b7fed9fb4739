// Version 1 of the plug-in border is frozen: sizes and places of everything, in C11. It has no code; it does
// not compile if something moved.
#include <stddef.h>

#include "workloads/abi.h"

#define SAME(what, value) _Static_assert((what) == (value), #what " is frozen as " #value)
#define AT(type, member, place) SAME(offsetof(type, member), place)

SAME(CF_ABI_VERSION, 1);
SAME(CF_OK, 0);
SAME(CF_WRONG, 1);
SAME(CF_FAILED, 2);
SAME(CF_REFUSED, 3);
SAME(CF_CANCELLED, 4);
SAME(CF_UNSUPPORTED, 5);
SAME(CF_FLAG_EXACT, 1);
SAME(CF_FLAG_STATEFUL, 2);
SAME(CF_FLAG_LIBRARY_THREADS, 4);
SAME(CF_FLAG_KERNEL, 8);
SAME(CF_FLAG_CONTENDED, 16);
SAME(CF_FLAG_EXTERNAL, 32);
SAME(CF_FLAG_ONLY_NAMED, 64);
SAME(CF_FLAG_TAKES_INPUT, 128);
SAME(CF_OVERLAP_NOT_LOOKED, 0);
SAME(CF_OVERLAP_NOT_SEEN, 1);
SAME(CF_OVERLAP_SEEN, 2);

// Never grow.
SAME(sizeof(cf_error), 768);
AT(cf_error, where, 128);
AT(cf_error, why, 256);
AT(cf_error, remedy, 512);
SAME(sizeof(cf_parameter), 48);
AT(cf_parameter, def, 24);
AT(cf_parameter, max, 40);
SAME(sizeof(cf_preset), 16);
SAME(sizeof(cf_class), 72);
AT(cf_class, share, 8);
AT(cf_class, slo_p99_ns, 16);
AT(cf_class, priority, 24);
AT(cf_class, levels, 28);
AT(cf_class, pool, 32);
AT(cf_class, net_in, 40);
AT(cf_class, storage_out, 64);
SAME(sizeof(cf_request), 24);
AT(cf_request, tag, 8);
AT(cf_request, class_id, 16);
AT(cf_request, level, 20);
SAME(sizeof(cf_answer), 48);
AT(cf_answer, digest, 8);
AT(cf_answer, bytes_in, 16);
AT(cf_answer, bytes_out, 24);
AT(cf_answer, done_ns, 32);
AT(cf_answer, items, 40);
AT(cf_answer, status, 44);
SAME(sizeof(cf_target), 16);

// Grow at the end only: the least size, and the place of what was there from the start.
SAME(CF_NEED_BYTES_V1, 48);
_Static_assert(sizeof(cf_need) >= CF_NEED_BYTES_V1, "nothing is taken away");
AT(cf_need, shared_bytes, 8);
AT(cf_need, shm_bytes, 24);
AT(cf_need, capabilities, 32);
AT(cf_need, library_threads, 40);
SAME(CF_ENV_BYTES_V1, 88);
_Static_assert(sizeof(cf_env) >= CF_ENV_BYTES_V1, "nothing is taken away");
AT(cf_env, seed, 8);
AT(cf_env, parameters, 16);
AT(cf_env, scratch_dir, 24);
AT(cf_env, input_path, 32);
AT(cf_env, worker_cpu, 40);
AT(cf_env, workers, 48);
AT(cf_env, isa_level, 52);
AT(cf_env, cancel, 56);
AT(cf_env, host, 64);
AT(cf_env, note, 72);
AT(cf_env, workload, 80);
SAME(CF_WORKLOAD_BYTES_V1, 184);
_Static_assert(sizeof(cf_workload) >= CF_WORKLOAD_BYTES_V1, "nothing is taken away");
AT(cf_workload, size, 4);
AT(cf_workload, flags, 8);
AT(cf_workload, name, 16);
AT(cf_workload, unit, 48);
AT(cf_workload, parameters, 56);
AT(cf_workload, classes, 72);
AT(cf_workload, n_parameters, 80);
AT(cf_workload, n_classes, 88);
AT(cf_workload, need, 96);
AT(cf_workload, request, 120);
AT(cf_workload, verify, 144);
AT(cf_workload, targets, 152);
AT(cf_workload, destroy, 176);

typedef int crossfade_not_empty;  // ISO C wants a declaration that is not an assertion
