// Plug-in error: what a plug-in wrote into its cf_error, as an Error. Text from a plug-in is not believed: it
// is cut at the array's end, and what could steer a terminal or break a line (control characters, bytes that
// are no UTF-8) is written as in C, "\x1b".
#pragma once

#include <string>

#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// `fallback` says what failed where the plug-in did not.
results::Error to_error(const cf_error& said, results::ErrorKind kind, const std::string& workload,
                        const std::string& fallback);

/// "status 2 (CF_FAILED: the work could not be done)".
std::string status_text(int status);

/// A C string of a plug-in as text; nullptr = empty.
std::string plugin_text(const char* text);
std::string plugin_text(const char* text, std::size_t at_most);

}  // namespace crossfade::collector
