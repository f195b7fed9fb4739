// CSV field: a text as a field of a CSV file, for whoever writes one.
#pragma once

#include <string>

namespace crossfade::analysis {

/// Quoted where it has to be. A leading sign that a spreadsheet would take for a formula gets an apostrophe
/// before it.
std::string csv_field(const std::string& text);

}  // namespace crossfade::analysis
