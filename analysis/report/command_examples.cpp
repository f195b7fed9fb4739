#include "analysis/report/command_examples.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace crossfade::analysis {

void add_examples(const CLI::App& app) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 15> examples{
      {{"compare", "crossfade-report compare m5-*.h5 --to m7a-*.h5 -o m7a.html"},
       {"cost",
        "crossfade-report cost m5-*.h5 --to m7a-*.h5 --plan on-demand --cpu-target 45% --committed "
        "m5:until=2027-10-01 --demand 200000/s --zones 3 --memory 12GiB"},
       {"prices",
        "crossfade-report prices AmazonEC2-us-east-1.json spot.json --family m5 --family m7a -o prices.csv"},
       {"verdict", "crossfade-report verdict m5-*.h5 --to m7a-*.h5 --plan on-demand -o verdict.html"},
       {"why", "crossfade-report why m5-*.h5 --to m7a-*.h5 --workload tls_segment"},
       {"plan", "crossfade-report plan m5-*.h5 --to m7a-*.h5 --precision 2%"},
       {"show", "crossfade-report show m5-host1.h5 --json"},
       {"samples", "crossfade-report samples m5-host1.h5 -o samples.csv"},
       {"export", "crossfade-report export m5-host1.h5 -o m5-host1-tables"},
       {"noise", "crossfade-report noise m5-noise.h5"},
       {"explain", "crossfade-report explain slo_rate"},
       {"import", "crossfade-report import baseline.json --to candidate.json"},
       {"shapes", "crossfade-report shapes m5-*.h5 --to m7a-*.h5 -o shapes.json"},
       {"list", "crossfade-report list recordings -o recordings.csv"},
       {"validate", "crossfade-report validate recordings m5-host1.h5"}}};
  for (const auto& [name, example] : examples) {
    CLI::App* const command = app.get_subcommand(std::string(name));
    const std::string before = command->get_footer();
    command->footer(fmt::format("{}{}Example: {}", before, before.empty() ? "" : "\n", example));
  }
}

}  // namespace crossfade::analysis
