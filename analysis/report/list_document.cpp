#include "analysis/report/list_document.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/host.h"
#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/short_names.h"
#include "results/enum_names.h"
#include "results/folder_search.h"
#include "results/text_layout.h"

namespace crossfade::analysis {
namespace {

/// "tls_segment, evcache_get (2 variants)": the summary knows names only.
std::string workloads_text(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;
    }
    const auto variants = std::count(names.begin(), names.end(), names[i]);
    text += fmt::format("{}{}", text.empty() ? "" : ", ", names[i]);
    if (variants > 1) text += fmt::format(" ({} variants)", variants);
  }
  return text;
}

/// "m7a.xlarge", "m7a.xlarge (stated)" where the user said so and not the machine.
std::string type_text(const results::Header& h) {
  if (h.instance_type.empty()) return "unknown";
  return is_stated(h.instance_type_source) ? h.instance_type + " (stated)" : h.instance_type;
}

std::string kind_text(const results::Header& h) {
  return is_simulated(h) ? "SIMULATED" : std::string(results::name_of(h.kind));
}

constexpr std::size_t longest_title = 80;

}  // namespace

Document list_document(std::span<const results::CatalogueEntry> entries) {
  Document d;
  Table t;
  t.id = "recordings";
  t.columns = {{"file", "file", "", false, false},
               {"title", "title", "", false, true},
               {"kind", "", "", false, true},
               {"kind_text", "kind", "", false, false},
               {"instance_type", "", "", false, true},
               {"instance_type_source", "", "", false, true},
               {"instance_type_text", "type", "", false, false},
               {"cpu_model", "CPU", "", false, false},
               {"host_id", "", "", false, true},
               {"run_id", "", "", false, true},
               {"created", "created", "", false, false},
               {"state", "state", "", false, false},
               {"process_runs", "runs", "1", true, false},
               {"workloads", "workloads", "", false, false},
               {"bytes", "KiB", "1", true, false},
               {"title_text", "title", "", false, false},
               {"path", "", "", false, true}};
  std::vector<std::filesystem::path> paths;
  for (const results::CatalogueEntry& entry : entries)
    if (entry.summary) paths.push_back(entry.path);
  const std::vector<std::string> names = short_names(paths);
  for (const results::CatalogueEntry& entry : entries) {
    if (!entry.summary) {
      t.notes.push_back("Left out: " + results::to_line(entry.summary.error()));
      continue;
    }
    const results::RecordingSummary& s = *entry.summary;
    const results::Header& h = s.header;
    t.rows.push_back(
        {text_cell(names[t.rows.size()]), text_cell(h.title),
         text_cell(std::string(results::name_of(h.kind))), text_cell(kind_text(h)),
         text_cell(h.instance_type.empty() ? "unknown" : h.instance_type), text_cell(h.instance_type_source),
         text_cell(type_text(h)), text_cell(results::shortened(h.cpu_model, 28)), text_cell(h.host_id),
         text_cell(h.run_id), text_cell(h.created_utc), text_cell(std::string(results::name_of(h.state))),
         number_cell(static_cast<double>(s.repetitions)), text_cell(workloads_text(s.workloads)),
         Cell{grouped_text(static_cast<double>(s.file_bytes) / 1024),
              static_cast<double>(s.file_bytes),
              {},
              ""},
         text_cell(results::shortened(h.title, longest_title)), text_cell(entry.path.string())});
  }
  if (entries.empty()) t.notes.push_back(fmt::format("no recordings: {}", results::no_recording_in_folder));
  d.tables.push_back(std::move(t));
  return d;
}

}  // namespace crossfade::analysis
