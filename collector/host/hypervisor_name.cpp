#include "collector/host/hypervisor_name.h"

#include <algorithm>
#include <array>

#include "results/blanks.h"

namespace crossfade::collector {

std::string hypervisor_name(std::string_view signature) {
  struct Known {
    std::string_view signature, name;
  };
  // Linux arch/x86/kernel/cpu, systemd src/basic/virt.c.
  constexpr auto known = std::to_array<Known>({{"KVMKVMKVM", "KVM"},
                                               {"Linux KVM Hv", "KVM"},
                                               {"Microsoft Hv", "Hyper-V"},
                                               {"VMwareVMware", "VMware"},
                                               {"XenVMMXenVMM", "Xen"},
                                               {"bhyve bhyve", "bhyve"},
                                               {"BHyVE BHyVE", "bhyve"},
                                               {"TCGTCGTCGTCG", "QEMU without KVM (TCG)"},
                                               {"QNXQVMBSQG", "QNX"},
                                               {"ACRNACRNACRN", "ACRN"},
                                               {"VBoxVBoxVBox", "VirtualBox"},
                                               {"prl hyperv", "Parallels"},
                                               {"lrpepyh vr", "Parallels"}});
  signature = results::without_blanks(signature);
  const auto* const found = std::find_if(
      known.begin(), known.end(), [signature](const Known& row) { return row.signature == signature; });
  return std::string(found == known.end() ? signature : found->name);
}

}  // namespace crossfade::collector
