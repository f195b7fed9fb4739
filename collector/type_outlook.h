// TypeOutlook: what a measurement on an instance type will and will not be able to answer, by the atlas
// alone, before anybody rents it. Not of this machine: that is the doctor's examination.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/error.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::collector {

/// Lines for people, of at most `width` characters where words allow: the type, its counters, and the runs
/// that are suggested.
std::string outlook_text(const results::InstanceType& type, std::size_t width = 100);
/// The same as a JSON object; what is not known is null.
std::string outlook_json(const results::InstanceType& type);

/// The same of a family whose size nobody named: what each size shows, and how to ask about one. `sizes`: one
/// at least.
std::string family_outlook_text(const std::vector<results::InstanceType>& sizes, std::size_t width = 100);
/// A JSON object with an outlook for each size.
std::string family_outlook_json(const std::vector<results::InstanceType>& sizes);

/// Of a type that the atlas does not have: that it is no x86, near ones, or what is known of its cloud.
results::Error unknown_type(const std::string& type);

}  // namespace crossfade::collector
