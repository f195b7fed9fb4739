// feature_extract: a service computes the inputs of a model: 160 features for each of 60 candidates, by
// calling extractors that are registered in a table. There are 3000 of them, each some 75 instructions of its
// own, 0.7 MB of code in all, and every candidate needs another choice: no function is hot. Production
// services look like that (flat profiles, code far larger than the first-level instruction cache), library
// kernels in a loop do not. What limits it is the front end of the CPU: instruction cache and TLB, branch
// target buffer, indirect calls.
//
// The extractors are generated: thirteen kinds with other constants each (feature_extract/kinds.h). They
// belong to the program, not to the seed. Storage of features and the model are not part of it (rank_dnn,
// rank_gbdt). A just-in-time compiler would lay out code by how hot it is; here it lies in order of number.
//
// The digest covers all 9600 features. verify() computes them again with the constants as data: thirteen
// functions instead of 3000. Both come from one definition of each kind: it shows that the right code was
// called with the right inputs and was compiled right, not that a kind is a good idea.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "workloads/feature_extract/extractor.h"
#include "workloads/feature_extract/plan.h"
#include "workloads/feature_extract/record.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace feature_extract;

constexpr std::uint32_t kCandidates = 60;
constexpr std::uint32_t kRecords = 64;
constexpr std::uint32_t kPlans = 256;
constexpr std::uint32_t kPool = 1024;

constexpr std::array kClasses{
    // In: the records are in the service's own store, only the names of candidates come in.
    cf_class{"batch60", 1.0, 5'000'000, 0, 1, kPool, 0, std::uint64_t{kCandidates} * 8 + 64,
             std::uint64_t{kCandidates} * kFeaturesPerCandidate * 4, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"candidates", "of a request; fewer for a part of a mix that takes short turns", "", "60",
                 "1", "60"},
};

constexpr Description kDescription{
    .name = "feature_extract",
    .version = "2",
    .summary = "Computes 160 features for each of 60 candidates by 3000 generated functions",
    .seed_system = "machine learning: feature extraction; services with flat profiles",
    .unit = "60 candidates with 160 features each",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

/// One candidate of a request.
struct Candidate {
  const Record& record;
  const Plan& plan;
  std::uint32_t before;  ///< what the first extractor is given
};

/// By number.
std::vector<Extractor> all_extractors() {
  std::vector<Extractor> all;
  all.reserve(kExtractors);
  [&]<std::uint32_t... parts>(std::integer_sequence<std::uint32_t, parts...>) {
    (all.insert(all.end(), extractors_of_part<parts>().begin(), extractors_of_part<parts>().end()), ...);
  }(std::make_integer_sequence<std::uint32_t, kParts>{});
  return all;
}

class Dataset {
 public:
  static Need need(const Environment& environment) {
    return {.shared_bytes = kRecords * sizeof(Record) + kPlans * sizeof(Plan) + kCodeBytes,
            .per_worker_bytes =
                environment.integer("candidates") * kFeaturesPerCandidate * sizeof(std::uint32_t)};
  }

  explicit Dataset(const Environment& environment)
      : seed_(mix(environment.seed())),
        candidates_(static_cast<std::uint32_t>(environment.integer("candidates"))),
        extractors_(all_extractors()),
        records_(kRecords),
        plans_(kPlans) {
    environment.note_library("own extractors and XXH3", "1", code_path());
    Random random(seed_);
    for (Record& record : records_) {
      fill(record, random);
    }
    const PlanMaker maker;
    for (Plan& plan : plans_) {
      environment.check_cancelled();
      plan = maker.make(random);
    }
    environment.note_dataset_digest(digest(plans_.data(), plans_.size() * sizeof(Plan),
                                           digest(records_.data(), records_.size() * sizeof(Record))));
  }

  std::uint32_t candidates() const { return candidates_; }
  Extractor extractor(std::uint16_t number) const { return extractors_[number]; }

  Candidate candidate(const cf_request& request, std::uint32_t number) const {
    const std::uint64_t which = mix(seed_ ^ request.index % kPool);
    return {records_[(which + number) % kRecords],
            plans_[(which / kRecords + std::uint64_t{number} * 7) % kPlans],
            static_cast<std::uint32_t>(which >> 40) + number};
  }

 private:
  static constexpr std::uint64_t kCodeBytes = 800'000;

  /// Refuses if a linker has made one function of two: the code would be smaller than it claims to be.
  std::string code_path() const {
    const std::set<Extractor, std::less<>> different(extractors_.begin(), extractors_.end());
    if (different.size() != extractors_.size()) {
      throw Failure{CF_FAILED,
                    "extractors share code",
                    {},
                    "only " + std::to_string(different.size()) + " of them are different functions",
                    "build without folding of identical code"};
    }
    return "x86-64-v2, " + std::to_string(different.size()) + " functions";
  }

  std::uint64_t seed_;
  std::uint32_t candidates_;
  std::vector<Extractor> extractors_;
  std::vector<Record> records_;
  std::vector<Plan> plans_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset), features_(std::size_t{dataset.candidates()} * kFeaturesPerCandidate) {}

  void request(const cf_request& request, cf_answer& answer) {
    std::uint32_t* target = features_.data();
    for (std::uint32_t number = 0; number < dataset_.candidates(); ++number) {
      const Candidate candidate = dataset_.candidate(request, number);
      std::uint32_t feature = candidate.before;
      for (const std::uint16_t extractor : candidate.plan) {
        feature = dataset_.extractor(extractor)(candidate.record, feature);
        *target++ = feature;
      }
    }
    answer.bytes_in = std::uint64_t{dataset_.candidates()} * sizeof(Record);
    answer.bytes_out = features_.size() * sizeof(std::uint32_t);
    answer.items = static_cast<std::uint32_t>(features_.size());
    answer.digest = digest(features_.data(), answer.bytes_out);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    if (answer.items != features_.size() ||
        answer.digest != digest(features_.data(), features_.size() * sizeof(std::uint32_t))) {
      throw wrong("the answer does not describe the features", "digest or counts differ");
    }
    const std::uint32_t* place = features_.data();
    for (std::uint32_t number = 0; number < dataset_.candidates(); ++number) {
      const Candidate candidate = dataset_.candidate(request, number);
      std::uint32_t before = candidate.before;
      for (const std::uint16_t extractor : candidate.plan) {
        const std::uint32_t expected = interpret(extractor, candidate.record, before);
        if (*place != expected) {
          throw wrong("a feature is not what its extractor is defined to give",
                      "extractor " + std::to_string(extractor) + " of candidate " + std::to_string(number));
        }
        before = expected;
        ++place;
      }
    }
  }

 private:
  const Dataset& dataset_;
  std::vector<std::uint32_t> features_;  ///< of one request, a candidate a row
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
