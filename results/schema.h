// Schema: every table and column of the recording's file form, described once, as data. Writer, reader and
// documentation all walk this description, so that a new column is one row in schema.cpp.
// A table is a vector of row structs of recording.h; a column is one member of that struct, stored as the
// one-dimensional dataset "<table>_<column>". Not here: how HDF5 stores it (results/file/).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/recording.h"

namespace crossfade::results {

inline constexpr std::string_view format_name = "crossfade-recording";
inline constexpr std::int64_t schema_major = 1;
inline constexpr std::int64_t schema_minor = 7;

enum class CellType { u8, u32, i32, u64, i64, f64, text };

std::size_t bytes_of(CellType type);  ///< of one number; 1 for text (a character)
std::string_view type_name(CellType type);
/// What stands in the file for an integer that is missing: the largest value of its type.
std::uint64_t missing_integer(CellType type);

/// A column and its access to the member, through a pointer to the row. Integers travel as their 64-bit
/// pattern (sign extended); only the accessors of the column's own type are set.
struct Column {
  std::string_view name;
  std::string_view unit = {};  ///< as UDUNITS writes it; "1" for counts, names and enumerations
  std::string_view long_name = {};
  CellType type = CellType::u64;
  bool may_be_missing = false;                      ///< an integer with a _FillValue
  std::span<const std::string_view> meanings = {};  ///< of an enumeration, by stored number
  std::string_view points_to = {};                  ///< the table this is a row number of; empty if none
  bool minus_one_is_none = false;                   ///< a row number that may be -1: all, or none
  std::int64_t since_minor = 0;  ///< not in files of an older minor version: there its values are missing

  std::uint64_t (*integer)(const void* row) = nullptr;
  void (*set_integer)(void* row, std::uint64_t value) = nullptr;
  double (*real)(const void* row) = nullptr;
  void (*set_real)(void* row, double value) = nullptr;
  const std::string& (*text)(const void* row) = nullptr;
  void (*set_text)(void* row, std::string&& value) = nullptr;
};

struct Table {
  std::string_view name;
  std::string_view long_name = {};
  std::uint64_t max_rows = 0;  ///< more is refused, written or read
  std::vector<Column> columns = {};
  std::int64_t since_minor = 0;  ///< files of an older minor version have no such table: it is empty

  std::size_t (*rows)(const Recording&) = nullptr;
  const void* (*row)(const Recording&, std::size_t) = nullptr;
  void* (*mutable_row)(Recording&, std::size_t) = nullptr;
  void (*resize)(Recording&, std::size_t) = nullptr;
};

/// All tables, in the order of the file. A table comes after the tables its columns point to.
std::span<const Table> tables();
/// Programmer's error if there is none.
const Table& table(std::string_view name);

/// The root attributes, as columns of Header. Enumerations are stored by name. An attribute that is not
/// known (empty text, NaN, 0 of a quantity that cannot be 0) is left out of the file.
std::span<const Column> header_attributes();
/// May this attribute be left out, because 0 or empty means that it is not known?
bool unknown_if_zero(const Column& attribute);

/// The (trace, traced_request) matrices "trace_<member>" of Recording::traces, one row a trace, filled up
/// with the missing integer of their type.
struct TraceMember {
  std::string_view name, unit, long_name;
  CellType type = CellType::u32;
  std::uint64_t (*get)(const Trace&, std::size_t request) = nullptr;
  void (*append)(Trace&, std::uint64_t value) = nullptr;
};
std::span<const TraceMember> trace_members();

/// The four (stage, counter) matrices "counter_<column>", as columns of CounterReading.
std::span<const Column> reading_columns();

/// The (sample, counter) matrix "sample_value": Recording::series, all other cells the missing integer.
struct SampleMatrix {
  static constexpr std::string_view name = "sample_value", unit = "1",
                                    long_name =
                                        "counted since the worker's sample before, in the metric's unit";
  static constexpr CellType type = CellType::u64;
};
/// More samples are not recorded: two hours of 100 workers at 10 Hz.
inline constexpr std::uint64_t max_samples = std::uint64_t{8} << 20U;
/// Counts of all series: 512 MiB. A series takes as much room as so many of them beside its own.
inline constexpr std::uint64_t max_sampled_counts = std::uint64_t{64} << 20U, counts_per_series = 16;

inline constexpr std::uint64_t max_counters = 2'048;   ///< a chunk of 256 stages stays within 4 MiB
inline constexpr std::size_t max_text_bytes = 65'536;  ///< of one cell
inline constexpr std::size_t max_attribute_bytes = 4'096;
inline constexpr std::size_t max_document_bytes = 64U << 20U;  ///< environment_json, plan_json, log
inline constexpr std::size_t max_file_bytes = std::size_t{1} << 30U;

}  // namespace crossfade::results
