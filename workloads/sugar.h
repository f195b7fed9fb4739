// C++ on top of the C border: write a Dataset, a Worker and a Description, then one registration line.
//
//   struct Dataset { explicit Dataset(const Environment&); static Need need(const Environment&); };
//   struct Worker  { Worker(Dataset&, std::uint32_t worker);
//                    void request(const cf_request&, cf_answer&);           // fills digest, bytes, items
//                    void verify(const cf_request&, const cf_answer&); };   // throws wrong(...)
//   constexpr Description kDescription{.name = "example", ...};
//   CROSSFADE_WORKLOAD(kDescription, Dataset, Worker)
//
// Optional: void Dataset::finish() checks invariants after the run. verify() finds the output of exactly that
// request in its worker: if another request came between, the border repeats it first. Exceptions become
// cf_error; what request() threw reaches the user, too: the border keeps it and tells it when the host asks
// verify() why. Nothing but crossfade_workload_v1 is exported (exports.map). Not thread-safe where abi.h is
// not.
#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <string>

#include "workloads/abi.h"
#include "workloads/environment.h"
#include "workloads/failure.h"

namespace crossfade::workloads {

/// What the workload will take, in bytes, before anything is allocated.
struct Need {
  std::uint64_t shared_bytes = 0;      ///< one copy for all workers
  std::uint64_t per_worker_bytes = 0;  ///< one copy each
  std::uint64_t shm_bytes = 0;         ///< in /dev/shm
  std::uint64_t capabilities = 0;      ///< bit n = Linux capability n
  std::uint32_t library_threads = 0;   ///< that libraries start by themselves with one worker
};

struct Description {
  const char* name;
  const char* version;      ///< raised whenever results before and after are not comparable
  const char* summary;      ///< one sentence
  const char* seed_system;  ///< the production system it stands for
  const char* unit;         ///< what one request is
  std::uint64_t flags;      ///< CF_FLAG_EXACT or CF_FLAG_STATEFUL, and others of CF_FLAG_*
  std::span<const cf_class> classes;
  std::span<const cf_parameter> parameters = {};
  std::span<const cf_preset> presets = {};
};

template <const Description& description, class Dataset, class Worker>
class Border {
  static_assert((description.flags & CF_FLAG_EXACT) != 0 || (description.flags & CF_FLAG_STATEFUL) != 0,
                "Description::flags must say how answers are judged: CF_FLAG_EXACT if equal requests have "
                "equal answers, CF_FLAG_STATEFUL if they depend on what was asked before");
  static_assert((description.flags & CF_FLAG_EXACT) == 0 || (description.flags & CF_FLAG_STATEFUL) == 0,
                "Description::flags cannot have both CF_FLAG_EXACT and CF_FLAG_STATEFUL");
  static_assert(
      requires(Worker& worker, const cf_request& request, const cf_answer& answer) {
        worker.verify(request, answer);
      }, "Worker must have void verify(const cf_request&, const cf_answer&), which throws wrong(...)");

 public:
  static const cf_workload* table() { return &table_; }

 private:
  /// A worker, the request whose output it holds, and the last one that failed.
  struct Seat {
    Seat(Dataset& dataset, std::uint32_t number) : worker(dataset, number) {}
    Worker worker;
    cf_request held{};
    bool holds = false;
    cf_request failed{};
    int failed_with = CF_OK;  ///< CF_OK = none has failed
    cf_error failure{};
  };

  static bool is_same(const cf_request& one, const cf_request& other) {
    return one.index == other.index && one.class_id == other.class_id && one.level == other.level;
  }

  template <class Body>
  static int guarded(cf_error* error, Body&& body) noexcept {
    try {
      body();
      return CF_OK;
    } catch (const Failure& failure) {
      fill(error, failure);
      return failure.status;
    } catch (const std::bad_alloc&) {
      fill(error, {CF_FAILED, "out of memory", description.name, "an allocation failed", "free some memory"});
    } catch (const std::exception& exception) {
      fill(error, {CF_FAILED, "the plug-in failed", description.name, exception.what(), {}});
    } catch (...) {
      fill(error, {CF_FAILED, "the plug-in failed", description.name, "unknown exception", {}});
    }
    return CF_FAILED;
  }

