#include "analysis/report/list_document.h"

#include <fmt/format.h>

#include "analysis/number_text.h"
#include "analysis/render/text_layout.h"
#include "analysis/report/cells.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& n : names) text += fmt::format("{}{}", text.empty() ? "" : ", ", n);
  return text;
}

}  // namespace

Document list_document(std::span<const results::CatalogueEntry> entries) {
  Document d;
  Table t;
  t.id = "recordings";
  t.columns = {{"file", "file", "", false, false},
               {"title", "title", "", false, true},
               {"instance_type", "type", "", false, false},
               {"cpu_model", "CPU", "", false, false},
               {"host_id", "", "", false, true},
               {"created", "created", "", false, false},
               {"state", "state", "", false, false},
               {"process_runs", "runs", "1", true, false},
               {"workloads", "workloads", "", false, false},
               {"bytes", "KiB", "1", true, false},
               {"path", "", "", false, true}};
  for (const results::CatalogueEntry& entry : entries) {
    if (!entry.summary) {
      t.notes.push_back("Cannot be read: " + results::to_line(entry.summary.error()));
      continue;
    }
    const results::RecordingSummary& s = *entry.summary;
    const results::Header& h = s.header;
    t.rows.push_back({text_cell(entry.path.filename().string()), text_cell(h.title),
                      text_cell(h.instance_type.empty() ? "unknown" : h.instance_type),
                      text_cell(shortened(h.cpu_model, 28)), text_cell(h.host_id), text_cell(h.created_utc),
                      text_cell(std::string(results::name_of(h.state))),
                      number_cell(static_cast<double>(s.repetitions)), text_cell(joined(s.workloads)),
                      Cell{grouped_text(static_cast<double>(s.file_bytes) / 1024),
                           static_cast<double>(s.file_bytes),
                           {},
                           ""},
                      text_cell(entry.path.string())});
  }
  if (entries.empty()) t.notes.emplace_back("no recordings");
  d.tables.push_back(std::move(t));
  return d;
}

}  // namespace crossfade::analysis
