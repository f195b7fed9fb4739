// encode_x264: bitstreams that are cut off or of another video, and pictures that are not like their source.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/encode_x264.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

// No decoder of H.264 is in the suite: a changed bit inside a slice shows in the digest only, which is
// compared with the golden and the committed one.
TEST(WrongAnswers, EncodeX264) {
  Bench bench(kDescription, {{"height", "90"}}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.bytes_out = worker.stream_.size();
    answer.items = static_cast<std::uint32_t>(worker.seen_.size());
    answer.digest = digest(worker.stream_.data(), worker.stream_.size());
  });
  const auto of_another_clip = [](Worker& worker, const cf_request& request) {
    cf_request other = request;
    other.index += 1;
    cf_answer answer{};
    worker.request(other, answer);
  };
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught({0, 0, class_id, 0},
                        {{"the last picture, which is not in the bitstream",
                          [](Worker& worker, const cf_request&) {
                            constexpr std::array<std::uint8_t, 3> start_code{0, 0, 1};
                            const auto last = std::find_end(worker.stream_.begin(), worker.stream_.end(),
                                                            start_code.begin(), start_code.end());
                            worker.stream_.erase(last, worker.stream_.end());
                          },
                          "pictures are missing in the bitstream"},
                         {"the lines of a picture that a decoder shows",
                          [](Worker& worker, const cf_request&) {
                            for (std::uint8_t& sample : worker.seen_[3].lines) sample ^= 0x40;
                          },
                          "an encoded picture is not like its source"},
                         {"the number of a picture, which is shown twice",
                          [](Worker& worker, const cf_request&) { worker.seen_[1] = worker.seen_[0]; },
                          "pictures were lost or shown twice"},
                         {"everything, which is another clip's", of_another_clip,
                          "an encoded picture is not like its source"}});
  }
}

}  // namespace
}  // namespace crossfade::workloads
