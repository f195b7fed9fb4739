#include "analysis/report/command_line_error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <optional>

#include "results/nearest_name.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::Result;

constexpr const char* program = "crossfade-report";

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

const CLI::App* find_command(const CLI::App& app, std::string_view name) {
  const auto found = app.get_subcommands([&](const CLI::App* c) { return c->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

std::string where(const CLI::App& command) {
  return fmt::format("{} {}", program, command.get_name());
}

bool looks_like_an_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

/// "--to" of "--to=B", "-o" of "-ofile".
std::string option_name(const std::string& word) {
  return word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
}

/// The value stands in the same word.
bool carries_a_value(const std::string& word) {
  return word.starts_with("--") ? word.find('=') != std::string::npos : word.size() > 2;
}

std::vector<std::string> long_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

Error unknown_option(const CLI::App& app, const CLI::App& command, const std::string& word) {
  const std::string name = word.starts_with("--") ? option_name(word) : word;
  std::vector<std::string> owners;
  for (const CLI::App* other : app.get_subcommands({})) {
    if (other->get_option_no_throw(name) != nullptr) owners.push_back(other->get_name());
  }
  if (!owners.empty()) {
    return usage(fmt::format("{} has no option {}", command.get_name(), name), where(command),
                 fmt::format("it belongs to {}", fmt::join(owners, " and ")),
                 fmt::format("leave it out, or use {} {}", program, owners.front()));
  }
  const std::string help = fmt::format("{} --help lists the options", where(command));
  return usage(
      fmt::format("no option {}", name), where(command),
      fmt::format("{} has no option of this name", command.get_name()),
      did_you_mean(name, word.starts_with("--") ? long_names(command) : std::vector<std::string>{}, help));
}

/// What an option says it takes: "CANDIDATE.h5...".
std::string form(const CLI::Option& option, const std::string& name) {
  const std::string value = option.get_type_name();
  return fmt::format("{} {}", name, value.empty() ? "VALUE" : value);
}

/// The first word that cannot be right, unless help is asked for.
std::optional<Error> bad_word(const CLI::App& app, const CLI::App& command,
                              const std::vector<std::string>& words) {
  const auto is_help = [](const std::string& w) { return w == "--help" || w == "-h"; };
  if (std::any_of(words.begin(), words.end(), is_help)) return std::nullopt;
  std::map<const CLI::Option*, int> seen;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (!looks_like_an_option(words[i])) continue;
    const std::string name = option_name(words[i]);
    const CLI::Option* option = command.get_option_no_throw(name);
    if (option == nullptr) return unknown_option(app, command, words[i]);
    if (option->get_items_expected_min() > 0 && !carries_a_value(words[i]) &&
        (i + 1 == words.size() || looks_like_an_option(words[i + 1]))) {
      return usage(fmt::format("{} has no value", name), where(command),
                   i + 1 == words.size()
                       ? "nothing follows it"
                       : fmt::format("{} follows it, which looks like an option", words[i + 1]),
                   fmt::format("write {}", form(*option, name)));
    }
    if (++seen[option] > 1 && option->get_multi_option_policy() == CLI::MultiOptionPolicy::Throw &&
        option->get_items_expected_max() == 1) {
      return usage(fmt::format("{} is given twice", name), where(command), "it has one value",
                   "give it once");
    }
  }
  return std::nullopt;
}

}  // namespace

Error usage(std::string what, std::string where, std::string why, std::string remedy) {
  return Error{results::ErrorKind::usage, std::move(what), std::move(where), std::move(why),
               std::move(remedy)};
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& candidates,
                         std::string otherwise) {
  const auto near = results::nearest_names(typed, candidates, 1);
  return near.empty() ? std::move(otherwise) : fmt::format("did you mean {}?", near.front());
}

Result<void> check_words(const CLI::App& app, int argc, const char* const* argv) {
  const auto names = command_names(app);
  const std::string help = fmt::format("{} --help says what each does", program);
  if (argc < 2) {
    return usage("no command", program, fmt::format("it takes one of {}", fmt::join(names, ", ")),
                 fmt::format("for example {} compare BASELINE.h5 CANDIDATE.h5; {}", program, help));
  }
  const std::string word = argv[1];
  if (const CLI::App* command = find_command(app, word)) {
    const auto bad = bad_word(app, *command, std::vector<std::string>(argv + 2, argv + argc));
    return bad ? Result<void>(*bad) : Result<void>();
  }
  if (!looks_like_an_option(word)) {
    return usage(fmt::format("no command \"{}\"", word), program,
                 fmt::format("the commands are {}", fmt::join(names, ", ")), did_you_mean(word, names, help));
  }
  if (app.get_option_no_throw(option_name(word)) != nullptr) return {};
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_option_no_throw(option_name(word)) == nullptr) continue;
    return usage(fmt::format("{} stands before the command", option_name(word)), program,
                 "options belong to a command and follow it",
                 fmt::format("write {} {} ... {}", program, command->get_name(), option_name(word)));
  }
  return usage(fmt::format("no option {}", word), program,
               "before the command there are only --help and --version",
               did_you_mean(option_name(word), {"--help", "--version"}, help));
}

Error command_line_error(const CLI::App& app, const CLI::ParseError& error, const char* command_name) {
  const CLI::App* command = find_command(app, command_name);
  const std::string place = command != nullptr ? where(*command) : program;
  return usage("cannot understand the command line", place, error.what(),
               fmt::format("{} --help lists the options", place));
}

}  // namespace crossfade::analysis
