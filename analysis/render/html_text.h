// HTML text: a text as the content of an element or of a quoted attribute, for whoever writes a page.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::analysis {

/// On one line, with nothing in it that could begin or end markup: of a recording's texts too.
std::string html_text(std::string_view text);

}  // namespace crossfade::analysis
