// Mutations of recordings through the reader, many of them: by `crossfade-report validate`'s own function and
// the jail, or with --in-process by the reader's core alone, for a sanitizer to watch. Prints what became of
// them and the worst time and memory. Exit code 1 if a file took more than the promised 5 s or 512 MiB.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "analysis/report/validation.h"
#include "results/file/file_content.h"
#include "results/jail/reader_pool.h"
#include "results/jailed_reading.h"
#include "tests/support/mutation.h"

namespace {

using namespace crossfade;
using testing::Mutations;
using Clock = std::chrono::steady_clock;

constexpr double promised_seconds = 5, promised_mebibytes = 512;

std::vector<std::byte> bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(in), {}};
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

/// Peak resident memory of a process that runs, 0 of one that does not.
double peak_mebibytes(pid_t process) {
  std::ifstream in(fmt::format("/proc/{}/status", process));
  for (std::string word; in >> word;) {
    double kibibytes = 0;
    if (word == "VmHWM:" && in >> kibibytes) return kibibytes / 1024;
  }
  return 0;
}

/// A refusal without the figures and names that differ from file to file.
std::string kind_of(const std::string& why) {
  if (why.starts_with("it crashed the process")) return "its reader crashed: " + why;
  for (const char* kind : {"of CPU time", "of memory", "did not end", "no sensible answer", "was killed",
                           "truncated", "their digest", "cannot open it"}) {
    if (why.find(kind) != std::string::npos) return kind;
  }
  return "a check of the reader";
}

class Figures {
 public:
  void add(std::uint64_t number, const std::string& outcome, Clock::duration took, double mebibytes) {
    const std::lock_guard lock(mutex_);
    ++outcomes_[outcome];
    const double seconds = std::chrono::duration<double>(took).count();
    if (seconds > worst_seconds_) {
      worst_seconds_ = seconds;
      slowest_ = number;
    }
    worst_mebibytes_ = std::max(worst_mebibytes_, mebibytes);
  }
  bool print(const char* how, double seconds) const {
    std::uint64_t all = 0;
    for (const auto& [outcome, n] : outcomes_) all += n;
    fmt::print("{} mutations, {}, in {:.0f} s\n", all, how, seconds);
    for (const auto& [outcome, n] : outcomes_) fmt::print("  {:9} {}\n", n, outcome);
    fmt::print("  slowest file {:.3f} s (number {}); most memory of a reader {:.0f} MiB\n", worst_seconds_,
               slowest_, worst_mebibytes_);
    rusage own{};
    static_cast<void>(::getrusage(RUSAGE_SELF, &own));
    fmt::print("  most memory of this program {:.0f} MiB\n", static_cast<double>(own.ru_maxrss) / 1024);
    return worst_seconds_ <= promised_seconds && worst_mebibytes_ <= promised_mebibytes;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> outcomes_;
  double worst_seconds_ = 0, worst_mebibytes_ = 0;
  std::uint64_t slowest_ = 0;
};

void in_jail(const std::vector<Mutations>& files, std::uint64_t first, std::uint64_t count,
             const std::filesystem::path& folder, Figures& figures) {
  results::for_each_file(count, [&](std::size_t i) {
    const std::uint64_t number = first + i;
    const std::filesystem::path path = folder / fmt::format("{}.h5", number);
    {
      const auto bytes = files[number % files.size()].mutation(number);
      std::ofstream out(path, std::ios::binary);
      out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
    const auto begin = Clock::now();
    const auto verdict = analysis::validate(path);
    const auto took = Clock::now() - begin;
    double memory = 0;
    for (const pid_t reader : results::jailed_readers()->waiting())
      memory = std::max(memory, peak_mebibytes(reader));
    const std::string outcome = verdict.refusal ? "refused: " + kind_of(verdict.refusal->why)
                                                : std::string(name_of(verdict.validity));
    figures.add(number, outcome, took, memory);
    // What broke a reader is kept, to look into.
    if (outcome.find("crashed") == std::string::npos) std::filesystem::remove(path);
  });
}

void in_process(const std::vector<Mutations>& files, std::uint64_t first, std::uint64_t count,
                Figures& figures) {
  for (std::uint64_t number = first; number < first + count; ++number) {
    const auto bytes = files[number % files.size()].mutation(number);
    const auto begin = Clock::now();
    const auto read = results::file::recording_of(bytes);
    const auto took = Clock::now() - begin;
    static_cast<void>(results::file::summary_of(bytes));
    figures.add(number, read ? "read" : "refused: " + kind_of(read.error().why), took, 0);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const bool stays_here = std::erase(words, "--in-process") > 0;
  if (words.size() < 3) {
    fmt::print(stderr, "usage: torture_mutations COUNT FIRST-NUMBER RECORDING.h5... [--in-process]\n");
    return 64;
  }
  const std::uint64_t count = std::strtoull(words[0].c_str(), nullptr, 10);
  const std::uint64_t first = std::strtoull(words[1].c_str(), nullptr, 10);
  std::vector<Mutations> files;
  for (std::size_t i = 2; i < words.size(); ++i) files.emplace_back(bytes_of(words[i]));
  Figures figures;
  const auto begin = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  if (stays_here) {
    in_process(files, first, count, figures);
    return figures.print("read by this process itself", seconds()) ? 0 : 1;
  }
  const auto jail = results::JailedReading::start();
  if (!jail) {
    fmt::print(stderr, "{}", results::to_text(jail.error(), "torture_mutations"));
    return results::exit_code(jail.error());
  }
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("crossfade-mutations-{}", ::getpid());
  std::filesystem::create_directory(folder);
  in_jail(files, first, count, folder, figures);
  const bool is_kept = figures.print("through validate and the jail", seconds());
  fmt::print("  readers replaced: {}\n", results::jailed_readers()->replaced());
  std::error_code no_matter;
  if (std::filesystem::is_empty(folder, no_matter)) {
    std::filesystem::remove(folder, no_matter);
  } else {
    fmt::print("  what crashed a reader is in {}\n", folder.string());
  }
  return is_kept ? 0 : 1;
}
