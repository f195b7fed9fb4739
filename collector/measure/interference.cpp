#include "collector/measure/interference.h"

#include <unistd.h>

#include <fstream>
#include <sstream>

namespace crossfade::collector {

std::optional<std::uint64_t> run_queue_wait_ns(const std::string& proc_root) {
  std::ifstream file(proc_root + "/thread-self/schedstat");
  std::uint64_t on_cpu = 0, waited = 0;
  if (file >> on_cpu >> waited) return waited;
  return std::nullopt;
}

std::optional<std::uint64_t> steal_ns(const std::string& proc_root, std::uint32_t cpu) {
  const std::string name = "cpu" + std::to_string(cpu);
  std::ifstream file(proc_root + "/stat");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string first;
    // user nice system idle iowait irq softirq steal
    std::uint64_t ticks = 0;
    if (!(words >> first) || first != name) continue;
    for (int field = 0; field < 8; ++field) {
      if (!(words >> ticks)) return std::nullopt;
    }
    const long per_second = ::sysconf(_SC_CLK_TCK);
    if (per_second <= 0) return std::nullopt;
    return ticks * (1'000'000'000U / static_cast<std::uint64_t>(per_second));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> difference(std::optional<std::uint64_t> before,
                                        std::optional<std::uint64_t> after) {
  if (!before || !after || *after < *before) return std::nullopt;
  return *after - *before;
}

}  // namespace crossfade::collector
