#include "analysis/report/format_choice.h"

#include <fmt/format.h>

#include <string_view>

#include "analysis/report/command_line_error.h"
#include "results/letter_case.h"

namespace crossfade::analysis {
namespace {

std::optional<Format> format_of(std::string_view name) {
  if (name == "text" || name == "txt") return Format::text;
  if (name == "markdown" || name == "md") return Format::markdown;
  if (name == "csv") return Format::csv;
  if (name == "json") return Format::json;
  if (name == "html" || name == "htm") return Format::html;
  return std::nullopt;
}

}  // namespace

results::Result<Format> chosen_format(const std::optional<std::string>& named, bool json,
                                      const OutputTarget& output) {
  if (json && named && format_of(*named) != Format::json) {
    return usage("two formats are named", "--json", fmt::format("--format {} is another", *named),
                 "leave one of them out");
  }
  if (json) return Format::json;
  if (named) {
    if (const auto format = format_of(*named)) return *format;
    return usage(fmt::format("unknown format \"{}\"", *named), "--format",
                 "the formats are text, markdown, csv, json and html",
                 did_you_mean(*named, {"text", "markdown", "csv", "json", "html"}, "use one of these"));
  }
  if (!output.file || !output.file->has_extension()) return Format::text;
  const std::string ending = results::lower_case(output.file->extension().string().substr(1));
  if (const auto format = format_of(ending)) return *format;
  return usage("cannot tell the format to write", output.file->string(),
               fmt::format("the name ends in .{}, which is none of .txt, .md, .csv, .json and .html", ending),
               "end the name in one of these, or name the format with --format");
}

}  // namespace crossfade::analysis
