#include "collector/plugin/mix_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

// Inlined, and without exceptions: a mistake of the user is a value here.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include "results/nearest_name.h"
#include "results/text.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::size_t most_classes = 64, most_steps = 256;
constexpr std::uint32_t most_pool = 65'536, default_pool = 256;
constexpr double longest_slo_ms = 3'600'000;
constexpr std::array<std::string_view, 3> peer_names{"client", "downstream", "in_process"};  // as MixPeer
constexpr const char* documentation = "docs/workloads.md says how a mix is written";

Error mistake(const std::filesystem::path& file, std::uint32_t line, std::string why, std::string remedy) {
  const std::string where = line == 0 ? file.string() : fmt::format("{}, line {}", file.string(), line);
  return {ErrorKind::data, "cannot use the mix", where, std::move(why), std::move(remedy)};
}

/// One table of the file, key by key. The first mistake is kept; what is asked for after it is zero or empty.
class Reader {
 public:
  /// `place` is how messages call the table: "class 2, step 1"; empty = the file.
  Reader(const std::filesystem::path& file, const toml::table& table, std::string place)
      : file_(file), table_(table), place_(std::move(place)) {}

  std::uint32_t line() const { return table_.source().begin.line; }

  std::string text(const char* key) {
    const toml::node* const node = required(key);
    const auto value = node == nullptr ? std::nullopt : node->value_exact<std::string>();
    if (node != nullptr && (!value || value->empty())) complain(node, fmt::format("'{}' is no text", key));
    if (const std::string line = results::one_line(value.value_or("")); line != value.value_or(""))
      complain(node, fmt::format("'{}' has control characters: {}", key, line));
    return value.value_or("");
  }

  /// Above zero, and at most `most`.
  double number(const char* key, double most) {
    const toml::node* const node = required(key);
    return node == nullptr ? 0 : number(node, key, most, 0);
  }
  /// The same; `otherwise` if the key is not there.
  double number(const char* key, double most, double otherwise) {
    const toml::node* const node = find(key);
    return node == nullptr ? otherwise : number(node, key, most, otherwise);
  }

  /// `otherwise` if the key is not there.
  std::uint32_t whole_number(const char* key, std::uint32_t least, std::uint32_t most,
                             std::uint32_t otherwise) {
    const toml::node* const node = find(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= least && *value <= most) return static_cast<std::uint32_t>(*value);
    complain(node, fmt::format("'{}' is not a whole number from {} to {}", key, least, most));
    return otherwise;
  }

  /// One of the names; the first if the key is not there.
  template <std::size_t n>
  std::size_t choice(const char* key, const std::array<std::string_view, n>& names) {
    const toml::node* const node = find(key);
    if (node == nullptr) return 0;
    const auto value = node->value_exact<std::string>();
    const auto found = std::find(names.begin(), names.end(), value.value_or(""));
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    complain(node, fmt::format("'{}' is none of {}", key, fmt::join(names, ", ")));
    return 0;
  }

  bool flag(const char* key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return false;
    const auto value = node->value_exact<bool>();
    if (!value) complain(node, fmt::format("'{}' is neither true nor false", key));
    return value.value_or(false);
  }

  /// The tables of an array, each called "`each` N".
  std::vector<Reader> tables(const char* key, const std::string& each, std::size_t most) {
    std::vector<Reader> readers;
    const toml::node* const node = required(key);
    if (node == nullptr) return readers;
    const toml::array* const array = node->as_array();
    if (array == nullptr || array->empty() || !array->is_homogeneous(toml::node_type::table)) {
      complain(node, fmt::format("'{}' is not a list of tables", key));
    } else if (array->size() > most) {
      complain(node, fmt::format("there are {} of '{}', more than {}", array->size(), key, most));
    } else {
      for (const toml::node& element : *array) {
        readers.emplace_back(
            file_, *element.as_table(),
            fmt::format("{}{}{} {}", place_, place_.empty() ? "" : ", ", each, readers.size() + 1));
      }
    }
    return readers;
  }

  void complain(const toml::node* node, const std::string& why, std::string remedy = documentation) {
    if (first_) return;
    const std::uint32_t line = node == nullptr ? table_.source().begin.line : node->source().begin.line;
    first_ = mistake(file_, line, place_.empty() ? why : place_ + ": " + why, std::move(remedy));
  }

