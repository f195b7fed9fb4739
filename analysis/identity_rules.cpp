#include <fmt/format.h>

#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/host.h"

namespace crossfade::analysis {
namespace {

using results::Header;

/// One value a recording of both sides; a row if any of them is not `plain`.
template <class Text>
void add_unless_plain(std::string_view rule, std::string_view subject, const std::string& plain,
                      Severity severity, const Side& base, const Side& candidate, Text text,
                      std::vector<Difference>& out) {
  Values a, b;
  for (const RecordingPointer& r : base.recordings) add(a, text(r->recording.header));
  for (const RecordingPointer& r : candidate.recordings) add(b, text(r->recording.header));
  const auto is_plain = [&](const Values& v) { return v.empty() || v == Values{plain}; };
  if (is_plain(a) && is_plain(b)) return;
  out.push_back(difference(rule, std::string(subject), "", joined(a), joined(b), severity));
}

std::string origin_text(const Header& h) {
  if (is_simulated(h)) return "SIMULATED";
  return h.title.find("synthetic") != std::string::npos ? "titled synthetic" : "measured";
}

std::string type_text(const Header& h) {
  const bool stated = !h.instance_type.empty() && is_stated(h.instance_type_source);
  return stated ? fmt::format("{}, stated by the user", h.instance_type) : "as read from the machine";
}

std::string host_text(const Header& h) {
  return is_stated(h.host_id_source) ? "named by the user" : "as read from the machine";
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
  add_unless_plain("identity", "origin", "measured", Severity::suspicious, base, candidate, origin_text, out);
  add_unless_plain("stated-type", "instance type", "as read from the machine", Severity::suspicious, base,
                   candidate, type_text, out);
  add_unless_plain("stated-host", "host", "as read from the machine", Severity::expected, base, candidate,
                   host_text, out);
  shared_id_rule(base, candidate, out);
  container_rule(base, candidate, out);
}

}  // namespace crossfade::analysis
