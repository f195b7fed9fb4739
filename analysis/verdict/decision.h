// Decision: what an interval of a cost ratio, or a verdict, says. Inconclusive is an answer, not an error.
#pragma once

namespace crossfade::analysis {

enum class Decision { migrate, stay, inconclusive };

}  // namespace crossfade::analysis
