// rank_dnn: a ranking service scores candidates for one member with a neural network and returns the best
// twenty. For every candidate 26 rows of 128 bytes are gathered from embedding tables far larger than the
// caches (18 rows are the candidate's, 8 the member's), 13 dense numbers are appended, and a perceptron of
// 845-256-64-1 makes the score: 0.47 million floating-point operations a candidate, through OpenBLAS. It is
// the shape of recommendation models in production (sparse features through embedding tables, then dense
// layers): waiting for memory in the gather, vector floating point in the layers.
//
// Candidates go through the network in batches of at most 256. Three classes: a row of the home page is
// refreshed (32), a home page is ranked (256), candidates of many sources are ranked anew (1000).
//
// OpenBLAS works on the calling thread alone; workers are the parallelism, as in a service of many requests.
// Retrieval of candidates, feature stores, the interaction of features by dot products, and the network
// between services are not part of it. The calibration of the score to a probability is left out: it does not
// change the order.
//
// All sums are exact (rank_dnn/network.h), so the answer, items and scores in order, is the same on every CPU
// and with every kernel. verify() makes scores again from the seed, in whole numbers, without tables and
// BLAS.
#include <cblas.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/openblas_path.h"
#include "workloads/page_memory.h"
#include "workloads/rank_dnn/embedding_tables.h"
#include "workloads/rank_dnn/network.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace rank_dnn;

constexpr std::uint32_t kBatch = 256;
constexpr std::uint32_t kBest = 20;
constexpr std::uint32_t kItems = 1'000'000;
constexpr double kPopularityExponent = 0.75;
constexpr std::uint32_t kCheckedCandidates = 32;   // by verify(), besides the best
constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns

constexpr std::array kCandidates{32u, 256u, 1000u};
// A pass over all pools touches 94 MB of rows and takes half a second with AVX2 kernels, three
// with those of SSE3. In: ids of 8 bytes and the member's context; out: item, score and a reason code for
// each of the best.
constexpr std::array kClasses{
    cf_class{"cand32", 0.55, 25 * kMillisecond, 1, 1, 256, 0, 768, 400, 0, 0},
    cf_class{"cand256", 0.35, 50 * kMillisecond, 0, 1, 128, 0, 2560, 400, 0, 0},
    cf_class{"cand1000", 0.10, 100 * kMillisecond, 2, 1, 32, 0, 8512, 400, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"mb", "size of the embedding tables", "MB", "512", "8", "65536"},
    cf_parameter{"huge_pages", "1: ask for transparent huge pages; 0: refuse them", "", "0", "0", "1"},
};

constexpr std::array kPresets{
    cf_preset{"default", ""},
    cf_preset{"l3", "mb=16"},
};

constexpr Description kDescription{
    .name = "rank_dnn",
    .version = "2",
    .summary = "Ranks candidates by embedding gathers and a three-layer perceptron",
    .seed_system = "personalisation: ranking by a neural network",
    .unit = "one ranking of 32, 256 or 1000 candidates",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
    .presets = kPresets,
};

/// What is asked: rank these candidates for this member.
struct Query {
  std::uint64_t member;
  std::span<const std::uint32_t> items;
};

/// One of the best, as it is returned.
struct Ranked {
  std::uint32_t item;
  float score;
};

/// The dense inputs of one candidate: small counts, such as hours since, plays, place in a list.
template <class Number>
void make_dense(std::uint64_t member, std::uint32_t item, std::span<Number, kDense> dense) {
  const std::uint64_t word = mix(member ^ item);
  for (std::uint32_t place = 0; place < kDense; ++place) {
    dense[place] = static_cast<Number>(word >> (3 * place) & 7);
  }
}

class Dataset {
 public:
  static Need need(const Environment& environment) {
    return {.shared_bytes = (environment.integer("mb") << 20) + query_bytes(),
            .per_worker_bytes =
                std::uint64_t{kBatch} * (kInputs + kHidden1 + kHidden2) * sizeof(float) + kLibraryBytes};
  }

