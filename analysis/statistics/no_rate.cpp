#include "analysis/statistics/no_rate.h"

#include <cstddef>
#include <map>
#include <vector>

#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {
namespace {

struct LateAlone {
  double late = 0, all = 0;

  double share() const { return all > 0 ? late / all : 0; }
};

/// Requests whose own time and start delay together are more than their class may take.
LateAlone late_alone(const SloChunk& chunk, const SloProblem& problem) {
  LateAlone out;
  for (std::size_t i = 0; i < chunk.service_ns.size(); ++i) {
    const std::size_t c = i < chunk.request_class.size() ? chunk.request_class[i] : 0;
    const double delay_ns = i < chunk.start_delay_ns.size() ? chunk.start_delay_ns[i] : 0;
    out.late += c < problem.objective_ns.size() &&
                chunk.service_ns[i] + delay_ns > problem.objective_factor * problem.objective_ns[c];
    ++out.all;
  }
  return out;
}

}  // namespace

NoRate judge_no_rate(const SloProblem& problem, bool too_disturbed) {
  std::map<std::uint32_t, LateAlone> by_block;
  LateAlone total;
  for (const SloChunk& chunk : problem.chunks) {
    const LateAlone of_chunk = late_alone(chunk, problem);
    for (LateAlone* each : {&total, &by_block[chunk.block]}) {
      each->late += of_chunk.late;
      each->all += of_chunk.all;
    }
  }
  NoRate out{NoRateCertainty::certain, total.share()};
  if (out.late_alone_share > most_late_by_disturbance) return out;
  if (too_disturbed) {
    out.certainty = NoRateCertainty::disturbed;
    return out;
  }
  std::vector<double> shares;
  for (const auto& [block, of_block] : by_block) shares.push_back(of_block.share());
  const auto interval = mean_interval(shares);
  if (!interval || interval->low <= problem.allowed_exceedance)
    out.certainty = NoRateCertainty::blocks_differ;
  return out;
}

}  // namespace crossfade::statistics
