// Table: rows and columns of text with the numbers behind them; one structure from which text, Markdown, CSV,
// JSON and HTML come.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/statistics/interval.h"

namespace crossfade::analysis {

struct Cell {
  std::string text;  ///< for people: digits follow the interval
  std::optional<double> value;
  std::optional<statistics::Interval> interval;
  std::string absent_because;
  Bound bound = Bound::none;  ///< not none: machines find the value under another name, "at_least", "at_most"
};

struct Column {
  std::string id;    ///< machine name
  std::string name;  ///< heading
  std::string unit;  ///< of value; may be empty
  bool right_aligned = false;
  bool data_only = false;    ///< in CSV and JSON, not in text, Markdown and HTML
  bool not_in_text = false;  ///< nor in text and HTML: too wide beside the others
};

/// A table's figures as a picture, for formats that have pictures. Columns are named by their ids; rows that
/// people do not see are not drawn.
struct Chart {
  enum class Kind {
    ratios,  ///< points with intervals beside 1, on a logarithmic axis
    amounts  ///< bars from 0 with intervals
  };
  Kind kind = Kind::ratios;
  std::string title;
  std::string value;                ///< column of values and intervals
  std::vector<std::string> labels;  ///< columns whose texts name a row
  std::string conclusion = {};      ///< column that says what a row found, and so its colour; empty = none
  /// Column: rows of one text share an axis, others have their own; empty = all share one.
  std::string panel = {};
  std::optional<double> threshold = {};  ///< of ratios: a line beside that at 1
  std::string threshold_text = {};
};

struct Table {
  std::string id, title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;        ///< stand below, always printed
  std::set<std::size_t> data_only_rows;  ///< rows for CSV and JSON only: a note says what is in them
  std::optional<Chart> chart = {};
};

/// The place of a column among the table's; absent if it has none of that id.
std::optional<std::size_t> column_of(const Table& table, std::string_view id);

/// Whether people see the column: it is not for machines only, and a row they see has something in it. Of a
/// table without such rows: whether it is not for machines only.
bool is_shown(const Table& table, std::size_t column);

/// Whether no row that people see has anything in the column but a reason why not.
bool is_absent(const Table& table, std::size_t column);

/// A report: header lines, tables, closing lines; what every renderer takes.
struct Document {
  std::string title;
  std::vector<std::string> header;
  std::vector<Table> tables;
  std::vector<std::string> footer;
};

}  // namespace crossfade::analysis
