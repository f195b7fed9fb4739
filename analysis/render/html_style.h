// HTML style: the style sheet of a page, on screen (light or dark, as the reader has it) and on paper.
#pragma once

#include <string>

namespace crossfade::analysis {

/// Holds no character that would have to be escaped in XML.
std::string html_style();

}  // namespace crossfade::analysis
