#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/render/render.h"

namespace crossfade::analysis {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// A bound must not be read as a value: it has a name of its own.
const char* value_name(Bound bound) {
  switch (bound) {
    case Bound::at_least:
      return "at_least";
    case Bound::at_most:
      return "at_most";
    case Bound::none:
      break;
  }
  return "value";
}

Json cell_json(const Cell& cell) {
  Json out = Json::object();
  out["text"] = cell.text;
  const bool is_absent = !cell.absent_because.empty();
  if (cell.value) {
    out[value_name(cell.bound)] = number(*cell.value);
  } else if (is_absent) {
    out["value"] = nullptr;
  }
  if (cell.interval) {
    out["interval"] = Json::array({number(cell.interval->low), number(cell.interval->high)});
  } else if (cell.value && is_absent) {
    out["interval"] = nullptr;  // it is that which is absent
  }
  if (is_absent) out["absent_because"] = cell.absent_because;
  return out;
}

Json table_json(const Table& table) {
  Json columns = Json::array(), rows = Json::array();
  for (const Column& c : table.columns) columns.push_back({{"id", c.id}, {"name", c.name}, {"unit", c.unit}});
  for (const auto& row : table.rows) {
    Json out = Json::object();
    for (std::size_t c = 0; c < row.size(); ++c) out[table.columns[c].id] = cell_json(row[c]);
    rows.push_back(std::move(out));
  }
  return {
      {"id", table.id}, {"title", table.title}, {"columns", columns}, {"rows", rows}, {"notes", table.notes}};
}

}  // namespace

std::string render_json(const Document& document) {
  Json tables = Json::array();
  for (const Table& t : document.tables) tables.push_back(table_json(t));
  const Json out = {{"format", "crossfade-report"}, {"version", json_version}, {"title", document.title},
                    {"header", document.header},    {"tables", tables},        {"footer", document.footer}};
  // Text that is not UTF-8 is replaced rather than thrown about: a recording's texts are checked when read.
  return out.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace crossfade::analysis
