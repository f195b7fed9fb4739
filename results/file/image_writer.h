// Image writer: a Recording as the bytes of its file, seal included. The bytes depend on the recording alone.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "results/error.h"
#include "results/file/sample_chunks.h"
#include "results/recording.h"
#include "results/schema.h"
#include "results/summary_matrix.h"

namespace crossfade::results::file {

/// Rows of matrices as the chunks they are stored in: compressed once, written at every publish.
struct StoredChunks {
  using Rows = std::vector<std::vector<std::byte>>;
  Rows histograms;
  std::vector<Rows> traces{trace_members().size()};  ///< by member of the schema
  SampleChunks samples;

  void add(const Distribution& distribution);
  void add(const Trace& trace);
};

/// `chunks`: every distribution and every trace, in their order, of the samples those that fill one;
/// `summaries`: a row of every stage. The rows of the recording must have passed check_rows(). Error io, if
/// HDF5 fails (it has no disk: only memory can be short).
Result<std::vector<std::byte>> write_image(const Recording& recording, const StoredChunks& chunks,
                                           std::span<const SummaryRow> summaries);

}  // namespace crossfade::results::file
