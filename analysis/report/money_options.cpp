#include "analysis/report/money_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>

#include "analysis/report/command_line_error.h"
#include "analysis/report/option_values.h"
#include "results/finite_number.h"

namespace crossfade::analysis {
namespace {

using results::Result;

/// "200000/s" or "200000".
Result<double> demand_per_s(const std::string& text) {
  const std::string_view digits =
      std::string_view(text).substr(0, text.size() - (text.ends_with("/s") ? 2 : 0));
  const auto value = results::finite_number(digits);
  if (!value || !(*value > 0)) {
    return usage(fmt::format("cannot use the demand \"{}\"", text), "--demand",
                 "it is not a number of requests per second above 0", "write for example --demand 200000/s");
  }
  return *value;
}

constexpr std::uint32_t most_zones = 20;

Result<std::uint32_t> zone_count(const std::string& text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > most_zones) {
    return usage(fmt::format("cannot use the number of zones \"{}\"", text), "--zones",
                 fmt::format("it is not a whole number from 1 to {}", most_zones),
                 "write for example --zones 3");
  }
  return value;
}

/// "12GiB" or "512MiB", in bytes.
Result<double> memory_bytes(const std::string& text) {
  const bool is_mib = text.ends_with("MiB"), is_gib = text.ends_with("GiB");
  const auto value = is_mib || is_gib
                         ? results::finite_number(std::string_view(text).substr(0, text.size() - 3))
                         : std::nullopt;
  if (!value || !(*value > 0)) {
    return usage(fmt::format("cannot use the memory \"{}\"", text), "--memory",
                 "it is not a number above 0 with MiB or GiB", "write for example --memory 12GiB");
  }
  return *value * (is_gib ? 1024.0 : 1.0) * 1024 * 1024;
}

Result<std::optional<Demand>> demand_of(const RawMoney& raw) {
  if (!raw.demand) {
    if (!raw.zones && !raw.memory) return std::optional<Demand>();
    return usage("there is no demand to size for", raw.zones ? "--zones" : "--memory",
                 "it says how --demand is to be met", "add for example --demand 200000/s");
  }
  const auto per_s = demand_per_s(*raw.demand);
  CF_TRY(per_s);
  Demand demand;
  demand.per_s = *per_s;
  if (raw.zones) {
    const auto zones = zone_count(*raw.zones);
    CF_TRY(zones);
    demand.zones = *zones;
  }
  if (raw.memory) {
    const auto bytes = memory_bytes(*raw.memory);
    CF_TRY(bytes);
    demand.memory_bytes = *bytes;
  }
  return std::optional(demand);
}

/// "2026-12-01".
Result<Day> parsed_day(const std::string& text) {
  if (const auto day = parse_day(text)) return *day;
  return usage(fmt::format("cannot use the day \"{}\"", text), "--move-on", "the calendar has no such day",
               "write for example --move-on 2026-12-01");
}

}  // namespace

void add_commitments(CLI::App& command, RawMoney& raw) {
  command
      .add_option("--committed", raw.committed,
                  "FAMILY:until=DATE: machines of this family are paid until that day whether used or not; "
                  "says when a move has paid for itself; repeatable")
      ->type_name("FAMILY:until=DATE")
      ->expected(1)
      ->take_all();
  add_text(command, "--move-on", raw.move, "DATE", "day of the move, for --committed; default: today");
}

void add_cost_questions(CLI::App& command, RawMoney& raw) {
  add_text(command, "--mix", raw.mix, "FILE.toml",
           "also the cost of a mix: requests of each workload, added up per host");
  add_commitments(command, raw);
  add_text(
      command, "--cpu-target", raw.cpu_target, "SHARE",
      "share of CPUs busy that an autoscaler keeps (45% or 0.45): cost there, which part of the peak it is, "
      "and which target it is worth on a candidate");
  add_text(
      command, "--demand", raw.demand, "REQUESTS/s",
      "the cheapest machines, by type, size and number, that carry so many requests per second (200000/s)");
  add_text(command, "--zones", raw.zones, "COUNT",
           "with --demand: zones the machines are spread over, one of which may be lost (3, the default; 1: "
           "none)");
  add_text(
      command, "--memory", raw.memory, "SIZE",
      "with --demand: memory a machine has to have for the service (12GiB); default: what the workload had");
}

void add_price_import(CLI::App& command, RawMoney& raw) {
  add_text(command, "--region", raw.region, "NAME", "only prices of this region, as us-east-1");
  add_text(command, "--currency", raw.currency, "NAME", "only prices in this currency, as USD");
  command.add_option("--family", raw.families, "only types of this family, as m5; repeatable")
      ->type_name("NAME")
      ->expected(1)
      ->take_all();
  add_text(command, "--discount", raw.discount, "SHARE",
           "negotiated: on-demand prices less this share too (12% or 0.12), as the plan negotiated");
}

Result<CostQuestions> cost_questions(const RawMoney& raw) {
  CostQuestions out;
  if (raw.mix) out.mix = *raw.mix;
  for (const std::string& text : raw.committed) {
    auto commitment = parse_commitment(text);
    CF_TRY(commitment);
    out.commitments.push_back(*std::move(commitment));
  }
  if (raw.move) {
    const auto day = parsed_day(*raw.move);
    CF_TRY(day);
    out.move = *day;
  }
  if (raw.cpu_target) {
    const auto share = share_value(*raw.cpu_target, {"CPU target", "--cpu-target", "45% or 0.45"});
    CF_TRY(share);
    out.cpu_target = *share;
  }
  const auto demand = demand_of(raw);
  CF_TRY(demand);
  out.demand = *demand;
  return out;
}

Result<std::optional<double>> negotiated_discount(const RawMoney& raw) {
  if (!raw.discount) return std::optional<double>();
  const auto share = share_value(*raw.discount, {"discount", "--discount", "12% or 0.12", false});
  CF_TRY(share);
  return std::optional(*share);
}

ImportChoice import_choice(const RawMoney& raw) {
  return {raw.region, raw.currency, raw.families};
}

}  // namespace crossfade::analysis
