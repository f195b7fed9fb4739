#include "analysis/report/option_values.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "analysis/report/command_line_error.h"
#include "results/finite_number.h"

namespace crossfade::analysis {

results::Result<double> share_value(const std::string& text, const ShareOption& of) {
  const bool percent = text.ends_with('%');
  const auto value =
      results::finite_number(std::string_view(text).substr(0, text.size() - (percent ? 1 : 0)));
  const double share = value ? *value / (percent ? 100 : 1) : 0;
  if (!value || !(share > 0) || share > 1 || (share == 1 && !of.may_be_all)) {
    return usage(fmt::format("cannot use the {} \"{}\"", of.thing, text), of.option,
                 fmt::format("it is not a share above 0 and {} 100 %", of.may_be_all ? "up to" : "below"),
                 fmt::format("give it as {}", of.example));
  }
  return share;
}

CLI::Option* add_text(CLI::App& command, const std::string& name, std::optional<std::string>& text,
                      const std::string& value, const std::string& help) {
  return command
      .add_option_function<std::string>(
          name, [&text](const std::string& given) { text = given; }, help)
      ->type_name(value);
}

}  // namespace crossfade::analysis
