// encode_svtav1: bitstreams that are damaged, cut off, of another clip or too bad; and an encoder that is
// given up halfway.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

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

/// As after an error of the library: its threads go on waiting, and must find their code where it was.
TEST(EncodeSvtav1, AnEncoderThatIsAbandonedDoesNotCrashTheProcess) {
  const pid_t child = fork();
  if (child == 0) {
    ::setenv("SVT_LOG", "0", 1);
    const Clip clip = video::make_clip(1, 0, 0.5, video::widescreen(90), kPictures);
    try {
      LibraryCopy library;
      Encoder encoder(library, clip, SvtAv1Path::allowed(2));
      encoder.start();
      for (std::uint32_t number = 0; number < clip.pictures; ++number) encoder.send(clip, number);
      throw std::runtime_error("an error between pictures and end");
    } catch (const std::runtime_error&) {
      ::usleep(300'000);  // its threads are at work
    }
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace crossfade::workloads
