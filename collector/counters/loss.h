// Loss: how a group of counters came to have no counts of an interval that it was opened for, as far as the
// kernel shows it.
#pragma once

#include <string>

namespace crossfade::collector {

enum class LostBy {
  nothing,            ///< it was not lost
  another,            ///< end of file: a pinned group that was pushed off its counters
  never_scheduled,    ///< it was readable and not on the counters for a moment
  a_group_too_small,  ///< members were missing in the answer: the kernel took the group apart
  an_error            ///< of the system call
};

struct Loss {
  LostBy by = LostBy::nothing;
  int error = 0;  ///< errno; of `an_error`
  explicit operator bool() const { return by != LostBy::nothing; }
  friend bool operator==(const Loss&, const Loss&) = default;
};

/// What happened, and what to do; empty of `nothing`.
std::string to_text(const Loss& loss);

}  // namespace crossfade::collector
