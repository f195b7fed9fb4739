#include "results/vocabulary/arm_types.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "results/letter_case.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::results {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "m", 8 and "gd" of "m8gd": what it is for, its generation, and what it is made of.
struct FamilyName {
  std::string_view kind, rest;
  int generation = 0;
};

/// A generation of 0 = the name is of another form.
FamilyName parts_of(std::string_view family) {
  FamilyName name;
  const auto* const digits = std::find_if(family.begin(), family.end(), is_digit);
  const auto* const end = std::find_if_not(digits, family.end(), is_digit);
  name.kind = {family.begin(), digits};
  for (const auto* digit = digits; digit != end && name.generation < 100; ++digit)
    name.generation = name.generation * 10 + (*digit - '0');
  name.rest = {end, family.end()};
  return name;
}

/// Every family with a g right behind its generation has a Graviton; g5 and g4dn have their g before it.
bool is_graviton(std::string_view lower_type) {
  const std::string family = family_of(lower_type);
  if (family == "a1") return true;
  const FamilyName name = parts_of(family);
  return !name.kind.empty() && name.generation > 0 && name.rest.starts_with('g');
}

struct Series {
  std::string_view arm, x86;
};
constexpr auto of_google = std::to_array<Series>({{"t2a-", "t2d-"}, {"c4a-", "c4-"}, {"n4a-", "n4-"}});

constexpr std::string_view of_azure = "standard_";

/// Where the p is that stands for Arm: behind the number of vCPUs, "standard_d4ps_v5"; npos = there is none.
std::size_t arm_letter_of_azure(std::string_view lower_type) {
  if (!lower_type.starts_with(of_azure)) return std::string_view::npos;
  const auto digits = lower_type.find_first_of("0123456789", of_azure.size());
  if (digits == std::string_view::npos) return digits;
  const auto letters = lower_type.find_first_not_of("0123456789-", digits);
  const auto end = std::min(lower_type.find('_', digits), lower_type.size());
  const auto p = lower_type.find('p', digits);
  return letters != std::string_view::npos && p < end ? p : std::string_view::npos;
}

std::vector<std::string> siblings_in_atlas(std::string_view lower_type) {
  const std::string family = family_of(lower_type);
  const FamilyName own = parts_of(family);
  int nearest = -1;
  for (const std::string& other : instance_families()) {
    const FamilyName name = parts_of(other);
    if (name.kind != own.kind) continue;
    if (nearest < 0 || std::abs(name.generation - own.generation) < std::abs(nearest - own.generation))
      nearest = name.generation;
  }
  std::vector<std::string> families, types;
  for (const std::string& other : instance_families()) {
    const FamilyName name = parts_of(other);
    if (name.kind != own.kind || name.generation != nearest) continue;
    families.push_back(other);
    const std::string type = other + std::string(lower_type.substr(family.size()));
    if (find_instance_type(type)) types.push_back(type);
  }
  return types.empty() ? families : types;
}

}  // namespace

bool is_arm_type(std::string_view type) {
  const std::string name = lower_case(type);
  return is_graviton(name) || arm_letter_of_azure(name) != std::string::npos ||
         std::any_of(of_google.begin(), of_google.end(),
                     [&](const Series& series) { return name.starts_with(series.arm); });
}

std::vector<std::string> x86_siblings_of(std::string_view arm_type) {
  const std::string name = lower_case(arm_type);
  if (is_graviton(name)) return siblings_in_atlas(name);
  if (const auto p = arm_letter_of_azure(name); p != std::string::npos) {
    std::string sibling(arm_type);
    sibling.erase(p, 1);
    return {std::move(sibling)};
  }
  for (const Series& series : of_google) {
    if (name.starts_with(series.arm)) return {std::string(series.x86) + name.substr(series.arm.size())};
  }
  return {};
}

}  // namespace crossfade::results
