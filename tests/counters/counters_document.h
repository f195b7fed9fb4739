// The part of docs/counters.md that follows from the tables: what is counted, what follows from it, top-down
// and every code.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::collector::testing {

std::string catalogue_document();

/// Between "<!-- SECTION: begin -->" and "<!-- SECTION: end -->" docs/counters.md has exactly this text. With
/// CROSSFADE_UPDATE_DOCS set it is written there instead.
void expect_document_is_current(std::string_view section, const std::string& expected);

}  // namespace crossfade::collector::testing
