// Recording wire: what a jailed reader found in a file, on its way to the process that asked. The receiver
// checks it as the reader checked the file: a reader that a file has taken over can lie about that file, and
// do nothing else.
#pragma once

#include "results/error.h"
#include "results/jail/wire.h"
#include "results/recording_reader.h"

namespace crossfade::results::jail {

/// `path`, `what` and `where` are the receiver's own and do not travel.
void write(WireWriter& out, const Result<OpenedRecording>& read);
void write(WireWriter& out, const Result<RecordingSummary>& read);

/// What was written; where that makes no sense, `in` is not ok() afterwards and the answer means nothing.
Result<OpenedRecording> read_recording(WireReader& in);
Result<RecordingSummary> read_summary(WireReader& in);

}  // namespace crossfade::results::jail
