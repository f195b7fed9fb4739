// Sample messages: one of each kind, every field different from its default.
#pragma once

#include <vector>

#include "collector/protocol/messages.h"

namespace crossfade::collector {

Hello sample_hello();
Prepare sample_prepare();
Ready sample_ready();
StageSpec sample_stage_spec();
StageDone sample_stage_done();
Failure sample_failure();
/// One of each type, by ascending type.
std::vector<Message> sample_messages();

}  // namespace crossfade::collector
