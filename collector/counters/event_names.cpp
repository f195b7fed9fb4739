#include "collector/counters/event_names.h"

#include <fmt/format.h>
#include <linux/perf_event.h>
#include <perfmon/pfmlib_perf_event.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/event_mistake.h"
#include "collector/counters/libpfm_errors.h"
#include "collector/counters/pmu_names.h"
#include "results/nearest_name.h"
#include "results/vocabulary/event_code.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::Result;

constexpr std::string_view between_pmu_and_event = "::";
constexpr std::string_view kernels_pmu = "perf";  // libpfm4's name of the kernel's generic events

Error cannot_count(const std::string& name, std::string why, std::string remedy) {
  return {results::ErrorKind::usage, "cannot count an event", "--event " + name, std::move(why),
          std::move(remedy)};
}

struct Encoded {
  pfm_err_t status = PFM_ERR_NOINIT;
  perf_event_attr attributes{};
  std::string full_name;
};

Encoded encode(const std::string& name) {
  Encoded encoded;
  encoded.status = ::pfm_initialize();
  if (encoded.status != PFM_SUCCESS) return encoded;
  encoded.attributes.size = sizeof encoded.attributes;
  char* full_name = nullptr;
  pfm_perf_encode_arg_t argument{};
  argument.attr = &encoded.attributes;
  argument.fstr = &full_name;
  argument.size = sizeof argument;
  encoded.status =
      ::pfm_get_os_event_encoding(name.c_str(), PFM_PLM0 | PFM_PLM3, PFM_OS_PERF_EVENT, &argument);
  if (full_name != nullptr) encoded.full_name = full_name;
  std::free(full_name);  // NOLINT(cppcoreguidelines-no-malloc): the library's
  return encoded;
}

/// "amd64_fam19h_zen4" of "amd64_fam19h_zen4::RETIRED_OPS"; empty if no PMU is named.
std::string pmu_in(const std::string& name) {
  const auto end = name.find(between_pmu_and_event);
  return end == std::string::npos ? std::string() : name.substr(0, end);
}

std::vector<pfm_pmu_info_t> known_pmus() {
  std::vector<pfm_pmu_info_t> pmus;
  for (int pmu = PFM_PMU_NONE; pmu < PFM_PMU_MAX; ++pmu) {
    pfm_pmu_info_t info{};
    info.size = sizeof info;
    if (::pfm_get_pmu_info(static_cast<pfm_pmu_t>(pmu), &info) == PFM_SUCCESS) pmus.push_back(info);
  }
  return pmus;
}

/// With each kind of it that can be asked for: "RETIRED_OPS", "TOPDOWN:SLOTS_P".
void add_event(int event, const std::string& prefix, std::vector<std::string>& names) {
  pfm_event_info_t info{};
  info.size = sizeof info;
  if (::pfm_get_event_info(event, PFM_OS_PERF_EVENT, &info) != PFM_SUCCESS) return;
  names.push_back(prefix + info.name);
  for (int i = 0; i < info.nattrs; ++i) {
    pfm_event_attr_info_t attribute{};
    attribute.size = sizeof attribute;
    if (::pfm_get_event_attr_info(event, i, PFM_OS_PERF_EVENT, &attribute) != PFM_SUCCESS) continue;
    if (attribute.type == PFM_ATTR_UMASK) names.push_back(prefix + info.name + ":" + attribute.name);
  }
}

/// What could be meant: metrics of this CPU and of the kernel, events of the PMU that is named, else of the
/// CPU's own.
std::vector<std::string> candidates(const std::string& name, std::string_view microarchitecture) {
  std::vector<std::string> names;
  for (const results::EventCode& code : results::event_codes(microarchitecture))
    names.emplace_back(code.metric);
  for (const CounterEvent& event : software_events()) names.push_back(event.metric);
  const std::string pmu = pmu_in(name);
  for (const pfm_pmu_info_t& info : known_pmus()) {
    const bool own = (info.type == PFM_PMU_TYPE_CORE && info.is_present != 0) || info.name == kernels_pmu;
    if (pmu.empty() ? !own : pmu != info.name) continue;
    const std::string prefix = pmu.empty() ? std::string() : pmu + std::string(between_pmu_and_event);
    for (int event = info.first_event; event != -1; event = ::pfm_get_event_next(event))
      add_event(event, prefix, names);
  }
  return names;
}

std::string this_cpu() {
  const PmuNames pmus = read_pmu_names();
  return pmus.names.empty() ? "libpfm4 does not know this CPU"
                            : fmt::format("libpfm4 knows this CPU as {}", fmt::join(pmus.names, ", "));
}

