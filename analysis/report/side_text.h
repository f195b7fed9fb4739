// Side texts: who a side is, in one line, and what a comparison's intervals rest on.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/side.h"

namespace crossfade::analysis {

/// "m7a.xlarge: AMD EPYC 9R14, 4 vCPUs on 4 cores; 1 host, 1 recording of 8 blocks (m7a.h5)".
std::string side_text(const Side& side);

/// How the ratios were formed, what was assumed and what hosts seen do not exclude: a sentence each.
std::vector<std::string> method_text(const Comparison& comparison, const CompareOptions& options);

/// Who is compared and how, each line once: the head of a document. All with the same baseline.
std::vector<std::string> head_text(const std::vector<Comparison>& comparisons, const CompareOptions& options);

}  // namespace crossfade::analysis
