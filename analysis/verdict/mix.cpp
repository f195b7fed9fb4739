#include "analysis/verdict/mix.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/verdict/toml_file.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr const char* how_to_write =
    "write a table [requests] with a line for each workload, as tls_segment = 1000; only proportions count";

}  // namespace

Result<Mix> parse_mix(std::string_view text, const std::string& name) {
  const auto document = parse_toml(text, name);
  CF_TRY(document);
  Mix mix;
  mix.name = name;
  const nlohmann::json* requests = nullptr;
  for (const auto& [key, node] : document->items()) {
    if (key == "name" && node.is_string()) {
      mix.name = node.get<std::string>();
    } else if (key == "requests" && node.is_object()) {
      requests = &node;
    } else {
      return Error{ErrorKind::data, fmt::format("unknown key \"{}\" in the mix", key), name,
                   "a mix has a name and a table [requests]", how_to_write};
    }
  }
  if (requests == nullptr || requests->empty())
    return Error{ErrorKind::data, "the mix has no workload", name, "its table [requests] is missing or empty",
                 how_to_write};
  for (const auto& [workload, node] : requests->items()) {
    const double share = node.is_number() ? node.get<double>() : 0;
    if (!(share > 0) || !std::isfinite(share)) {
      return Error{ErrorKind::data, fmt::format("cannot use the requests of {}", workload), name,
                   "they are not a number above 0", "leave out what is not part of the mix"};
    }
    mix.requests.emplace_back(workload, share);
  }
  return mix;
}

Result<Mix> read_mix(const std::filesystem::path& path) {
  const auto text = read_text(path);
  CF_TRY(text);
  return parse_mix(*text, path.string());
}

Result<std::vector<std::string>> mix_workloads(const Comparison& c, const Mix& mix) {
  std::vector<std::string> all;
  for (const WorkloadComparison& w : c.workloads) all.push_back(w.workload);
  if (mix.requests.empty()) return all;
  std::vector<std::string> named;
  for (const auto& [workload, requests] : mix.requests) {
    if (std::find(all.begin(), all.end(), workload) == all.end()) {
      return Error{ErrorKind::data, fmt::format("the mix has {}, which is not in both sides", workload),
                   mix.name, fmt::format("they have {}", fmt::join(all, ", ")),
                   "record it on both, or change the mix"};
    }
    named.push_back(workload);
  }
  return named;
}

}  // namespace crossfade::analysis
