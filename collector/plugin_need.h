// Plug-in need: what a plug-in says it takes with given parameters, asked in a child process before anything
// of it is prepared. Bytes; capabilities as a mask, bit n = Linux capability n.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "workloads/abi.h"

namespace crossfade::collector {

struct PluginNeed {
  std::uint64_t shared_bytes = 0, per_worker_bytes = 0;
  std::uint64_t shm_bytes = 0;  ///< in /dev/shm
  std::uint64_t capabilities = 0;
  std::uint32_t library_threads = 0;  ///< that libraries start by themselves with one worker
  friend bool operator==(const PluginNeed&, const PluginNeed&) = default;
};

/// It does not take these parameters, or cannot run here.
struct NeedRefusal {
  std::string where, why, remedy;  ///< as the plug-in says it; may be empty
};

using NeedAnswer = std::variant<PluginNeed, NeedRefusal>;

/// For how many workers, where, with which inputs.
struct NeedQuestion {
  std::vector<std::string> values;  ///< in the order of the plug-in's parameters
  std::vector<std::uint32_t> worker_cpus = {0};
  std::uint64_t seed = 0;
  std::uint32_t isa_level = 0;
  std::string input_path = {};  ///< a file of the user's instead of generated inputs; empty = none
};

/// Calls need() of a table: in a child process only.
NeedAnswer ask_need(const cf_workload& table, const NeedQuestion& question);

/// One line of JSON, to be carried out of the child.
std::string to_json(const NeedAnswer& answer);
/// nullopt = it is none.
std::optional<NeedAnswer> need_from_json(const std::string& text);

/// As check_need() of host_limits.h takes it.
cf_need to_cf_need(const PluginNeed& need);

}  // namespace crossfade::collector
