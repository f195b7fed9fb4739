#include "collector/host/cpu_identity.h"

#include <cpuid.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <sstream>

#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

struct Row {
  std::string_view vendor;
  std::uint32_t family, first_model, last_model, first_stepping, last_stepping;
  std::string_view name;
};

constexpr std::string_view intel = "GenuineIntel", amd = "AuthenticAMD";

// Server CPUs that clouds rent. Sources: Linux arch/x86/include/asm/intel-family.h and arch/x86/kernel/cpu/
// amd.c (family and model ranges of each Zen).
constexpr auto table = std::to_array<Row>({
    {intel, 6, 63, 63, 0, 15, "Haswell"},          {intel, 6, 79, 79, 0, 15, "Broadwell"},
    {intel, 6, 85, 85, 0, 4, "Skylake-SP"},        {intel, 6, 85, 85, 5, 9, "Cascade Lake"},
    {intel, 6, 85, 85, 10, 15, "Cooper Lake"},     {intel, 6, 106, 106, 0, 15, "Ice Lake-SP"},
    {intel, 6, 108, 108, 0, 15, "Ice Lake-D"},     {intel, 6, 143, 143, 0, 15, "Sapphire Rapids"},
    {intel, 6, 207, 207, 0, 15, "Emerald Rapids"}, {intel, 6, 173, 174, 0, 15, "Granite Rapids"},
    {intel, 6, 175, 175, 0, 15, "Sierra Forest"},  {amd, 23, 0x00, 0x07, 0, 15, "Zen 1"},
    {amd, 23, 0x08, 0x0f, 0, 15, "Zen 1+"},        {amd, 23, 0x10, 0x2f, 0, 15, "Zen 1"},
    {amd, 23, 0x30, 0x4f, 0, 15, "Zen 2"},         {amd, 23, 0x60, 0xaf, 0, 15, "Zen 2"},
    {amd, 25, 0x00, 0x0f, 0, 15, "Zen 3"},         {amd, 25, 0x20, 0x5f, 0, 15, "Zen 3"},
    {amd, 25, 0x10, 0x1f, 0, 15, "Zen 4"},         {amd, 25, 0x60, 0xaf, 0, 15, "Zen 4"},
    {amd, 26, 0x00, 0x2f, 0, 15, "Zen 5"},         {amd, 26, 0x40, 0x4f, 0, 15, "Zen 5"},
    {amd, 26, 0x60, 0x7f, 0, 15, "Zen 5"},
});

std::uint32_t number(const std::string& text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

bool CpuIdentity::has_flag(std::string_view flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

std::string_view microarchitecture_of(std::string_view vendor, std::uint32_t family, std::uint32_t model,
                                      std::uint32_t stepping) {
  for (const Row& row : table) {
    if (row.vendor == vendor && row.family == family && row.first_model <= model && model <= row.last_model &&
        row.first_stepping <= stepping && stepping <= row.last_stepping) {
      return row.name;
    }
  }
  return {};
}

CpuIdentity read_cpu_identity(const std::filesystem::path& root) {
  CpuIdentity identity;
  const PseudoFile file = read_pseudo_file(root, "/proc/cpuinfo");
  if (!file) {
    identity.absent_because = file.absent_because;
    return identity;
  }
  // Only the first CPU: the rest of a large machine's file may be cut off.
  const std::string_view first = std::string_view(file.text).substr(0, file.text.find("\n\n"));
  identity.vendor = value_of_key(first, "vendor_id");
  if (identity.vendor.empty()) {
    identity.absent_because = "/proc/cpuinfo has no vendor_id";
    return identity;
  }
  identity.model_name = value_of_key(first, "model name");
  identity.family = number(value_of_key(first, "cpu family"));
  identity.model = number(value_of_key(first, "model"));
  identity.stepping = number(value_of_key(first, "stepping"));
  identity.microcode = value_of_key(first, "microcode");
  std::istringstream flags(value_of_key(first, "flags"));
  for (std::string flag; flags >> flag;) identity.flags.push_back(flag);
  identity.family_model_stepping = std::to_string(identity.family) + "/" + std::to_string(identity.model) +
                                   "/" + std::to_string(identity.stepping);
  identity.microarchitecture =
      microarchitecture_of(identity.vendor, identity.family, identity.model, identity.stepping);
  return identity;
}

std::string hypervisor_signature() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & (1U << 31U)) == 0) return {};
  __cpuid(0x40000000, eax, ebx, ecx, edx);
  std::array<char, 13> signature{};
  std::memcpy(signature.data(), &ebx, 4);
  std::memcpy(signature.data() + 4, &ecx, 4);
  std::memcpy(signature.data() + 8, &edx, 4);
  std::string text = signature.data();
  while (text.ends_with(' ')) text.pop_back();  // "bhyve bhyve "
  return text;
}

}  // namespace crossfade::collector
