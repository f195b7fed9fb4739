#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/render/render.h"
#include "results/text.h"

namespace crossfade::analysis {
namespace {

/// A text field. A leading sign that a spreadsheet would take for a formula gets an apostrophe before it.
std::string field(const std::string& text) {
  std::string safe = text;
  if (!safe.empty() && std::string_view("=+-@\t").find(safe.front()) != std::string_view::npos) {
    safe.insert(safe.begin(), '\'');
  }
  if (safe.find_first_of(",\"\n\r#") == std::string::npos) return safe;
  std::string out;
  out.push_back('"');
  for (const char c : safe) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

/// Shortest text that reads back as the same number; empty = none.
std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

/// The cell's value if it is of this kind.
std::string number(const Cell& cell, Bound kind) {
  return cell.value && cell.bound == kind ? number(*cell.value) : "";
}

std::string comment(const std::string& line) {
  return "# " + results::one_line(line) + "\n";
}

struct Shape {
  bool value = false, at_least = false, at_most = false, interval = false, absence = false;
};

/// Tables of the same id and columns are one table for machines.
using Run = std::vector<const Table*>;

std::vector<Shape> shapes(const Run& run) {
  std::vector<Shape> out(run.front()->columns.size());
  for (const Table* table : run) {
    for (const auto& row : table->rows) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        const bool has_value = row[c].value.has_value();
        out[c].value = out[c].value || has_value;
        out[c].at_least = out[c].at_least || (has_value && row[c].bound == Bound::at_least);
        out[c].at_most = out[c].at_most || (has_value && row[c].bound == Bound::at_most);
        out[c].interval = out[c].interval || row[c].interval.has_value();
        out[c].absence = out[c].absence || !row[c].absent_because.empty();
      }
    }
  }
  return out;
}

void append_run(const Run& run, std::string& out) {
  const auto shape = shapes(run);
  const auto& columns = run.front()->columns;
  std::string heading = "table";
  for (std::size_t c = 0; c < columns.size(); ++c) {
    heading += "," + columns[c].id;
    if (shape[c].at_least) heading += "," + columns[c].id + "_at_least";
    if (shape[c].at_most) heading += "," + columns[c].id + "_at_most";
    if (shape[c].interval) heading += "," + columns[c].id + "_low," + columns[c].id + "_high";
    if (shape[c].absence) heading += "," + columns[c].id + "_absent_because";
  }
  out += "\n" + heading + "\n";
  for (const Table* table : run) {
    for (const auto& row : table->rows) {
      std::string line = field(table->id);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const Cell& cell = row[c];
        line += ",";
        // A column of numbers holds numbers only: its texts are for people. A bound has a column of its own.
        line += shape[c].value ? number(cell, Bound::none) : field(cell.text);
        if (shape[c].at_least) line += "," + number(cell, Bound::at_least);
        if (shape[c].at_most) line += "," + number(cell, Bound::at_most);
        if (shape[c].interval) {
          line += "," + (cell.interval ? number(cell.interval->low) : std::string()) + "," +
                  (cell.interval ? number(cell.interval->high) : std::string());
        }
        if (shape[c].absence) line += "," + field(cell.absent_because);
      }
      out += line + "\n";
    }
  }
}

bool same_columns(const Table& a, const Table& b) {
  return a.id == b.id && std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                                    [](const Column& x, const Column& y) { return x.id == y.id; });
}

}  // namespace

std::string render_csv(const Document& document) {
  std::string out;
  if (!document.title.empty()) out += comment(document.title);
  for (const std::string& line : document.header) out += comment(line);
  std::vector<Run> runs;
  for (const Table& table : document.tables) {
    const auto same =
        std::find_if(runs.begin(), runs.end(), [&](const Run& r) { return same_columns(*r.front(), table); });
    if (same != runs.end()) {
      same->push_back(&table);
    } else {
      runs.push_back({&table});
    }
  }
  for (const Run& run : runs) {
    append_run(run, out);
    for (const Table* table : run) {
      for (const std::string& note : table->notes) out += comment(note);
    }
  }
  for (const std::string& line : document.footer) out += comment(line);
  return out;
}

}  // namespace crossfade::analysis
