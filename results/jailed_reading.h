// Jailed reading: while one exists, read_recording() and read_summary() of this process have recordings read
// by confined processes (results/jail/reader_pool.h). What is refused, and in which words, stays the same; a
// file that breaks its reader is refused, too. What programs do that read files which others made.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "results/error.h"

namespace crossfade::results {

namespace jail {
class ReaderPool;
}

class JailedReading {
 public:
  /// Before the process has a second thread; one at a time. Errors: unavailable.
  static Result<JailedReading> start();
  JailedReading(JailedReading&&) noexcept;
  JailedReading& operator=(JailedReading&&) = delete;
  ~JailedReading();

 private:
  explicit JailedReading(std::unique_ptr<jail::ReaderPool> readers);
  std::unique_ptr<jail::ReaderPool> readers_;
};

/// nullptr: this process reads by itself.
jail::ReaderPool* jailed_readers();

/// As many files as are worth reading at a time: 1 without jailed readers.
std::size_t files_at_once();

/// Calls `read(0)` to `read(files - 1)`, each once, files_at_once() of them at a time, on threads of its own.
/// Returns when all are done.
void for_each_file(std::size_t files, const std::function<void(std::size_t)>& read);

}  // namespace crossfade::results
