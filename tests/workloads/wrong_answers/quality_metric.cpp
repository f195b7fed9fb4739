// quality_metric: scores that are not those of their rows, and rows that are not those of the pictures.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/quality_metric.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, QualityMetric) {
  Bench bench(kDescription, {{"height", "90"}}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.digest = digest(&worker.score_, sizeof worker.score_);
  });
  // The row of the smallest scale, and the scores as they would follow from it.
  const auto with_row = [](auto&& change) {
    return [change](Worker& worker, const cf_request&) {
      constexpr std::size_t scale = kScales - 1;
      auto& comparison = worker.comparison_;
      change(comparison.rows_[scale][0]);
      Sums all;
      for (std::uint32_t y = 0; y < comparison.height(scale); ++y) {
        all += comparison.row_sums(scale, y);
      }
      const double places = double{1} * comparison.width(scale) * comparison.height(scale);
      worker.score_.vif[scale] = all.information > 0 ? all.kept / all.information : 1;
      worker.score_.ssim[scale] = all.similarity / places;
    };
  };
  const std::string other_row = "a row is not what its definition gives";
  bench.expect_caught(
      {0, 0, 0, 0},
      {{"the last bit of a score",
        [](Worker& worker, const cf_request&) {
          worker.score_.vif[1] = std::nextafter(worker.score_.vif[1], 2.0);
        },
        "the scores are not those of their rows"},
       {"the similarity, which is no number",
        [](Worker& worker, const cf_request&) { worker.score_.ssim[0] = std::nan(""); },
        "the scores are not those of their rows"},
       {"the information of a row", with_row([](Sums& sums) { sums.information += 5; }), other_row},
       {"what is kept of it", with_row([](Sums& sums) { sums.kept -= 5; }), other_row},
       {"the similarity of a row", with_row([](Sums& sums) { sums.similarity += 5; }), other_row}});
}

}  // namespace
}  // namespace crossfade::workloads
