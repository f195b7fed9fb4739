#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/render/csv_field.h"
#include "analysis/render/render.h"

namespace crossfade::analysis {

std::string csv_field(const std::string& text) {
  std::string safe = text;
  // A lone "-" is nothing that could be computed.
  if (safe.size() > 1 && std::string_view("=+-@\t\r\n").find(safe.front()) != std::string_view::npos) {
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

namespace {

/// Shortest text that reads back as the same number; empty = none.
std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

/// The cell's value if it is of this kind.
std::string number(const Cell& cell, Bound kind) {
  return cell.value && cell.bound == kind ? number(*cell.value) : "";
}

/// What any cell of a column has.
struct Shape {
  bool value = false, at_least = false, at_most = false, interval = false, absence = false;

  void add(const Cell& cell) {
    const bool has_value = cell.value.has_value();
    value = value || has_value;
    at_least = at_least || (has_value && cell.bound == Bound::at_least);
    at_most = at_most || (has_value && cell.bound == Bound::at_most);
    interval = interval || cell.interval.has_value();
    absence = absence || !cell.absent_because.empty();
  }
};

/// What is one column of the file: columns of one id in all tables, those of numbers and those of texts
/// apart.
struct Group {
  std::string id;
  std::size_t occurrence = 0;  ///< of the id within a table: a second column of it is a column of its own
  bool numbers = false;
  Shape shape = {};
  std::string name = {};
};

/// Which group each column of each table is written to.
struct Layout {
  std::vector<Group> groups;
  std::vector<std::vector<std::size_t>> group_of;  ///< by table and column
};

/// How many columns before it have the id of this one.
std::size_t occurrence(const Table& table, std::size_t column) {
  const auto end = table.columns.begin() + static_cast<std::ptrdiff_t>(column);
  return static_cast<std::size_t>(std::count_if(
      table.columns.begin(), end, [&](const Column& each) { return each.id == table.columns[column].id; }));
}

/// By the ids of table and column: a column that has one number anywhere holds nothing else.
using ColumnKey = std::tuple<std::string, std::string, std::size_t>;
std::set<ColumnKey> columns_of_numbers(const Document& document) {
  std::set<ColumnKey> out;
  for (const Table& t : document.tables) {
    for (std::size_t c = 0; c < t.columns.size(); ++c) {
      if (std::any_of(t.rows.begin(), t.rows.end(),
                      [c](const auto& row) { return row[c].value.has_value(); }))
        out.emplace(t.id, t.columns[c].id, occurrence(t, c));
    }
  }
  return out;
}

/// The id, but not twice. A group of texts gives way where one of numbers has its id.
void name_groups(std::vector<Group>& groups) {
  std::set<std::string> taken;
  for (const Group& group : groups) taken.insert(group.id);
  const auto unused = [&taken](std::string name, const std::string& ending) {
    while (!taken.insert(name).second) name += ending;
    return name;
  };
  for (Group& group : groups) {
    const bool gives_way = !group.numbers && std::any_of(groups.begin(), groups.end(), [&](const Group& g) {
      return g.numbers && g.id == group.id && g.occurrence == group.occurrence;
    });
    group.name = group.id;
    if (group.occurrence > 0) group.name = unused(group.id + "_2", "_2");
    if (gives_way) group.name = unused(group.name + "_text", "_text");
  }
}

Layout layout_of(const Document& document) {
  Layout layout;
  const auto of_numbers = columns_of_numbers(document);
  for (const Table& table : document.tables) {
    std::vector<std::size_t> places;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string& id = table.columns[c].id;
      const std::size_t nth = occurrence(table, c);
      const bool numbers = of_numbers.contains({table.id, id, nth});
      auto group = std::find_if(layout.groups.begin(), layout.groups.end(), [&](const Group& each) {
        return each.id == id && each.occurrence == nth && each.numbers == numbers;
      });
      if (group == layout.groups.end()) group = layout.groups.insert(group, Group{id, nth, numbers});
      for (const auto& row : table.rows) group->shape.add(row[c]);
      places.push_back(static_cast<std::size_t>(group - layout.groups.begin()));
    }
    layout.group_of.push_back(std::move(places));
  }
  name_groups(layout.groups);
  return layout;
}

std::string heading(const Group& group) {
  std::string out = "," + csv_field(group.name);
  const Shape& shape = group.shape;
  const auto add = [&](bool is_there, const char* ending) {
    if (is_there) out += "," + csv_field(group.name + ending);
  };
  add(shape.at_least, "_at_least");
  add(shape.at_most, "_at_most");
  add(shape.interval, "_low");
  add(shape.interval, "_high");
  add(shape.absence, "_absent_because");
  return out;
}

/// The fields of a group in one row; of a table that has no such column all are empty.
std::string fields(const Group& group, const Cell* cell) {
  static const Cell none{};
  const Cell& c = cell != nullptr ? *cell : none;
  const Shape& shape = group.shape;
  std::string out = "," + (group.numbers ? number(c, Bound::none) : csv_field(c.text));
  if (shape.at_least) out += "," + number(c, Bound::at_least);
  if (shape.at_most) out += "," + number(c, Bound::at_most);
  if (shape.interval) {
    out += "," + (c.interval ? number(c.interval->low) : std::string());
    out += "," + (c.interval ? number(c.interval->high) : std::string());
  }
  if (shape.absence) out += "," + csv_field(c.absent_because);
  return out;
}

/// "offered in s-1, p99 in ns"; empty if no column has a unit.
std::string units_text(const Table& table, const Layout& layout, const std::vector<std::size_t>& groups) {
  std::string out;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string& unit = table.columns[c].unit;
    if (unit.empty() || unit == "1") continue;
    out += fmt::format("{}{} in {}", out.empty() ? "" : ", ", layout.groups[groups[c]].name, unit);
  }
  return out;
}

class Writer {
 public:
  explicit Writer(const Document& document) : layout_(layout_of(document)) {
    out_ = "table,heading,statement";
    for (const Group& group : layout_.groups) out_ += heading(group);
    out_ += "\n";
    for (const Group& group : layout_.groups) empty_ += fields(group, nullptr);
  }

  void statement(const std::string& table, const std::string& title, const std::string& sentence) {
    out_ += csv_field(table) + "," + csv_field(title) + "," + csv_field(sentence) + empty_ + "\n";
  }

  void rows(const Table& table, std::size_t place) {
    const auto& groups = layout_.group_of[place];
    const std::string start = csv_field(table.id) + "," + csv_field(table.title) + ",";
    for (const auto& row : table.rows) {
      std::vector<const Cell*> cells(layout_.groups.size(), nullptr);
      for (std::size_t c = 0; c < row.size(); ++c) cells[groups[c]] = &row[c];
      out_ += start;
      for (std::size_t g = 0; g < cells.size(); ++g) out_ += fields(layout_.groups[g], cells[g]);
      out_ += "\n";
    }
    if (const std::string units = units_text(table, layout_, groups); !units.empty())
      statement(table.id + "_units", table.title, units);
    for (const std::string& note : table.notes) statement(table.id + "_note", table.title, note);
  }

  std::string text() && { return std::move(out_); }

 private:
  Layout layout_;
  std::string out_, empty_;
};

}  // namespace

std::string render_csv(const Document& document) {
  if (document.title.empty() && document.header.empty() && document.tables.empty() &&
      document.footer.empty()) {
    return "";
  }
  Writer writer(document);
  if (!document.title.empty()) writer.statement("title", "", document.title);
  for (const std::string& line : document.header) writer.statement("header", "", line);
  for (std::size_t t = 0; t < document.tables.size(); ++t) writer.rows(document.tables[t], t);
  for (const std::string& line : document.footer) writer.statement("footer", "", line);
  return std::move(writer).text();
}

}  // namespace crossfade::analysis
