// Parent guard: this process never outlives the one that started it.
#pragma once

namespace crossfade::collector {

/// Asks the kernel for SIGKILL when the parent's starting thread ends, and says whether the parent is still
/// the process at the other end of the channel: false = it has ended already.
bool die_with_parent(int channel_fd);

}  // namespace crossfade::collector