  explicit Dataset(const Environment& environment)
      : seed_(mix(environment.seed())),
        tables_(seed_, environment.integer("mb") << 20,
                environment.integer("huge_pages") == 1 ? PageSize::huge : PageSize::small),
        network_(seed_) {
    const OpenblasPath openblas(environment.isa_level());
    openblas.require_cap();
    OpenblasPath::use_one_thread();
    environment.note_library("OpenBLAS", OpenblasPath::version(), openblas.text());
    environment.note_library("own gather and XXH3", "1", "x86-64-v2");
    tables_.fill(environment);
    choose_candidates(environment);
    std::uint64_t all = digest(tables_.bytes());
    for (const Layer* layer : {&network_.first, &network_.second, &network_.third}) {
      all = digest(layer->whole.data(), layer->whole.size(), all);
    }
    for (const std::vector<std::uint32_t>& items : items_) {
      all = digest(items.data(), items.size() * sizeof(std::uint32_t), all);
    }
    environment.note_dataset_digest(all);
  }

  const EmbeddingTables& tables() const { return tables_; }
  const Network& network() const { return network_; }

  Query query(const cf_request& request) const {
    const std::uint64_t place = request.index % kClasses[request.class_id].pool;
    const std::uint32_t count = kCandidates[request.class_id];
    return {mix(seed_ ^ (place << 2 | request.class_id)),
            std::span(items_[request.class_id]).subspan(place * count, count)};
  }

 private:
  // What OpenBLAS touches of its buffer on one thread: packed parts of both matrices.
  static constexpr std::uint64_t kLibraryBytes = 4 << 20;

  static std::uint64_t query_bytes() {
    std::uint64_t bytes = 0;
    for (std::size_t id = 0; id < kClasses.size(); ++id) {
      bytes += std::uint64_t{kClasses[id].pool} * kCandidates[id] * sizeof(std::uint32_t);
    }
    return bytes;
  }

  /// Popular items are candidates more often; within one query every item is named once.
  void choose_candidates(const Environment& environment) {
    Random random(seed_, 2);
    const Zipf popularity(kItems, kPopularityExponent);
    std::vector<std::uint32_t> last_named(kItems);
    std::uint32_t queries = 0;
    for (std::size_t id = 0; id < kClasses.size(); ++id) {
      for (std::uint32_t place = 0; place < kClasses[id].pool; ++place) {
        environment.check_cancelled();
        ++queries;
        for (std::uint32_t left = kCandidates[id]; left > 0;) {
          const auto item = static_cast<std::uint32_t>(popularity(random) - 1);
          if (last_named[item] != queries) {
            last_named[item] = queries;
            items_[id].push_back(item);
            --left;
          }
        }
      }
    }
  }

