#include "collector/code_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "collector/isa_name.h"

namespace crossfade::collector {
namespace {

/// Variants of a function for another instruction set are longer and lie apart.
constexpr std::uint64_t near_bytes = 256;

std::string file_name(const std::string& object) {
  return std::filesystem::path(object).filename().string();
}

bool is_in_a_file(const CodeSample& sample) {
  return sample.object.starts_with('/');  // the vDSO has a name and no folder
}

/// Functions with the same name but for the instruction set that were executed under valgrind.
std::string others_of(const std::string& function, const ExecutedCode& simulated) {
  const IsaName wanted = isa_name(function);
  if (wanted.base.empty()) return {};
  std::string found;
  for (const std::string& other : simulated.functions) {
    const IsaName name = isa_name(other);
    if (name.base != wanted.base || name.isa == wanted.isa) continue;
    found += (found.empty() ? "" : ", ") + other;
  }
  return found;
}

}  // namespace

FunctionLookup functions_of_files() {
  auto files = std::make_shared<std::map<std::string, ElfFunctions>>();
  return [files](const std::string& object, std::uint64_t address) {
    return files->try_emplace(object, object).first->second.at(address);
  };
}

CodeComparison compare_code(std::span<const CodeSample> native, const ExecutedCode& simulated,
                            const FunctionLookup& function_at) {
  CodeComparison found;
  std::map<std::string, std::uint64_t> places;
  for (const CodeSample& sample : native) {
    if (!is_in_a_file(sample)) continue;
    found.samples += sample.samples;
    const auto function = function_at(sample.object, sample.address);
    const std::uint64_t from =
        function ? function->from : sample.address - std::min(sample.address, near_bytes);
    const std::uint64_t until = function ? function->until : sample.address + near_bytes;
    if (simulated.has_any(sample.object, from, until)) continue;
    found.elsewhere += sample.samples;
    const std::string others = function ? others_of(function->name, simulated) : "";
    places[fmt::format("{} of {}{}", function ? function->name : "code without a name",
                       file_name(sample.object),
                       others.empty() ? "" : fmt::format(" (under valgrind {})", others))] += sample.samples;
  }
  const auto most = std::max_element(places.begin(), places.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != places.end()) found.where = most->first;
  return found;
}

}  // namespace crossfade::collector
