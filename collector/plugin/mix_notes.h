// Mix notes: what the parts of a mix noted about themselves, made into the notes of one workload: every
// library once, with the code paths of all parts that use it, every part by its version and parameters, and
// one digest of the inputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/plugin/mix.h"
#include "workloads/abi.h"

namespace crossfade::collector {

class MixNotes {
 public:
  /// What the next notes are about.
  void begin(const MixPart& part);
  /// cf_env.note, with the MixNotes as its host.
  static void take(void* notes, const char* key, const char* value);
  /// Tells them to the mix's own host. Inputs have no digest unless every part gave one.
  void tell(const cf_env& env, std::uint64_t mix_digest) const;

 private:
  struct Library {
    std::string name, version;
    std::vector<std::string> paths;
  };
  void add_library(const std::string& note);

  std::vector<Library> libraries_;
  std::vector<std::string> digests_;  ///< of the parts' inputs; empty = none was noted
};

}  // namespace crossfade::collector
