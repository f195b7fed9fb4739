#include "analysis/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "analysis/environment_value.h"

namespace crossfade::analysis {
namespace {

/// 0 if it is no number above 0.
std::uint32_t look_of(const results::Recording& r) {
  const std::string text = environment_value(r, "lab.look");
  std::uint32_t look = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), look);
  return failed == std::errc() && end == text.data() + text.size() ? look : 0;
}

template <class T>
void add_once(std::vector<T>& values, const T& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

void add_side(const Side& side, Study& study, std::vector<std::uint32_t>& looks) {
  for (const RecordingPointer& r : side.recordings) {
    const std::string plan = environment_value(r->recording, "lab.plan_digest");
    if (plan.empty()) {
      ++study.without_plan;
      continue;
    }
    add_once(study.plans, plan);
    const std::uint32_t look = look_of(r->recording);
    if (look == 0) {
      ++study.without_look;
    } else {
      add_once(looks, look);
    }
  }
  std::sort(looks.begin(), looks.end());
}

bool has(const std::vector<std::uint32_t>& looks, std::uint32_t look) {
  return std::find(looks.begin(), looks.end(), look) != looks.end();
}

}  // namespace

std::uint32_t Study::look() const {
  std::uint32_t latest = 0;
  for (const auto* looks : {&base_looks, &candidate_looks})
    if (!looks->empty()) latest = std::max(latest, looks->back());
  return latest;
}

std::vector<std::uint32_t> Study::missing_looks() const {
  // What a file says may be any number: more than a handful are not listed.
  constexpr std::uint32_t most = 10;
  std::vector<std::uint32_t> missing;
  for (std::uint32_t look = 1; look < std::min(this->look(), most); ++look)
    if (!has(base_looks, look) && !has(candidate_looks, look)) missing.push_back(look);
  return missing;
}

Study study_of(const Side& base, const Side& candidate) {
  Study study;
  add_side(base, study, study.base_looks);
  add_side(candidate, study, study.candidate_looks);
  return study;
}

std::string plan_name(const std::string& digest) {
  constexpr std::size_t shown = 8;
  const bool is_digest = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_digest ? digest.substr(0, shown) : digest;
}

std::string looks_text(const std::vector<std::uint32_t>& looks) {
  std::string text;
  for (std::size_t i = 0; i < looks.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == looks.size() ? " and " : ", ", looks[i]);
  return text.empty() ? "none" : text;
}

}  // namespace crossfade::analysis
