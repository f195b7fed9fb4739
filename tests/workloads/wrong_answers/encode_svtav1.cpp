// encode_svtav1: bitstreams that are damaged, cut off, of another clip or too bad.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/encode_svtav1.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, EncodeSvtav1) {
  Bench bench(kDescription, {{"height", "90"}}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.bytes_out = worker.stream_.size();
    answer.digest = digest(worker.stream_.data(), worker.stream_.size());
  });
  const cf_request first{0, 0, 0, 0};
  bench.expect_caught(
      first,
      {{"the sequence header, whose first byte is another",
        [](Worker& worker, const cf_request&) { worker.stream_[2] ^= 0x78; },
        "the bitstream cannot be decoded"},
       {"the last third, which is left out",
        [](Worker& worker, const cf_request&) { worker.stream_.resize(worker.stream_.size() * 2 / 3); },
        "the bitstream cannot be decoded"},
       {"all of it, which is the stream of another clip",
        [](Worker& worker, const cf_request& request) {
          cf_request other = request;
          other.index += 1;
          cf_answer answer{};
          worker.request(other, answer);
        },
        "a decoded picture is not like its source"},
       {"everything, of which there is none",
        [](Worker& worker, const cf_request&) { worker.stream_.clear(); },
        "pictures are missing in the bitstream"}});
}

}  // namespace
}  // namespace crossfade::workloads