/// "skx::L1D" of "skx::L1D:REPLACEMENT".
std::string without_kind(const std::string& name) {
  const std::string pmu = pmu_in(name);
  const auto event = pmu.empty() ? 0 : pmu.size() + between_pmu_and_event.size();
  return name.substr(0, name.find(':', event));
}

/// Of a name that libpfm4 did not encode here: it has that event, for a PMU that is not this machine's.
bool is_of_another_cpu(const std::string& name, const std::vector<std::string>& known) {
  const auto pmus = known_pmus();
  const bool absent = std::any_of(pmus.begin(), pmus.end(), [&](const pfm_pmu_info_t& info) {
    return pmu_in(name) == info.name && info.is_present == 0;
  });
  return absent && std::find(known.begin(), known.end(), without_kind(name)) != known.end();
}

/// The code that a table of ours prints under that vendor's or kernel's name; nullptr: none.
const results::EventCode* printed_as(const std::string& name, std::string_view microarchitecture) {
  const auto codes = results::event_codes(microarchitecture);
  const auto found = std::find_if(codes.begin(), codes.end(),
                                  [&](const results::EventCode& code) { return code.name == name; });
  return found == codes.end() ? nullptr : &*found;
}

/// What is wrong with a name that libpfm4 did not encode.
Error unknown(const std::string& name, std::string_view microarchitecture, pfm_err_t status) {
  if (auto mistake = mistake_in(name, microarchitecture))
    return cannot_count(name, std::move(mistake->why), std::move(mistake->remedy));
  if (const results::EventCode* const code = printed_as(name, microarchitecture))
    return cannot_count(name,
                        fmt::format("that is the vendor's name of what is called {} here", code->metric),
                        fmt::format("--event {}", code->metric));
  const std::vector<std::string> known = candidates(name, microarchitecture);
  if (status == PFM_ERR_NOTFOUND && is_of_another_cpu(name, known)) {
    EventMistake mistake = mistake_of_another_cpu(name, microarchitecture, this_cpu());
    return cannot_count(name, std::move(mistake.why), std::move(mistake.remedy));
  }
  std::string why = fmt::format("libpfm4: {}", ::pfm_strerror(status));
  if (status == PFM_ERR_NOTFOUND) {
    why = fmt::format("neither the codes for {} nor libpfm4 has such an event; {}",
                      microarchitecture.empty() ? "this CPU, of which there are none," : microarchitecture,
                      this_cpu());
  }
  const auto near = results::nearest_names(name, known, 3);
  return cannot_count(name, std::move(why),
                      near.empty() ? how_to_name_an_event(microarchitecture)
                                   : fmt::format("near it are: {}", fmt::join(near, ", ")));
}

const results::EventCode* code_of(std::string_view microarchitecture, const perf_event_attr& attributes) {
  if (attributes.type != PERF_TYPE_RAW || attributes.config1 != 0) return nullptr;
  for (const results::EventCode& code : results::event_codes(microarchitecture)) {
    if (code.config == attributes.config) return &code;
  }
  return nullptr;
}

/// The kernel encodes these two for the CPU itself, and they are the same thing everywhere. Where there are
/// codes for it, those are counted anyway.
const CounterEvent* cycles_or_instructions(const perf_event_attr& attributes) {
  if (attributes.type != PERF_TYPE_HARDWARE) return nullptr;
  for (const CounterEvent& event : generic_events()) {
    const bool is_one = event.metric == "cycles" || event.metric == "instructions";
    if (is_one && event.config == attributes.config) return &event;
  }
  return nullptr;
}

Result<CounterEvent> event_by_code(const results::EventCode& code) {
  if (code.place == results::CounterPlace::metrics) {
    return cannot_count(
        std::string(code.metric),
        "PERF_METRICS counts it beside the fixed slots counter alone, in a pass of its own",
        "leave --event out: where this machine has it, a pass counts it; or name the event of "
        "general counters, without 'fixed'");
  }
  return event_of(code);
}

/// "task-clock" of libpfm4 is what every run counts as task_clock.
Result<CounterEvent> kernel_event(const std::string& name, std::uint64_t config) {
  std::vector<std::string_view> metrics;
  for (const CounterEvent& event : software_events()) {
    if (event.config == config) return event;
    metrics.emplace_back(event.metric);
  }
  return cannot_count(
      name,
      fmt::format("of the kernel's own events every run counts {}, and no others", fmt::join(metrics, ", ")),
      "leave it out");
}

/// Of the vocabulary, and counted by the kernel's PMU "msr": a run decides by itself whether it opens them.
bool is_clock_counter(const std::string& name) {
  return name == "aperf_cycles" || name == "mperf_cycles" || name == "tsc_ticks";
}

