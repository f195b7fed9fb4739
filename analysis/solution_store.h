// Solution store: SLO solutions that outlive the program which solved them, in one file of the user's. What
// was solved once is read back in a millisecond; an answer never depends on whether it was. A file that is
// not there, is damaged or cannot be written costs time and nothing else. No recording, name or path is in
// it: keys are digests, values are figures.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>

#include "analysis/statistics/slo_estimate.h"

namespace crossfade::analysis {

class SolutionStore {
 public:
  /// 128 bits of all that a solution depends on, the program that solved it included.
  using Key = std::array<std::uint64_t, 2>;

  /// Reads what is there. Beyond `most_bytes` the file begins anew: what is in it may be of programs long
  /// gone.
  explicit SolutionStore(std::filesystem::path file, std::uint64_t most_bytes = 64'000'000);

  std::optional<statistics::SloEstimate> find(const Key& key) const;
  /// Also to the end of the file. From several threads, and several programs at once.
  void keep(const Key& key, const statistics::SloEstimate& solution);

 private:
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  std::map<Key, statistics::SloEstimate> known_;
};

/// Where this program may keep solutions: $XDG_CACHE_HOME/crossfade/slo-solutions, else below ~/.cache.
/// Empty: neither variable is an absolute path, or CROSSFADE_CACHE=off.
std::filesystem::path solution_file();

}  // namespace crossfade::analysis
