// rank_dnn: rankings that do not follow from the scores, and scores that do not follow from the network.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/rank_dnn.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, RankDnn) {
  Bench bench(kDescription, {{"mb", kParameters[0].min}},
              [](Worker& worker, const cf_request&, cf_answer& answer) {
                answer.digest = digest(worker.best_.data(), sizeof worker.best_);
              });
  const std::string other_order = "the best are not in the order of their scores";
  const std::string other_score = "a score is not what whole numbers give";
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught(
        {0, 0, class_id, 0},
        {{"two places of the ranking",
          [](Worker& worker, const cf_request&) { std::swap(worker.best_[0], worker.best_[1]); },
          other_order},
         {"a candidate", [](Worker& worker, const cf_request&) { worker.best_.back().item += 1; },
          other_order},
         {"the best score, in the ranking and in the scores",
          [](Worker& worker, const cf_request& request) {
            worker.scores_[worker.order_[0]] += 1;
            worker.choose_best(worker.dataset_.query(request));
          },
          other_score},
         {"the score of a candidate that is not among the best",
          [](Worker& worker, const cf_request& request) {
            // One of those that are checked of this request.
            const std::size_t count = worker.dataset_.query(request).items.size();
            const std::size_t step = std::max<std::size_t>(1, count / kCheckedCandidates);
            const auto best = std::span(worker.order_).first(kBest);
            std::size_t position = 0;
            while (std::find(best.begin(), best.end(), position) != best.end()) position += step;
            ASSERT_LT(position, count);
            worker.scores_[position] -= 1;
          },
          other_score}});
  }
}

}  // namespace
}  // namespace crossfade::workloads
