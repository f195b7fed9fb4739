#include "results/vocabulary/cloud_counters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossfade::results {
namespace {

// Google Cloud: cloud.google.com/compute/docs/pmu-overview, page of 2025-08-19. Azure: CPU flags of 1,052
// types as seen in guests, 2024 to 2026; no document of Azure's promises a PMU.
constexpr std::string_view of_google =
    "on Google Cloud counters are off unless a C4 is created with --performance-monitoring-unit=standard "
    "(enhanced, with the last level cache, at 96 or 192 vCPUs alone), or the machine is bare metal";
constexpr std::string_view of_azure =
    "on Azure no size is known to show counters but a few for HPC and GPUs (HC44rs, NC A100 v4, NC H100 v5); "
    "most since v5 show APERF and MPERF";
constexpr std::string_view of_aws =
    "on AWS choose a 7th or 8th generation non-flex size or a whole-socket size";

/// "c4-standard-8", "n2d-highmem-16", "c3-standard-192-metal".
bool is_of_google(std::string_view type) {
  constexpr auto shapes =
      std::to_array<std::string_view>({"-standard-", "-highcpu-", "-highmem-", "-megamem-", "-ultramem-",
                                       "-highgpu-", "-micro", "-small", "-medium"});
  return std::any_of(shapes.begin(), shapes.end(),
                     [type](std::string_view shape) { return type.find(shape) != std::string_view::npos; });
}

}  // namespace

std::string counters_of_cloud(std::string_view type) {
  if (type.starts_with("Standard_") || type.starts_with("Basic_")) return std::string(of_azure);
  return is_of_google(type) ? std::string(of_google) : std::string();
}

std::string where_counters_are_shown() {
  return fmt::format("{}; {}; {}", of_aws, of_google, of_azure);
}

}  // namespace crossfade::results
