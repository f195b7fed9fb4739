#include "collector/measure/plugin.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cmath>

#include "collector/measure/plugin_error.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;

constexpr const char* symbol = "crossfade_workload_v1";

Error broken(const std::string& where, std::string why) {
  return {ErrorKind::data, "cannot use the workload", where, std::move(why),
          "report it to whoever made the plug-in"};
}

results::Result<void> check_classes(const cf_workload& table, const std::string& where) {
  if (table.n_classes == 0 || table.n_classes > 64 || table.classes == nullptr)
    return broken(where, fmt::format("it has {} request classes", table.n_classes));
  double shares = 0;
  for (std::uint32_t c = 0; c < table.n_classes; ++c) {
    const cf_class& one = table.classes[c];
    if (one.name == nullptr) return broken(where, "a request class has no name");
    if (one.pool == 0 || one.levels == 0)
      return broken(where, fmt::format("request class '{}' has no pool or no answer level", one.name));
    if (!(one.share >= 0))
      return broken(where, fmt::format("request class '{}' has the share {}", one.name, one.share));
    shares += one.share;
  }
  if (std::abs(shares - 1) > 1e-6)
    return broken(where, fmt::format("the shares of its request classes sum to {}", shares));
  return {};
}

}  // namespace

results::Result<void> check_table(const cf_workload* table, const std::string& where) {
  if (table == nullptr) return broken(where, "it returned no table");
  if (table->abi != CF_ABI_VERSION) {
    return Error{ErrorKind::data, "cannot use the workload", where,
                 fmt::format("it was built for plug-in ABI {} and this program has ABI {}", table->abi,
                             CF_ABI_VERSION),
                 "build the workload and Crossfade from the same version"};
  }
  if (table->size < sizeof(cf_workload))
    return broken(
        where, fmt::format("its table has {} bytes where {} are needed", table->size, sizeof(cf_workload)));
  for (const char* text : {table->name, table->version, table->summary, table->seed_system, table->unit}) {
    if (text == nullptr) return broken(where, "name, version, summary, seed system or unit is missing");
  }
  if ((table->n_parameters > 0 && table->parameters == nullptr) ||
      (table->n_presets > 0 && table->presets == nullptr))
    return broken(where, "it counts parameters or presets that it does not have");
  for (std::uint32_t p = 0; p < table->n_parameters; ++p) {
    if (table->parameters[p].name == nullptr || table->parameters[p].def == nullptr)
      return broken(where, "a parameter has no name or no default");
  }
  for (std::uint32_t p = 0; p < table->n_presets; ++p) {
    if (table->presets[p].name == nullptr || table->presets[p].parameters == nullptr)
      return broken(where, "a preset has no name or no parameters");
  }
  const bool complete = table->need != nullptr && table->prepare != nullptr &&
                        table->worker_create != nullptr && table->verify != nullptr &&
                        table->finish != nullptr && table->worker_destroy != nullptr &&
                        table->destroy != nullptr;
  if (!complete) return broken(where, "a function of its table is missing");
  if (table->request == nullptr) {
    return Error{ErrorKind::unavailable, "cannot measure the workload", where,
                 "it answers asynchronously (submit and poll), which this version does not measure",
                 "use a newer Crossfade"};
  }
  return check_classes(*table, where);
}

results::Result<const cf_workload*> load_plugin(const std::string& path) {
  void* object = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) {
    const std::string why = plugin_text(::dlerror());
    const bool missing_library = why.find("cannot open shared object") != std::string::npos;
    return Error{missing_library ? ErrorKind::unavailable : ErrorKind::data, "cannot load the workload", path,
                 why, "install the library it names, or build the workload again"};
  }
  using Entry = const cf_workload* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(object, symbol));
  if (entry == nullptr)
    return broken(path, fmt::format("it does not export {}: it is no Crossfade workload", symbol));
  const cf_workload* table = entry();
  CF_TRY(check_table(table, path));
  return table;
}

}  // namespace crossfade::collector
