// make_hostile_files FOLDER: a good recording (good.h5) and every hostile file made from it, for tests of
// whole programs. One line each: its name.
#include <cstdio>
#include <filesystem>

#include "tests/results/full_recording.h"
#include "tests/results/hostile_files.h"

int main(int argc, char** argv) {
  using namespace crossfade::results;
  if (argc != 2) {
    static_cast<void>(std::fputs("usage: make_hostile_files FOLDER\n", stderr));
    return 64;
  }
  const std::filesystem::path folder = argv[1];
  const auto good = folder / "good.h5";
  auto writer = testing::create_at(good);
  if (!writer) {
    static_cast<void>(std::fputs(to_text(writer.error(), "make_hostile_files").c_str(), stderr));
    return exit_code(writer.error());
  }
  testing::fill(*writer);
  if (!writer->finish(RecordingState::finished)) return 74;
  for (const auto& hostile : testing::hostile_files()) {
    const auto path = folder / (std::string(hostile.name) + ".h5");
    std::filesystem::copy_file(good, path);
    testing::change_and_seal(path, hostile.make);
    static_cast<void>(std::puts(hostile.name));
  }
  return 0;
}
