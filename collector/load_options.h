// Load options: how load is offered and waited for, as the user says it: --arrivals, --wait, --rt, --spike...
// Part of options.h.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "collector/options.h"

namespace crossfade::collector {

/// What CLI11 writes to.
struct LoadTexts {
  std::string arrivals = "poisson";
  std::optional<std::string> wait, spike_factors, spike_policy, spike_base, spike_time;
  bool spike = false, real_time = false;
};

void add_wait_option(CLI::App* command, LoadTexts& t);
void add_load_options(CLI::App* command, LoadTexts& t);

/// Errors are of kind usage.
results::Result<void> take_load_options(const LoadTexts& t, RunOptions& options);

}  // namespace crossfade::collector
