#include "analysis/report/hardware_shapes.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "analysis/cpu_speed.h"
#include "analysis/host.h"
#include "analysis/imported/input_text.h"
#include "analysis/report/command_line_error.h"
#include "analysis/side_price.h"
#include "results/version.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {
namespace {

using Json = nlohmann::ordered_json;
using results::Error;
using results::ErrorKind;
using results::Result;

constexpr double hz_per_ghz = 1e9, bytes_per_gib = 1024.0 * 1024 * 1024, bits_per_mbit = 1e6;

/// A side as the planner knows it: by its type.
struct Shape {
  std::string type, family;
  const Side* side = nullptr;
  std::optional<double> measured_hz;
};

Error no_shapes(const std::string& where, std::string why, std::string remedy) {
  return Error{ErrorKind::data, "cannot write hardware shapes", where, std::move(why), std::move(remedy)};
}

Result<Shape> shape_of(const Side& side) {
  Shape out;
  out.type = common_instance_type(side);
  out.side = &side;
  if (out.type.empty() || out.type.find('.') == std::string::npos) {
    return no_shapes(side.label, "its recordings are of no one instance type",
                     "record on an instance, or state the type: crossfade-collect run --instance-type");
  }
  out.family = results::family_of(out.type);
  return out;
}

/// Geometric mean of the clocks under the workloads of the mix; nullopt if one of them has none.
std::optional<double> clock_hz(const Comparison& c, const std::vector<SpendShare>& shares,
                               Estimate MetricComparison::*which) {
  double ln = 0;
  for (const SpendShare& s : shares) {
    std::optional<double> hz;
    for (const WorkloadComparison& w : c.workloads) {
      if (w.workload != s.workload) continue;
      for (const MetricComparison& m : w.metrics)
        if (m.metric == "effective_clock" && (m.*which).value) hz = *(m.*which).value;
    }
    if (!hz || !(*hz > 0)) return std::nullopt;
    ln += s.share * std::log(*hz);
  }
  return std::exp(ln);
}

double rounded(double value) {
  constexpr double steps = 1e4;
  return std::round(value * steps) / steps;
}

Json interval_json(const std::optional<statistics::Interval>& interval, double factor = 1) {
  if (!interval) return nullptr;
  return Json::array({rounded(interval->low * factor), rounded(interval->high * factor)});
}

Json n_json(const SampleSize& n) {
  return {{"hosts", n.hosts}, {"recordings", n.recordings}, {"blocks", n.blocks}, {"processes", n.processes}};
}

Json speed_json(const Ratio& r) {
  if (!r.value) return {{"absent_because", r.absent_because}};
  Json out = {{"ratio", rounded(*r.value)},
              {"interval", interval_json(r.interval)},
              {"resolved", r.resolved},
              {"base_n", n_json(r.base_n)},
              {"n", n_json(r.candidate_n)},
              {"degrees_of_freedom", rounded(r.degrees_of_freedom)},
              {"assumed_variance_share", rounded(r.assumed_variance_share)}};
  if (r.assumed_host_cv) out["assumed_host_cv"] = *r.assumed_host_cv;
  if (r.tipping_host_cv) out["tipping_host_cv"] = rounded(*r.tipping_host_cv);
  return out;
}

/// What stands against believing a side, for who reads the file without the report.
void add_cautions(const Comparison& c, const CpuSpeed& speed, Json& cautions) {
  const auto add = [&](const std::string& sentence) {
    for (const auto& known : cautions)
      if (known.get<std::string>() == sentence) return;
    cautions.push_back(sentence);
  };
  for (const Side* side : {&c.base, &c.candidate}) {
    const auto known = results::find_instance_type(common_instance_type(*side));
    const std::int64_t vcpus = side->recordings.front()->recording.header.vcpus;
    if (known && known->vcpus && *known->vcpus != vcpus)
      add(fmt::format("{} has {} vCPUs, and the machine that was measured {}.", known->type, *known->vcpus,
                      vcpus));
    if (is_simulated(*side)) add(side->label + " is simulated: its figures are no measurement of the type.");
    if (has_stated_type(*side)) add(side->label + ": the user stated the instance type; no machine said so.");
  }
  for (const Difference& d : c.differences)
    if (d.severity == Severity::suspicious) add(fmt::format("{}: {}", c.candidate.label, d.message));
  if (speed.experienced.assumed_host_cv)
    add(c.candidate.label + ": fewer than three hosts on a side, so how much hosts differ is assumed.");
  if (agreement(speed.experienced, speed.undisturbed) == Agreement::differs)
    add(c.candidate.label + ": undisturbed it comes out differently.");
}

/// The planner's own shapes by name.
using PlannerShapes = std::map<std::string, nlohmann::json>;

/// 0: it has none.
double ghz_of(const nlohmann::json& shape) {
  return number_at(shape, "cpu_ghz").value_or(0);
}

Result<PlannerShapes> read_shapes(const std::vector<std::filesystem::path>& files) {
  PlannerShapes out;
  for (const std::filesystem::path& file : files) {
    const auto text = read_input(file);
    CF_TRY(text);
    const auto parsed = parse_input_json(*text, file.string());
    CF_TRY(parsed);
    const auto instances = parsed->is_object() ? parsed->find("instances") : parsed->end();
    if (!parsed->is_object() || instances == parsed->end() || !instances->is_object()) {
      return no_shapes(file.string(), "it has no \"instances\"",
                       "name shape files of service-capacity-modeling, as auto_m5.json");
    }
    for (const auto& [name, shape] : instances->items()) {
      if (!(ghz_of(shape) > 0))
        return no_shapes(file.string(), fmt::format("{} has no cpu_ghz above 0", clean_label(name)),
                         "correct the file, or leave it out");
      if (!out.emplace(name, shape).second)
        return no_shapes(file.string(), fmt::format("{} stands in two files", clean_label(name)),
                         "name one of them");
    }
  }
  return out;
}

Result<double> planner_ghz(const PlannerShapes& shapes, const std::string& type) {
  const auto found = shapes.find(type);
  if (found == shapes.end()) {
    return no_shapes(type, "its shape is in none of the files",
                     fmt::format("name the planner's file of its family too: --shapes auto_{}.json",
                                 results::family_of(type)));
  }
  return ghz_of(found->second);
}

/// Of what recording and atlas know. The planner asks for all of it but the drive.
Result<Json> measured_shape(const Shape& shape, double ghz, double scale) {
  const results::Header& h = shape.side->recordings.front()->recording.header;
  const auto known = results::find_instance_type(shape.type);
  const double memory = known && known->memory_bytes ? static_cast<double>(*known->memory_bytes)
                                                     : static_cast<double>(h.memory_bytes);
  if (!known || !known->network_baseline_bits_per_s || !(memory > 0)) {
    return no_shapes(
        shape.type, "its memory or its network are not known, and the planner needs them",
        fmt::format("take them from the planner's own file: --shapes auto_{}.json", shape.family));
  }
  Json out = {{"name", shape.type},
              {"cpu", h.vcpus},
              {"cpu_cores", h.cores},
              {"cpu_ghz", rounded(ghz)},
              {"cpu_ipc_scale", scale},
              {"ram_gib", rounded(memory / bytes_per_gib)},
              {"net_mbps", rounded(*known->network_baseline_bits_per_s / bits_per_mbit)}};
  out["drive"] = nullptr;
  return out;
}

/// The document as it grows.
struct Writer {
  Json instances = Json::object(), found = Json::object(), cautions = Json::array();
  PlannerShapes planner;

