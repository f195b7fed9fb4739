// rank_gbdt: a scoring service runs 64 rows of 80 features through 600 gradient-boosted decision trees, as
// fraud checks, propensity models and light rankers do. Some 300 000 decisions a request, each a load that
// depends on the one before and a branch that depends on the row: what limits it is the prediction of
// branches, and the second-level cache, because the model is about 3 MB and every row walks all of it.
//
// Row by row, as rows come in one by one; a batch scorer would turn the loops around and keep each tree in
// the first-level cache. Extraction of the features is not part of it (feature_extract), nor is training.
//
// Scores are sums of whole numbers and exact. The digest covers all 64. verify() evaluates the forest in
// another representation, which follows no child (rank_gbdt/leaf_intervals.h).
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/rank_gbdt/forest.h"
#include "workloads/rank_gbdt/leaf_intervals.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace rank_gbdt;

constexpr std::uint32_t kRowsPerRequest = 64;
constexpr std::uint32_t kPool = 256;
constexpr std::uint32_t kCheckedRows = 16;  // by verify()

constexpr std::array kClasses{
    cf_class{"rows64", 1.0, 30'000'000, 0, 1, kPool, 0, kRowsPerRequest * sizeof(Row),
             kRowsPerRequest * sizeof(std::int32_t), 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"trees", "number of trees, some 5 KB each", "", "600", "10", "20000"},
};

constexpr Description kDescription{
    .name = "rank_gbdt",
    .version = "1",
    .summary = "Scores 64 rows with a forest of gradient-boosted decision trees",
    .seed_system = "machine learning: fraud and propensity models, light ranking",
    .unit = "64 rows through all trees",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    // A tree has 600 nodes or so, of which half are decisions.
    constexpr std::uint64_t kTreeBytes = 600 * (sizeof(Node) + 5);
    return {.shared_bytes = environment.integer("trees") * kTreeBytes +
                            std::uint64_t{kPool} * kRowsPerRequest * sizeof(Row),
            .per_worker_bytes = kRowsPerRequest * sizeof(std::int32_t)};
  }

  explicit Dataset(const Environment& environment)
      : rows_(make_rows(environment)), forest_(static_cast<std::uint32_t>(environment.integer("trees"))) {
    environment.note_library("own trees and XXH3", "1", "x86-64-v2");
    Random random(environment.seed(), 1);
    for (std::uint64_t tree = 0; tree < environment.integer("trees"); ++tree) {
      environment.check_cancelled();
      forest_.grow_tree(random, rows_);
      intervals_.add_tree(forest_.nodes(), forest_.roots().back());
    }
    const std::uint64_t of_rows = digest(rows_.data(), rows_.size() * sizeof(Row));
    environment.note_dataset_digest(digest(forest_.nodes().data(), forest_.nodes().size_bytes(), of_rows));
  }

  const Forest& forest() const { return forest_; }
  const LeafIntervals& intervals() const { return intervals_; }
  std::span<const Row> rows(const cf_request& request) const {
    return std::span(rows_).subspan(request.index % kPool * kRowsPerRequest, kRowsPerRequest);
  }

 private:
  static std::vector<Row> make_rows(const Environment& environment) {
    Random random(environment.seed());
    std::vector<Row> rows(std::size_t{kPool} * kRowsPerRequest);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (row % 1024 == 0) {
        environment.check_cancelled();
      }
      rows[row] = make_row(random);
    }
    return rows;
  }

  std::vector<Row> rows_;  ///< of the pool's requests, one request after another
  Forest forest_;
  LeafIntervals intervals_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset) {}

  void request(const cf_request& request, cf_answer& answer) {
    const auto rows = dataset_.rows(request);
    for (std::uint32_t row = 0; row < kRowsPerRequest; ++row) {
      scores_[row] = dataset_.forest().score(rows[row]);
    }
    answer.bytes_in = rows.size_bytes();
    answer.bytes_out = sizeof scores_;
    answer.items = kRowsPerRequest;
    answer.digest = digest(scores_.data(), sizeof scores_);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    if (answer.items != kRowsPerRequest || answer.digest != digest(scores_.data(), sizeof scores_)) {
      throw wrong("the answer does not describe the scores", "digest or counts differ");
    }
    // A part of the rows, another one with every index: the other representation is some ten times slower.
    constexpr std::uint32_t kStep = kRowsPerRequest / kCheckedRows;
    const auto rows = dataset_.rows(request);
    for (std::uint32_t row = static_cast<std::uint32_t>(request.index % kStep); row < kRowsPerRequest;
         row += kStep) {
      const std::int64_t expected = dataset_.intervals().score(rows[row]);
      if (scores_[row] != expected) {
        throw wrong("a score is not the sum of the leaves", "row " + std::to_string(row) + ": " +
                                                                std::to_string(scores_[row]) +
                                                                " instead of " + std::to_string(expected));
      }
    }
  }

 private:
  const Dataset& dataset_;
  std::array<std::int32_t, kRowsPerRequest> scores_{};
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
