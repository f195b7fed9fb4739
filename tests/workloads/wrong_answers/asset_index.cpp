// asset_index: a response with another byte, asset or record, and a put that did not arrive.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/asset_index.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, AssetIndex) {
  Bench bench(kDescription, {{"mb", "8"}}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.digest = digest(worker.response_.data(), worker.response_.size());
    answer.bytes_out = worker.response_.size();
    answer.items = worker.response_.assets();
  });
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught(
        {2, 0, class_id, 0},
        {{"the last byte",
          [](Worker& worker, const cf_request&) { worker.response_.bytes_.back() ^= std::byte{1}; },
          "the response is not what the assets are"},
         {"a byte of the first key",
          [](Worker& worker, const cf_request&) {
            constexpr std::size_t in_front = 4 * sizeof(std::uint32_t);
            worker.response_.bytes_[in_front + 2] ^= std::byte{1};
          },
          "the response is not what the assets are"},
         {"an asset too many",
          [](Worker& worker, const cf_request&) { worker.response_.add("asset", "record"); },
          "the response is not what the assets are"}});
  }
  bench.expect_caught({1, 0, kPut, 0},
                      {{"the record in the store",
                        [](Worker& worker, const cf_request& request) {
                          const Key key =
                              asset_key(worker.dataset_.seed(), worker.dataset_.numbers(request)[0]);
                          check(worker.database().Put({}, slice(key), "another record"), "DB::Put");
                        },
                        "a put is not there"}});
}

}  // namespace
}  // namespace crossfade::workloads
