#include "collector/plugin/plugin.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "collector/plugin/plugin_error.h"
#include "collector/protocol/parameter_value.h"
#include "results/text.h"
#include "workloads/library_choice.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;

constexpr const char* symbol = "crossfade_workload_v1";
constexpr std::uint32_t most_classes = 64, most_rows = 4096;
/// Golden answers of a class: each is made before every measurement, and kept.
constexpr std::uint64_t most_answers = 1 << 20;

Error refused(const std::string& where, std::string why, std::string remedy) {
  return {ErrorKind::unavailable, "cannot use the plug-in", where, std::move(why), std::move(remedy)};
}

Error broken(const std::string& where, std::string why) {
  return refused(where, std::move(why),
                 "repair the plug-in: docs/your-own-workload.md says what it must have");
}

Error too_new(const std::string& where, std::string why) {
  return refused(where, std::move(why), "use a newer Crossfade");
}

/// Names are typed as NAME@PRESET:parameter=value, and become names of files and rows.
bool is_plain_name(std::string_view name) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !name.empty() && name.find_first_not_of(plain) == std::string_view::npos;
}

std::string_view text_of(const char* text) {
  return text == nullptr ? std::string_view{} : text;
}

/// Texts go to terminals and into tables: a line break or an escape would write there whatever it likes.
results::Result<void> check_printable(const char* kind, const char* text, const std::string& where) {
  const std::string_view whole = text_of(text);
  for (const char character : whole) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7f)
      return broken(where, fmt::format("its {} has a control character ({:#04x})", kind, byte));
  }
  if (results::is_clean_text(whole)) return {};
  return broken(
      where, fmt::format("its {} has control characters or is no UTF-8: {}", kind, results::one_line(whole)));
}

results::Result<void> check_name(const char* kind, const char* name, const std::string& where) {
  CF_TRY(check_printable(kind, name, where));
  if (is_plain_name(name)) return {};
  return broken(where, fmt::format("its {} '{}' is not of letters, digits and _ - . alone", kind, name));
}

results::Result<void> check_texts(const cf_workload& table, const std::string& where) {
  const std::array<std::pair<const char*, const char*>, 5> texts{{{"name", table.name},
                                                                  {"version", table.version},
                                                                  {"summary", table.summary},
                                                                  {"seed system", table.seed_system},
                                                                  {"unit", table.unit}}};
  for (const auto& [which, text] : texts) {
    if (text == nullptr || *text == '\0') return broken(where, fmt::format("it has no {}", which));
    CF_TRY(check_printable(which, text, where));
  }
  return check_name("name", table.name, where);
}

results::Result<void> check_parameter(const cf_parameter& parameter, const std::string& where) {
  CF_TRY(check_name("parameter", parameter.name, where));
  for (const char* const text :
       {parameter.doc, parameter.unit, parameter.def, parameter.min, parameter.max}) {
    CF_TRY(check_printable("parameter", text, where));
  }
  const std::string why = why_no_range({parameter.def, text_of(parameter.min), text_of(parameter.max)});
  if (why.empty()) return {};
  return broken(where, fmt::format("of its parameter '{}' {}", parameter.name, why));
}

results::Result<void> check_parameters(const cf_workload& table, const std::string& where) {
  if (table.n_parameters > most_rows || table.n_presets > most_rows)
    return broken(where, fmt::format("it has {} parameters and {} presets, more than {}", table.n_parameters,
                                     table.n_presets, most_rows));
  if ((table.n_parameters > 0 && table.parameters == nullptr) ||
      (table.n_presets > 0 && table.presets == nullptr))
    return broken(where, "it counts parameters or presets that it does not have");
  for (std::uint32_t p = 0; p < table.n_parameters; ++p) {
    if (table.parameters[p].name == nullptr || table.parameters[p].def == nullptr)
      return broken(where, "a parameter has no name or no default");
    CF_TRY(check_parameter(table.parameters[p], where));
  }
  for (std::uint32_t p = 0; p < table.n_presets; ++p) {
    if (table.presets[p].name == nullptr || table.presets[p].parameters == nullptr)
      return broken(where, "a preset has no name or no parameters");
    CF_TRY(check_name("preset", table.presets[p].name, where));
    CF_TRY(check_printable("preset", table.presets[p].parameters, where));
  }
  return {};
}

