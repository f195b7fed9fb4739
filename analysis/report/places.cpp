#include "analysis/report/places.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "analysis/report/command_line_error.h"
#include "analysis/report/selector.h"
#include "results/catalogue.h"
#include "results/text_layout.h"

namespace crossfade::analysis {
namespace {

using results::CatalogueEntry;
using results::Error;
using results::ErrorKind;
using results::Result;

using Paths = std::vector<std::filesystem::path>;

/// One side of --to.
struct NamedPlaces {
  Paths files_and_folders;
  std::vector<Selector> selectors;
};

Result<NamedPlaces> told_apart(const Paths& places) {
  NamedPlaces out;
  for (const std::filesystem::path& place : places) {
    std::error_code ignored;
    if (!looks_like_selector(place.string()) || std::filesystem::exists(place, ignored)) {
      out.files_and_folders.push_back(place);
      continue;
    }
    auto selector = parse_selector(place.string());
    CF_TRY(selector);
    out.selectors.push_back(*std::move(selector));
  }
  return out;
}

/// What selectors pick from: the recordings of some places that can be read.
struct Pool {
  Paths places;
  std::vector<CatalogueEntry> recordings;
};

std::string places_text(const Paths& places) {
  std::vector<std::string> names;
  for (const std::filesystem::path& p : places)
    names.push_back(p == std::filesystem::path(".") ? "the current folder" : p.string());
  return fmt::format("{}", fmt::join(names, ", "));
}

Result<Pool> read_pool(const Paths& places, std::vector<std::string>& left_out) {
  Pool pool{places, {}};
  for (CatalogueEntry& entry : results::catalogue(places)) {
    if (entry.summary) {
      pool.recordings.push_back(std::move(entry));
      continue;
    }
    if (std::find(places.begin(), places.end(), entry.path) != places.end()) return entry.summary.error();
    left_out.push_back("Left out: " + results::to_line(entry.summary.error()));
  }
  return pool;
}

constexpr std::size_t most_named = 8, longest_name = 80;

/// "m5.xlarge (3), m7a.xlarge (2)".
std::string what_there_is(const std::vector<std::pair<std::string, std::size_t>>& counted) {
  std::string text;
  for (std::size_t i = 0; i < counted.size() && i < most_named; ++i) {
    text +=
        fmt::format("{}{} ({})", i == 0 ? "" : ", ",
                    counted[i].first.empty() ? "unknown" : results::shortened(counted[i].first, longest_name),
                    counted[i].second);
  }
  if (counted.size() > most_named) text += fmt::format(" and {} more", counted.size() - most_named);
  return text;
}

using Entries = std::vector<const CatalogueEntry*>;

Error nothing_picked(const Selector& selector, std::size_t failed, const Entries& left, const Pool& pool) {
  const Condition& condition = selector.conditions[failed];
  std::vector<std::pair<std::string, std::size_t>> counted;
  for (const CatalogueEntry* entry : left) {
    const std::string said = said_of(condition.field, entry->summary->header);
    const auto found =
        std::find_if(counted.begin(), counted.end(), [&](const auto& c) { return c.first == said; });
    if (found == counted.end()) {
      counted.emplace_back(said, 1);
    } else {
      ++found->second;
    }
  }
  std::vector<std::string> names, before;
  for (const auto& [name, count] : counted) names.push_back(name);
  for (std::size_t i = 0; i < failed; ++i) before.push_back(condition_text(selector.conditions[i]));
  const std::string of = before.empty() ? fmt::format("the {} in {}", left.size(), places_text(pool.places))
                                        : fmt::format("the {} with {}", left.size(), fmt::join(before, ", "));
  return {ErrorKind::data, fmt::format("no recording has {}", condition_text(condition)), selector.text,
          fmt::format("{} {} {}", of, left.size() == 1 ? "has" : "have", what_there_is(counted)),
          did_you_mean(condition.value, names,
                       before.empty() ? "choose among these, or name another folder beside the selector"
                                      : "choose among these")};
}

/// In the order of the pool.
Result<Paths> picked(const Selector& selector, const Pool& pool) {
  Entries left;
  for (const CatalogueEntry& entry : pool.recordings) left.push_back(&entry);
  if (left.empty()) {
    return Error{ErrorKind::data, "no recording to pick from", selector.text,
                 fmt::format("there is none in {}", places_text(pool.places)),
                 "name the folder that holds them beside the selector"};
  }
  for (std::size_t i = 0; i < selector.conditions.size(); ++i) {
    Entries kept;
    std::copy_if(left.begin(), left.end(), std::back_inserter(kept), [&](const CatalogueEntry* entry) {
      return holds(selector.conditions[i], entry->summary->header);
    });
    if (kept.empty()) return nothing_picked(selector, i, left, pool);
    left = std::move(kept);
  }
  Paths files;
  for (const CatalogueEntry* entry : left) files.push_back(entry->path);
  return files;
}

/// What the selectors of `side` pick from.
Paths pool_of(const NamedPlaces& side, const NamedPlaces& other) {
  if (!side.files_and_folders.empty()) return side.files_and_folders;
  if (!other.selectors.empty() && !other.files_and_folders.empty()) return other.files_and_folders;
  return {"."};
}

}  // namespace

Result<PickedPlaces> pick(const Places& places) {
  const auto base = told_apart(places.base);
  CF_TRY(base);
  const auto to = told_apart(places.to);
  CF_TRY(to);
  PickedPlaces out;
  std::map<Paths, Pool> pools;  // each is read once
  const auto files_of = [&](const NamedPlaces& side, const NamedPlaces& other) -> Result<Paths> {
    if (side.selectors.empty()) return side.files_and_folders;
    const Paths from = pool_of(side, other);
    if (!pools.contains(from)) {
      auto pool = read_pool(from, out.left_out);
      CF_TRY(pool);
      pools.emplace(from, *std::move(pool));
    }
    Paths all;
    for (const Selector& selector : side.selectors) {
      auto files = picked(selector, pools.at(from));
      CF_TRY(files);
      for (std::filesystem::path& file : *files) {
        if (std::find(all.begin(), all.end(), file) == all.end()) all.push_back(std::move(file));
      }
    }
    return all;
  };
  auto base_files = files_of(*base, *to);
  CF_TRY(base_files);
  auto to_files = files_of(*to, *base);
  CF_TRY(to_files);
  out.places = {*std::move(base_files), *std::move(to_files)};
  return out;
}

}  // namespace crossfade::analysis
