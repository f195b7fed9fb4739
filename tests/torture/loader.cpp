// Mutations of recordings through the window's loader, in batches, with the jail around the reading. Prints
// what became of them. Exit code 1 if one got lost.
#include <fmt/format.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QEventLoop>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gui/loader.h"
#include "results/jail/reader_pool.h"
#include "results/jailed_reading.h"
#include "tests/support/mutation.h"

namespace {

using namespace crossfade;
namespace fs = std::filesystem;

constexpr std::uint64_t batch = 200;

std::vector<std::byte> bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(in), {}};
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

void write(const fs::path& path, const std::vector<std::byte>& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

int main(int argc, char** argv) {
  const auto jail = results::JailedReading::start();
  if (!jail) {
    fmt::print(stderr, "{}", results::to_text(jail.error(), "torture_loader"));
    return results::exit_code(jail.error());
  }
  if (argc < 3) {
    fmt::print(stderr, "usage: torture_loader COUNT RECORDING.h5...\n");
    return 64;
  }
  const QCoreApplication application(argc, argv);
  const std::uint64_t count = std::strtoull(argv[1], nullptr, 10);
  std::vector<testing::Mutations> files;
  for (int i = 2; i < argc; ++i) files.emplace_back(bytes_of(argv[i]));

  gui::Loader loader;
  std::uint64_t opened = 0, failed = 0;
  QObject::connect(&loader, &gui::Loader::opened, [&] { ++opened; });
  QObject::connect(&loader, &gui::Loader::failed, [&] { ++failed; });
  QEventLoop loop;
  QObject::connect(&loader, &gui::Loader::finished, &loop, &QEventLoop::quit);

  const fs::path folder = fs::temp_directory_path() / fmt::format("crossfade-loader-{}", ::getpid());
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t first = 0; first < count; first += batch) {
    fs::create_directory(folder);
    for (std::uint64_t number = first; number < std::min(count, first + batch); ++number)
      write(folder / fmt::format("{}.h5", number), files[number % files.size()].mutation(number));
    loader.load({folder});
    loop.exec();
    fs::remove_all(folder);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  fmt::print(
      "{} mutations through the window's loader in {:.0f} s: {} opened, {} refused, {} readers replaced\n",
      count, seconds, opened, failed, results::jailed_readers()->replaced());
  return opened + failed == count ? 0 : 1;
}
