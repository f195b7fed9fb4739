// Waterfall: the factors of a decomposition as steps from 1 to the ratio they multiply to, for a picture on a
// logarithmic axis, where factors add. No drawing. docs/methodology.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/why/decomposition.h"

namespace crossfade::analysis {

struct WaterfallStep {
  enum class Kind {
    factor,
    residual,  ///< what the factors leave
    total      ///< from 1: what they multiply to
  };
  Kind kind = Kind::factor;
  std::string name;
  double from = 1, to = 1;  ///< ratios, above 0; equal where there is no value
  std::optional<double> ratio = {};
  std::optional<statistics::Interval> interval = {};  ///< of `ratio`
  std::optional<statistics::Interval> end =
      {};                                 ///< of `to` by this step's own interval, the earlier steps as found
  Origin origin = Origin::measured;       ///< the less direct of the two sides'
  bool resolved = false;                  ///< the interval excludes 1
  std::vector<std::string> remarks = {};  ///< cautions, what it stands for, or why there is no value
};

/// Factors in their order, the residual if there is one, capacity if the product is of more, and the total.
/// After a factor without a value the steps go on from where they were: the total then stands apart.
std::vector<WaterfallStep> waterfall(const Decomposition& decomposition);

}  // namespace crossfade::analysis
