#include <fmt/format.h>

#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/host.h"

namespace crossfade::analysis {
namespace {

using results::Header;

/// A row if `concerns` any recording.
void add_if_any(std::string_view rule, std::string_view subject, Severity severity, const Side& base,
                const Side& candidate, bool (*concerns)(const Header&), std::string (*text)(const Header&),
                std::vector<Difference>& out) {
  Values texts[2];
  bool any = false;
  const Side* const sides[] = {&base, &candidate};
  for (std::size_t i = 0; i < 2; ++i) {
    for (const RecordingPointer& r : sides[i]->recordings) {
      any = any || concerns(r->recording.header);
      add(texts[i], text(r->recording.header));
    }
  }
  if (any)
    out.push_back(difference(rule, std::string(subject), "", joined(texts[0]), joined(texts[1]), severity));
}

bool titled_synthetic(const Header& h) {
  return h.title.find("synthetic") != std::string::npos;
}

bool not_measured(const Header& h) {
  return is_simulated(h) || titled_synthetic(h);
}

std::string origin_text(const Header& h) {
  if (is_simulated(h)) return "SIMULATED";
  return titled_synthetic(h) ? "titled synthetic" : "measured";
}

bool type_is_stated(const Header& h) {
  return !h.instance_type.empty() && is_stated(h.instance_type_source);
}

std::string type_text(const Header& h) {
  if (h.instance_type.empty()) return "unknown";
  return fmt::format("{}, {}", h.instance_type,
                     type_is_stated(h) ? "stated by the user" : "as read from the machine");
}

bool host_is_named(const Header& h) {
  return is_stated(h.host_id_source);
}

std::string host_text(const Header& h) {
  if (h.host_id.empty()) return "unknown";
  return host_is_named(h) ? "named by the user" : "as read from the machine";
}

std::string machine_text(const Header& h) {
  std::string text = h.cpu_model.empty() ? "unknown CPU" : h.cpu_model;
  if (!h.family_model_stepping.empty()) text += fmt::format(" ({})", h.family_model_stepping);
  if (h.vcpus > 0) text += fmt::format(", {} vCPUs", h.vcpus);
  if (!h.instance_type.empty()) text += ", " + h.instance_type;
  return text;
}

std::vector<const results::Recording*> all_of(const Side& a, const Side& b) {
  std::vector<const results::Recording*> all;
  for (const Side* side : {&a, &b}) {
    for (const RecordingPointer& r : side->recordings) all.push_back(&r->recording);
  }
  return all;
}

/// One host id, two machines.
void shared_id_rule(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  const auto all = all_of(base, candidate);
  const auto machines = [&](const Side& side) {
    Values texts;
    for (const RecordingPointer& r : side.recordings) {
      for (const results::Recording* other : all) {
        if (shared_host_id(r->recording.header, other->header)) add(texts, machine_text(r->recording.header));
      }
    }
    return texts;
  };
  const Values a = machines(base), b = machines(candidate);
  if (a.empty() && b.empty()) return;
  const auto text = [](const Values& v) { return v.empty() ? std::string("not concerned") : joined(v); };
  out.push_back(difference("shared-host-id", "host id", "", text(a), text(b), Severity::suspicious));
}

/// Matters only where recordings are taken to be of one host for it.
void container_rule(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  const auto all = all_of(base, candidate);
  const auto taken_for_one = [&](const results::Recording& r) {
    for (const results::Recording* other : all) {
      if (other != &r && same_machine(r.header, other->header)) return true;
    }
    return false;
  };
  const auto text = [&](const Side& side) {
    for (const RecordingPointer& r : side.recordings) {
      if (host_id_of_container(r->recording) && taken_for_one(r->recording))
        return std::string("machine-id of a container");
    }
    return std::string("not concerned");
  };
  const std::string a = text(base), b = text(candidate);
  if (a == "not concerned" && b == a) return;
  out.push_back(difference("container-host-id", "host id", "", a, b, Severity::suspicious));
}

}  // namespace

void identity_rules(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  add_if_any("identity", "origin", Severity::suspicious, base, candidate, not_measured, origin_text, out);
  add_if_any("stated-type", "instance type", Severity::suspicious, base, candidate, type_is_stated, type_text,
             out);
  add_if_any("stated-host", "host", Severity::expected, base, candidate, host_is_named, host_text, out);
  shared_id_rule(base, candidate, out);
  container_rule(base, candidate, out);
}

}  // namespace crossfade::analysis
