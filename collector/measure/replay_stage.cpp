#include "collector/measure/replay_stage.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "collector/measure/clock.h"
#include "collector/measure/code_sampler.h"
#include "collector/measure/replayed_request.h"

namespace crossfade::collector {
namespace {

/// After so many indexes every class has the same golden answer again.
std::uint64_t common_pool(const cf_workload& table) {
  std::uint64_t all = 1;
  for (std::uint32_t c = 0; c < table.n_classes; ++c)
    all = std::lcm(all, std::uint64_t{table.classes[c].pool == 0 ? 1 : table.classes[c].pool});
  return all;
}

/// Requests of each class: n times its share, rounded so that they sum to n.
std::vector<std::uint32_t> quotas_of(std::span<const double> shares, std::uint32_t n) {
  std::vector<std::uint32_t> quotas;
  std::vector<std::size_t> by_remainder(shares.size());
  std::iota(by_remainder.begin(), by_remainder.end(), std::size_t{0});
  for (const double share : shares) quotas.push_back(static_cast<std::uint32_t>(share * n));
  const auto remainder = [&](std::size_t c) { return shares[c] * n - quotas[c]; };
  std::stable_sort(by_remainder.begin(), by_remainder.end(),
                   [&](std::size_t a, std::size_t b) { return remainder(a) > remainder(b); });
  const std::uint32_t given = std::accumulate(quotas.begin(), quotas.end(), std::uint32_t{0});
  for (std::uint32_t i = 0; i < n - std::min(n, given); ++i) ++quotas[by_remainder[i % shares.size()]];
  return quotas;
}

}  // namespace

std::vector<std::uint64_t> replay_sample(const RequestMix& mix, std::span<const double> shares,
                                         std::uint32_t sample) {
  std::vector<std::uint32_t> left = quotas_of(shares, sample);
  std::vector<std::uint64_t> chosen, passed_over;
  for (std::uint64_t request = 0; request < RequestMix::period && chosen.size() < sample; ++request) {
    std::uint32_t& of_class = left[mix.class_of(request)];
    if (of_class > 0) {
      --of_class;
      chosen.push_back(request);
    } else {
      passed_over.push_back(request);
    }
  }
  for (std::size_t i = 0; chosen.size() < sample; ++i) chosen.push_back(passed_over[i]);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

results::Result<Measured> measure_replay(const StageInput& input, const StageSpec& spec) {
  Measured measured;
  const cf_workload& table = input.table();
  const std::uint64_t pool = common_pool(table);
  const std::vector<std::uint64_t> sample = replay_sample(input.mix, class_shares(table), spec.sample);
  const bool simulated = spec.kind == results::StageKind::simulated;
  input.crew.run(1, [&](std::uint32_t w) {
    auto record = std::make_unique<WorkerRecord>(table.n_classes);
    void* const state = input.crew.member(w).state;
    WorkerMeter meter = input.meter(w);
    std::optional<CodeSampler> code;
    if (spec.sample_code) code.emplace();
    meter.start();
    const std::int64_t start_ns = monotonic_ns();
    for (std::uint64_t round = 0; round < spec.rounds; ++round) {
      for (std::uint64_t j = 0; j < spec.requests; ++j) {
        const std::uint64_t request = sample[spec.first_request + j], index = request + round * pool;
        Served served{{index, index, input.mix.class_of(request), 0}, {}, CF_FAILED};
        const std::int64_t began_ns = simulated ? monotonic_ns() : 0;
        if (code) code->enter();
        served.status = crossfade_replayed_request(&table, state, &served.request, &served.answer);
        if (code) code->leave();
        if (simulated) record->service[served.request.class_id].record(monotonic_ns() - began_ns);
        ++(input.golden.is_right(served) ? record->completed : record->errors);
      }
    }
    const std::int64_t end_ns = monotonic_ns();
    record->meter = meter.stop();
    if (code) {
      measured.code = code->samples();
      measured.code_absent_because = code->why_not();
    }
    record->busy_ns = measured.duration_ns = static_cast<std::uint64_t>(end_ns - start_ns);
    measured.workers.push_back(std::move(record));
  });
  return measured;
}

}  // namespace crossfade::collector
