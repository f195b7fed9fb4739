// Text of a recording: UTF-8 without control characters, so that no recording can steer a terminal, break
// JSON or be cut at a zero byte. Line feed and tab are allowed.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::results {

bool is_clean_text(std::string_view text);
/// The text with each byte that makes it unclean replaced by U+FFFD. What is longer than `max_bytes` (at
/// least 3) is cut between characters and ends in an ellipsis.
std::string clean_text(std::string_view text, std::size_t max_bytes);

/// The text on one line, for headings, tables and messages: line feeds, tabs and all that is unclean as they
/// are written in C: \n, \t, \x1b.
std::string one_line(std::string_view text);

}  // namespace crossfade::results
