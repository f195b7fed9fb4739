// Synthetic recordings as files for the window's tests.
#pragma once

#include <filesystem>

namespace crossfade::gui::testing {

/// An m5.xlarge at speed 1 and an m7a.xlarge at speed 1.6, two workloads each, in `folder`: m5.h5, m7a.h5.
/// Ends the program with a message if they cannot be written.
void write_pair(const std::filesystem::path& folder);

/// long.h5 in `folder`: no instance type, so that its long title names its side.
void write_long_titled(const std::filesystem::path& folder);
/// part.h5 and whole.h5 in `folder`: one recording, interrupted and finished.
void write_interrupted(const std::filesystem::path& folder);
/// simulated.h5 in `folder`: an m7a.xlarge that was not measured.
void write_simulated(const std::filesystem::path& folder);
/// calibration.h5 in `folder`: of kind calibration.
void write_calibration(const std::filesystem::path& folder);
/// troubled.h5 in `folder`: the rule "gaps" fired in two stages of tls_segment (worst 0.19) and one of
/// playback_manifest, the rule "saturated" in one stage of tls_segment.
void write_troubled(const std::filesystem::path& folder);

/// sampled.h5 in `folder`: an m5.xlarge whose workers were sampled ten times a second: context switches
/// (none), cycles and instructions; page faults could not be counted. Its second stage is disturbed by steal,
/// its third void.
void write_sampled(const std::filesystem::path& folder);

/// one.h5: of one thread count.
void write_one_thread_count(const std::filesystem::path& folder);
/// scaling.h5: eight cores with two threads each, measured at eight thread counts.
void write_scaling(const std::filesystem::path& folder);

}  // namespace crossfade::gui::testing
