#include "collector/host/link_local_route.h"

#include <cstdint>
#include <ios>
#include <sstream>

#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

constexpr std::string_view table_path = "/proc/net/route";
/// 169.254.169.254 as the table writes addresses: the bytes of the network read as a number of an x86 CPU.
constexpr std::uint32_t metadata_address = 0xFEA9FEA9;
// Linux include/uapi/linux/route.h
constexpr std::uint32_t is_up = 0x1, is_refusal = 0x200;

}  // namespace

bool has_link_local_route(std::string_view table) {
  std::istringstream lines{std::string(table)};
  std::string line;
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string interface;
    std::uint32_t destination = 0, gateway = 0, flags = 0, references = 0, uses = 0, metric = 0, mask = 0;
    words >> interface >> std::hex >> destination >> gateway >> flags >> std::dec >> references >> uses >>
        metric >> std::hex >> mask;
    if (!words || (flags & is_up) == 0 || (flags & is_refusal) != 0) continue;
    if ((metadata_address & mask) == destination) return true;
  }
  return false;
}

std::string why_no_link_local_route(const std::filesystem::path& root) {
  const PseudoFile table = read_pseudo_file(root, table_path);
  if (!table) return "whether a metadata service can be reached is not known (" + table.absent_because + ")";
  if (!has_link_local_route(table.text)) return "no route leads to a metadata service (169.254.169.254)";
  return {};
}

}  // namespace crossfade::collector
