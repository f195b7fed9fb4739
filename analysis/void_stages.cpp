#include "analysis/void_stages.h"

#include <fmt/format.h>

namespace crossfade::analysis {

std::string all_void_text(std::size_t stages) {
  return stages == 1 ? "the only such stage is void: disturbed beyond use"
                     : fmt::format("all {} such stages are void: disturbed beyond use", stages);
}

}  // namespace crossfade::analysis
