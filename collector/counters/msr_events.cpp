#include "collector/counters/msr_events.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "collector/counters/first_word.h"

namespace crossfade::collector {
namespace {

struct MsrEvent {
  const char* metric;
  const char* name;  ///< in sysfs
};
constexpr std::array<MsrEvent, 3> known{MsrEvent{"aperf_cycles", "aperf"}, MsrEvent{"mperf_cycles", "mperf"},
                                        MsrEvent{"tsc_ticks", "tsc"}};

std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Of "event=0x01".
std::optional<std::uint64_t> config_of(std::string_view text) {
  constexpr std::string_view before = "event=0x";
  if (!text.starts_with(before)) return std::nullopt;
  return number(text.substr(before.size()), 16);
}

std::string no_such_event(const MsrEvent& event) {
  if (std::string_view(event.name) == "tsc") return "the kernel names no event msr/tsc/";
  return fmt::format(
      "the kernel names no event msr/{}/: the hypervisor does not show APERF and MPERF (CPU flag "
      "aperfmperf); "
      "most sizes of AWS and Azure that are neither flex nor burstable do",
      event.name);
}

}  // namespace

MsrEvents read_msr_events(const std::string& root) {
  const std::string folder =
      (root.ends_with('/') ? root.substr(0, root.size() - 1) : root) + "/sys/bus/event_source/devices/msr";
  const auto type = number(first_word_of(folder + "/type"), 10);
  MsrEvents found;
  for (const MsrEvent& one : known) {
    CounterEvent event{.metric = one.metric,
                       .raw_event = fmt::format("msr/{}/", one.name),
                       .type = static_cast<std::uint32_t>(type.value_or(0)),
                       .tier = results::CounterTier::msr,
                       .never_zero = true,
                       .takes_exclusions = false};
    const std::string text = first_word_of(fmt::format("{}/events/{}", folder, one.name));
    const auto config = config_of(text);
    if (type && config) {
      event.config = *config;
      found.events.push_back(std::move(event));
      continue;
    }
    std::string why = !type ? fmt::format("the kernel shows no PMU 'msr' ({}/type cannot be read)", folder)
                      : text.empty() ? no_such_event(one)
                                     : fmt::format("{}/events/{} says '{}', which is not known here", folder,
                                                   one.name, text);
    found.absent.push_back(
        {event.metric, event.raw_event, results::CounterScope::user_kernel, event.tier, std::move(why)});
  }
  return found;
}

}  // namespace crossfade::collector
