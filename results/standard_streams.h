// Standard streams: that descriptors 0, 1 and 2 are taken when a program starts. If whoever started it closed
// one, the next file or channel opened would get its number, and messages would be written into it.
#pragma once

namespace crossfade::results {

/// To be called first in main. A missing descriptor gets /dev/null the wrong way round: what reads or writes
/// it still fails and is reported, so a report that reaches nobody does not pass for one that was printed.
/// What is open stays as it is.
void open_standard_streams();

}  // namespace crossfade::results