  std::uint64_t seed_;
  EmbeddingTables tables_;
  Network network_;
  std::array<std::vector<std::uint32_t>, kClasses.size()> items_;  ///< of the pool's queries, by class
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset),
        inputs_(std::size_t{kBatch} * kInputs),
        hidden1_(std::size_t{kBatch} * kHidden1),
        hidden2_(std::size_t{kBatch} * kHidden2),
        scores_(kCandidates.back()),
        order_(kCandidates.back()) {}

  void request(const cf_request& request, cf_answer& answer) {
    const Query query = dataset_.query(request);
    const auto count = static_cast<std::uint32_t>(query.items.size());
    find_member_rows(query.member);
    for (std::uint32_t first = 0; first < count; first += kBatch) {
      const std::uint32_t batch = std::min(kBatch, count - first);
      gather(query, first, batch);
      score(first, batch);
    }
    choose_best(query);
    answer.bytes_in = query.items.size_bytes() + sizeof query.member;
    answer.bytes_out = sizeof best_;
    answer.items = count;
    answer.digest = digest(best_.data(), sizeof best_);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    const Query query = dataset_.query(request);
    const auto count = static_cast<std::uint32_t>(query.items.size());
    if (answer.items != count || answer.digest != digest(best_.data(), sizeof best_)) {
      throw wrong("the answer does not describe the ranking", "digest or counts differ");
    }
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return scores_[a] > scores_[b]; });
    for (std::uint32_t place = 0; place < kBest; ++place) {
      if (best_[place].item != query.items[order[place]] || best_[place].score != scores_[order[place]]) {
        throw wrong("the best are not in the order of their scores", "place " + std::to_string(place));
      }
      check_score(query, order[place]);
    }
    // Of the others a part, another one with every index: all would take longer than the request.
    const std::uint32_t step = std::max(1u, count / kCheckedCandidates);
    for (std::uint32_t position = static_cast<std::uint32_t>(request.index % step); position < count;
         position += step) {
      check_score(query, position);
    }
  }

 private:
  void find_member_rows(std::uint64_t member) {
    for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
      if (is_of_member(feature)) {
        member_rows_[feature] = dataset_.tables().row_of(feature, member);
      }
    }
  }

  void gather(const Query& query, std::uint32_t first, std::uint32_t batch) {
    const EmbeddingTables& tables = dataset_.tables();
    float* target = inputs_.data();
    for (const std::uint32_t item : query.items.subspan(first, batch)) {
      for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
        const std::uint64_t row =
            is_of_member(feature) ? member_rows_[feature] : tables.row_of(feature, item);
        std::memcpy(target, tables.row(row), kRowBytes);
        target += kRowNumbers;
      }
      make_dense(query.member, item, std::span<float, kDense>(target, kDense));
      target += kDense;
    }
  }

  void score(std::uint32_t first, std::uint32_t batch) {
    const Network& network = dataset_.network();
    multiply(batch, kHidden1, kInputs, inputs_, network.first, hidden1_);
    clip(std::span(hidden1_).first(std::size_t{batch} * kHidden1), kClip1);
    multiply(batch, kHidden2, kHidden1, hidden1_, network.second, hidden2_);
    clip(std::span(hidden2_).first(std::size_t{batch} * kHidden2), kClip2);
    cblas_sgemv(CblasRowMajor, CblasNoTrans, static_cast<blasint>(batch), kHidden2, 1, hidden2_.data(),
                kHidden2, network.third.floats.data(), 1, 0, scores_.data() + first, 1);
  }

  static void multiply(std::uint32_t batch, blasint outputs, blasint inputs, const std::vector<float>& from,
                       const Layer& layer, std::vector<float>& to) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<blasint>(batch), outputs, inputs, 1,
                from.data(), inputs, layer.floats.data(), outputs, 0, to.data(), outputs);
  }

  /// The rectifier of quantised networks: nothing below 0 or above the clip.
  static void clip(std::span<float> values, std::int32_t largest) {
    const auto high = static_cast<float>(largest);
    for (float& value : values) {
      value = value < 0 ? 0 : value;
      value = value > high ? high : value;
    }
  }

  void choose_best(const Query& query) {
    const auto end = order_.begin() + static_cast<std::ptrdiff_t>(query.items.size());
    std::iota(order_.begin(), end, 0u);
    std::partial_sort(order_.begin(), order_.begin() + kBest, end, [&](std::uint32_t a, std::uint32_t b) {
      return scores_[a] > scores_[b] || (scores_[a] == scores_[b] && a < b);
    });
    for (std::uint32_t place = 0; place < kBest; ++place) {
      best_[place] = {query.items[order_[place]], scores_[order_[place]]};
    }
  }

  void check_score(const Query& query, std::uint32_t position) const {
    std::array<std::int32_t, kInputs> inputs;
    const std::uint32_t item = query.items[position];
    for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
      const std::uint64_t id = is_of_member(feature) ? query.member : item;
      dataset_.tables().make_row(dataset_.tables().row_of(feature, id),
                                 std::span<std::int32_t, kRowNumbers>(
                                     inputs.data() + std::size_t{feature} * kRowNumbers, kRowNumbers));
    }
    make_dense(query.member, item,
               std::span<std::int32_t, kDense>(inputs.data() + std::size_t{kFeatures} * kRowNumbers, kDense));
    const std::int64_t expected = dataset_.network().exact_score(inputs);
    if (static_cast<double>(scores_[position]) != static_cast<double>(expected)) {
      throw wrong("a score is not what whole numbers give", "candidate " + std::to_string(position) + ": " +
                                                                std::to_string(scores_[position]) +
                                                                " instead of " + std::to_string(expected));
    }
  }

  const Dataset& dataset_;
  std::array<std::uint64_t, kFeatures> member_rows_{};
  std::vector<float> inputs_, hidden1_, hidden2_;  ///< of one batch, a candidate a row
  std::vector<float> scores_;                      ///< of all candidates
  std::vector<std::uint32_t> order_;
  std::array<Ranked, kBest> best_{};
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
