// iam_eval: decisions for another reason or by another statement, and a policy that was compiled wrongly.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/iam_eval.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, IamEval) {
  Bench bench(kDescription, {{"policies", kParameters[0].min}},
              [](Worker& worker, const cf_request&, cf_answer& answer) {
                answer.digest = worker.digest_of_output();
              });
  const std::string other_decision = "a decision is not what the policies say";
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught(
        {1, 0, class_id, 0},
        {{"a verdict, which is the opposite",
          [](Worker& worker, const cf_request&) {
            Reason& reason = worker.verdicts_[2].reason;
            reason =
                reason == Reason::allowed_by_identity ? Reason::not_allowed : Reason::allowed_by_identity;
          },
          other_decision},
         {"the policy that decided",
          [](Worker& worker, const cf_request&) { worker.verdicts_.front().policy ^= 1; }, other_decision},
         {"the statement that decided",
          [](Worker& worker, const cf_request&) { worker.verdicts_.back().statement += 1; },
          other_decision}});
  }
  const cf_request that_compiles{0, 0, 1, 0};
  ASSERT_NE(bench.dataset().change(that_compiles), nullptr);
  bench.expect_caught(that_compiles, {{"the effect of a compiled statement",
                                       [](Worker& worker, const cf_request&) {
                                         bool& denies = worker.recompiled_.back().statements_.front().denies;
                                         denies = !denies;
                                       },
                                       "a policy was compiled wrongly"}});
}

}  // namespace
}  // namespace crossfade::workloads
