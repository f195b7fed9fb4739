// InstanceIdentity: which cloud instance this is, and who says so. Sources in order: what the user states,
// the provider's metadata service (asked if DMI names a provider that has one, names Xen or nobody, as the
// older guests of AWS do, or is not there at all, as in some containers and microVMs, and the address has a
// route), DMI, what cloud-init wrote down, otherwise unknown. Where nobody answers that is a second of a
// start. The instance id is used to derive the host id and is never recorded.
#pragma once

#include <filesystem>
#include <string>

#include "collector/host/cloud_metadata.h"

namespace crossfade::collector {

/// What the command line states; empty = not stated.
struct IdentityOverrides {
  std::string provider, region, instance_type, host_id;
  bool no_metadata = false;       ///< nobody is asked over the network
  std::string lab_key_file = {};  ///< not opened yet
  std::string lab_key = {};       ///< what it holds
};

struct InstanceIdentity {
  std::string provider, region, instance_type;  ///< empty = unknown
  /// "imds", "dmi", "cloud-init", "override (--instance-type)" or "unknown: why"
  std::string instance_type_source;
  std::string instance_id;  ///< never recorded
};

InstanceIdentity read_instance_identity(const std::filesystem::path& root, const IdentityOverrides& overrides,
                                        const MetadataService& metadata);

}  // namespace crossfade::collector
