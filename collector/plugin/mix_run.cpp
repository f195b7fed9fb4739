#include "collector/plugin/mix_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "collector/plugin/mix.h"
#include "collector/plugin/mix_notes.h"
#include "collector/plugin/plugin_error.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

using workloads::mix;

template <std::size_t size>
void write(char (&target)[size], const std::string& text) {
  static_cast<void>(std::snprintf(target, size, "%s", text.c_str()));
}

/// Puts in front of what a part said which part it was.
void name_part(cf_error* error, const cf_workload& part, const std::string& what_failed) {
  if (error == nullptr) return;
  if (error->what[0] == '\0') write(error->what, what_failed);
  const std::string said = plugin_text(error->where, sizeof error->where);
  write(error->where, fmt::format("part {}{}{}", part.name, said.empty() ? "" : ", ", said));
}

int say(cf_error* error, int status, const std::string& what, const std::string& where,
        const std::string& why) {
  if (error == nullptr) return status;
  *error = cf_error{};
  write(error->what, what);
  write(error->where, where);
  write(error->why, why);
  return status;
}

/// Null if the host does not say whose function it calls.
const Mix* mix_of(const cf_env& env, cf_error* error) {
  if (env.size >= CF_ENV_BYTES_V1 && env.workload != nullptr)
    return static_cast<const MixTable*>(env.workload)->mix;
  say(error, CF_FAILED, "cannot find the mix", "cf_env.workload",
      "the host does not say whose function it calls");
  return nullptr;
}

/// What a part is given: all of the mix's environment but what is its own.
class PartEnvironment {
 public:
  PartEnvironment(const cf_env& env, const MixPart& part, std::size_t number, MixNotes& notes)
      : env_(env),
        scratch_(fmt::format("{}/{}", env.scratch_dir == nullptr ? "." : env.scratch_dir, number)) {
    for (const std::string& value : part.values) values_.push_back(value.c_str());
    env_.size = sizeof env_;
    env_.parameters = values_.data();
    env_.scratch_dir = scratch_.c_str();
    env_.input_path = nullptr;
    env_.workload = part.table;
    env_.host = &notes;
    env_.note = &MixNotes::take;
  }
  PartEnvironment(const PartEnvironment&) = delete;
  PartEnvironment& operator=(const PartEnvironment&) = delete;

  const cf_env* get() const { return &env_; }
  const std::string& scratch() const { return scratch_; }

 private:
  cf_env env_;
  std::string scratch_;
  std::vector<const char*> values_;
};

/// The parts as prepared, and what they were given, which lives as long as they do.
struct MixData {
  MixData(const Mix& all, std::uint64_t own_seed) : mix(all), seed(own_seed) {}
  MixData(const MixData&) = delete;
  MixData& operator=(const MixData&) = delete;
  ~MixData() {
    for (std::size_t p = data.size(); p-- > 0;) mix.parts()[p].table->destroy(data[p]);
  }

  const Mix& mix;
  std::uint64_t seed;
  MixNotes notes;
  std::vector<std::unique_ptr<PartEnvironment>> environments;  ///< by part
  std::vector<void*> data;                                     ///< by part
};

struct MixWorker {
  const MixData& run;
  std::vector<void*> states;  ///< by part

  ~MixWorker() {
    for (std::size_t p = states.size(); p-- > 0;) run.mix.parts()[p].table->worker_destroy(states[p]);
  }
};

/// Calls of one request, in their order: `each` gets the call, the part's request and answer; it returns a
/// status. Sums the answers up.
template <class Each>
int chain(const MixWorker& worker, const cf_request& wanted, cf_answer& all, const Each& each) {
  const std::vector<MixClass>& classes = worker.run.mix.classes();
  if (wanted.class_id >= classes.size() || wanted.level != 0) return CF_FAILED;
  const MixClass& one = classes[wanted.class_id];
  const std::uint64_t start = mix(worker.run.seed ^ mix((wanted.index % one.pool) << 8 | wanted.class_id));
  for (std::size_t c = 0; c < one.calls.size(); ++c) {
    const MixCall& call = one.calls[c];
    const cf_request request{mix(start + c) % call.pool, wanted.tag, call.class_id, call.level};
    cf_answer answer{};
    if (const int status = each(call, request, answer); status != CF_OK) return status;
    all.digest = mix(all.digest ^ answer.digest);
    all.bytes_in += answer.bytes_in;
    all.bytes_out += answer.bytes_out;
    ++all.items;
  }
  return CF_OK;
}

int ask(const MixWorker& worker, const MixCall& call, const cf_request& request, cf_answer& answer) {
  const int status =
      worker.run.mix.parts()[call.part].table->request(worker.states[call.part], &request, &answer);
  return status != CF_OK ? status : static_cast<int>(answer.status);
}

// ---- the functions of the table ----

/// Bytes that no number holds are the most that one holds.
void add(std::uint64_t& sum, std::uint64_t bytes) {
  if (__builtin_add_overflow(sum, bytes, &sum)) sum = std::numeric_limits<std::uint64_t>::max();
}

