// The tables of event codes, one file beside this one a family of CPUs. Who wants the codes of a CPU asks
// event_codes().
#pragma once

#include <span>

#include "results/vocabulary/event_code.h"

namespace crossfade::results {

std::span<const EventCode> skylake_sp_codes();  ///< Cascade Lake too
std::span<const EventCode> ice_lake_sp_codes();
std::span<const EventCode> sapphire_rapids_codes();  ///< Emerald Rapids too
std::span<const EventCode> granite_rapids_codes();
std::span<const EventCode> zen_1_codes();
std::span<const EventCode> zen_2_codes();
std::span<const EventCode> zen_3_codes();
std::span<const EventCode> zen_4_codes();
std::span<const EventCode> zen_5_codes();

}  // namespace crossfade::results
