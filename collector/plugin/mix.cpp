#include "collector/plugin/mix.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "collector/plugin/mix_run.h"
#include "collector/plugin/parameters.h"
#include "collector/plugin/plugin.h"
#include "results/nearest_name.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

Error mistake(const MixFile& file, const MixStep& step, std::string why, std::string remedy) {
  return {ErrorKind::data, "cannot use the mix", fmt::format("{}, line {}", file.path.string(), step.line),
          std::move(why), std::move(remedy)};
}

/// NAME[@PRESET][:key=value,...]
struct WrittenWorkload {
  std::string name, preset;  ///< preset: empty = the workload's default one
  std::vector<std::string> parameters;
};

WrittenWorkload written(const std::string& text) {
  WrittenWorkload workload;
  const auto colon = text.find(':');
  const std::string head = text.substr(0, colon);
  const auto at = head.find('@');
  workload.name = head.substr(0, at);
  if (at != std::string::npos) workload.preset = head.substr(at + 1);
  if (colon == std::string::npos) return workload;
  std::istringstream assignments(text.substr(colon + 1));
  for (std::string assignment; std::getline(assignments, assignment, ',');)
    workload.parameters.push_back(assignment);
  return workload;
}

/// "default" if there is one or no preset at all, otherwise the first.
std::string default_preset(const cf_workload& table) {
  std::string name = "default";
  for (std::uint32_t p = table.n_presets; p-- > 0;) {
    if (table.presets[p].name == std::string("default")) return "default";
    name = table.presets[p].name;
  }
  return name;
}

/// Why it cannot be a part; empty = it can.
std::string why_no_part(const cf_workload& table) {
  if ((table.flags & CF_FLAG_EXACT) == 0)
    return "its answers depend on history, or it does not say that they do not (CF_FLAG_EXACT), so those of "
           "a mix could not be compared";
  if ((table.flags & CF_FLAG_CONTENDED) != 0) return "it is about workers that disturb each other, alone";
  return "";
}

Result<std::uint32_t> class_id_of(const MixFile& file, const MixStep& step, const cf_workload& table) {
  std::vector<std::string> names;
  for (std::uint32_t c = 0; c < table.n_classes; ++c) {
    names.emplace_back(table.classes[c].name);
    if (names.back() != step.class_name) continue;
    if (step.level < table.classes[c].levels) return c;
    return mistake(
        file, step,
        fmt::format("class '{}' of '{}' has no answer level {}", step.class_name, table.name, step.level),
        fmt::format("give a level below {}", table.classes[c].levels));
  }
  return mistake(
      file, step, fmt::format("'{}' has no class '{}'", table.name, step.class_name),
      results::did_you_mean(step.class_name, names, fmt::format("it has: {}", fmt::join(names, ", "))));
}

/// Each step's calls evenly spread over the chain: the same code twice in a row would find itself in the
/// caches. By number of step.
std::vector<std::size_t> in_turn(const std::vector<MixStep>& steps) {
  struct Place {
    std::size_t step;
    std::uint64_t odd, count;  ///< it is at odd / (2 * count) of the chain's length
  };
  std::vector<Place> places;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    for (std::uint64_t call = 0; call < steps[s].count; ++call)
      places.push_back({s, 2 * call + 1, steps[s].count});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.odd * b.count < b.odd * a.count; });
  std::vector<std::size_t> order;
  order.reserve(places.size());
  for (const Place& place : places) order.push_back(place.step);
  return order;
}

/// Bytes of a request, summed over its calls, as they pass the border of the process.
class Traffic {
 public:
  void add(const cf_class& part, double calls, MixPeer peer) {
    const double received = calls * static_cast<double>(part.net_in);
    const double sent = calls * static_cast<double>(part.net_out);
    switch (peer) {
      case MixPeer::client:
        net_in_ += received;
        net_out_ += sent;
        break;
      case MixPeer::downstream:
        net_in_ += sent;
        net_out_ += received;
        break;
      case MixPeer::in_process:
        break;
    }
    storage_in_ += calls * static_cast<double>(part.storage_in);
    storage_out_ += calls * static_cast<double>(part.storage_out);
  }
  void write(cf_class& row) const {
    const auto whole = [](double bytes) { return static_cast<std::uint64_t>(std::llround(bytes)); };
    row.net_in = whole(net_in_);
    row.net_out = whole(net_out_);
    row.storage_in = whole(storage_in_);
    row.storage_out = whole(storage_out_);
  }

 private:
  double net_in_ = 0, net_out_ = 0, storage_in_ = 0, storage_out_ = 0;
};

}  // namespace

Mix::Mix(const MixFile& file)
    : name_(file.name), summary_(file.summary), seed_system_(file.seed_system), unit_(file.unit) {}

