// Nursery: a small process with one thread that starts and ends workers for one that may have threads by then
// (a fork of a process with threads can lock up). It is started first, opens no file, and ends with the
// process that made it, as its workers do.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <optional>

#include "results/error.h"
#include "results/file/descriptor.h"

namespace crossfade::results::jail {

class Nursery {
 public:
  /// What a worker does with its end of the connection; it never returns.
  using Work = void (*)(int socket);

  /// Before the process has a second thread. Errors: unavailable.
  static Result<Nursery> start(Work work);
  Nursery(Nursery&&) noexcept;
  Nursery& operator=(Nursery&&) = delete;
  ~Nursery();

  struct Child {
    pid_t process = -1;
    file::Descriptor socket;  ///< our end
  };
  /// From any thread. Errors: unavailable.
  Result<Child> start_worker();
  /// Ends it if it has not ended, from any thread. Its wait status; nullopt if that is not known any more.
  std::optional<int> stop_worker(pid_t process);

 private:
  Nursery(pid_t process, file::Descriptor socket);
  pid_t process_;
  file::Descriptor socket_;
  std::mutex one_at_a_time_;
};

}  // namespace crossfade::results::jail
