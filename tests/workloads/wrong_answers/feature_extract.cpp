// feature_extract: any feature that is not what its extractor is defined to give.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/feature_extract.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, FeatureExtract) {
  Bench bench(kDescription, {}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.digest = digest(worker.features_.data(), worker.features_.size() * sizeof(std::uint32_t));
  });
  const std::string says = "a feature is not what its extractor is defined to give";
  bench.expect_caught(
      {9, 0, 0, 0},
      {{"the first", [](Worker& worker, const cf_request&) { worker.features_.front() ^= 1; }, says},
       {"one in the middle",
        [](Worker& worker, const cf_request&) {
          worker.features_[worker.features_.size() / 2] ^= 0x8000'0000;
        },
        says},
       {"the last", [](Worker& worker, const cf_request&) { worker.features_.back() += 1; }, says}});
}

}  // namespace
}  // namespace crossfade::workloads
