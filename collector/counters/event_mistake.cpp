#include "collector/counters/event_mistake.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>
#include <vector>

#include "collector/counters/event_catalogue.h"
#include "results/letter_case.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/event_code.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/raw_code.h"

namespace crossfade::collector {
namespace {

using results::DerivedMetric;
using std::string_view;

constexpr string_view prefix_of_raw_codes = "perf_raw::";

bool is_counted_by_the_kernel(string_view metric) {
  const auto& events = software_events();
  return std::any_of(events.begin(), events.end(),
                     [metric](const CounterEvent& event) { return event.metric == metric; });
}

bool is_in_every_run(string_view metric, string_view microarchitecture) {
  if (is_counted_by_the_kernel(metric)) return true;
  return (metric == "cycles" || metric == "instructions") &&
         results::find_event_code(microarchitecture, metric) != nullptr;
}

/// As the option takes it; empty where this CPU has no event for it that a name can ask for.
std::string option_for(string_view metric, string_view microarchitecture) {
  if (const auto* const code = results::find_event_code(microarchitecture, metric); code != nullptr)
    return code->place == results::CounterPlace::metrics ? std::string() : fmt::format("--event {}", metric);
  const bool kernel_encodes_it = metric == "cycles" || metric == "instructions";
  return kernel_encodes_it && results::event_codes(microarchitecture).empty()
             ? fmt::format("--event perf::{}", metric)
             : std::string();
}

/// What has to be asked for by name for it; nullopt where this CPU lacks some of it.
std::optional<std::vector<std::string>> options_for(const DerivedMetric& way, string_view microarchitecture) {
  std::vector<std::string> options;
  for (const string_view input : results::inputs_of(way)) {
    if (is_in_every_run(input, microarchitecture)) continue;
    std::string option = option_for(input, microarchitecture);
    if (option.empty()) return std::nullopt;
    options.push_back(std::move(option));
  }
  return options;
}

std::vector<string_view> cpus_that_count(string_view metric) {
  std::vector<string_view> cpus;
  for (const string_view cpu : results::catalogued_microarchitectures()) {
    if (results::find_event_code(cpu, metric) != nullptr) cpus.push_back(cpu);
  }
  return cpus;
}

/// Of counters, on some CPU; a workload gives the others by itself.
bool follows_from_counters(string_view metric) {
  const auto ways = results::ways_to_derive(metric);
  return std::any_of(ways.begin(), ways.end(), [](const DerivedMetric& way) {
    return is_counted_by_the_kernel(way.above) || !cpus_that_count(way.above).empty();
  });
}

std::string cpu_named(string_view microarchitecture) {
  return microarchitecture.empty() ? "this CPU" : std::string(microarchitecture);
}

EventMistake derived(const results::Metric& metric, string_view microarchitecture) {
  const auto ways = results::ways_to_derive(metric.id);
  for (const DerivedMetric& way : ways) {
    const auto options = options_for(way, microarchitecture);
    if (!options) continue;
    const std::string why =
        fmt::format("{} is not counted, it follows from what is: {}", metric.id, results::formula_of(way));
    if (options->empty())
      return {why,
              fmt::format("leave it out: every run counts {}", fmt::join(results::inputs_of(way), " and "))};
    const bool rest = options->size() < results::inputs_of(way).size();
    return {why, fmt::format("type {}{}", fmt::join(*options, " "),
                             rest ? "; what else it takes is counted in every run" : "")};
  }
  return {fmt::format("{} is not counted, it follows from what is: {}; {} has no event for that", metric.id,
                      results::formula_of(ways.front()), cpu_named(microarchitecture)),
          how_to_name_an_event(microarchitecture)};
}

const results::Metric* metric_called(string_view name) {
  const std::string asked = results::lower_case(name);
  for (const std::span<const results::Metric> rows : {results::metrics(), results::event_metrics()}) {
    for (const results::Metric& metric : rows) {
      if (asked == results::lower_case(metric.id) || asked == results::lower_case(metric.name))
        return &metric;
    }
  }
  return nullptr;
}

/// A metric by its id or its name, in any case.
std::optional<EventMistake> known_metric(const std::string& name, string_view microarchitecture) {
  const results::Metric* const metric = metric_called(name);
  if (metric == nullptr) return std::nullopt;
  // "Cycles", "branch misses": the id is what the option takes.
  if (const std::string option = option_for(metric->id, microarchitecture); !option.empty())
    return EventMistake{fmt::format("what it stands for is called {} here", metric->id), "type " + option};
  if (is_counted_by_the_kernel(metric->id))
    return EventMistake{fmt::format("what it stands for is called {} here", metric->id),
                        "leave it out: every run counts it"};
  if (follows_from_counters(metric->id)) return derived(*metric, microarchitecture);
  if (metric->id.starts_with("cpi_"))
    return EventMistake{
        fmt::format("{} is not counted, it follows from several events of top-down", metric->id),
        "leave --event out: a pass counts them where this machine has them (crossfade-collect doctor says "
        "whether it does)"};
  if (const auto cpus = cpus_that_count(metric->id); !cpus.empty())
    return EventMistake{fmt::format("{} has no event for {}; there is one for {}",
                                    cpu_named(microarchitecture), metric->id, fmt::join(cpus, ", ")),
                        how_to_name_an_event(microarchitecture)};
  return EventMistake{fmt::format("{} is not counted: it is measured without the CPU's counters", metric->id),
                      "leave it out: a run measures it without being asked, where the workload has it"};
}

bool is_of_hexadecimal_digits(string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == string_view::npos;
}

/// "event 0x3c, umask 0x1 is perf_raw::r13c": how codes are made, by an example.
std::string how_to_name_a_code() {
  return "type perf_raw::r and at most 16 hexadecimal digits, the umask before the event: --event "
         "perf_raw::r13c is event 0x3c with umask 0x1";
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "rZZ", "r1g3", and no word that begins with r.
bool looks_like_a_code(string_view name) {
  constexpr std::size_t shortest_word = 5;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.size() < 2 || (name.front() != 'r' && name.front() != 'R')) return false;
  if (!std::all_of(name.begin(), name.end(), [&](char c) { return is_digit(c) || is_letter(c); }))
    return false;
  return name.size() < shortest_word || std::any_of(name.begin(), name.end(), is_digit);
}

/// "perf_raw::rZZ", "rZZ", "0x13c". Codes that can be read are libpfm4's business.
std::optional<EventMistake> raw_code(string_view name) {
  const bool is_prefixed = name.starts_with(prefix_of_raw_codes);
  const string_view code = is_prefixed ? name.substr(prefix_of_raw_codes.size()) : name;
  constexpr std::size_t most_digits = 16;
  for (const string_view beginning : {"0x", "0X"}) {
    const string_view digits = code.starts_with(beginning) ? code.substr(2) : string_view();
    if (is_of_hexadecimal_digits(digits) && digits.size() <= most_digits)
      return EventMistake{"a raw code begins with r, not with 0x",
                          fmt::format("type --event {}r{}", prefix_of_raw_codes, digits)};
  }
  if (!is_prefixed && !looks_like_a_code(code)) return std::nullopt;
  const string_view digits = code.empty() ? code : code.substr(1);
  const bool is_code = is_of_hexadecimal_digits(digits) && digits.size() <= most_digits;
  if (is_code && code.front() == 'R')
    return EventMistake{"a raw code begins with a small r",
                        fmt::format("type --event {}r{}", prefix_of_raw_codes, digits)};
  if (is_code) return std::nullopt;
  return EventMistake{fmt::format("\"{}\" is no raw code: behind r stand hexadecimal digits (0 to 9, a to "
                                  "f), 16 at most",
                                  code),
                      how_to_name_a_code()};
}

/// "0x3c", "60".
std::optional<std::uint32_t> number_in(string_view text) {
  const int base = text.starts_with("0x") ? 16 : 10;
  if (base == 16) text.remove_prefix(2);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// nullopt where it has a term that is none of a raw code's.
std::optional<results::RawCode> code_of_terms(string_view terms) {
  results::RawCode code;
  bool has_event = false;
  while (!terms.empty()) {
    const string_view term = terms.substr(0, terms.find(','));
    terms.remove_prefix(std::min(terms.size(), term.size() + 1));
    const auto equals = term.find('=');
    const string_view key = term.substr(0, equals);
    const auto value =
        equals == string_view::npos ? std::optional<std::uint32_t>(1) : number_in(term.substr(equals + 1));
    if (!value) return std::nullopt;
    if (key == "event") {
      code.event = *value;
      has_event = true;
    } else if (key == "umask") {
      code.umask = *value;
    } else if (key == "cmask") {
      code.cmask = *value;
    } else if (key == "edge") {
      code.edge = *value != 0;
    } else if (key == "inv") {
      code.inverted = *value != 0;
    } else {
      return std::nullopt;
    }
  }
  return has_event ? std::optional(code) : std::nullopt;
}

/// "cpu/event=0x3c,umask=0x1/".
std::optional<EventMistake> notation_of_perf(string_view name) {
  const auto begin = name.find('/');
  if (begin == string_view::npos) return std::nullopt;
  const string_view pmu = name.substr(0, begin);
  const string_view terms = name.substr(begin + 1, name.find('/', begin + 1) - begin - 1);
  const auto code = pmu == "cpu" ? code_of_terms(terms) : std::nullopt;
  return EventMistake{
      "this is the notation of perf, which is not understood here",
      code ? fmt::format("type --event {}r{:x}", prefix_of_raw_codes, results::config_of(*code))
           : how_to_name_a_code()};
}

/// "L1D.REPLACEMENT" of "skx::L1D:REPLACEMENT" and of "L1D.REPLACEMENT, cmask 1".
std::string bare_name(string_view name) {
  if (const auto pmu = name.find("::"); pmu != string_view::npos) name.remove_prefix(pmu + 2);
  std::string bare = results::lower_case(name.substr(0, name.find(',')));
  std::replace(bare.begin(), bare.end(), ':', '.');
  return bare;
}

}  // namespace

std::string how_to_name_an_event(string_view microarchitecture) {
  const auto codes = results::event_codes(microarchitecture);
  if (codes.empty())
    return "there are no codes for this CPU: type one of its manual, umask before event (--event "
           "perf_raw::r13c is event 0x3c with umask 0x1), or --event perf::cycles --event "
           "perf::instructions";
  return fmt::format(
      "type a metric that {0} counts, as --event branch_misses: the table of {0} in crossfade-report show "
      "--counters has them all",
      microarchitecture);
}

EventMistake mistake_of_another_cpu(const std::string& name, string_view microarchitecture,
                                    string_view this_cpu) {
  EventMistake mistake{fmt::format("it is an event of another CPU; {}", this_cpu),
                       how_to_name_an_event(microarchitecture)};
  for (const string_view cpu : results::catalogued_microarchitectures()) {
    for (const results::EventCode& code : results::event_codes(cpu)) {
      if (bare_name(code.name) != bare_name(name)) continue;
      const std::string option = option_for(code.metric, microarchitecture);
      if (option.empty()) continue;
      const results::EventCode* const own = results::find_event_code(microarchitecture, code.metric);
      mistake.remedy = fmt::format("type {}, which is it on {}{}", option, cpu_named(microarchitecture),
                                   own == nullptr ? std::string() : fmt::format(" (as {})", own->name));
      return mistake;
    }
  }
  return mistake;
}

std::optional<EventMistake> mistake_in(const std::string& name, string_view microarchitecture) {
  if (auto mistake = known_metric(name, microarchitecture)) return mistake;
  if (auto mistake = notation_of_perf(name)) return mistake;
  return raw_code(name);
}

}  // namespace crossfade::collector
