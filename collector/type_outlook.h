// TypeOutlook: what a measurement on an instance type will and will not be able to answer, by the atlas
// alone, before anybody rents it. Not of this machine: that is the doctor's examination.
#pragma once

#include <string>

#include "results/vocabulary/atlas.h"

namespace crossfade::collector {

/// Lines for people: the type, its counters, and the runs that are suggested.
std::string outlook_text(const results::InstanceType& type);
/// The same as a JSON object; what is not known is null.
std::string outlook_json(const results::InstanceType& type);

}  // namespace crossfade::collector
