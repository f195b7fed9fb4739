// Command line error: a mistake in the words of the command line as what, where, why and what to do, with the
// nearest name that exists. The parser's own words are the last resort.
#pragma once

#include <string>
#include <vector>

#include "results/error.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace crossfade::analysis {

/// A usage error.
results::Error usage(std::string what, std::string where, std::string why, std::string remedy);

/// "did you mean --format?", or `otherwise` if no candidate is near.
std::string did_you_mean(const std::string& typed, const std::vector<std::string>& candidates,
                         std::string otherwise);

/// What can be told from the words alone: no command or an unknown one, an unknown option, an option without
/// a value or twice. To be asked before parsing: the parser blames what follows, and takes an option for the
/// value of the one before it.
results::Result<void> check_words(const CLI::App& app, int argc, const char* const* argv);

/// For what the parser refuses after that.
results::Error command_line_error(const CLI::App& app, const CLI::ParseError& error,
                                  const char* command_name);

}  // namespace crossfade::analysis
