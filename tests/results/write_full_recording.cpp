// Writes the full recording of the tests, finished and sealed, for programs that are not ours to read.
#include <cstdio>

#include "results/recording_writer.h"
#include "tests/results/full_recording.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    static_cast<void>(std::fputs("usage: write_full_recording FILE\n", stderr));
    return 64;
  }
  using namespace crossfade::results;
  auto writer = testing::create_at(argv[1]);
  if (!writer) {
    static_cast<void>(std::fputs(to_text(writer.error(), "write_full_recording").c_str(), stderr));
    return exit_code(writer.error());
  }
  testing::fill(*writer);
  return writer->finish(RecordingState::finished) ? 0 : 74;
}
