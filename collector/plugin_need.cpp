#include "collector/plugin_need.h"

#include <nlohmann/json.hpp>

#include "collector/plugin/plugin_error.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;

constexpr std::uint32_t never_cancelled = 0;

void take_no_note(void* /*host*/, const char* /*key*/, const char* /*value*/) {}

}  // namespace

NeedAnswer ask_need(const cf_workload& table, const NeedQuestion& question) {
  if (table.need == nullptr || table.n_parameters != question.values.size())
    return NeedRefusal{"", "it cannot be asked: its table has no need() or other parameters", ""};
  std::vector<const char*> pointers;
  for (const std::string& value : question.values) pointers.push_back(value.c_str());
  cf_env env{};
  env.size = sizeof env;
  env.seed = question.seed;
  env.parameters = pointers.data();
  env.scratch_dir = "/tmp";
  env.input_path = question.input_path.empty() ? nullptr : question.input_path.c_str();
  env.worker_cpu = question.worker_cpus.data();
  env.workers = static_cast<std::uint32_t>(question.worker_cpus.size());
  env.isa_level = question.isa_level;
  env.cancel = &never_cancelled;
  env.note = &take_no_note;
  env.workload = &table;
  cf_need need{};
  need.size = sizeof need;
  cf_error said{};
  if (table.need(&env, &need, &said) != CF_OK)
    return NeedRefusal{plugin_text(said.where, sizeof said.where), plugin_text(said.why, sizeof said.why),
                       plugin_text(said.remedy, sizeof said.remedy)};
  return PluginNeed{need.shared_bytes, need.per_worker_bytes, need.shm_bytes, need.capabilities,
                    need.library_threads};
}

std::string to_json(const NeedAnswer& answer) {
  if (const auto* const refusal = std::get_if<NeedRefusal>(&answer)) {
    return json{{"where", refusal->where}, {"why", refusal->why}, {"remedy", refusal->remedy}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
  }
  const auto& need = std::get<PluginNeed>(answer);
  json said;
  said["need"] = {need.shared_bytes, need.per_worker_bytes, need.shm_bytes, need.capabilities,
                  need.library_threads};
  return said.dump();
}

std::optional<NeedAnswer> need_from_json(const std::string& text) {
  const json said = json::parse(text, nullptr, false);
  if (!said.is_object()) return std::nullopt;
  try {
    if (said.contains("need")) {
      const json& need = said.at("need");
      return PluginNeed{need.at(0), need.at(1), need.at(2), need.at(3), need.at(4)};
    }
    return NeedRefusal{said.at("where"), said.at("why"), said.at("remedy")};
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

cf_need to_cf_need(const PluginNeed& need) {
  return {.size = sizeof(cf_need),
          .shared_bytes = need.shared_bytes,
          .per_worker_bytes = need.per_worker_bytes,
          .shm_bytes = need.shm_bytes,
          .capabilities = need.capabilities,
          .library_threads = need.library_threads,
          .reserved = 0};
}

}  // namespace crossfade::collector
