#include "tests/measure/toy_workload.h"

#include <array>
#include <cstdio>

namespace crossfade::collector {
namespace {

constexpr std::array<cf_class, 2> classes{{{"small", 0.75, 1'000'000, 0, 1, 8, 0, 10, 20, 30, 40},
                                           {"large", 0.25, 2'000'000, 1, 2, 5, 0, 1, 2, 3, 4}}};
constexpr std::array<cf_parameter, 3> parameters{{{"size", "how large", "", "10", "1", "100"},
                                                  {"ratio", "what part", "", "0.5", "0", "1"},
                                                  {"mode", "which way", "", "fast", "", ""}}};
constexpr std::array<cf_preset, 1> presets{{{"big", "size=90"}}};

int say(cf_error* error, int status) {
  if (status != CF_OK && error != nullptr) std::snprintf(error->why, sizeof error->why, "the toy says so");
  return status;
}

}  // namespace

ToyBehaviour& toy_behaviour() {
  static ToyBehaviour behaviour;
  return behaviour;
}

std::uint64_t toy_digest(const cf_request& request) {
  return 1000 * (request.class_id + 1) + 100 * request.level + request.index % classes[request.class_id].pool;
}

cf_workload toy_workload() {
  auto& toy = toy_behaviour();
  toy.prepare_status = toy.worker_status = toy.finish_status = toy.need_status = CF_OK;
  toy.shared_bytes = toy.per_worker_bytes = 1, toy.capabilities = 0;
  toy.workers_alive = toy.prepared = 0;
  toy.request = [](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    return CF_OK;
  };
  toy.verify = [](const cf_request& request, const cf_answer& answer) {
    return answer.digest == toy_digest(request) ? CF_OK : CF_WRONG;
  };

  cf_workload table{};
  table.abi = CF_ABI_VERSION;
  table.size = sizeof(cf_workload);
  table.flags = CF_FLAG_EXACT;
  table.name = "toy", table.version = "1", table.summary = "for tests", table.seed_system = "tests";
  table.unit = "toy";
  table.parameters = parameters.data(), table.n_parameters = parameters.size();
  table.presets = presets.data(), table.n_presets = presets.size();
  table.classes = classes.data(), table.n_classes = classes.size();
  table.need = [](const cf_env*, cf_need* need, cf_error* error) {
    need->shared_bytes = toy_behaviour().shared_bytes;
    need->per_worker_bytes = toy_behaviour().per_worker_bytes;
    need->capabilities = toy_behaviour().capabilities;
    return say(error, toy_behaviour().need_status);
  };
  table.prepare = [](const cf_env* env, void** data, cf_error* error) {
    env->note(env->host, "library", "toylib|1.2|avx2");
    env->note(env->host, "dataset_digest", "cafe");
    env->note(env->host, "something else", "ignored");
    *data = &toy_behaviour();
    if (toy_behaviour().prepare_status == CF_OK) ++toy_behaviour().prepared;
    return say(error, toy_behaviour().prepare_status);
  };
  table.worker_create = [](void* data, std::uint32_t, void** state, cf_error* error) {
    *state = data;
    if (toy_behaviour().worker_status == CF_OK) ++toy_behaviour().workers_alive;
    return say(error, toy_behaviour().worker_status);
  };
  table.request = [](void*, const cf_request* request, cf_answer* answer) {
    return toy_behaviour().request(*request, *answer);
  };
  table.verify = [](void*, const cf_request* request, const cf_answer* answer, cf_error* error) {
    return say(error, toy_behaviour().verify(*request, *answer));
  };
  table.finish = [](void*, cf_error* error) { return say(error, toy_behaviour().finish_status); };
  table.worker_destroy = [](void*) { --toy_behaviour().workers_alive; };
  table.destroy = [](void*) { --toy_behaviour().prepared; };
  return table;
}

}  // namespace crossfade::collector
