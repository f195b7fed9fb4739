#include "results/jailed_reading.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "results/jail/reader_pool.h"

namespace crossfade::results {
namespace {

// Read from every thread, changed while there is only one.
jail::ReaderPool* readers_in_use = nullptr;

constexpr unsigned most_readers = 8;  // more wait for each other's memory

}  // namespace

Result<JailedReading> JailedReading::start() {
  CF_ASSERT(readers_in_use == nullptr, "one jail is enough");
  auto readers = jail::ReaderPool::start(std::clamp(std::thread::hardware_concurrency(), 1U, most_readers));
  CF_TRY(readers);
  return JailedReading(std::move(*readers));
}

JailedReading::JailedReading(std::unique_ptr<jail::ReaderPool> readers) : readers_(std::move(readers)) {
  readers_in_use = readers_.get();
}

JailedReading::JailedReading(JailedReading&& other) noexcept = default;

JailedReading::~JailedReading() {
  if (readers_) readers_in_use = nullptr;
}

jail::ReaderPool* jailed_readers() {
  return readers_in_use;
}

std::size_t files_at_once() {
  return readers_in_use == nullptr ? 1 : readers_in_use->most_readers();
}

void for_each_file(std::size_t files, const std::function<void(std::size_t)>& read) {
  std::atomic<std::size_t> next{0};
  const auto read_some = [&] {
    for (std::size_t i = next++; i < files; i = next++) read(i);
  };
  const std::size_t at_once = std::min(files, files_at_once());
  std::vector<std::jthread> helpers;
  try {
    while (helpers.size() + 1 < at_once) helpers.emplace_back(read_some);
  } catch (const std::system_error&) {
    // No more threads: those that there are do it.
  }
  read_some();
}

}  // namespace crossfade::results
