// Terminal: what a text may use of the place it is printed to: how wide a line may be and whether there is
// colour. A pipe or a file has neither.
#pragma once

#include <cstddef>
#include <optional>

namespace crossfade::results {

struct Terminal {
  std::optional<std::size_t> width;  ///< characters; absent = no terminal, or one that does not say
  bool colour = false;
};

/// COLUMNS goes before what the terminal says of itself; NO_COLOR takes the colour away.
Terminal terminal_of(int descriptor);

/// `columns` (the value of COLUMNS, or null) or else what the terminal said (0 = nothing), within what a
/// text can be laid out in.
std::optional<std::size_t> usable_width(const char* columns, std::size_t said);

/// For prose: what the terminal has, and no more than `longest`, beyond which lines are hard to read.
std::size_t prose_width(const Terminal& terminal, std::size_t longest);

}  // namespace crossfade::results
