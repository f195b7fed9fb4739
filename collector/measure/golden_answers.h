// Golden answers: the digest of the right answer to every (class, level, index mod pool), made once outside
// timing and checked by the workload's own verify() on a sample; what makes fast-but-wrong visible. Those of
// the cheaper level 1 are made only if somebody will ask for it. A workload that is not exact has none: of
// its answers verify() judges a sample before timing, and all others are judged by their status.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/measure/crew.h"
#include "collector/measure/remainder.h"
#include "collector/measure/request_maker.h"
#include "results/error.h"

namespace crossfade::collector {

class GoldenAnswers {
 public:
  /// The pass is shared out over the workers. Errors (data): a request failed, verify() disagreed, or another
  /// worker gave another answer to the same request one pool later.
  static results::Result<GoldenAnswers> make(Crew& crew, bool with_cheap_answers = false);

  bool is_right(const Served& served) const {
    if (served.status != CF_OK || served.answer.status != CF_OK) return false;
    if (digests_.empty()) return true;
    const Pool& pool = digests_[served.request.level][served.request.class_id];
    return served.answer.digest == pool.digests[pool.place.of(served.request.index)];
  }

  /// Whether cheaper answers can be judged.
  bool judges_cheap_answers() const { return digests_.empty() || digests_.size() > 1; }

  /// Over all full answers, hex; empty if there are none.
  std::string digest() const;
  /// Over those of the cheaper level.
  std::string cheap_digest() const;

 private:
  struct Pool {
    explicit Pool(std::uint64_t size) : digests(size, 0), place(size == 0 ? 1 : size) {}
    std::vector<std::uint64_t> digests;  ///< by index mod pool
    Remainder place;
  };
  using OfClasses = std::vector<Pool>;  ///< by class
  static std::string digest_of(const OfClasses& digests);
  results::Result<void> make_level(Crew& crew, std::uint32_t level);

  std::vector<OfClasses> digests_;  ///< by level; a class that has no such level has none of it
};

/// Of a workload that is not exact: makes a sample of each class, after whatever was made before it, and
/// gives each answer to verify() at once, on its own worker: once another request came, the state may be
/// another. Returns the first index from `first_index` on that is not used. Of an exact one it does nothing.
/// Errors (data): a request failed, verify() disagreed.
results::Result<std::uint64_t> verify_inexact_answers(Crew& crew, std::uint64_t first_index,
                                                      bool with_cheap_answers = false);

}  // namespace crossfade::collector
