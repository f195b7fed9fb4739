#include "analysis/report/quality_table.h"

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"

namespace crossfade::analysis {
namespace {

Cell share_cell(double share) {
  return {percent_text(share), share, {}, ""};
}

}  // namespace

std::string deficit_text(double deficit) {
  return percent_text(std::max(0.0, deficit));
}

Table quality_table(std::span<const NamedStrip> strips) {
  Table t;
  t.id = "quality_time";
  t.title = "Quality of the stages, by time";
  t.columns = {{"recording", "recording", "", false}, {"stages", "stages", "1", true},
               {"clean", "clean", "1", true},         {"disturbed", "disturbed", "1", true},
               {"void", "void", "1", true},           {"panel_worst_deficit", "panel, worst", "1", true}};
  for (const auto& [name, strip] : strips) {
    const QualityTime& quality = strip.quality;
    t.rows.push_back({text_cell(name), number_cell(static_cast<double>(quality.stages())),
                      share_cell(quality.share(quality.clean)), share_cell(quality.share(quality.disturbed)),
                      share_cell(quality.share(quality.voided)),
                      strip.worst_deficit
                          ? Cell{deficit_text(*strip.worst_deficit), strip.worst_deficit, {}, ""}
                          : Cell{"", {}, {}, strip.panel_absent_because}});
  }
  t.notes.emplace_back(
      "Shares of the time of all stages of a recording, calibration included. Panel, worst: how far the "
      "loads "
      "per cycle beside its worst stage fell short of what the CPU does alone; much of that is a silent "
      "neighbour on the same core.");
  return t;
}

}  // namespace crossfade::analysis
