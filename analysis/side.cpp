#include "analysis/side.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace crossfade::analysis {
namespace {

using results::Recording;

std::string name_of_thing(const results::OpenedRecording& opened) {
  const results::Header& h = opened.recording.header;
  if (!h.instance_type.empty()) return h.instance_type;
  if (!h.title.empty()) return h.title;
  return opened.path.empty() ? "recording" : opened.path.stem().string();
}

std::string isa_cap(const Recording& r) {
  std::set<std::string> caps;
  for (const results::Repetition& repetition : r.repetitions) {
    if (!repetition.isa_cap.empty() && repetition.isa_cap != "none") caps.insert(repetition.isa_cap);
  }
  std::string text;
  for (const std::string& cap : caps) text += (text.empty() ? "" : "+") + cap;
  return text;
}

struct Group {
  std::string name, cpu_model, cap;
  Side side;
};

template <class Key>
bool ambiguous(const std::vector<Group>& groups, const Group& group, Key key) {
  return std::any_of(groups.begin(), groups.end(), [&](const Group& other) {
    return other.side.label == group.side.label && key(other) != key(group);
  });
}

/// Adds to labels that several groups share what tells them apart.
template <class Key>
void tell_apart(std::vector<Group>& groups, Key key, const char* pattern) {
  std::vector<std::string> labels;
  for (const Group& g : groups) {
    const std::string extra = key(g);
    labels.push_back(ambiguous(groups, g, key) && !extra.empty()
                         ? g.side.label + fmt::format(fmt::runtime(pattern), extra)
                         : g.side.label);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i].side.label = labels[i];
}

}  // namespace

std::vector<Side> group_sides(std::span<const RecordingPointer> recordings) {
  std::vector<Group> groups;
  for (const RecordingPointer& r : recordings) {
    const std::string name = name_of_thing(*r), cap = isa_cap(r->recording);
    const std::string& model = r->recording.header.cpu_model;
    auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return g.name == name && g.cpu_model == model && g.cap == cap;
    });
    if (found == groups.end()) {
      groups.push_back({name, model, cap, Side{name, {}}});
      found = groups.end() - 1;
    }
    found->side.recordings.push_back(r);
  }
  tell_apart(
      groups, [](const Group& g) { return g.cpu_model; }, " ({})");
  tell_apart(
      groups, [](const Group& g) { return g.cap; }, " (ISA cap {})");
  std::vector<Side> sides;
  for (Group& g : groups) sides.push_back(std::move(g.side));
  return sides;
}

bool same_host(const Side& a, const Side& b) {
  std::set<std::string> ids;
  for (const Side* side : {&a, &b}) {
    if (side->recordings.empty()) return false;
    for (const RecordingPointer& r : side->recordings) ids.insert(r->recording.header.host_id);
  }
  return ids.size() == 1 && !ids.begin()->empty();
}

}  // namespace crossfade::analysis