  static int need(const cf_env* env, cf_need* target, cf_error* error) {
    return guarded(error, [&] {
      if (target == nullptr || target->size < CF_NEED_BYTES_V1) {
        throw Failure{CF_FAILED, "cannot tell the need", {}, "the host is older than the plug-in", {}};
      }
      const Need need = Dataset::need(Environment(env, description.parameters));
      target->shared_bytes = need.shared_bytes;
      target->per_worker_bytes = need.per_worker_bytes;
      target->shm_bytes = need.shm_bytes;
      target->capabilities = need.capabilities;
      target->library_threads = need.library_threads;
    });
  }

  static int prepare(const cf_env* env, void** data, cf_error* error) {
    *data = nullptr;
    return guarded(error, [&] {
      const Environment environment(env, description.parameters);
      environment.check_cancelled();
      *data = new Dataset(environment);
    });
  }

  static int worker_create(void* data, std::uint32_t worker, void** state, cf_error* error) {
    *state = nullptr;
    return guarded(error, [&] { *state = new Seat(*static_cast<Dataset*>(data), worker); });
  }

  static int request(void* state, const cf_request* request, cf_answer* answer) {
    Seat& seat = *static_cast<Seat*>(state);
    *answer = cf_answer{};
    answer->tag = request->tag;
    seat.held = *request;
    seat.holds = true;
    const int status = guarded(&seat.failure, [&] {
      if (request->class_id >= description.classes.size() ||
          request->level >= description.classes[request->class_id].levels) {
        throw Failure{
            CF_FAILED, "there is no such request", {}, "no class or answer level has its number", {}};
      }
      seat.worker.request(*request, *answer);
    });
    if (status != CF_OK) {
      seat.holds = false;  // whatever the worker has now, it is no output
      seat.failed = *request;
      seat.failed_with = status;
      answer->status = static_cast<std::uint32_t>(status);
    }
    return static_cast<int>(answer->status);
  }

  /// Of a request that failed it says why.
  static int verify(void* state, const cf_request* request_to_check, const cf_answer* answer,
                    cf_error* error) {
    Seat& seat = *static_cast<Seat*>(state);  // NOLINT(misc-const-correctness): verify() may be non-const
    const auto say_why_it_failed = [&] {
      if (error != nullptr) {
        *error = seat.failure;
      }
      return seat.failed_with;
    };
    if (answer->status != CF_OK && seat.failed_with != CF_OK && is_same(seat.failed, *request_to_check)) {
      return say_why_it_failed();
    }
    if (!seat.holds || !is_same(seat.held, *request_to_check)) {
      cf_answer repeated;
      const int status = request(state, request_to_check, &repeated);
      if (!seat.holds) {
        return say_why_it_failed();
      }
      if (status != static_cast<int>(answer->status)) {
        return guarded(error, [&] {
          throw wrong(
              "the request ends otherwise when it is repeated",
              "status " + std::to_string(answer->status) + " before, " + std::to_string(status) + " now");
        });
      }
    }
    return guarded(error, [&] { seat.worker.verify(*request_to_check, *answer); });
  }

  static int finish(void* data, cf_error* error) {
    return guarded(error, [&] {
      if constexpr (requires(Dataset& dataset) { dataset.finish(); }) {
        static_cast<Dataset*>(data)->finish();
      }
    });
  }

  static void worker_destroy(void* state) { delete static_cast<Seat*>(state); }
  static void destroy(void* data) { delete static_cast<Dataset*>(data); }

  static constexpr cf_workload table_{
      .abi = CF_ABI_VERSION,
      .size = sizeof(cf_workload),
      .flags = description.flags,
      .name = description.name,
      .version = description.version,
      .summary = description.summary,
      .seed_system = description.seed_system,
      .unit = description.unit,
      .parameters = description.parameters.data(),
      .presets = description.presets.data(),
      .classes = description.classes.data(),
      .n_parameters = static_cast<std::uint32_t>(description.parameters.size()),
      .n_presets = static_cast<std::uint32_t>(description.presets.size()),
      .n_classes = static_cast<std::uint32_t>(description.classes.size()),
      .reserved = 0,
      .need = need,
      .prepare = prepare,
      .worker_create = worker_create,
      .request = request,
      .submit = nullptr,
      .poll = nullptr,
      .verify = verify,
      .targets = nullptr,
      .finish = finish,
      .worker_destroy = worker_destroy,
      .destroy = destroy,
  };
};

}  // namespace crossfade::workloads

// The symbol has default visibility whatever the compiler's setting; everything else stays inside.
#define CROSSFADE_WORKLOAD(description, Dataset, Worker)                                         \
  extern "C" __attribute__((visibility("default"))) const cf_workload* crossfade_workload_v1() { \
    return ::crossfade::workloads::Border<description, Dataset, Worker>::table();                \
  }
