#include "collector/recording_header.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>

#include "collector/isa_environment.h"
#include "collector/utc_text.h"
#include "results/version.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

/// Random, version 4.
std::string new_uuid() {
  std::array<unsigned char, 16> bytes{};
  const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
  CF_ASSERT(got == static_cast<ssize_t>(bytes.size()),
            "16 bytes of the kernel's randomness are always there");
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

std::string default_title(const Plan& plan, const HostFacts& facts) {
  std::string machine =
      facts.instance.instance_type.empty() ? facts.cpu.model_name : facts.instance.instance_type;
  if (machine.empty()) machine = "unknown machine";
  if (facts.instance.instance_type.empty() && !facts.cpu.microarchitecture.empty()) {
    machine += fmt::format(" ({})", facts.cpu.microarchitecture);
  }
  const std::string cap = plan.isa_level == 0
                              ? std::string{}
                              : fmt::format(", libraries capped at {}", isa_cap_name(plan.isa_level));
  const Topology& t = facts.topology;
  const std::string used = t.is_whole_machine() ? std::string{} : fmt::format("{} of ", t.vcpus());
  return fmt::format("{}, {}{} vCPU{}{}", machine, used, t.machine.vcpus, t.machine.vcpus == 1 ? "" : "s",
                     cap);
}

}  // namespace

results::Header new_header(const RunOptions& options, const Plan& plan, const HostFacts& facts,
                           const PmuTier& pmu, std::int64_t created_unix_s) {
  results::Header header;
  describe_host(header, facts);
  header.kind = options.synthetic   ? results::RecordingKind::simulated
                : options.calibrate ? results::RecordingKind::calibration
                                    : results::RecordingKind::measurement;
  header.producer = fmt::format("crossfade-collect {}", results::version());
  header.abi = fmt::format("{}", CF_ABI_VERSION);
  header.run_id = new_uuid();
  header.plan_seed = static_cast<std::int64_t>(plan.seed);
  header.created_utc = utc_text(created_unix_s);
  header.title = (options.synthetic ? "synthetic: " : "") +
                 (options.title.empty() ? (options.calibrate ? "noise of " : "") + default_title(plan, facts)
                                        : options.title);
  header.pmu_tier = pmu.tier;
  return header;
}

std::vector<results::Absence> header_absences(const results::Header& header, const HostFacts& facts) {
  std::vector<results::Absence> absences;
  const auto add_if = [&](bool missing, const char* subject, std::string reason) {
    if (missing) absences.push_back({subject, std::move(reason)});
  };
  add_if(header.host_id.empty(), "header.host_id", header.host_id_source);
  add_if(header.instance_type.empty(), "header.instance_type", header.instance_type_source);
  add_if(header.provider.empty(), "header.provider", "not stated, and the machine does not name one");
  add_if(header.region.empty(), "header.region", "not stated, and no metadata service names it");
  add_if(header.cpu_model.empty(), "header.cpu_model",
         facts.cpu.absent_because.empty() ? "/proc/cpuinfo does not say" : facts.cpu.absent_because);
  add_if(header.microarchitecture.empty(), "header.microarchitecture", "this CPU is not in the table");
  return absences;
}

}  // namespace crossfade::collector