  /// After the last key was asked for: the first mistake, or a key that nobody asked for.
  std::optional<Error> problem() {
    for (const auto& [key, node] : table_) {
      const std::string name(key.str());
      if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
      complain(&node, fmt::format("there is no key '{}'", results::one_line(name)),
               results::did_you_mean(name, asked_, documentation));
    }
    return first_;
  }

 private:
  double number(const toml::node* node, const char* key, double most, double otherwise) {
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (value && *value > 0 && *value <= most) return *value;
    complain(node, fmt::format("'{}' is not a number above 0, {} at most", key, most));
    return otherwise;
  }

  const toml::node* find(const char* key) {
    asked_.emplace_back(key);
    return table_.get(key);
  }
  const toml::node* required(const char* key) {
    const toml::node* const node = find(key);
    if (node == nullptr) complain(nullptr, fmt::format("'{}' is missing", key));
    return node;
  }

  const std::filesystem::path& file_;
  const toml::table& table_;
  std::string place_;
  std::vector<std::string> asked_;
  std::optional<Error> first_;
};

Result<MixFileClass> read_class(Reader& reader) {
  MixFileClass one;
  one.line = reader.line();
  one.name = reader.text("name");
  one.share = reader.number("share", 1);
  one.slo_p99_ns =
      static_cast<std::uint64_t>(std::llround(reader.number("slo_p99_ms", longest_slo_ms) * 1e6));
  if (one.slo_p99_ns == 0) reader.complain(nullptr, "'slo_p99_ms' is less than a nanosecond");
  one.priority = reader.whole_number("priority", 0, 255, 0);
  one.pool = reader.whole_number("pool", 1, most_pool, default_pool);
  std::uint64_t calls = 0;
  for (Reader& step : reader.tables("steps", "step", most_steps)) {
    one.steps.push_back({.workload = step.text("workload"),
                         .class_name = step.text("class"),
                         .count = step.whole_number("count", 1, most_mix_calls, 1),
                         .level = step.whole_number("level", 0, 255, 0),
                         .line = step.line(),
                         .size = step.number("size", 1, 1),
                         .peer = static_cast<MixPeer>(step.choice("peer", peer_names))});
    calls += one.steps.back().count;
    if (const auto problem = step.problem()) return *problem;
  }
  if (calls > most_mix_calls)
    reader.complain(nullptr, fmt::format("its steps make {} calls, more than {}", calls, most_mix_calls),
                    "give fewer steps or smaller counts");
  if (const auto problem = reader.problem()) return *problem;
  return one;
}

bool is_name(const std::string& text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

}  // namespace

bool is_mix_file(const std::filesystem::path& file) {
  return file.extension() == ".toml";
}

Result<MixFile> parse_mix(std::string_view text, const std::filesystem::path& file) {
  MixFile mix;
  mix.path = file;
  mix.name = file.stem().string();
  if (!is_name(mix.name))
    return mistake(
        file, 0,
        "a workload's name is made of a to z, 0 to 9 and _, and the file's name is that of the workload",
        "rename the file");
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    return mistake(file, parsed.error().source().begin.line, std::string(parsed.error().description()),
                   "it is no TOML (toml.io): repair the line");
  Reader reader(file, parsed.table(), "");
  mix.version = reader.text("version");
  mix.summary = reader.text("summary");
  mix.seed_system = reader.text("seed_system");
  mix.unit = reader.text("unit");
  mix.only_when_named = reader.flag("only_when_named");
  double shares = 0;
  for (Reader& each : reader.tables("class", "class", most_classes)) {
    auto one = read_class(each);
    if (!one) return one.error();
    const auto same = std::find_if(mix.classes.begin(), mix.classes.end(),
                                   [&](const MixFileClass& other) { return other.name == one->name; });
    if (same != mix.classes.end())
      return mistake(file, one->line, fmt::format("there are two classes '{}'", one->name),
                     "give each its own name");
    shares += one->share;
    mix.classes.push_back(std::move(*one));
  }
  if (const auto problem = reader.problem()) return *problem;
  if (std::abs(shares - 1) > 1e-6)
    return mistake(file, 0, fmt::format("the shares of its classes sum to {:g}", shares),
                   "let them sum to 1");
  return mix;
}

Result<MixFile> read_mix_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) {
    return Error{ErrorKind::io, "cannot read the mix", file.string(), std::strerror(errno),
                 "check the file and its permissions"};
  }
  return parse_mix(text, file);
}

}  // namespace crossfade::collector