Result<std::uint32_t> Mix::part_of(const MixFile& file, const MixStep& step, const FindPart& find_part) {
  const WrittenWorkload wanted = written(step.workload);
  if (wanted.name == name_)
    return mistake(file, step, "the mix is a part of itself", "a mix is made of plug-ins, not of mixes");
  const auto table = find_part(wanted.name);
  if (!table) {
    Error error = table.error();
    error.what = "cannot use the mix";
    error.where = fmt::format("{}, line {}", file.path.string(), step.line);
    error.why = fmt::format("its part '{}' cannot be used: {}", wanted.name, error.why);
    return error;
  }
  if (const std::string why = why_no_part(**table); !why.empty())
    return mistake(file, step, fmt::format("'{}' cannot be a part: {}", wanted.name, why), "leave it out");
  auto values = resolve_parameters(**table, wanted.preset.empty() ? default_preset(**table) : wanted.preset,
                                   wanted.parameters);
  if (!values)
    return mistake(file, step, fmt::format("'{}': {}", step.workload, values.error().why),
                   values.error().remedy);
  const auto same = std::find_if(parts_.begin(), parts_.end(), [&](const MixPart& other) {
    return other.table == *table && other.values == *values;
  });
  if (same != parts_.end()) return static_cast<std::uint32_t>(same - parts_.begin());
  std::string parameters = parameters_text(**table, *values);
  parts_.push_back({*table, std::move(*values), std::move(parameters)});
  return static_cast<std::uint32_t>(parts_.size() - 1);
}

Result<void> Mix::add_class(const MixFile& file, const MixFileClass& one, const FindPart& find_part) {
  MixClass added{one.name, one.pool, {}};
  std::vector<MixCall> steps;
  Traffic traffic;
  for (const MixStep& step : one.steps) {
    const auto part = part_of(file, step, find_part);
    if (!part) return part.error();
    const cf_workload& table = *parts_[*part].table;
    const auto class_id = class_id_of(file, step, table);
    if (!class_id) return class_id.error();
    steps.push_back({*part, *class_id, step.level, table.classes[*class_id].pool});
    traffic.add(table.classes[*class_id], step.count * step.size, step.peer);
  }
  for (const std::size_t s : in_turn(one.steps)) added.calls.push_back(steps[s]);
  cf_class row{};
  row.share = one.share;
  row.slo_p99_ns = one.slo_p99_ns;
  row.priority = one.priority;
  row.levels = 1;
  row.pool = one.pool;
  traffic.write(row);
  class_rows_.push_back(row);
  classes_.push_back(std::move(added));
  return {};
}

std::uint64_t Mix::digest() const {
  std::string text;
  for (const MixPart& part : parts_)
    text += fmt::format("part {} {} {}\n", part.table->name, part.table->version, part.parameters);
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    text += fmt::format("class {} {} {}\n", classes_[c].name, class_rows_[c].share, classes_[c].pool);
    for (const MixCall& call : classes_[c].calls)
      text += fmt::format("{} {} {}\n", call.part, call.class_id, call.level);
  }
  return XXH3_64bits(text.data(), text.size());
}

void Mix::fill_table(const MixFile& file) {
  version_ = fmt::format("{}.{:08x}", file.version, digest() >> 32);
  for (std::size_t c = 0; c < classes_.size(); ++c) class_rows_[c].name = classes_[c].name.c_str();
  table_.abi = CF_ABI_VERSION;
  table_.size = sizeof(cf_workload);
  table_.flags = CF_FLAG_EXACT | (file.only_when_named ? CF_FLAG_ONLY_NAMED : 0);
  for (const MixPart& part : parts_)
    table_.flags |= part.table->flags & (CF_FLAG_LIBRARY_THREADS | CF_FLAG_KERNEL);
  table_.name = name_.c_str();
  table_.version = version_.c_str();
  table_.summary = summary_.c_str();
  table_.seed_system = seed_system_.c_str();
  table_.unit = unit_.c_str();
  table_.classes = class_rows_.data();
  table_.n_classes = static_cast<std::uint32_t>(class_rows_.size());
  table_.mix = this;
  set_mix_functions(table_);
}

Result<std::unique_ptr<Mix>> Mix::compose(const MixFile& file, const FindPart& find_part) {
  std::unique_ptr<Mix> mix(new Mix(file));
  for (const MixFileClass& one : file.classes) CF_TRY(mix->add_class(file, one, find_part));
  mix->fill_table(file);
  CF_TRY(check_table(&mix->table(), file.path.string()));  // a name that ends early could be another's
  return mix;
}

}  // namespace crossfade::collector
