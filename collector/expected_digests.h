// Expected digests: the digests of right answers that are committed with the plug-ins, for the default seed
// and the default parameters of each preset. An answer that differs on another CPU is seen at once, not only
// when two recordings meet. Rows of expected_digests.csv beside the plug-ins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

/// The seed of a run that names none; what is committed is of it.
inline constexpr std::uint64_t default_seed = 1;

struct ExpectedDigest {
  static constexpr std::string_view all_classes = "*";

  std::string workload, version, preset;
  std::string request_class;  ///< or all_classes: over the answers of all, as the recording has it
  std::uint32_t level = 0;
  std::string dataset_digest, golden_digest;     ///< hex
  std::vector<results::Library> made_with = {};  ///< in the plug-in's order; for people, never compared
};

inline constexpr const char* expected_digests_file = "expected_digests.csv";

/// A folder without the file has none. Errors (data, io): it cannot be read, a row is not complete.
results::Result<std::vector<ExpectedDigest>> read_expected_digests(const std::filesystem::path& folder);

/// The file's text: a comment, a heading, and the rows as they are given.
std::string to_csv(const std::vector<ExpectedDigest>& rows);

/// What is known of a process before it measures.
struct MadeAnswers {
  results::Workload workload;
  std::string golden_digest, cheap_digest;  ///< of level 0 and 1; empty = none were made
  std::vector<results::Library> libraries;
};

/// How they differ from what is expected, and which library and code path may be to blame; empty = they do
/// not, or nothing is known of this version, preset and data set. `of_default_inputs`: seed and parameters
/// are the defaults, so that the data set, too, has to be the expected one.
std::string unexpected_answers(const std::vector<ExpectedDigest>& expected, const MadeAnswers& made,
                               bool of_default_inputs);

/// Of the absence that a recording has for such a workload.
std::string agreement_subject(std::string_view workload);

/// "simdjson 3.0.1 (haswell), zstd 1.5.4 (BMI2)"; "no library" if there is none.
std::string libraries_text(const std::vector<results::Library>& libraries);

}  // namespace crossfade::collector
