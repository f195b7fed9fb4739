#include "collector/executed_code.h"

#include <charconv>
#include <optional>

namespace crossfade::collector {
namespace {

/// "0x4a2f 12 3" -> 0x4a2f
std::optional<std::uint64_t> address_of(std::string_view line) {
  if (!line.starts_with("0x")) return std::nullopt;
  line.remove_prefix(2);
  std::uint64_t address = 0;
  const auto [end, status] = std::from_chars(line.data(), line.data() + line.size(), address, 16);
  if (status != std::errc{} || end == line.data()) return std::nullopt;
  return address;
}

}  // namespace

void ExecutedCode::add(std::string_view dump) {
  std::set<std::uint64_t>* of_object = nullptr;
  while (!dump.empty()) {
    const std::size_t end = dump.find('\n');
    const std::string_view line = dump.substr(0, end);
    dump = end == std::string_view::npos ? std::string_view{} : dump.substr(end + 1);
    if (line.starts_with("ob=")) {
      of_object = &addresses[std::string(line.substr(3))];
    } else if (line.starts_with("fn=")) {
      functions.emplace(line.substr(3));
    } else if (const auto address = address_of(line); address && of_object != nullptr) {
      of_object->insert(*address);
    }
  }
}

bool ExecutedCode::has_any(const std::string& object, std::uint64_t from, std::uint64_t until) const {
  const auto found = addresses.find(object);
  if (found == addresses.end()) return false;
  const auto first = found->second.lower_bound(from);
  return first != found->second.end() && *first < until;
}

}  // namespace crossfade::collector
