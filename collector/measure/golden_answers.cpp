#include "collector/measure/golden_answers.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>

#include "collector/measure/plugin_error.h"

namespace crossfade::collector {
namespace {

using Failures = std::vector<std::optional<results::Error>>;

constexpr std::uint64_t verified_per_class = 64;

results::Error wrong(const cf_workload& table, const Served& served, std::string why) {
  return {results::ErrorKind::data, "the workload's answers are not right", table.name,
          fmt::format("class '{}', request {}: {}", table.classes[served.request.class_id].name,
                      served.request.index, why),
          "report it: either the workload or a library on this machine is defective"};
}

/// The first failure, if any.
results::Result<void> first_of(const Failures& failures) {
  for (const auto& failure : failures) {
    if (failure) return *failure;
  }
  return {};
}

/// Makes request (class, index) and returns why it cannot be used; nullopt = answered.
std::optional<results::Error> ask(const cf_workload& table, Served& served, void* state,
                                  std::uint32_t class_id, std::uint64_t index) {
  served = serve_request(table, state, class_id, index);
  if (served.status == CF_OK && served.answer.status == CF_OK) return std::nullopt;
  return wrong(table, served,
               fmt::format("it ended with status {}",
                           served.status != CF_OK ? served.status : static_cast<int>(served.answer.status)));
}

}  // namespace

results::Result<GoldenAnswers> GoldenAnswers::make(Crew& crew) {
  GoldenAnswers golden;
  if (!crew.workload().is_exact()) return golden;
  const cf_workload& table = crew.workload().table();
  const std::uint32_t workers = crew.size();
  for (std::uint32_t c = 0; c < table.n_classes; ++c) golden.digests_.emplace_back(table.classes[c].pool, 0);

  Failures failures(workers);
  crew.run(workers, [&](std::uint32_t w) {
    Served served{};
    for (std::uint32_t c = 0; c < table.n_classes; ++c) {
      for (std::uint64_t index = w; index < table.classes[c].pool; index += workers) {
        failures[w] = ask(table, served, crew.member(w).state, c, index);
        if (failures[w]) return;
        golden.digests_[c][index] = served.answer.digest;
      }
    }
  });
  CF_TRY(first_of(failures));

  // A sample again, each on the worker after the one that answered first, one pool later, and verified.
  crew.run(workers, [&](std::uint32_t w) {
    Served served{};
    for (std::uint32_t c = 0; c < table.n_classes; ++c) {
      const std::uint64_t pool = table.classes[c].pool;
      const std::uint64_t step = std::max<std::uint64_t>(1, pool / verified_per_class);
      for (std::uint64_t index = 0; index < pool; index += step) {
        if ((index + 1) % workers != w) continue;
        failures[w] = ask(table, served, crew.member(w).state, c, index + pool);
        if (failures[w]) return;
        if (!golden.is_right(served)) {
          failures[w] = wrong(table, served, "asked again, it got another answer");
          return;
        }
        cf_error said{};
        if (table.verify(crew.member(w).state, &served.request, &served.answer, &said) != CF_OK) {
          failures[w] =
              to_error(said, results::ErrorKind::data, table.name, "the workload's answers are not right");
          return;
        }
      }
    }
  });
  CF_TRY(first_of(failures));
  return golden;
}

std::string GoldenAnswers::digest() const {
  if (digests_.empty()) return {};
  std::vector<std::uint64_t> all;
  for (const auto& pool : digests_) all.insert(all.end(), pool.begin(), pool.end());
  const XXH128_hash_t hash = XXH3_128bits(all.data(), all.size() * sizeof all[0]);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace crossfade::collector
