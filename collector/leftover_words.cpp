#include "collector/leftover_words.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "results/nearest_name.h"

namespace crossfade::collector {

using results::Error;
using results::ErrorKind;

namespace {

Error usage(std::string what, std::string where, std::string why, std::string remedy) {
  return Error{ErrorKind::usage, std::move(what), std::move(where), std::move(why), std::move(remedy)};
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

Error unexpected(const std::string& word, const CLI::App& command) {
  const std::string help = fmt::format("see {} --help", command.get_name() == "crossfade-collect"
                                                            ? command.get_name()
                                                            : "crossfade-collect " + command.get_name());
  if (word.rfind('-', 0) == 0) {
    return usage("unknown option", word, fmt::format("'{}' has no such option", command.get_name()),
                 results::did_you_mean(word.substr(0, word.find('=')), option_names(command), help));
  }
  if (command.get_name() == "crossfade-collect") {
    return usage(
        "unknown command", word, commands_are,
        results::did_you_mean(
            word, std::vector<std::string>{"run", "calibrate", "instructions", "list", "doctor"}, help));
  }
  return usage("unexpected argument", word, fmt::format("'{}' takes options only", command.get_name()), help);
}

}  // namespace

std::optional<Error> leftover(const CLI::App& app, const CLI::App* command) {
  if (command != nullptr) {
    if (const auto words = command->remaining(); !words.empty()) return unexpected(words.front(), *command);
  }
  if (const auto words = app.remaining(); !words.empty()) return unexpected(words.front(), app);
  return std::nullopt;
}

}  // namespace crossfade::collector
