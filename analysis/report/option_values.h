// Option values: texts of a command line as numbers, and how options that take a text are declared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "results/error.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace crossfade::analysis {

/// How a share is asked for: what it is of ("variation"), the option, and how to write it ("0.05 or 5%").
struct ShareOption {
  const char *thing, *option, *example;
  bool may_be_all = true;  ///< up to 100 %, else below it
};

/// "5%" or "0.05", above 0. Errors: usage.
results::Result<double> share_value(const std::string& text, const ShareOption& of);

/// An option with a text for its value; an empty text and an absent one are not the same mistake.
CLI::Option* add_text(CLI::App& command, const std::string& name, std::optional<std::string>& text,
                      const std::string& value, const std::string& help);

}  // namespace crossfade::analysis
