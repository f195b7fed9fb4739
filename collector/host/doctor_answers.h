// DoctorAnswers: which questions a recording of this machine will answer, and which not and what would. The
// two last checks of the doctor. Pure.
#pragma once

#include "collector/host/doctor.h"

namespace crossfade::collector {

Check will_answer(const DoctorFacts& facts);

/// A note where a question stays open, with the way to an answer of each; ok where none does.
Check will_not_answer(const DoctorFacts& facts);

}  // namespace crossfade::collector
