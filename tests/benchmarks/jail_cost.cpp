// What reading in the jail costs: each recording is read by this process itself and by a jailed one, in turn.
// Prints p50 and p90 of both in milliseconds, of whole recordings and of summaries; and what starting costs.
// Usage: jail_cost RECORDING.h5...
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "results/jail/reader_pool.h"
#include "results/recording_reader.h"

namespace {

using namespace crossfade::results;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 41;

double milliseconds(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

template <class Action>
double timed(const Action& action) {
  const auto begin = Clock::now();
  action();
  return milliseconds(begin);
}

std::string spread(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return fmt::format("{:8.3f} ms (p90 {:8.3f})", times[times.size() / 2], times[times.size() * 9 / 10]);
}

template <class Here, class There>
void compare(const char* what, const Here& here, const There& there) {
  std::vector<double> by_itself, in_jail;
  for (int i = 0; i < rounds; ++i) {  // in turn, so that both have the same machine
    by_itself.push_back(timed(here));
    in_jail.push_back(timed(there));
  }
  fmt::print("  {:14} by itself {}   in the jail {}\n", what, spread(by_itself), spread(in_jail));
}

}  // namespace

int main(int argc, char** argv) {
  const auto begin = Clock::now();
  const auto pool = jail::ReaderPool::start(1);
  if (!pool) {
    fmt::print(stderr, "{}", to_text(pool.error(), "jail_cost"));
    return exit_code(pool.error());
  }
  fmt::print("starting the jail: {:.3f} ms\n", milliseconds(begin));
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    const auto first = Clock::now();
    const auto read = (*pool)->read_recording(path);
    const double first_ms = milliseconds(first);
    if (!read) {
      fmt::print(stderr, "{}", to_text(read.error(), "jail_cost"));
      return exit_code(read.error());
    }
    fmt::print(
        "{}: {} stages, {} KiB{}\n", path.filename().string(), read->recording.stages.size(),
        read->file_bytes / 1024,
        i == 1 ? fmt::format("; the first file, with the start of its reader: {:.3f} ms", first_ms) : "");
    compare(
        "whole", [&] { static_cast<void>(read_recording(path)); },
        [&] { static_cast<void>((*pool)->read_recording(path)); });
    compare(
        "summary", [&] { static_cast<void>(read_summary(path)); },
        [&] { static_cast<void>((*pool)->read_summary(path)); });
  }
  return 0;
}
