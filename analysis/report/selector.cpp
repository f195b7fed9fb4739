#include "analysis/report/selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/calendar_day.h"
#include "analysis/report/command_line_error.h"
#include "results/blanks.h"
#include "results/letter_case.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {
namespace {

using results::Header;
using results::lower_case;
using results::Result;
using results::without_blanks;

struct FieldName {
  std::string_view name;
  SelectorField field;
};
constexpr std::array field_names{
    FieldName{"type", SelectorField::type},     FieldName{"family", SelectorField::family},
    FieldName{"cpu", SelectorField::cpu},       FieldName{"host", SelectorField::host},
    FieldName{"region", SelectorField::region}, FieldName{"kernel", SelectorField::kernel},
    FieldName{"title", SelectorField::title},   FieldName{"since", SelectorField::since},
    FieldName{"until", SelectorField::until},
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool same(std::string_view a, std::string_view b) {
  return !a.empty() && lower_case(a) == lower_case(b);
}

bool is_part(std::string_view part, std::string_view whole) {
  return lower_case(whole).find(lower_case(part)) != std::string::npos;
}

std::string day_of(const Header& header) {
  constexpr std::size_t day = 10;
  return header.created_utc.substr(0, day);
}

const FieldName* find_field(std::string_view name) {
  const auto found = std::find_if(field_names.begin(), field_names.end(),
                                  [&](const FieldName& f) { return f.name == name; });
  return found == field_names.end() ? nullptr : &*found;
}

std::string_view name_of(SelectorField field) {
  return std::find_if(field_names.begin(), field_names.end(),
                      [&](const FieldName& f) { return f.field == field; })
      ->name;
}

Result<Condition> parse_condition(std::string_view part, const std::string& selector) {
  const auto split = part.find('=');
  const std::string name(without_blanks(part.substr(0, split)));
  if (split == std::string_view::npos) {
    return usage("a selector is incomplete", selector, fmt::format("\"{}\" is not FIELD=VALUE", name),
                 "write for example type=m7a.4xlarge,cpu=9R14");
  }
  const FieldName* field = find_field(lower_case(name));
  if (field == nullptr) {
    std::vector<std::string> names;
    for (const FieldName& f : field_names) names.emplace_back(f.name);
    return usage(fmt::format("no field \"{}\" in a selector", name), selector,
                 fmt::format("the fields are {}; and no file or folder is called so", selector_fields()),
                 did_you_mean(name, names, "use one of these, or name a file that is there"));
  }
  Condition condition{field->field, std::string(without_blanks(part.substr(split + 1)))};
  if (condition.value.empty()) {
    return usage(fmt::format("{} has no value", field->name), selector,
                 "nothing stands behind its =", fmt::format("give it one, or leave {} out", field->name));
  }
  const bool is_date = field->field == SelectorField::since || field->field == SelectorField::until;
  if (is_date && !parse_day(condition.value)) {
    return usage(fmt::format("cannot use the day \"{}\"", condition.value), selector,
                 fmt::format("{} takes a day of the calendar", field->name),
                 fmt::format("write for example {}=2026-07-20", field->name));
  }
  return condition;
}

}  // namespace

bool looks_like_selector(std::string_view place) {
  const auto split = place.find('=');
  if (split == std::string_view::npos) return false;
  const std::string_view name = without_blanks(place.substr(0, split));
  return !name.empty() && std::all_of(name.begin(), name.end(), is_letter);
}

Result<Selector> parse_selector(const std::string& text) {
  Selector selector{text, {}};
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(',', from), text.size());
    auto condition = parse_condition(std::string_view(text).substr(from, to - from), text);
    CF_TRY(condition);
    for (const Condition& other : selector.conditions) {
      if (other.field != condition->field) continue;
      return usage(fmt::format("{} is given twice", name_of(other.field)), text,
                   "all conditions of a selector hold at once",
                   "give it once; several selectors side by side pick what any of them does");
    }
    selector.conditions.push_back(*std::move(condition));
    from = to + 1;
  }
  return selector;
}

bool holds(const Condition& condition, const Header& header) {
  const std::string& value = condition.value;
  switch (condition.field) {
    case SelectorField::type:
      return same(header.instance_type, value);
    case SelectorField::family:
      return same(results::family_of(header.instance_type), value);
    case SelectorField::cpu:
      return is_part(value, header.cpu_model) || is_part(value, header.microarchitecture);
    case SelectorField::host:
      return header.host_id.starts_with(value);
    case SelectorField::region:
      return same(header.region, value);
    case SelectorField::kernel:
      // "6.1" is 6.1.0-13, not 6.12.
      return header.kernel.starts_with(value) &&
             (header.kernel.size() == value.size() || !is_digit(value.back()) ||
              !is_digit(header.kernel[value.size()]));
    case SelectorField::title:
      return is_part(value, header.title);
    case SelectorField::since:
      return !header.created_utc.empty() && day_of(header) >= value;
    case SelectorField::until:
      break;
  }
  return !header.created_utc.empty() && day_of(header) <= value;
}

std::string condition_text(const Condition& condition) {
  return fmt::format("{}={}", name_of(condition.field), condition.value);
}

std::string said_of(SelectorField field, const Header& header) {
  switch (field) {
    case SelectorField::type:
      return header.instance_type;
    case SelectorField::family:
      return results::family_of(header.instance_type);
    case SelectorField::cpu:
      return header.cpu_model;
    case SelectorField::host:
      return header.host_id;
    case SelectorField::region:
      return header.region;
    case SelectorField::kernel:
      return header.kernel;
    case SelectorField::title:
      return header.title;
    case SelectorField::since:
    case SelectorField::until:
      break;
  }
  return day_of(header);
}

std::string selector_fields() {
  std::string text;
  for (std::size_t i = 0; i < field_names.size(); ++i)
    text += fmt::format("{}{}",
                        i == 0                        ? ""
                        : i + 1 == field_names.size() ? " and "
                                                      : ", ",
                        field_names[i].name);
  return text;
}

}  // namespace crossfade::analysis
