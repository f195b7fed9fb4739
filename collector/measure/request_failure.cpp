#include "collector/measure/request_failure.h"

#include <fmt/format.h>

#include <utility>

#include "collector/plugin/plugin_error.h"

namespace crossfade::collector {
namespace {

/// What, where and why in one text; empty if verify() has nothing against it.
std::string words_of(const cf_workload& table, void* state, const Served& served) {
  cf_answer answer = served.answer;
  // A plug-in may have told by its return value alone; verify() is not given that.
  if (answer.status == CF_OK) answer.status = static_cast<std::uint32_t>(served.status);
  cf_error said{};
  if (table.verify(state, &served.request, &answer, &said) == CF_OK) return {};
  std::string text = plugin_text(said.what, sizeof said.what);
  const auto add = [&text](const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : ": ") + more;
  };
  add(plugin_text(said.where, sizeof said.where));
  add(plugin_text(said.why, sizeof said.why));
  if (const std::string remedy = plugin_text(said.remedy, sizeof said.remedy); !remedy.empty())
    text += (text.empty() ? "" : "; ") + remedy;
  return text;
}

}  // namespace

std::string why_not_right(const cf_workload& table, void* state, const Served& served) {
  const std::string request =
      fmt::format("class '{}', request {}", plugin_text(table.classes[served.request.class_id].name),
                  served.request.index);
  const std::string words = words_of(table, state, served);
  if (!is_answered(served)) {
    const int status = served.status != CF_OK ? served.status : static_cast<int>(served.answer.status);
    return fmt::format("{}: it ended with {}{}{}", request, status_text(status), words.empty() ? "" : ": ",
                       words);
  }
  return fmt::format("{}: {}", request, words.empty() ? "it got another answer than before" : words);
}

results::Error wrong_answers_error(const cf_workload& table, std::string why) {
  return {results::ErrorKind::data, "the workload's answers are not right", plugin_text(table.name),
          std::move(why), "report it: either the workload or a library on this machine is defective"};
}

}  // namespace crossfade::collector
