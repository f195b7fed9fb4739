/* The plug-in border between a measuring process and a workload: version 1. C11 and C++20, 64-bit.
 *
 * A plug-in is one shared object that exports one symbol, crossfade_workload_v1(), returning a table that
 * lives as long as the object is loaded. Life of a workload, every call on the thread named:
 *
 * - need: main thread, before anything is allocated
 * - prepare: main thread: builds the shared inputs from (seed, parameters), reports libraries through note()
 * - worker_create: on the pinned worker thread, so that first touch places its memory
 * - request: on that thread: the golden pass (untimed), warm-up, timed requests
 * - verify: on that thread, outside timing, by a different path than request(), of any request; of one that
 *   failed, to say why
 * - worker_destroy: on that thread
 * - finish: main thread: invariants over everything that happened
 * - destroy: main thread
 *
 * Workers run at the same time, each on its own thread. A process may prepare a workload more than once and
 * have several alive: what one prepare() made must not be changed by another.
 *
 * Ownership: every string and table is the plug-in's; every cf_error and cf_answer is the host's. No
 * exception and no C++ type crosses. Functions that return int return CF_OK or another status and then fill
 * the cf_error if they were given one.
 *
 * Lifetimes: the cf_env that prepare() is given, and all that it points to (the parameters, the scratch
 * folder, the CPUs, cancel ...), live until destroy() has returned, whether the workload is measured alone or
 * in a mix. Those of need() live until need() returns, and its scratch_dir is a name only: nothing is written
 * there. note() is for prepare(), on the thread that prepare() was called on.
 *
 * A request is answered if request() returned CF_OK and cf_answer.status is CF_OK. Otherwise it failed, with
 * CF_REFUSED as well: its status is what request() returned or, if that was CF_OK, what it wrote. The host
 * may give it to verify(), at once or after other requests, with its status in cf_answer.status: verify()
 * then fills the cf_error with the reason and returns the status; CF_OK = nothing to say.
 *
 * Promised for as long as there is a version 1:
 * - A plug-in that was built against this header loads in every later Crossfade that has version 1. What
 *   stands here keeps its meaning, its order and its size; tests pin them.
 * - cf_workload, cf_env and cf_need may grow, at the end only. Their `size` says how many bytes the side that
 *   filled them in knows; what lies behind is not there. CF_..._BYTES_V1 is the least. The other structs
 * never grow.
 * - New flags may be added. A change that keeps none of this is version 2: another symbol, beside this one.
 *
 * Who refuses what, always with a reason and before anything is measured:
 * - The host refuses an object without the symbol; abi other than CF_ABI_VERSION; a table shorter than
 *   version 1; a missing text or function (all are needed but submit, poll and targets); flags it does not
 *   know; a table that answers asynchronously or whose work another process does (CF_FLAG_EXTERNAL), until a
 *   host can measure those; classes whose shares do not sum to 1, or without a name of their own, an
 *   objective, a pool or a level; a plug-in that crashes while it is loaded or takes longer than 5 s; and
 *   parameters outside their range.
 * - The plug-in refuses (CF_UNSUPPORTED) a cf_env or cf_need shorter than it needs, parameters that do not go
 *   together, a machine without what it needs, and an isa_level that its libraries do not keep to.
 */
#ifndef CROSSFADE_WORKLOADS_ABI_H
#define CROSSFADE_WORKLOADS_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CF_ABI_VERSION 1u

/* Bytes of the structs that may grow, as they were in version 1 from the start. */
#define CF_WORKLOAD_BYTES_V1 184u
#define CF_ENV_BYTES_V1 88u
#define CF_NEED_BYTES_V1 48u

/* Status of a call and of an answer. */
enum {
  CF_OK = 0,
  CF_WRONG = 1,      /* the work was done and the result is not right */
  CF_FAILED = 2,     /* the work could not be done */
  CF_REFUSED = 3,    /* the request was refused, as it should be or by load shedding */
  CF_CANCELLED = 4,  /* *cf_env.cancel became non-zero */
  CF_UNSUPPORTED = 5 /* this machine or these parameters cannot run it: reason in cf_error */
};

/* cf_workload.flags. One of the first two says how answers are judged:
 *
 * - CF_FLAG_EXACT: before anything is timed every request of every pool is made once, its digest kept, and a
 *   sample of each class is made again, one pool later on another worker, and given to verify(). Every other
 *   answer, of warm-up and of what is timed, must be CF_OK and have the digest of its request.
 * - CF_FLAG_STATEFUL: digests are not looked at. Before anything is timed a sample of each class is made and
 *   given to verify(), each answer at once, on its worker. Every other answer must be CF_OK: what neither
 *   verify() nor finish() sees in these nobody sees.
 * - neither: as CF_FLAG_STATEFUL, and the host tells its user that the plug-in does not say. Both: as
 *   CF_FLAG_EXACT.
 */
#define CF_FLAG_EXACT UINT64_C(1)    /* answers depend on (seed, class, level, index mod pool) only */
#define CF_FLAG_STATEFUL UINT64_C(2) /* answers depend on what was asked before */
#define CF_FLAG_LIBRARY_THREADS                                                                        \
  UINT64_C(4)                          /* the library makes threads of its own: process CPU is charged \
                                        */
#define CF_FLAG_KERNEL UINT64_C(8)     /* much of the work is in the kernel */
#define CF_FLAG_CONTENDED UINT64_C(16) /* workers share written data on purpose */
#define CF_FLAG_EXTERNAL UINT64_C(32)  /* the work is done by another process: targets() says which */
#define CF_FLAG_ONLY_NAMED \
  UINT64_C(64) /* measured only when it is asked for by name: no part of a run of everything */
