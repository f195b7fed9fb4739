// encode_x264: bitstreams that are damaged, cut off or of another video, and pictures that are not like their
// source.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/encode_x264.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

void describe(Worker& worker, const cf_request& /*request*/, cf_answer& answer) {
  answer.bytes_out = worker.stream_.size();
  answer.items = static_cast<std::uint32_t>(worker.seen_.size());
  answer.digest = digest(worker.stream_.data(), worker.stream_.size());
}

/// A bit at each of many places: what follows it cannot be decoded, or shows as another picture. What changes
/// nothing that is shown (the encoder's own remarks about itself), or hardly anything, is let pass.
TEST(WrongAnswers, EncodeX264SeesOneChangedBit) {
  Bench bench(kDescription, {{"height", "90"}}, describe);
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    const cf_request hardest{h264::pool_of(class_id) - 1, 0, class_id, 0};
    cf_answer answer{};
    bench.worker().request(hardest, answer);
    const std::vector<std::uint8_t> whole = bench.worker().stream_;
    constexpr std::size_t places = 30;
    std::map<std::string, std::size_t> complaints;
    for (std::size_t place = 0; place < places; ++place) {
      bench.worker().stream_ = whole;
      bench.worker().stream_[whole.size() * (2 * place + 1) / (2 * places)] ^= 0x10;
      describe(bench.worker(), hardest, answer);
      ++complaints[bench.complaint(hardest, answer)];
    }
    EXPECT_GE(complaints["the bitstream cannot be decoded"], places / 2) << "class " << class_id;
    EXPECT_GE(complaints["a decoded picture is not like its source"], 1U) << "class " << class_id;
    EXPECT_LE(complaints[""], places / 5) << "class " << class_id;
  }
}

TEST(WrongAnswers, EncodeX264) {
  Bench bench(kDescription, {{"height", "90"}}, describe);
  const auto of_another_clip = [](Worker& worker, const cf_request& request) {
    cf_request other = request;
    other.index += 1;
    cf_answer answer{};
    worker.request(other, answer);
  };
  const auto with_other_colours = [](Worker& worker, const cf_request& request) {
    auto& clip = const_cast<Clip&>(worker.dataset_.clip(request));
    const Clip right = clip;
    for (std::uint32_t number = 0; number < clip.pictures; ++number) {
      for (std::uint8_t& sample : clip.picture(number).subspan(clip.size.luma_bytes())) sample ^= 0x20;
    }
    cf_answer answer{};
    worker.request(request, answer);
    clip = right;
  };
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught(
        {0, 0, class_id, 0},
        {{"the last picture, which is not in the bitstream",
          [](Worker& worker, const cf_request&) {
            constexpr std::array<std::uint8_t, 3> start_code{0, 0, 1};
            const auto last = std::find_end(worker.stream_.begin(), worker.stream_.end(), start_code.begin(),
                                            start_code.end());
            worker.stream_.erase(last, worker.stream_.end());
          },
          "pictures are missing in the bitstream"},
         {"chroma, which is another clip's", with_other_colours, "a decoded picture is not like its source"},
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
