#include "analysis/commitment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/distinct_values.h"
#include "analysis/side_price.h"
#include "results/nearest_name.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr double most_days = 36'525;  // a hundred years: beyond that nobody reckons

std::string family_of(const Side& side) {
  return results::family_of(common_instance_type(side));
}

std::optional<Day> end_of(const std::vector<Commitment>& commitments, const std::string& family) {
  std::optional<Day> last;
  for (const Commitment& c : commitments) {
    if (!family.empty() && c.family == family) last = std::max(last.value_or(c.until), c.until);
  }
  return last;
}

double days_between(Day from, std::optional<Day> to) {
  return to ? std::max(0.0, static_cast<double>((*to - from).count())) : 0;
}

Result<void> check_families(const std::vector<Comparison>& comparisons,
                            const std::vector<Commitment>& commitments) {
  std::vector<std::string> families;
  const auto add = [&](const Side& side) {
    const std::string family = family_of(side);
    if (!family.empty()) analysis::add(families, family);
  };
  for (const Comparison& c : comparisons) {
    add(c.base);
    add(c.candidate);
  }
  for (const Commitment& c : commitments) {
    if (std::find(families.begin(), families.end(), c.family) != families.end()) continue;
    const auto near = results::nearest_names(c.family, families, 1);
    return Error{ErrorKind::usage, fmt::format("no side is of the family \"{}\"", c.family), "--committed",
                 families.empty() ? "no side has an instance type"
                                  : fmt::format("compared are {}", fmt::join(families, ", ")),
                 near.empty() ? "name a family that is compared, or leave it out"
                              : fmt::format("did you mean {}?", near.front())};
  }
  return {};
}

}  // namespace

Result<Commitment> parse_commitment(std::string_view text) {
  constexpr std::string_view middle = ":until=";
  const std::size_t at = text.find(middle);
  const auto day = at == std::string_view::npos ? std::nullopt : parse_day(text.substr(at + middle.size()));
  const std::string family(text.substr(0, at == std::string_view::npos ? 0 : at));
  if (family.empty() || family.find('.') != std::string::npos || !day) {
    return Error{
        ErrorKind::usage, fmt::format("cannot use the commitment \"{}\"", text), "--committed",
        !day ? "it does not end in :until= and a day of the calendar" : "it does not begin with a family",
        "write for example --committed m5:until=2027-10-01"};
  }
  return Commitment{family, *day};
}

PayBack pay_back(double cost_ratio, Day move, std::optional<Day> base_until,
                 std::optional<Day> candidate_until) {
  const double base_days = days_between(move, base_until), own_days = days_between(move, candidate_until);
  if (cost_ratio < 1 ? base_days <= own_days : cost_ratio == 1 && base_days < own_days)
    return {PayBack::Kind::at_once, move};
  if (cost_ratio >= 1 && own_days <= base_days) return {PayBack::Kind::never, {}};
  // Saved after x days: (x - base_days) - cost_ratio (x - own_days), once both have ended.
  constexpr double rounding = 1e-6;  // a day that is reached exactly is not passed
  const double days = std::ceil((base_days - cost_ratio * own_days) / (1 - cost_ratio) - rounding);
  if (!(days <= most_days)) return {cost_ratio < 1 ? PayBack::Kind::never : PayBack::Kind::at_once, {}};
  return {cost_ratio < 1 ? PayBack::Kind::on_day : PayBack::Kind::until,
          move + std::chrono::days(static_cast<int>(days))};
}

std::string pay_back_text(const PayBack& p) {
  switch (p.kind) {
    case PayBack::Kind::at_once:
      return "at once";
    case PayBack::Kind::on_day:
      return day_text(p.day);
    case PayBack::Kind::until:
      return "until " + day_text(p.day);
    case PayBack::Kind::never:
      break;
  }
  return "never";
}

std::vector<CommittedMove> moves_of(const CostTable& cost) {
  std::vector<CommittedMove> moves;
  for (const CostRow& row : cost.rows) {
    const bool is_base = !row.cost_ratio.value && row.cost_ratio.absent_because.empty();
    if (!is_base) moves.push_back({row.workload, row.side, row.plan, row.cost_ratio});
  }
  return moves;
}

Result<CommitmentTable> commitments(const std::vector<Comparison>& comparisons,
                                    const std::vector<CommittedMove>& moves,
                                    const std::vector<Commitment>& commitments, Day move) {
  CF_TRY(check_families(comparisons, commitments));
  CommitmentTable table;
  table.move = move;
  if (comparisons.empty()) return table;
  const auto base_until = end_of(commitments, family_of(comparisons.front().base));
  for (const CommittedMove& row : moves) {
    const auto comparison = std::find_if(comparisons.begin(), comparisons.end(),
                                         [&](const Comparison& c) { return c.candidate.label == row.side; });
    if (comparison == comparisons.end()) continue;
    CommitmentRow out{row.workload, row.side, row.plan, row.cost_ratio, {}, {}, {}, {}};
    const std::string family = family_of(comparison->candidate);
    const bool is_covered = base_until && family == family_of(comparison->base);
    // A commitment to a family is used by whichever of its machines run.
    const auto own_until = end_of(commitments, family);
    const auto reckon = [&](double ratio) {
      return pay_back(ratio, move, is_covered ? std::nullopt : base_until,
                      is_covered ? std::nullopt : own_until);
    };
    if (row.cost_ratio.value) {
      out.pay_back = reckon(*row.cost_ratio.value);
      if (row.cost_ratio.interval) {
        out.best = reckon(row.cost_ratio.interval->low);
        out.worst = reckon(row.cost_ratio.interval->high);
      }
    } else {
      out.absent_because = row.cost_ratio.absent_because;
    }
    if (is_covered) {
      add(table.notes,
          fmt::format("{}: of the committed family itself, so moving to it pays for nothing twice.",
                      row.side));
    }
    table.rows.push_back(std::move(out));
  }
  for (const Commitment& c : commitments) {
    table.notes.push_back(
        c.until <= move ? fmt::format("{}: committed until {}, which is over by then: it shifts nothing.",
                                      c.family, day_text(c.until))
                        : fmt::format("{}: committed until {}: paid until then whether used or not.",
                                      c.family, day_text(c.until)));
  }
  if (base_until && *base_until > move) {
    table.notes.push_back(fmt::format(
        "Moving on {}, when the baseline's commitment ends, pays for nothing twice: what the cost "
        "ratio saves is saved from that day on.",
        day_text(*base_until)));
  }
  table.notes.emplace_back(
      "Left out: growth, interest, another use or sale of committed machines, and the work of moving.");
  return table;
}

}  // namespace crossfade::analysis
