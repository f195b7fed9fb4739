// Selector: "type=m7a.4xlarge,cpu=9R14": which recordings of a folder are meant, by what their headers say.
// All of its conditions hold. Reads no file: analysis/report/places.h does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"
#include "results/recording.h"

namespace crossfade::analysis {

enum class SelectorField { type, family, cpu, host, region, kernel, title, since, until };

struct Condition {
  SelectorField field = SelectorField::type;
  std::string value;  ///< as typed, without blanks around it
};

struct Selector {
  std::string text;  ///< as typed
  std::vector<Condition> conditions;
};

/// Letters before the first '=': whether a selector is meant, rather than a file that is not there.
bool looks_like_selector(std::string_view place);

/// Errors: usage, for an unknown field, one without a value or named twice, and a date that is none.
results::Result<Selector> parse_selector(const std::string& text);

/// type, family and region: the same, whatever the case. cpu (model or microarchitecture) and title: part of
/// it, whatever the case. host and kernel: its beginning, of a kernel whole numbers. since, until: the day of
/// its creation, included. What a header does not say holds for nothing.
bool holds(const Condition& condition, const results::Header& header);

/// "cpu=9R14".
std::string condition_text(const Condition& condition);

/// What a header says of a field, for messages; empty = nothing.
std::string said_of(SelectorField field, const results::Header& header);

/// "type, family, cpu, host, region, kernel, title, since and until".
std::string selector_fields();

}  // namespace crossfade::analysis
