// Network: weights of the perceptron 845-256-64-1 with clipped rectifiers, and its score of one candidate in
// whole numbers.
//
// Inputs and weights are small whole numbers, and the rectifiers clip, so that no sum a layer can form, in
// whatever order and with whatever vector width or fused multiply-add, leaves the whole numbers that a float
// holds exactly. Scores are therefore the same bits on every CPU and with every kernel of a BLAS, and near
// ties cannot fall either way. A multiplication takes as long with these numbers as with any others.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/generators/random.h"
#include "workloads/rank_dnn/embedding_tables.h"

namespace crossfade::workloads::rank_dnn {

inline constexpr std::uint32_t kDense = 13;
inline constexpr std::uint32_t kInputs = kFeatures * kRowNumbers + kDense;
inline constexpr std::uint32_t kHidden1 = 256, kHidden2 = 64;
inline constexpr std::int32_t kClip1 = 4095, kClip2 = 65535;
inline constexpr std::int32_t kLargestWeight1 = 7, kLargestWeight2 = 7, kLargestWeight3 = 3;

inline constexpr std::int64_t kExactInFloat = std::int64_t{1} << 24;
static_assert(std::int64_t{kInputs} * kLargestEmbedding * kLargestWeight1 < kExactInFloat);
static_assert(std::int64_t{kHidden1} * kClip1 * kLargestWeight2 < kExactInFloat);
static_assert(std::int64_t{kHidden2} * kClip2 * kLargestWeight3 < kExactInFloat);

/// Weights of one layer, row k holding what input k contributes to every output.
struct Layer {
  Layer(Random& random, std::uint32_t inputs, std::uint32_t outputs, std::int32_t largest)
      : whole(std::size_t{inputs} * outputs), floats(whole.size()) {
    for (std::size_t place = 0; place < whole.size(); ++place) {
      const auto step = static_cast<std::int32_t>(random.below(2 * static_cast<std::uint32_t>(largest) + 1));
      whole[place] = static_cast<std::int8_t>(step - largest);
      floats[place] = static_cast<float>(whole[place]);
    }
  }

  std::vector<std::int8_t> whole;
  std::vector<float> floats;
};

struct Network {
  explicit Network(std::uint64_t seed) : Network(Random(seed, 1)) {}

  /// The score of one candidate, without floating point and without a BLAS: what every kernel must give.
  std::int64_t exact_score(std::span<const std::int32_t, kInputs> inputs) const {
    const auto hidden1 = outputs_of<kHidden1>(first, inputs, kClip1);
    const auto hidden2 = outputs_of<kHidden2>(second, hidden1, kClip2);
    std::int64_t score = 0;
    for (std::uint32_t k = 0; k < kHidden2; ++k) {
      score += std::int64_t{hidden2[k]} * third.whole[k];
    }
    return score;
  }

  Layer first, second, third;

 private:
  explicit Network(Random random)  // one generator for all layers, in their order
      : first(random, kInputs, kHidden1, kLargestWeight1),
        second(random, kHidden1, kHidden2, kLargestWeight2),
        third(random, kHidden2, 1, kLargestWeight3) {}

  template <std::size_t outputs>
  static std::array<std::int32_t, outputs> outputs_of(const Layer& layer,
                                                      std::span<const std::int32_t> inputs,
                                                      std::int32_t clip) {
    std::array<std::int32_t, outputs> sums{};  // below 2^24, as asserted above
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const std::int8_t* weight = &layer.whole[k * outputs];
      const std::int32_t input = inputs[k];
      for (std::int32_t& sum : sums) {
        sum += input * *weight++;
      }
    }
    for (std::int32_t& sum : sums) {
      sum = std::clamp(sum, 0, clip);
    }
    return sums;
  }
};

}  // namespace crossfade::workloads::rank_dnn
