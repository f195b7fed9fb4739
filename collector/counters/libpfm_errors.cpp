#include "collector/counters/libpfm_errors.h"

#include <array>
#include <string>

namespace crossfade::collector {
namespace {

constexpr std::string_view as_fixed =
    "it puts the umask on pseudo-code 0x00 of the fixed slots counter instead of on event 0xa4";
constexpr std::string_view all_slots = "it makes it the fixed slots counter, which counts all slots";

// 4.13 of Debian 12; what came later is as its head of October 2024 has it.
// clang-format off
constexpr auto table = std::to_array<LibpfmError>({
    {"icx", "TOPDOWN:BACKEND_BOUND_SLOTS", "backend_slots", 0x200, as_fixed},
    {"icx", "TOPDOWN:BR_MISPREDICT_SLOTS", "mispredict_slots", 0x800, as_fixed},
    {"spr", "TOPDOWN:BACKEND_BOUND_SLOTS", "backend_slots", 0x200, as_fixed},
    {"spr", "TOPDOWN:BAD_SPEC_SLOTS", "bad_speculation_slots", 0x400, all_slots},
    {"spr", "TOPDOWN:BR_MISPREDICT_SLOTS", "mispredict_slots", 0x800, as_fixed},
    {"spr", "TOPDOWN:MEMORY_BOUND_SLOTS", "memory_bound_slots", 0x1000, as_fixed},
    {"spr", "INST_RETIRED:ANY", "instructions", 0x1c0, "it makes it an event that this CPU does not have"},
    {"emr", "TOPDOWN:BACKEND_BOUND_SLOTS", "backend_slots", 0x200, as_fixed},
    {"emr", "TOPDOWN:BAD_SPEC_SLOTS", "bad_speculation_slots", 0x400, all_slots},
    {"emr", "TOPDOWN:BR_MISPREDICT_SLOTS", "mispredict_slots", 0x800, as_fixed},
    {"emr", "TOPDOWN:MEMORY_BOUND_SLOTS", "memory_bound_slots", 0x1000, as_fixed},
    {"gnr", "TOPDOWN:BACKEND_BOUND_SLOTS", "backend_slots", 0x200, as_fixed},
    {"gnr", "TOPDOWN:BAD_SPEC_SLOTS", "bad_speculation_slots", 0x400, all_slots},
    {"gnr", "TOPDOWN:BR_MISPREDICT_SLOTS", "mispredict_slots", 0x800, as_fixed},
    {"gnr", "TOPDOWN:MEMORY_BOUND_SLOTS", "memory_bound_slots", 0x1000, as_fixed},
    {"amd64_fam17h_zen1", "L2_PREFETCH_MISS_L3:ANY", "l2_prefetch_l3_misses", 0x3f72, "it leaves out two of the eight prefetchers' umask bits"},
    {"amd64_fam17h_zen2", "L2_PREFETCH_MISS_L3:ANY", "l2_prefetch_l3_misses", 0x1f72, "it leaves out three of the eight prefetchers' umask bits"},
    {"amd64_fam17h_zen2", "TLB_FLUSHES:ALL", "tlb_flushes", 0xff78, "it takes a bit of the umask that AMD's list of common figures does not"},
});
// clang-format on

}  // namespace

std::span<const LibpfmError> libpfm_errors() {
  return table;
}

// Whatever a modifier adds (cmask, edge, invert) stands above the code and does not mend it.
const LibpfmError* find_libpfm_error(std::string_view full_name, std::uint64_t config) {
  constexpr std::uint64_t event_and_umask = 0xffff;
  for (const LibpfmError& row : table) {
    const std::string name = std::string(row.pmu) + "::" + std::string(row.event);
    if (row.config != (config & event_and_umask) || !full_name.starts_with(name)) continue;
    if (full_name.size() == name.size() || full_name[name.size()] == ':') return &row;
  }
  return nullptr;
}

}  // namespace crossfade::collector