int need(const cf_env* env, cf_need* target, cf_error* error) {
  const Mix* const found = mix_of(*env, error);
  if (found == nullptr) return CF_FAILED;
  const Mix& all = *found;
  *target = cf_need{};
  target->size = sizeof *target;
  MixNotes ignored;
  for (std::size_t p = 0; p < all.parts().size(); ++p) {
    const MixPart& part = all.parts()[p];
    const PartEnvironment own(*env, part, p, ignored);
    cf_need one{};
    one.size = sizeof one;
    if (const int status = part.table->need(own.get(), &one, error); status != CF_OK) {
      name_part(error, *part.table, "cannot say what a part needs");
      return status;
    }
    add(target->shared_bytes, one.shared_bytes);
    add(target->per_worker_bytes, one.per_worker_bytes);
    add(target->shm_bytes, one.shm_bytes);
    target->capabilities |= one.capabilities;
    target->library_threads += one.library_threads;
  }
  return CF_OK;
}

int prepare(const cf_env* env, void** data, cf_error* error) {
  *data = nullptr;
  const Mix* const found = mix_of(*env, error);
  if (found == nullptr) return CF_FAILED;
  const Mix& all = *found;
  auto run = std::make_unique<MixData>(all, env->seed);
  for (std::size_t p = 0; p < all.parts().size(); ++p) {
    const MixPart& part = all.parts()[p];
    run->environments.push_back(std::make_unique<PartEnvironment>(*env, part, p, run->notes));
    const PartEnvironment& own = *run->environments.back();
    std::error_code problem;
    std::filesystem::create_directory(own.scratch(), problem);
    if (problem)
      return say(error, CF_FAILED, "cannot make a scratch folder", own.scratch(), problem.message());
    run->notes.begin(part);
    void* prepared = nullptr;
    if (const int status = part.table->prepare(own.get(), &prepared, error); status != CF_OK) {
      name_part(error, *part.table, "cannot prepare a part");
      return status;
    }
    run->data.push_back(prepared);
  }
  run->notes.tell(*env, all.digest());
  *data = run.release();
  return CF_OK;
}

int worker_create(void* data, std::uint32_t number, void** state, cf_error* error) {
  *state = nullptr;
  const MixData& run = *static_cast<MixData*>(data);
  std::unique_ptr<MixWorker> worker(new MixWorker{run, {}});
  for (std::size_t p = 0; p < run.data.size(); ++p) {
    const cf_workload& part = *run.mix.parts()[p].table;
    void* made = nullptr;
    if (const int status = part.worker_create(run.data[p], number, &made, error); status != CF_OK) {
      name_part(error, part, "cannot make a worker of a part");
      return status;
    }
    worker->states.push_back(made);
  }
  *state = worker.release();
  return CF_OK;
}

int request(void* state, const cf_request* wanted, cf_answer* answer) {
  const MixWorker& worker = *static_cast<MixWorker*>(state);
  *answer = cf_answer{};
  answer->tag = wanted->tag;
  const int status =
      chain(worker, *wanted, *answer, [&](const MixCall& call, const cf_request& one, cf_answer& said) {
        return ask(worker, call, one, said);
      });
  answer->status = static_cast<std::uint32_t>(status);
  return status;
}

int verify(void* state, const cf_request* wanted, const cf_answer* answer, cf_error* error) {
  const MixWorker& worker = *static_cast<MixWorker*>(state);
  cf_answer again{};
  const int status =
      chain(worker, *wanted, again, [&](const MixCall& call, const cf_request& one, cf_answer& said) {
        const cf_workload& part = *worker.run.mix.parts()[call.part].table;
        const int failed = ask(worker, call, one, said);
        if (failed != CF_OK) said.status = static_cast<std::uint32_t>(failed);
        const int judged = part.verify(worker.states[call.part], &one, &said, error);
        if (failed != CF_OK) {
          if (error == nullptr || (error->what[0] == '\0' && error->why[0] == '\0'))
            say(error, failed, "a call failed", "", fmt::format("it ended with {}", status_text(failed)));
          name_part(error, part, "a call failed");
          return failed;
        }
        if (judged != CF_OK) name_part(error, part, "the answer of a part is not right");
        return judged;
      });
  if (status != CF_OK) return status;
  if (again.digest == answer->digest && again.bytes_in == answer->bytes_in &&
      again.bytes_out == answer->bytes_out && again.items == answer->items)
    return CF_OK;
  return say(error, CF_WRONG, "the answer is not that of the chain", "",
             "made again call by call, it is another");
}

int finish(void* data, cf_error* error) {
  const MixData& run = *static_cast<MixData*>(data);
  for (std::size_t p = 0; p < run.data.size(); ++p) {
    const cf_workload& part = *run.mix.parts()[p].table;
    if (const int status = part.finish(run.data[p], error); status != CF_OK) {
      name_part(error, part, "the invariants of a part do not hold");
      return status;
    }
  }
  return CF_OK;
}

void worker_destroy(void* state) {
  delete static_cast<MixWorker*>(state);
}

void destroy(void* data) {
  delete static_cast<MixData*>(data);
}

}  // namespace

void set_mix_functions(cf_workload& table) {
  table.need = need;
  table.prepare = prepare;
  table.worker_create = worker_create;
  table.request = request;
  table.verify = verify;
  table.finish = finish;
  table.worker_destroy = worker_destroy;
  table.destroy = destroy;
}

}  // namespace crossfade::collector
