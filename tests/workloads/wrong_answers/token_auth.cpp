// token_auth: callers with another verdict, subject or session.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/token_auth.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, TokenAuth) {
  Bench bench(kDescription, {}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.digest = digest(worker.records_.data(), worker.records_.size());
    answer.bytes_out = worker.records_.size();
  });
  const std::string others = "the callers are others";
  bench.expect_caught(
      {2, 0, 0, 0},
      {{"the first verdict", [](Worker& worker, const cf_request&) { worker.records_.front() ^= 1; }, others},
       {"the last byte of the last caller",
        [](Worker& worker, const cf_request&) { worker.records_.back() ^= 1; }, others},
       {"a caller, which is left out",
        [](Worker& worker, const cf_request&) { worker.records_.resize(worker.records_.size() - 8); },
        others}});
}

}  // namespace
}  // namespace crossfade::workloads
