#include "collector/plugin/mix_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include <algorithm>
#include <string_view>

#include "collector/plugin/plugin_error.h"

namespace crossfade::collector {

void MixNotes::begin(const MixPart& part) {
  digests_.emplace_back();
  libraries_.push_back({fmt::format("part {}", part.table->name),
                        plugin_text(part.table->version),
                        {part.parameters.empty() ? "no parameters" : part.parameters}});
}

void MixNotes::take(void* notes, const char* key, const char* value) {
  auto& self = *static_cast<MixNotes*>(notes);
  const std::string_view name = key == nullptr ? "" : key;
  if (name == "library") self.add_library(plugin_text(value));
  if (name == "dataset_digest" && !self.digests_.empty()) self.digests_.back() = plugin_text(value);
}

void MixNotes::add_library(const std::string& note) {
  const auto first = note.find('|'), second = first == std::string::npos ? first : note.find('|', first + 1);
  const std::string name = note.substr(0, first);
  const std::string version = first == std::string::npos ? "" : note.substr(first + 1, second - first - 1);
  const std::string path = second == std::string::npos ? "" : note.substr(second + 1);
  auto same = std::find_if(libraries_.begin(), libraries_.end(), [&](const Library& other) {
    return other.name == name && other.version == version;
  });
  if (same == libraries_.end()) same = libraries_.insert(same, {name, version, {}});
  if (std::find(same->paths.begin(), same->paths.end(), path) == same->paths.end())
    same->paths.push_back(path);
}

void MixNotes::tell(const cf_env& env, std::uint64_t mix_digest) const {
  if (env.note == nullptr) return;
  for (const Library& library : libraries_) {
    const std::string note =
        fmt::format("{}|{}|{}", library.name, library.version, fmt::join(library.paths, "; "));
    env.note(env.host, "library", note.c_str());
  }
  if (std::find(digests_.begin(), digests_.end(), "") != digests_.end()) return;
  const std::string all = fmt::format("{:016x} {}", mix_digest, fmt::join(digests_, " "));
  env.note(env.host, "dataset_digest", fmt::format("{:016x}", XXH3_64bits(all.data(), all.size())).c_str());
}

}  // namespace crossfade::collector
