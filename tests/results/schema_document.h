// The part of docs/recording-format.md that follows from the schema: every table with its columns.
#pragma once

#include <string>

namespace crossfade::results::testing {
std::string schema_document();
}  // namespace crossfade::results::testing
