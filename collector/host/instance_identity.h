// InstanceIdentity: which cloud instance this is, and who says so. Sources in order: what the user states,
// the provider's metadata service (asked only if DMI names a provider that has one), DMI, otherwise unknown.
// The instance id is used to derive the host id and is never recorded.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace crossfade::collector {

/// What the command line states; empty = not stated.
struct IdentityOverrides {
  std::string provider, region, instance_type, host_id;
};

struct InstanceIdentity {
  std::string provider, region, instance_type;  ///< empty = unknown
  std::string instance_type_source;  ///< "imds", "dmi", "override (--instance-type)" or "unknown: why"
  std::string instance_id;           ///< never recorded
};

/// One HTTP request to the link-local metadata address.
struct MetadataRequest {
  std::string method;  ///< GET or PUT
  std::string path;    ///< "/latest/..."
  std::string header;  ///< "name: value"
};
/// The body, or empty if there is no answer within a second.
using MetadataService = std::function<std::string(const MetadataRequest&)>;

InstanceIdentity read_instance_identity(const std::filesystem::path& root, const IdentityOverrides& overrides,
                                        const MetadataService& metadata);

/// Asks http://169.254.169.254 through libcurl: no proxy, no redirects, one second, 4 KiB.
std::string ask_metadata_service(const MetadataRequest& request);

}  // namespace crossfade::collector