results::Result<void> check_functions(const cf_workload& table, const std::string& where) {
  const std::array<std::pair<const char*, bool>, 7> functions{
      {{"need", table.need != nullptr},
       {"prepare", table.prepare != nullptr},
       {"worker_create", table.worker_create != nullptr},
       {"verify", table.verify != nullptr},
       {"finish", table.finish != nullptr},
       {"worker_destroy", table.worker_destroy != nullptr},
       {"destroy", table.destroy != nullptr}}};
  for (const auto& [name, is_there] : functions) {
    if (!is_there) return broken(where, fmt::format("its table has no function {}()", name));
  }
  if (table.request != nullptr) return {};
  if (table.submit == nullptr || table.poll == nullptr)
    return broken(where, "its table has no function request()");
  return too_new(where, "it answers asynchronously (submit and poll), which this version does not measure");
}

results::Result<void> check_classes(const cf_workload& table, const std::string& where) {
  if (table.n_classes == 0 || table.n_classes > most_classes || table.classes == nullptr)
    return broken(where, fmt::format("it has {} request classes", table.n_classes));
  double shares = 0;
  for (std::uint32_t c = 0; c < table.n_classes; ++c) {
    const cf_class& one = table.classes[c];
    if (one.name == nullptr || *one.name == '\0') return broken(where, "a request class has no name");
    CF_TRY(check_name("request class", one.name, where));
    const bool known = std::any_of(table.classes, table.classes + c, [&](const cf_class& other) {
      return std::string_view(other.name) == one.name;
    });
    if (known) return broken(where, fmt::format("two request classes are called '{}'", one.name));
    if (one.slo_p99_ns == 0)
      return broken(where, fmt::format("request class '{}' has no objective (slo_p99_ns is 0)", one.name));
    if (one.pool == 0 || one.levels == 0)
      return broken(where, fmt::format("request class '{}' has no pool or no answer level", one.name));
    if (std::uint64_t{one.pool} * one.levels > most_answers)
      return broken(where,
                    fmt::format("request class '{}' has {} requests in its pool, each at {} level{}: more "
                                "than {} answers, which are made before every measurement",
                                one.name, one.pool, one.levels, one.levels == 1 ? "" : "s", most_answers));
    if (!(one.share >= 0))
      return broken(where, fmt::format("request class '{}' has the share {}", one.name, one.share));
    shares += one.share;
  }
  if (std::abs(shares - 1) > 1e-6)
    return broken(where, fmt::format("the shares of its request classes sum to {}", shares));
  return {};
}

bool is_elf(const std::filesystem::path& file) {
  std::array<char, 4> start{};
  std::ifstream in(file, std::ios::binary);
  return in.read(start.data(), start.size()) && std::string_view(start.data(), start.size()) ==
                                                    "\x7f"
                                                    "ELF";
}

}  // namespace

results::Result<void> check_table(const cf_workload* table, const std::string& where) {
  if (table == nullptr) return broken(where, fmt::format("{}() returned no table", symbol));
  if (table->abi != CF_ABI_VERSION) {
    return refused(where,
                   fmt::format("it was built for ABI version {} and this program has ABI version {}",
                               table->abi, CF_ABI_VERSION),
                   "rebuild it against workloads/abi.h of this Crossfade");
  }
  if (table->size < CF_WORKLOAD_BYTES_V1) {
    return broken(where, fmt::format("its table has {} bytes, and that of version 1 has {}", table->size,
                                     CF_WORKLOAD_BYTES_V1));
  }
  CF_TRY(check_texts(*table, where));
  if (const std::uint64_t unknown = table->flags & ~CF_FLAGS_V1; unknown != 0)
    return too_new(where, fmt::format("it has flags that this version does not know ({:#x})", unknown));
  if ((table->flags & CF_FLAG_EXTERNAL) != 0) {
    return too_new(where,
                   "another process does its work (CF_FLAG_EXTERNAL), whose CPU time this version does not "
                   "charge to it");
  }
  CF_TRY(check_parameters(*table, where));
  CF_TRY(check_functions(*table, where));
  return check_classes(*table, where);
}

results::Result<const cf_workload*> load_plugin(const std::filesystem::path& file) {
  // A name without a folder would be looked for among the system's libraries.
  std::error_code ignored;
  const std::filesystem::path place = std::filesystem::absolute(file, ignored);
  workloads::choose_library_code(workloads::vector_level());
  void* const object = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) {
    const std::string why = plugin_text(::dlerror());
    return refused(file.string(), why,
                   is_elf(place) ? "install the library it needs, or build it for this machine"
                                 : "it is no shared object: build it again, or remove it");
  }
  using Entry = const cf_workload* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(object, symbol));
  if (entry == nullptr) {
    return refused(file.string(), fmt::format("it does not export {}()", symbol),
                   "remove it if it is not a workload of Crossfade");
  }
  const cf_workload* const table = entry();
  CF_TRY(check_table(table, file.string()));
  return table;
}

}  // namespace crossfade::collector
