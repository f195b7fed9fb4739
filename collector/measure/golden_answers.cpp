#include "collector/measure/golden_answers.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>

#include "collector/measure/request_failure.h"
#include "collector/measure/verified_sample.h"
#include "collector/plugin/plugin_error.h"

namespace crossfade::collector {
namespace {

using Failures = std::vector<std::optional<results::Error>>;

/// The first failure, if any.
results::Result<void> first_of(const Failures& failures) {
  for (const auto& failure : failures) {
    if (failure) return *failure;
  }
  return {};
}

/// Makes a request and returns why it cannot be used; nullopt = answered.
std::optional<results::Error> ask(const cf_workload& table, Served& served, void* state,
                                  const cf_request& wanted) {
  served = serve_request(table, state, wanted.class_id, wanted.index, wanted.level);
  if (is_answered(served)) return std::nullopt;
  return wrong_answers_error(table, why_not_right(table, state, served));
}

/// What the workload's own check has against an answer; nullopt = nothing.
std::optional<results::Error> check(const cf_workload& table, void* state, const Served& served) {
  cf_error said{};
  if (table.verify(state, &served.request, &served.answer, &said) == CF_OK) return std::nullopt;
  return to_error(said, results::ErrorKind::data, table.name, "the workload's answers are not right");
}

}  // namespace

results::Result<GoldenAnswers> GoldenAnswers::make(Crew& crew, bool with_cheap_answers) {
  GoldenAnswers golden;
  if (!crew.workload().is_exact()) return golden;
  CF_TRY(golden.make_level(crew, 0));
  if (with_cheap_answers) CF_TRY(golden.make_level(crew, 1));
  return golden;
}

results::Result<void> GoldenAnswers::make_level(Crew& crew, std::uint32_t level) {
  const cf_workload& table = crew.workload().table();
  const std::uint32_t workers = crew.size();
  OfClasses& digests = digests_.emplace_back();
  for (std::uint32_t c = 0; c < table.n_classes; ++c)
    digests.emplace_back(level < table.classes[c].levels ? table.classes[c].pool : 0);

  Failures failures(workers);
  crew.run(workers, [&](std::uint32_t w) {
    Served served{};
    for (std::uint32_t c = 0; c < table.n_classes; ++c) {
      for (std::uint64_t index = w; index < digests[c].digests.size(); index += workers) {
        failures[w] = ask(table, served, crew.member(w).state, {index, index, c, level});
        if (failures[w]) return;
        digests[c].digests[index] = served.answer.digest;
      }
    }
  });
  CF_TRY(first_of(failures));

  // A sample again, each on the worker after the one that answered first, one pool later, and verified.
  crew.run(workers, [&](std::uint32_t w) {
    Served served{};
    for (std::uint32_t c = 0; c < table.n_classes; ++c) {
      const std::uint64_t pool = digests[c].digests.size();
      for (const std::uint64_t index : verified_indexes(pool)) {
        if ((index + 1) % workers != w) continue;
        failures[w] = ask(table, served, crew.member(w).state, {index + pool, index + pool, c, level});
        if (failures[w]) return;
        if (!is_right(served)) {
          failures[w] = wrong_answers_error(
              table, fmt::format("class '{}', request {}: asked again, it got another answer",
                                 plugin_text(table.classes[c].name), served.request.index));
          return;
        }
        failures[w] = check(table, crew.member(w).state, served);
        if (failures[w]) return;
      }
    }
  });
  return first_of(failures);
}

std::string GoldenAnswers::digest_of(const OfClasses& digests) {
  std::vector<std::uint64_t> all;
  for (const Pool& pool : digests) all.insert(all.end(), pool.digests.begin(), pool.digests.end());
  if (all.empty()) return {};
  const XXH128_hash_t hash = XXH3_128bits(all.data(), all.size() * sizeof all[0]);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string GoldenAnswers::digest() const {
  return digests_.empty() ? std::string{} : digest_of(digests_.front());
}

std::string GoldenAnswers::cheap_digest() const {
  return digests_.size() < 2 ? std::string{} : digest_of(digests_[1]);
}

results::Result<std::uint64_t> verify_inexact_answers(Crew& crew, std::uint64_t first_index,
                                                      bool with_cheap_answers) {
  if (crew.workload().is_exact()) return first_index;
  const cf_workload& table = crew.workload().table();
  std::vector<cf_request> sample;
  for (std::uint32_t level = 0; level < (with_cheap_answers ? 2U : 1U); ++level) {
    for (std::uint32_t c = 0; c < table.n_classes; ++c) {
      if (level >= table.classes[c].levels) continue;
      const std::uint64_t count = std::min<std::uint64_t>(table.classes[c].pool, verified_per_class);
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t index = first_index + sample.size();
        sample.push_back({index, index, c, level});
      }
    }
  }
  Failures failures(crew.size());
  crew.run(crew.size(), [&](std::uint32_t w) {
    Served served{};
    void* const state = crew.member(w).state;
    for (std::size_t i = w; i < sample.size() && !failures[w]; i += crew.size()) {
      failures[w] = ask(table, served, state, sample[i]);
      if (!failures[w]) failures[w] = check(table, state, served);
    }
  });
  CF_TRY(first_of(failures));
  return first_index + sample.size();
}

}  // namespace crossfade::collector
