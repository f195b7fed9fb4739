// What each workload does where memory ends: it says so (a status and a reason) and does not crash. Children
// with a limit on their address space that is just above what they have, a little more, and so on, prepare it
// with small inputs, make a worker and have it answer. Not sanitized: sanitizers need address space without
// limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/failure.h"

namespace crossfade::workloads {
namespace {

/// Whose library answers for a failed allocation itself, and how; the collector loses a repetition to it and
/// says how that ended. docs/workloads.md names them.
const std::map<std::string, std::string>& libraries_without_an_answer() {
  static const std::map<std::string, std::string> names{
      {"asset_index", "RocksDB ends the process where it cannot start a thread or allocate in one"},
      {"encode_svtav1", "SVT-AV1 goes on after some allocations that failed, and crashes"},
      {"rank_dnn", "OpenBLAS asks for its buffer again and again, for ever"},
      {"service_mix", "RocksDB, as in asset_index, which is a part of it"},
  };
  return names;
}

/// What is not in the workload directory: a mix, none of whose parts has a library.
constexpr const char* kTinyMix = CROSSFADE_FIXTURE_DIRECTORY "/tiny_mix.toml";

std::vector<std::string> files() {
  std::vector<std::string> paths{kTinyMix};
  for (const std::filesystem::path& file : workload_files(CROSSFADE_WORKLOAD_DIRECTORY)) {
    paths.push_back(file.string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string name_of(const std::string& file) {
  return std::filesystem::path(file).stem().string();
}

std::uint64_t address_space_bytes() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

/// Exit codes of a child.
enum : int { kAnswered = 0, kRefused = 10, kRefusedWithoutReason = 20, kNoLimit = 30, kNotAsked = 40 };

/// A reason is what went wrong and why: an empty text says neither.
int refused(int status, const cf_error& error) {
  const bool said =
      status != CF_OK && error.what[0] != '\0' && (error.why[0] != '\0' || error.where[0] != '\0');
  return said ? kRefused : kRefusedWithoutReason;
}

bool allow(std::uint64_t bytes) {
  const rlimit limit{bytes, RLIM_INFINITY};
  return setrlimit(RLIMIT_AS, &limit) == 0;
}

/// Takes what the allocator has free, and never gives it back: tests before this one left some.
void take_what_is_free() {
  static void** kept = nullptr;  // a chain, so that nothing is lost
  for (std::size_t bytes = 64 << 10; bytes >= 16; bytes /= 2) {
    while (auto** const taken = static_cast<void**>(std::malloc(bytes))) {
      *taken = kept;
      kept = taken;
    }
  }
}

/// Before the scratch folder is removed: for that the standard library allocates, and ends the process if it
/// cannot.
struct WithoutLimitAgain {
  WithoutLimitAgain() = default;
  WithoutLimitAgain(const WithoutLimitAgain&) = delete;
  WithoutLimitAgain& operator=(const WithoutLimitAgain&) = delete;
  ~WithoutLimitAgain() { allow(RLIM_INFINITY); }
};

int ask(const Plugin& plugin, const Preparation& preparation) {
  const Prepared prepared(plugin, preparation);
  const WithoutLimitAgain at_the_end;
  if (prepared.status() != CF_OK) return refused(prepared.status(), prepared.error());
  const cf_workload& table = plugin.table();
  void* worker = nullptr;
  cf_error error{};
  const int made = table.worker_create(prepared.data(), 0, &worker, &error);
  if (made != CF_OK) return refused(made, error);
  bool failed = false;
  for (std::uint32_t class_id = 0; class_id < table.n_classes; ++class_id) {
    const cf_request request{0, 0, class_id, 0};
    cf_answer answer{};
    failed = table.request(worker, &request, &answer) != CF_OK || failed;
  }
  table.worker_destroy(worker);
  return failed ? kRefused : kAnswered;
}

int ask_within(const Plugin& plugin, const Preparation& preparation, std::uint64_t room_bytes) {
  try {
    const std::uint64_t had = address_space_bytes();
    if (!allow(had)) return kNoLimit;
    take_what_is_free();
    if (!allow(had + room_bytes)) return kNoLimit;
    return ask(plugin, preparation);
  } catch (const std::exception&) {
    return kNotAsked;  // this test's own memory ended
  }
}

/// How a child ended that does this, as waitpid() says.
int status_of_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(10);
    _exit(body());
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

TEST(ErrorTexts, AreWrittenWhereNothingCanBeAllocated) {
  const int status = status_of_child([] {
    if (!allow(address_space_bytes())) return int{kNoLimit};
    take_what_is_free();
    cf_error error{};
    try {
      fill(&error, {CF_FAILED, "out of memory", "a_workload", "an allocation failed", "free some memory"});
    } catch (const std::bad_alloc&) {
      return 1;
    }
    return std::string_view(error.why) == "an allocation failed" ? 0 : 2;
  });
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

class OutOfMemory : public testing::TestWithParam<std::string> {};

TEST_P(OutOfMemory, IsSaidAndNoCrash) {
  const auto excused = libraries_without_an_answer().find(name_of(GetParam()));
  if (excused != libraries_without_an_answer().end()) GTEST_SKIP() << excused->second;
  const Plugin plugin(GetParam());
  Preparation preparation;
  for (std::uint32_t index = 0; index < plugin.table().n_parameters; ++index) {
    const cf_parameter& parameter = plugin.table().parameters[index];
    if (const std::string name = parameter.name;
        name == "mb" || name == "titles" || name == "routes" || name == "policies" || name == "height") {
      preparation.parameters[name] = parameter.min;
    }
  }
  std::map<int, int> ends;
  for (const std::uint64_t room_kb : {64U, 256U, 1024U, 4096U, 16'384U, 65'536U}) {
    const int status = status_of_child([&] { return ask_within(plugin, preparation, room_kb << 10); });
    EXPECT_TRUE(WIFEXITED(status)) << room_kb << " KiB: ended by signal " << WTERMSIG(status);
    if (WIFEXITED(status)) {
      EXPECT_THAT(WEXITSTATUS(status), testing::AnyOf(int{kAnswered}, int{kRefused}, int{kNotAsked}))
          << room_kb << " KiB: exit code " << WEXITSTATUS(status);
      ++ends[WEXITSTATUS(status)];
    }
  }
  // contended takes 33 KiB: less than the smallest room there is between nothing and enough.
  const Prepared prepared(plugin, preparation);
  const cf_need& need = prepared.need();
  if (need.shared_bytes + need.per_worker_bytes > 64 << 10) {
    EXPECT_GT(ends[kRefused], 0) << "the limit was never reached";
  }
}

INSTANTIATE_TEST_SUITE_P(Plugins, OutOfMemory, testing::ValuesIn(files()),
                         [](const auto& file) { return name_of(file.param); });

}  // namespace
}  // namespace crossfade::workloads