  /// A family at `speed` times the work of a vCPU of the baseline, which does base_ghz x 1; nullopt: the
  /// baseline's own, whose scale is 1 whatever clock its other sizes have.
  Result<void> add(const Shape& shape, std::optional<double> speed, double base_ghz, Json entry) {
    const auto scale_at = [&](double ghz) { return speed ? rounded(*speed * base_ghz / ghz) : 1.0; };
    if (planner.empty()) {
      if (!shape.measured_hz) {
        return no_shapes(shape.type, "the clock of its CPUs was not measured",
                         "take the clock from the planner's own files: --shapes auto_m5.json");
      }
      const double ghz = *shape.measured_hz / hz_per_ghz;
      auto written = measured_shape(shape, ghz, scale_at(ghz));
      CF_TRY(written);
      instances[shape.type] = *std::move(written);
      entry["cpu_ipc_scale_is_for_cpu_ghz"] = rounded(ghz);
    } else {
      for (const auto& [name, theirs] : planner) {
        if (!name.starts_with(shape.family + ".")) continue;
        Json changed = Json::parse(theirs.dump());
        changed["cpu_ipc_scale"] = scale_at(ghz_of(theirs));
        instances[name] = std::move(changed);
        entry["cpu_ipc_scale_was"][name] = number_at(theirs, "cpu_ipc_scale").value_or(1);
      }
    }
    found[shape.family] = std::move(entry);
    return {};
  }
};

Result<void> check_families(const std::vector<Shape>& shapes) {
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (shapes[i].family != shapes[j].family) continue;
      return usage("a family has one speed", "crossfade-report shapes",
                   fmt::format("{} and {} are both of {}", shapes[j].side->label, shapes[i].side->label,
                               shapes[i].family),
                   "name one size and one CPU model of each family, as type=m5.4xlarge,cpu=8259CL");
    }
  }
  return {};
}

}  // namespace