#define CF_FLAG_TAKES_INPUT \
  UINT64_C(128) /* works on cf_env.input_path if the user names a file; need() says what is wrong with it */

/* Every flag of version 1: a host refuses a plug-in that has another one. */
#define CF_FLAGS_V1 UINT64_C(255)

/* What failed, where, why, what to do. Zero-terminated UTF-8; empty = not said. */
typedef struct {
  char what[128], where[128], why[256], remedy[256];
} cf_error;

/* Values are decimal or text; min and max are empty for text. The host checks ranges before prepare(). */
typedef struct {
  const char *name, *doc, *unit, *def, *min, *max;
} cf_parameter;

/* name@preset is one recorded workload. parameters: "key=value key=value"; what is not named has its default.
 * Without presets there is one, called "default". */
typedef struct {
  const char *name, *parameters;
} cf_preset;

typedef struct {
  const char* name;
  double share;        /* of requests; the shares of a workload sum to 1 */
  uint64_t slo_p99_ns; /* objective on p99 of latency: a round number a product owner would name, the same
                          everywhere */
  uint32_t priority;   /* 0 = most important */
  uint32_t levels;     /* number of answer levels: 1 = full only, 2 and more = cheaper answers exist */
  uint32_t pool;       /* distinct requests: index and index + pool have the same golden answer */
  uint32_t reserved;
  uint64_t net_in, net_out, storage_in, storage_out; /* bytes per request, as deployed */
} cf_class;

typedef struct cf_workload cf_workload;

typedef struct {
  uint64_t size;
  uint64_t shared_bytes, per_worker_bytes, shm_bytes;
  uint64_t capabilities;    /* bit n = Linux capability n */
  uint32_t library_threads; /* that libraries start by themselves when there is one worker */
  uint32_t reserved;
} cf_need;

typedef struct {
  uint64_t size;
  uint64_t seed;
  const char* const* parameters; /* n_parameters values, in the order of cf_workload.parameters */
  const char* scratch_dir;       /* of prepare(): exists, empty, removed after destroy() */
  const char* input_path;        /* the user's file, for CF_FLAG_TAKES_INPUT; or NULL: generate the inputs */
  const uint32_t* worker_cpu;    /* CPU of each worker */
  uint32_t workers;
  uint32_t isa_level; /* 0 = no cap, 2, 3, 4 = x86-64-vN: libraries were told through their own switches */
  const volatile uint32_t* cancel; /* long prepare() loops look at it */
  void* host;
  /* Facts for the recording, from prepare() only. Keys: "library" = "name|version|code path" (once per
   * library), "dataset_digest" = hex. */
  void (*note)(void* host, const char* key, const char* value);
  const cf_workload* workload; /* whose function is called: a table that was made at run time finds itself */
} cf_env;

typedef struct {
  uint64_t index, tag;
  uint32_t class_id, level; /* inputs: the scheduler chooses them */
} cf_request;

/* cf_answer.items of a workload with CF_FLAG_CONTENDED: whether another worker did contended work while the
 * request ran. Not every request has to look: looking is itself reading what others write. */
enum { CF_OVERLAP_NOT_LOOKED = 0, CF_OVERLAP_NOT_SEEN = 1, CF_OVERLAP_SEEN = 2 };

/* items: what the answer consists of, in the workload's own terms (records, tracks, hits); or CF_OVERLAP_*.
 */
typedef struct {
  uint64_t tag, digest; /* digest: over everything the answer consists of */
  uint64_t bytes_in, bytes_out;
  int64_t done_ns; /* asynchronous plug-ins: CLOCK_MONOTONIC time of completion */
  uint32_t items, status;
} cf_answer;

/* A process or cgroup whose CPU time and counters belong to the workload. pid 0 = use the cgroup. */
typedef struct {
  int32_t pid, reserved;
  const char* cgroup;
} cf_target;

struct cf_workload {
  uint32_t abi;  /* CF_ABI_VERSION */
  uint32_t size; /* sizeof(cf_workload) */
  uint64_t flags;
  const char *name, *version, *summary, *seed_system, *unit;
  const cf_parameter* parameters;
  const cf_preset* presets;
  const cf_class* classes;
  uint32_t n_parameters, n_presets, n_classes, reserved;
  int (*need)(const cf_env*, cf_need*, cf_error*);
  int (*prepare)(const cf_env*, void** data, cf_error*);
  int (*worker_create)(void* data, uint32_t worker, void** state, cf_error*);
  int (*request)(void* worker, const cf_request*, cf_answer*); /* run to completion, or NULL and: */
  int (*submit)(void* worker, const cf_request*);
  int (*poll)(void* worker, cf_answer*, uint32_t max, int64_t until_ns); /* returns the number of answers */
  int (*verify)(void* worker, const cf_request*, const cf_answer*, cf_error*);
  int (*targets)(void* data, cf_target*, uint32_t max); /* returns the number of targets; may be NULL */
  int (*finish)(void* data, cf_error*);
  void (*worker_destroy)(void* worker);
  void (*destroy)(void* data);
};

/* The only exported symbol of a plug-in, also where all others are hidden (-fvisibility=hidden). */
__attribute__((visibility("default"))) const cf_workload* crossfade_workload_v1(void);

#ifdef __cplusplus
}
#endif
#endif
