// CpuIdentity: which CPU this is, from /proc/cpuinfo. The microarchitecture decides which counters exist and
// which comparisons are between like and like. Not the clock: /proc/cpuinfo shows the TSC's on many guests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::collector {

struct CpuIdentity {
  std::string vendor;      ///< "GenuineIntel", "AuthenticAMD"; empty if unknown
  std::string model_name;  ///< as the CPU says it; clouds sell their own
  std::uint32_t family = 0, model = 0, stepping = 0;
  std::string microarchitecture;      ///< "Zen 4"; empty if not in the table
  std::string family_model_stepping;  ///< "25/17/1"
  std::string microcode;
  std::vector<std::string> flags;
  std::string absent_because;  ///< why nothing is known; empty if something is

  bool has_flag(std::string_view flag) const;
};

CpuIdentity read_cpu_identity(const std::filesystem::path& root);

/// Empty if the table has no such CPU.
std::string_view microarchitecture_of(std::string_view vendor, std::uint32_t family, std::uint32_t model,
                                      std::uint32_t stepping);

/// The signature of the hypervisor, from CPUID: "KVMKVMKVM", "Microsoft Hv"; empty on bare metal.
std::string hypervisor_signature();

}  // namespace crossfade::collector
