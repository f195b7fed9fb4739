#include "analysis/stated_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/distinct_values.h"

namespace crossfade::analysis {

void StatedValues::add(const results::OpenedRecording& recording, const std::string& value) {
  std::string file = recording.path.filename().string();
  if (value.empty()) {
    silent.push_back(std::move(file));
    return;
  }
  auto known =
      std::find_if(values.begin(), values.end(), [&](const StatedValue& v) { return v.value == value; });
  if (known == values.end()) known = values.insert(values.end(), {value, {}});
  known->files.push_back(std::move(file));
}

Alike alike(const StatedValues& base, const StatedValues& candidate) {
  Values all;
  for (const StatedValues* side : {&base, &candidate}) {
    for (const StatedValue& v : side->values) crossfade::analysis::add(all, v.value);
  }
  if (all.size() > 1) return Alike::differ;
  const bool silent = !base.silent.empty() || !candidate.silent.empty();
  return all.size() == 1 && silent ? Alike::unknown : Alike::same;
}

std::string text(const StatedValues& stated) {
  const bool mixed = stated.values.size() + (stated.silent.empty() ? 0 : 1) > 1;
  std::string out;
  const auto add = [&](const std::string& value, const std::vector<std::string>& files) {
    if (!out.empty()) out += " | ";
    out += mixed ? fmt::format("{} ({})", value, files_text(files)) : value;
  };
  for (const StatedValue& v : stated.values) add(v.value, v.files);
  if (!stated.silent.empty()) add("not recorded", stated.silent);
  return out;
}

std::string files_text(const std::vector<std::string>& files) {
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, files.size()); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", files[i]);
  if (files.size() > most) text += fmt::format(" and {} more", files.size() - most);
  return text;
}

}  // namespace crossfade::analysis
