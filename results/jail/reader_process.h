// Reader process: one jailed reader while it reads one file, as its parent sees it: its limits, what it
// sends, and why no more comes.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "results/jail/reader_limits.h"

namespace crossfade::results::jail {

/// Before the file is handed over. They come on top of what the process has used already.
void set_limits(pid_t process, const ReaderLimits& limits);

class ReaderAnswer {
 public:
  ReaderAnswer(pid_t process, int socket, const ReaderLimits& limits)
      : process_(process), socket_(socket), limits_(limits) {}

  enum class State { going_on, gone, silent, too_large };

  /// As WireReader::Source: 0 unless it is going on.
  std::size_t receive(std::span<std::byte> out);
  State state() const { return state_; }

 private:
  pid_t process_;
  int socket_;
  ReaderLimits limits_;
  State state_ = State::going_on;
};

struct ReaderEnd {
  std::string why;            ///< the file is refused
  bool is_by_others = false;  ///< it was killed, and not by us: the file may be innocent
};
/// `wait_status`: absent if it is not known. A reader that was going on answered nonsense.
ReaderEnd why_it_ended(std::optional<int> wait_status, ReaderAnswer::State state, const ReaderLimits& limits);

}  // namespace crossfade::results::jail
