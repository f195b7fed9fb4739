// Mix: a workload whose requests are chains of requests to other workloads, all in one process, so that the
// code of each pushes that of the others out of the caches, as in a service that does many things. To the
// rest of Crossfade it is one cf_workload like a plug-in's. A mix has no state and no data of its own.
//
// Its answers are as exact as its parts': request i of a class makes the same calls everywhere, in the same
// order, and its digest is over those of the answers. verify() repeats the calls and lets each part verify
// its own. A part that cannot be had disables the mix: without it, it would be other work under the same
// name. Its version is the file's and a digest of what decides the work: steps, shares, and each part's
// version and parameters.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "collector/plugin/mix_file.h"
#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// A workload as the mix uses it; two steps with the same preset and parameters share one.
struct MixPart {
  const cf_workload* table = nullptr;
  std::vector<std::string> values;  ///< of its parameters, in their order
  std::string parameters;           ///< the same as "key=value key=value"
};

/// One request to a part.
struct MixCall {
  std::uint32_t part = 0;  ///< index of the mix's parts
  std::uint32_t class_id = 0, level = 0, pool = 1;
};

struct MixClass {
  std::string name;
  std::uint32_t pool = 1;
  std::vector<MixCall> calls;  ///< in the order in which they are made
};

class Mix;

/// The table that the rest of Crossfade sees; cf_env.workload leads from it back to its mix.
struct MixTable : cf_workload {
  const Mix* mix = nullptr;
};

class Mix {
 public:
  /// The table of the plug-in of that name; it lives as long as the process.
  using FindPart = std::function<results::Result<const cf_workload*>(const std::string& name)>;

  /// Errors: what find_part says; data: a part has no such preset, parameter, class or level, or is of a kind
  /// that cannot be a part (not exact, contended, or a mix).
  static results::Result<std::unique_ptr<Mix>> compose(const MixFile& file, const FindPart& find_part);
  Mix(const Mix&) = delete;
  Mix& operator=(const Mix&) = delete;

  const cf_workload& table() const { return table_; }
  const std::vector<MixPart>& parts() const { return parts_; }
  const std::vector<MixClass>& classes() const { return classes_; }
  /// Over everything that decides the work, but for the parts' inputs.
  std::uint64_t digest() const;

 private:
  explicit Mix(const MixFile& file);
  results::Result<void> add_class(const MixFile& file, const MixFileClass& one, const FindPart& find_part);
  results::Result<std::uint32_t> part_of(const MixFile& file, const MixStep& step, const FindPart& find_part);
  void fill_table(const MixFile& file);

  std::string name_, version_, summary_, seed_system_, unit_;
  std::vector<MixPart> parts_;
  std::vector<MixClass> classes_;
  std::vector<cf_class> class_rows_;
  MixTable table_{};
};

}  // namespace crossfade::collector
