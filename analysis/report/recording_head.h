// Recording head: the lines above every report of one recording: what kind it is, when, by what, and of which
// machine.
#pragma once

#include <string>
#include <vector>

#include "results/recording_reader.h"

namespace crossfade::analysis {

std::vector<std::string> recording_head(const results::OpenedRecording& opened);

/// Its title, or the name of its file.
std::string recording_title(const results::OpenedRecording& opened);

}  // namespace crossfade::analysis
