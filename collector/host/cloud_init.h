// CloudInit: what cloud-init wrote down of this instance when it booted, in the part of its data that every
// user may read. A copy: the last source that is asked.
#pragma once

#include <filesystem>
#include <string>

namespace crossfade::collector {

/// Empty = it does not say.
struct CloudInit {
  std::string provider;  ///< "aws", "gcp", "azure", or cloud-init's own name for another
  std::string instance_type, region, instance_id;
  std::string absent_because;  ///< empty if there is such a file and it can be read
};

/// From /run/cloud-init/instance-data.json below root. Keys: v1.cloud_name, v1.region, v1.instance_id;
/// ds.meta_data.instance_type (EC2), ds.meta_data.imds.compute.vmSize (Azure)
/// (https://cloudinit.readthedocs.io/en/latest/explanation/instancedata.html).
CloudInit read_cloud_init(const std::filesystem::path& root);

}  // namespace crossfade::collector
