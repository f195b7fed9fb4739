#include "collector/counters/codes/event_code.h"

namespace crossfade::collector {

std::string_view text_of(CounterPlace place) {
  switch (place) {
    case CounterPlace::any:
      return "any";
    case CounterPlace::fixed_or_any:
      return "fixed, else any";
    case CounterPlace::fixed_only:
      return "fixed only";
    case CounterPlace::first_four:
      return "0 to 3";
    case CounterPlace::first:
      return "0 only";
    case CounterPlace::two:
      return "occupies two";
    case CounterPlace::metrics:
      return "PERF_METRICS, not in a guest";
  }
  return "";
}

}  // namespace crossfade::collector
