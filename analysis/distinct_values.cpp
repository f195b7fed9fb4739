#include "analysis/distinct_values.h"

#include <algorithm>

namespace crossfade::analysis {

void add(Values& values, std::string value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
}

std::string joined(const Values& values, std::string_view separator) {
  std::string text;
  for (const std::string& v : values)
    text += (text.empty() ? "" : std::string(separator)) + (v.empty() ? "unknown" : v);
  return text;
}

bool differ(const Values& base, const Values& candidate) {
  Values all = base;
  for (const std::string& v : candidate) add(all, v);
  return all.size() > 1;
}

}  // namespace crossfade::analysis
