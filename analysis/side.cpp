#include "analysis/side.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/host.h"
#include "analysis/replayed_instructions.h"
#include "analysis/workload_name.h"

#include "results/text_layout.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

/// A label stands in headings and in every row: a title may have thousands of characters.
constexpr std::size_t longest_name = 100;

std::string name_of_thing(const results::OpenedRecording& opened) {
  const results::Header& h = opened.recording.header;
  if (!h.instance_type.empty()) return h.instance_type;
  if (!h.title.empty()) return results::shortened(h.title, longest_name);
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
  bool simulated = false;
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

namespace {

std::vector<Side> grouped(std::span<const RecordingPointer> recordings) {
  std::vector<Group> groups;
  for (const RecordingPointer& r : recordings) {
    const std::string name = name_of_thing(*r), cap = isa_cap(r->recording);
    const std::string& model = r->recording.header.cpu_model;
    const bool simulated = is_simulated(r->recording.header);
    auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return g.name == name && g.cpu_model == model && g.cap == cap && g.simulated == simulated;
    });
    if (found == groups.end()) {
      groups.push_back({name, model, cap, simulated, Side{simulated ? name + " (SIMULATED)" : name, {}}});
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
  std::vector<Side*> all;
  for (Side& s : sides) all.push_back(&s);
  tell_workloads_apart(all);
  return sides;
}

}  // namespace

std::vector<Side> group_sides(std::span<const RecordingPointer> recordings) {
  std::vector<RecordingPointer> of_sides;
  std::copy_if(recordings.begin(), recordings.end(), std::back_inserter(of_sides),
               [](const RecordingPointer& r) {
                 return !is_calibration(r->recording.header) && !is_instruction_replay(r->recording);
               });
  return grouped(of_sides);
}

Side side_alone(const RecordingPointer& recording) {
  return grouped(std::span(&recording, 1)).front();
}

std::uint32_t cores_of_machine(const Side& side) {
  std::int64_t fewest = 0;
  for (const RecordingPointer& r : side.recordings) {
    const std::int64_t cores = r->recording.header.cores;
    if (cores > 0) fewest = fewest == 0 ? cores : std::min(fewest, cores);
  }
  return static_cast<std::uint32_t>(fewest);
}

bool is_calibration(const results::Header& header) {
  return header.kind == results::RecordingKind::calibration;
}

bool is_simulated(const Side& side) {
  return std::any_of(side.recordings.begin(), side.recordings.end(),
                     [](const RecordingPointer& r) { return is_simulated(r->recording.header); });
}

bool is_simulated(const results::Header& header) {
  return header.kind == results::RecordingKind::simulated;
}

bool has_stated_type(const Side& side) {
  return std::any_of(side.recordings.begin(), side.recordings.end(), [](const RecordingPointer& r) {
    const results::Header& h = r->recording.header;
    return !h.instance_type.empty() && is_stated(h.instance_type_source);
  });
}

}  // namespace crossfade::analysis