Result<std::string> hardware_shapes(const std::vector<Comparison>& comparisons, const Mix& mix,
                                    const std::vector<std::filesystem::path>& shape_files,
                                    const CompareOptions& options) {
  std::vector<Shape> shapes;
  auto base = shape_of(comparisons.front().base);
  CF_TRY(base);
  shapes.push_back(*std::move(base));
  std::vector<CpuSpeed> speeds;
  for (const Comparison& c : comparisons) {
    auto shape = shape_of(c.candidate);
    CF_TRY(shape);
    auto speed = cpu_speed(c, mix, options);
    CF_TRY(speed);
    if (!speed->experienced.value) {
      return no_shapes(c.candidate.label, speed->experienced.absent_because,
                       "crossfade-report compare shows what each workload has");
    }
    shape->measured_hz = clock_hz(c, speed->shares, &MetricComparison::candidate);
    if (!shapes.front().measured_hz)
      shapes.front().measured_hz = clock_hz(c, speed->shares, &MetricComparison::base);
    shapes.push_back(*std::move(shape));
    speeds.push_back(*std::move(speed));
  }
  CF_TRY(check_families(shapes));
  Writer out;
  auto planner = read_shapes(shape_files);
  CF_TRY(planner);
  out.planner = *std::move(planner);
  double base_ghz = 0;
  if (!out.planner.empty()) {
    for (const Shape& s : shapes) CF_TRY(planner_ghz(out.planner, s.type));
    base_ghz = *planner_ghz(out.planner, shapes.front().type);
  } else if (shapes.front().measured_hz) {
    base_ghz = *shapes.front().measured_hz / hz_per_ghz;
  }
  CF_TRY(out.add(shapes.front(), std::nullopt, base_ghz,
                 Json{{"measured", shapes.front().type}, {"role", "baseline"}, {"speed_of_a_vcpu", 1}}));
  Json shares = Json::object();
  for (std::size_t i = 0; i < speeds.size(); ++i) {
    const CpuSpeed& speed = speeds[i];
    Json entry = {{"measured", shapes[i + 1].type},
                  {"role", "candidate"},
                  {"speed_of_a_vcpu", speed_json(speed.experienced)},
                  {"undisturbed", speed_json(speed.undisturbed)}};
    if (!speed.notes.empty()) entry["notes"] = speed.notes;
    CF_TRY(out.add(shapes[i + 1], *speed.experienced.value, base_ghz, std::move(entry)));
    add_cautions(comparisons[i], speed, out.cautions);
    for (const SpendShare& s : speed.shares) shares[s.workload] = rounded(s.share);
  }
  const Json document = {{"instances", out.instances},
                         {"crossfade",
                          {{"producer", "crossfade-report " + std::string(results::version())},
                           {"meaning",
                            "cpu_ghz x cpu_ipc_scale is what a vCPU does of the mix in the closed loop with "
                            "a worker on every vCPU; the "
                            "baseline's family has a scale of 1. A scale is for the cpu_ghz beside it. "
                            "Intervals are 95 %, of the speed; those "
                            "of a scale are as wide."},
                           {"mix", mix.name},
                           {"share_of_baseline_cpu_time", shares},
                           {"families", out.found},
                           {"cautions", out.cautions}}}};
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace crossfade::analysis
