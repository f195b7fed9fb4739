// rank_gbdt: any score that is not the sum of its leaves.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/rank_gbdt.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, RankGbdt) {
  Bench bench(kDescription, {{"trees", kParameters[0].min}},
              [](Worker& worker, const cf_request&, cf_answer& answer) {
                answer.digest = digest(worker.scores_.data(), sizeof worker.scores_);
              });
  // Each answer has some of its rows checked; a few answers in a row have them all.
  constexpr std::uint32_t kStep = kRowsPerRequest / kCheckedRows;
  for (std::uint32_t row = 0; row < kRowsPerRequest; ++row) {
    bench.expect_caught(
        {row % kStep, 0, 0, 0},
        {{"the score of a row", [row](Worker& worker, const cf_request&) { worker.scores_[row] ^= 1; },
          "a score is not the sum of the leaves"}});
  }
}

}  // namespace
}  // namespace crossfade::workloads
