#include "collector/measure/code_sampler.h"

#include <link.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>
#include <utility>

namespace crossfade::collector {
namespace {

constexpr long period_ns = 1'000'000;  // the kernel makes a tick of it
std::atomic<CodeSampler*> running{nullptr};

struct Place {
  std::uintptr_t address = 0;
  std::uintptr_t moved_by = 0;  ///< of its object: between the addresses of the file and of the memory
};

int look_in(dl_phdr_info* object, std::size_t /*size*/, void* wanted) {
  Place& place = *static_cast<Place*>(wanted);
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = object->dlpi_phdr[i];
    const std::uintptr_t from = object->dlpi_addr + part.p_vaddr;
    if (part.p_type != PT_LOAD || place.address < from || place.address - from >= part.p_memsz) continue;
    place.moved_by = object->dlpi_addr;
    return 1;
  }
  return 0;
}

struct Mapping {
  std::uintptr_t from = 0, until = 0;
  std::string path;  ///< empty, or of no file: "[vdso]"
};

/// The loader's own names are as they were asked for, and a program that a loader was told to start has none.
std::vector<Mapping> own_mappings() {
  std::vector<Mapping> mappings;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    Mapping mapping;
    char dash = 0;
    std::string rights, offset, device, inode;
    words >> std::hex >> mapping.from >> dash >> mapping.until >> rights >> offset >> device >> inode >>
        std::ws;
    std::getline(words, mapping.path);
    mappings.push_back(std::move(mapping));
  }
  return mappings;
}

}  // namespace

void CodeSampler::note(int /*signal*/, siginfo_t* /*info*/, void* context) {
  CodeSampler* const sampler = running.load(std::memory_order_relaxed);
  if (sampler == nullptr || sampler->inside_ == 0 || sampler->count_ >= most_samples) return;
  const auto* const interrupted = static_cast<const ucontext_t*>(context);
  sampler->next_instruction_[sampler->count_] =
      static_cast<std::uintptr_t>(interrupted->uc_mcontext.gregs[REG_RIP]);
  sampler->count_ = sampler->count_ + 1;
}

CodeSampler::CodeSampler() : next_instruction_(most_samples) {
  CodeSampler* none = nullptr;
  if (running.compare_exchange_strong(none, this))
    start();
  else
    why_not_ = "another sampler runs in this process";
}

void CodeSampler::start() {
  const auto refused = [this](const char* what) {
    why_not_ = std::string(what) + ": " + std::generic_category().message(errno);
  };
  struct sigaction action {};
  action.sa_sigaction = &CodeSampler::note;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  is_handled_ = ::sigaction(SIGPROF, &action, &before_) == 0;
  if (!is_handled_) return refused("no handler of SIGPROF can be set");
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event._sigev_un._tid = ::gettid();  // sigev_notify_thread_id is a name of newer versions of glibc
  has_timer_ = ::timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) == 0;
  if (!has_timer_) return refused("no timer of the thread's CPU time can be had");
  const itimerspec every{{0, period_ns}, {0, period_ns}};
  if (::timer_settime(timer_, 0, &every, nullptr) != 0) refused("the timer cannot be started");
}

CodeSampler::~CodeSampler() {
  if (has_timer_) ::timer_delete(timer_);
  // A signal that is under way still needs the handler: it is left where there was none before, as the end of
  // the process is what the signal would bring then.
  if (is_handled_ && before_.sa_handler != SIG_DFL) ::sigaction(SIGPROF, &before_, nullptr);
  CodeSampler* self = this;
  running.compare_exchange_strong(self, nullptr);
}

std::vector<CodeSample> CodeSampler::samples() const {
  std::map<std::pair<std::string, std::uint64_t>, std::uint32_t> places;
  const auto mappings = own_mappings();
  for (std::size_t i = 0; i < count_; ++i) {
    Place place;
    place.address = next_instruction_[i];
    const auto mapping = std::find_if(mappings.begin(), mappings.end(), [&](const Mapping& m) {
      return m.from <= place.address && place.address < m.until;
    });
    // Addresses within an object are those of its file: the same in every process.
    const bool is_in_object = ::dl_iterate_phdr(&look_in, &place) != 0;
    if (mapping == mappings.end() || mapping->path.empty() || !is_in_object)
      ++places[{"", 0}];
    else
      ++places[{mapping->path, place.address - place.moved_by}];
  }
  std::vector<CodeSample> samples;
  for (const auto& [place, count] : places) samples.push_back({place.first, place.second, count});
  return samples;
}

}  // namespace crossfade::collector
