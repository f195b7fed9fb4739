// Interference: what others took from a worker, as far as this guest can see it. A source that cannot be read
// gives nullopt, never 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace crossfade::collector {

/// Time the calling thread was ready and another ran (second number of schedstat; includes cgroup
/// throttling).
std::optional<std::uint64_t> run_queue_wait_ns(const std::string& proc_root);

/// Time the hypervisor ran somebody else on this CPU while it was wanted; in steps of 10 ms.
std::optional<std::uint64_t> steal_ns(const std::string& proc_root, std::uint32_t cpu);

/// after - before where both are known and the counter did not run backwards.
std::optional<std::uint64_t> difference(std::optional<std::uint64_t> before,
                                        std::optional<std::uint64_t> after);

}  // namespace crossfade::collector
