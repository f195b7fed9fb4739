// evcache_get: keys, sizes and values in a response that are not those of the store.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/evcache_get.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, EvcacheGet) {
  Bench bench(kDescription, {{"mb", "8"}}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.digest = digest(worker.response_.data(), answer.bytes_out);
  });
  bench.expect_caught({5, 0, 0, 0},
                      {{"the last byte of the first value",
                        [](Worker& worker, const cf_request&) {
                          ResponseHeader header;
                          std::memcpy(&header, worker.response_.data(), sizeof header);
                          worker.response_[sizeof header + header.value_bytes - 1] ^= std::byte{1};
                        },
                        "a value is not the one that was stored"},
                       {"the first value's checksum",
                        [](Worker& worker, const cf_request&) {
                          worker.response_[offsetof(ResponseHeader, checksum)] ^= std::byte{1};
                        },
                        "a value is not the one that was stored"},
                       {"the first value's size, which would end behind the response",
                        [](Worker& worker, const cf_request&) {
                          worker.response_[offsetof(ResponseHeader, value_bytes) + 3] ^= std::byte{0x7f};
                        },
                        "the response has another key or size than the store"},
                       {"the first value's key",
                        [](Worker& worker, const cf_request&) {
                          worker.response_[offsetof(ResponseHeader, position)] ^= std::byte{1};
                        },
                        "the response has another key or size than the store"}});
}

TEST(WrongAnswers, EvcacheGetSeesAStoreThatWasWrittenTo) {
  Bench bench(kDescription, {{"mb", "8"}}, {});
  bench.dataset().finish();
  bench.dataset().store_.memory_.data()[bench.dataset().store().bytes().size() / 2] ^= std::byte{1};
  EXPECT_THROW(bench.dataset().finish(), Failure);
}

}  // namespace
}  // namespace crossfade::workloads
