// Known fact: what the environment of a machine says under a key, for the checks of the doctor, in words that
// never leave an empty value.
#pragma once

#include <string>
#include <string_view>

#include "collector/host/doctor.h"

namespace crossfade::collector {

/// The fact, or why it is not known.
struct Known {
  std::string value, absent_because;
};

inline Known fact(const DoctorFacts& facts, std::string_view key) {
  for (const auto& f : facts.host.environment) {
    if (f.key == key) return {f.value, f.absent_because};
  }
  return {{}, "not probed"};
}

inline std::string or_hidden(const Known& known) {
  return known.value.empty() ? "not shown to this machine" : known.value;
}

/// Never an empty value: nothing may look like "fine".
inline std::string or_unknown(const std::string& why) {
  return why.empty() ? "unknown" : why;
}

}  // namespace crossfade::collector
