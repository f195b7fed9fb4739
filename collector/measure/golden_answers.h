// Golden answers: the digest of the right answer to every (class, index mod pool) at full level, made once
// outside timing and checked by the workload's own verify() on a sample; what makes fast-but-wrong visible.
// A workload that is not exact has none: its answers are judged by their status.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/measure/crew.h"
#include "collector/measure/request_maker.h"
#include "results/error.h"

namespace crossfade::collector {

class GoldenAnswers {
 public:
  /// The pass is shared out over the workers. Errors (data): a request failed, verify() disagreed, or another
  /// worker gave another answer to the same request one pool later.
  static results::Result<GoldenAnswers> make(Crew& crew);

  bool is_right(const Served& served) const {
    if (served.status != CF_OK || served.answer.status != CF_OK) return false;
    if (digests_.empty()) return true;
    const auto& pool = digests_[served.request.class_id];
    return served.answer.digest == pool[served.request.index % pool.size()];
  }

  /// Over all of them, hex; empty if there are none.
  std::string digest() const;

 private:
  std::vector<std::vector<std::uint64_t>> digests_;  ///< by class, by index mod pool
};

}  // namespace crossfade::collector
