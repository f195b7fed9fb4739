// CloudMetadata: what a provider's own metadata service says of this instance. One question at a time to the
// link-local address, nothing but what names the instance is asked for. Answers that do not look like names
// are none: a captive portal answers everything with a page.
#pragma once

#include <functional>
#include <string>

namespace crossfade::collector {

/// One HTTP request to the link-local metadata address.
struct MetadataRequest {
  std::string method;  ///< GET or PUT
  std::string path;    ///< "/latest/..."
  std::string header;  ///< "name: value"
};
/// The body, or empty if there is no answer within a second.
using MetadataService = std::function<std::string(const MetadataRequest&)>;

/// Empty = the service did not say.
struct CloudMetadata {
  std::string instance_type, region, instance_id;
};

/// provider: "aws" (IMDSv2: a token first), "gcp" or "azure"; of any other nobody is asked.
CloudMetadata ask_cloud(const std::string& provider, const MetadataService& metadata);

/// The answer if it looks like a name: letters, digits and "-._", 128 at most; else empty.
std::string identifier(std::string answer);

/// Asks http://169.254.169.254 through libcurl: no proxy, no redirects, one second, 4 KiB.
std::string ask_metadata_service(const MetadataRequest& request);

}  // namespace crossfade::collector
