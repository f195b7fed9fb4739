// Makes the Column and Table descriptions of schema.h from pointers to members. Only schema.cpp includes it.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "results/enum_names.h"
#include "results/schema.h"

namespace crossfade::results {

template <auto Member>
struct MemberAccess;
template <class R, class V, V R::*Member>
struct MemberAccess<Member> {
  using Row = R;
  using Value = V;
  static const V& get(const void* row) { return static_cast<const R*>(row)->*Member; }
  static V& get(void* row) { return static_cast<R*>(row)->*Member; }
};

template <class Value>
constexpr CellType integer_cell() {
  if constexpr (sizeof(Value) == 8) return std::is_signed_v<Value> ? CellType::i64 : CellType::u64;
  if constexpr (sizeof(Value) == 4) return std::is_signed_v<Value> ? CellType::i32 : CellType::u32;
  return CellType::u8;
}

inline constexpr std::string_view yes_no[] = {"no", "yes"};

template <auto Member>
Column column(std::string_view name, std::string_view unit, std::string_view long_name) {
  using Access = MemberAccess<Member>;
  using Value = typename Access::Value;
  Column c{.name = name, .unit = unit, .long_name = long_name};
  if constexpr (std::is_same_v<Value, std::string>) {
    c.type = CellType::text;
    c.text = [](const void* row) -> const std::string& { return Access::get(row); };
    c.set_text = [](void* row, std::string&& value) { Access::get(row) = std::move(value); };
  } else if constexpr (std::is_same_v<Value, double>) {
    c.type = CellType::f64;
    c.real = [](const void* row) { return Access::get(row); };
    c.set_real = [](void* row, double value) { Access::get(row) = value; };
  } else if constexpr (std::is_same_v<Value, std::optional<std::uint64_t>>) {
    c.type = CellType::u64;
    c.may_be_missing = true;
    c.integer = [](const void* row) { return Access::get(row).value_or(missing_integer(CellType::u64)); };
    c.set_integer = [](void* row, std::uint64_t value) {
      if (value == missing_integer(CellType::u64)) {
        Access::get(row) = std::nullopt;
      } else {
        Access::get(row) = value;
      }
    };
  } else {
    if constexpr (std::is_enum_v<Value>) {
      c.type = CellType::u8;
      c.meanings = enum_names<Value>();
    } else if constexpr (std::is_same_v<Value, bool>) {
      c.type = CellType::u8;
      c.meanings = yes_no;
    } else {
      c.type = integer_cell<Value>();
    }
    c.integer = [](const void* row) { return static_cast<std::uint64_t>(Access::get(row)); };
    c.set_integer = [](void* row, std::uint64_t value) { Access::get(row) = static_cast<Value>(value); };
  }
  return c;
}

/// A column that is a member of a member.
template <auto Outer, auto Inner>
Column inner_column(std::string_view name, std::string_view unit, std::string_view long_name) {
  using Whole = MemberAccess<Outer>;
  using Part = MemberAccess<Inner>;
  static_assert(std::is_same_v<typename Part::Value, double>, "only floats need it so far");
  Column c{.name = name, .unit = unit, .long_name = long_name, .type = CellType::f64};
  c.real = [](const void* row) { return Part::get(static_cast<const void*>(&Whole::get(row))); };
  c.set_real = [](void* row, double value) { Part::get(static_cast<void*>(&Whole::get(row))) = value; };
  return c;
}

/// A column that holds row numbers of another table.
template <auto Member>
Column reference(std::string_view name, std::string_view points_to, std::string_view long_name) {
  Column c = column<Member>(name, "1", long_name);
  c.points_to = points_to;
  return c;
}

template <auto Rows>
Table table_of(std::string_view name, std::string_view long_name, std::uint64_t max_rows,
               std::vector<Column> columns) {
  Table t{.name = name, .long_name = long_name, .max_rows = max_rows, .columns = std::move(columns)};
  t.rows = [](const Recording& r) { return (r.*Rows).size(); };
  t.row = [](const Recording& r, std::size_t i) -> const void* { return &(r.*Rows)[i]; };
  t.mutable_row = [](Recording& r, std::size_t i) -> void* { return &(r.*Rows)[i]; };
  t.resize = [](Recording& r, std::size_t n) { (r.*Rows).resize(n); };
  return t;
}

}  // namespace crossfade::results
