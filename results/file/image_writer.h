// Image writer: a Recording as the bytes of its file, seal included. The bytes depend on the recording alone.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "results/error.h"
#include "results/recording.h"
#include "results/summary_matrix.h"

namespace crossfade::results::file {

/// The dense histogram of a distribution as its stored chunk: compressed once, written at every publish.
std::vector<std::byte> histogram_chunk(const Distribution& distribution);

/// `chunks`: histogram_chunk() of every distribution; `summaries`: a row of every stage. The rows of the
/// recording must have passed check_rows(). Error io, if HDF5 fails (it has no disk: only memory can be
/// short).
Result<std::vector<std::byte>> write_image(const Recording& recording,
                                           std::span<const std::vector<std::byte>> chunks,
                                           std::span<const SummaryRow> summaries);

}  // namespace crossfade::results::file
