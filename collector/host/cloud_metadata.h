// CloudMetadata: what a provider's own metadata service says of this instance. One question at a time to the
// link-local address, nothing but what names the instance is asked for. Answers that do not look like names
// are none: a captive portal answers everything with a page.
#pragma once

#include <functional>
#include <string>
#include <utility>

namespace crossfade::collector {

/// One HTTP request to the link-local metadata address.
struct MetadataRequest {
  std::string method;  ///< GET or PUT
  std::string path;    ///< "/latest/..."
  std::string header;  ///< "name: value"
};
/// What came back within a second.
struct MetadataAnswer {
  // Implicit: a body is an answer.
  // NOLINTNEXTLINE(google-explicit-constructor)
  MetadataAnswer(std::string body) : text(std::move(body)), reached(!text.empty()) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  MetadataAnswer(const char* body) : MetadataAnswer(std::string(body)) {}
  /// Somebody answered, with a refusal: that there is no such thing, or that it was asked in a wrong way.
  static MetadataAnswer refusal() {
    MetadataAnswer answer{std::string()};
    answer.reached = true;
    return answer;
  }
  std::string text;  ///< the body; empty = none
  bool reached;      ///< somebody is there
};
using MetadataService = std::function<MetadataAnswer(const MetadataRequest&)>;

/// Empty = the service did not say.
struct CloudMetadata {
  std::string instance_type, region, instance_id;
};

/// Whose service it is, and what it said.
struct FoundCloud {
  std::string provider;  ///< empty = none named an instance type
  CloudMetadata said;
  bool reached = false;  ///< somebody answered
};

/// provider: "aws" (IMDSv2: a token first), "gcp" or "azure"; of any other nobody is asked.
CloudMetadata ask_cloud(const std::string& provider, const MetadataService& metadata);

/// Asks as each of the three providers wants to be asked, until one names an instance type. Where nobody
/// answers the first question there is no service, and the others are not asked.
FoundCloud find_cloud(const MetadataService& metadata);

/// The answer if it looks like a name: letters, digits and "-._", 128 at most; else empty.
std::string identifier(std::string answer);

/// Asks http://169.254.169.254 through libcurl: no proxy, no redirects, one second, 4 KiB.
MetadataAnswer ask_metadata_service(const MetadataRequest& request);

}  // namespace crossfade::collector
