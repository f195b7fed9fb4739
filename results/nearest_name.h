// Nearest names: the candidates within a small edit distance of what a user typed, best first.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::results {

/// At most `count` of `candidates` whose edit distance to `typed` is at most max(2, a third of its length),
/// or that contain it; nearest first, ties in the given order. Empty if none is near.
std::vector<std::string> nearest_names(std::string_view typed, std::span<const std::string> candidates,
                                       std::size_t count);

/// "did you mean 'tls_segment'?", or `otherwise` if no candidate is near.
std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates,
                         const std::string& otherwise);

}  // namespace crossfade::results