Error counted_by_itself(const std::string& name) {
  return cannot_count(name,
                      "clock counters are counted automatically, beside whatever is named: where the CPU's "
                      "own PMU counts no cycles "
                      "and the hypervisor shows them",
                      "leave it out; crossfade-collect doctor says whether this machine has it");
}

Result<CounterEvent> event_by_encoding(const std::string& name, std::string_view microarchitecture,
                                       const Encoded& encoded) {
  const perf_event_attr& asked = encoded.attributes;
  if (asked.type == PERF_TYPE_SOFTWARE) return kernel_event(name, asked.config);
  if (asked.type != PERF_TYPE_RAW && asked.type != PERF_TYPE_HARDWARE && asked.type != PERF_TYPE_HW_CACHE)
    return cannot_count(name, "it is no event of a core, which a thread could count for itself",
                        "name one that the core counts");
  if (asked.exclude_user != 0 || asked.exclude_kernel != 0)
    return cannot_count(name, "user and kernel space are always counted together, as far as is permitted",
                        "leave out the part after the last ':' that limits it");
  if (const LibpfmError* const error = find_libpfm_error(encoded.full_name, asked.config)) {
    return cannot_count(name,
                        fmt::format("libpfm4 encodes it wrongly, as {:#x}: {}", asked.config, error->reason),
                        fmt::format("ask for it as --event {}", error->metric));
  }
  if (const CounterEvent* const generic = cycles_or_instructions(asked);
      generic != nullptr && results::event_codes(microarchitecture).empty())
    return *generic;
  const results::EventCode* const code = code_of(microarchitecture, asked);
  return CounterEvent{.metric = code == nullptr ? name : std::string(code->metric),
                      .raw_event = name,
                      .type = asked.type,
                      .config = asked.config,
                      .config1 = asked.config1,
                      .never_zero = code != nullptr && event_of(*code).never_zero};
}

std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from <= list.size()) {
    const std::size_t to = std::min(list.find(',', from), list.size());
    if (to > from) parts.push_back(list.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

Result<CounterEvent> find_one_event(const std::string& name, std::string_view microarchitecture) {
  const results::EventCode* const code = results::find_event_code(microarchitecture, name);
  if (code != nullptr) return event_by_code(*code);
  for (const CounterEvent& event : software_events()) {
    if (event.metric == name) return event;
  }
  if (is_clock_counter(name)) return counted_by_itself(name);
  const Encoded encoded = encode(name);
  if (encoded.status != PFM_SUCCESS) return unknown(name, microarchitecture, encoded.status);
  return event_by_encoding(name, microarchitecture, encoded);
}

/// "cycles,branch_misses": perf takes lists. Each name is tried, so that what is offered is taken.
Error several_names(const std::string& list, std::string_view microarchitecture) {
  std::string why = "an option names one event, and this is a list";
  std::string options, others;
  for (const std::string& name : parts_of(list)) {
    const auto event = find_one_event(name, microarchitecture);
    if (event) {
      options += " --event " + name;
      continue;
    }
    why += fmt::format("; of \"{}\": {}", name, event.error().why);
    others += fmt::format("{}for \"{}\" {}", others.empty() ? "" : "; ", name, event.error().remedy);
  }
  std::string remedy = options.empty() ? "give each event an option of its own" : "type" + options;
  if (!others.empty()) remedy += "; " + others;
  return cannot_count(list, std::move(why), std::move(remedy));
}

}  // namespace

Result<CounterEvent> find_event(const std::string& name, std::string_view microarchitecture) {
  const bool is_list = name.find(',') != std::string::npos && !mistake_in(name, microarchitecture);
  if (is_list) return several_names(name, microarchitecture);
  return find_one_event(name, microarchitecture);
}

std::vector<CounterEvent> unnamed_events(std::string_view microarchitecture) {
  constexpr std::size_t cycles_and_instructions = 2;
  std::vector<CounterEvent> events = hardware_events(microarchitecture);
  events.resize(std::min(events.size(), cycles_and_instructions));
  return events;
}

Result<std::vector<CounterEvent>> named_events(std::span<const std::string> names,
                                               std::string_view microarchitecture) {
  std::vector<CounterEvent> events = unnamed_events(microarchitecture);
  for (const std::string& name : names) {
    auto event = find_event(name, microarchitecture);
    if (!event) return event.error();
    if (event->tier == results::CounterTier::software) continue;  // it is counted anyway
    const bool counted = std::any_of(events.begin(), events.end(), [&](const CounterEvent& other) {
      return other.type == event->type && other.config == event->config && other.config1 == event->config1;
    });
    if (!counted) events.push_back(*std::move(event));
  }
  return events;
}

}  // namespace crossfade::collector
