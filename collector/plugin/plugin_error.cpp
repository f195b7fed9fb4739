#include "collector/plugin/plugin_error.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <string_view>

#include "results/text.h"

namespace crossfade::collector {
namespace {

/// By number, as abi.h has them.
constexpr auto statuses = std::to_array<std::string_view>(
    {"CF_OK: it was done", "CF_WRONG: the work was done and the result is not right",
     "CF_FAILED: the work could not be done", "CF_REFUSED: the request was refused",
     "CF_CANCELLED: it was to stop", "CF_UNSUPPORTED: this machine or these parameters cannot run it"});

}  // namespace

std::string status_text(int status) {
  const bool known = status >= 0 && static_cast<std::size_t>(status) < statuses.size();
  return fmt::format(
      "status {} ({})", status,
      known ? statuses.at(static_cast<std::size_t>(status)) : "which the border does not have");
}

std::string plugin_text(const char* text, std::size_t at_most) {
  return text == nullptr ? std::string{} : results::one_line({text, ::strnlen(text, at_most)});
}

std::string plugin_text(const char* text) {
  constexpr std::size_t longest = 4096;
  return plugin_text(text, longest);
}

results::Error to_error(const cf_error& said, results::ErrorKind kind, const std::string& workload,
                        const std::string& fallback) {
  results::Error error{kind, plugin_text(said.what, sizeof said.what),
                       plugin_text(said.where, sizeof said.where), plugin_text(said.why, sizeof said.why),
                       plugin_text(said.remedy, sizeof said.remedy)};
  if (error.what.empty()) error.what = fallback;
  error.where = error.where.empty() ? workload : workload + ", " + error.where;
  if (error.why.empty()) error.why = "the workload gave no reason";
  if (error.remedy.empty()) error.remedy = "see the workload's documentation";
  return error;
}

}  // namespace crossfade::collector
