// Text layout: widths, padding and wrapping of UTF-8 text on a terminal. A character is a code point:
// combining marks and wide characters are not known.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::results {

std::size_t text_width(std::string_view text);
std::string padded(std::string_view text, std::size_t width, bool right_aligned);
/// At most `width` characters; a longer text ends in "...".
std::string shortened(std::string_view text, std::size_t width);
/// Lines of at most `width` characters where words allow, or always if words may be broken; every line starts
/// with `indent` blanks, the first with `first` instead. Ends with a line end.
std::string wrapped(std::string_view text, std::size_t width, std::string_view first, std::size_t indent,
                    bool break_words = false);

}  // namespace crossfade::results
