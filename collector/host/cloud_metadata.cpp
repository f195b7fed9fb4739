#include "collector/host/cloud_metadata.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace crossfade::collector {
namespace {

constexpr std::size_t max_answer_bytes = 4096;
constexpr long timeout_ms = 1000;

/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
CloudMetadata ask_aws(const MetadataService& metadata) {
  const std::string token =
      metadata({"PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60"}).text;
  if (token.empty() || token.size() > 512 || token.find_first_of("\r\n") != std::string::npos) return {};
  const std::string header = "X-aws-ec2-metadata-token: " + token;
  const auto ask = [&](const char* path) { return identifier(metadata({"GET", path, header}).text); };
  return {ask("/latest/meta-data/instance-type"), ask("/latest/meta-data/placement/region"),
          ask("/latest/meta-data/instance-id")};
}

/// "projects/123/zones/europe-west4-a" -> "europe-west4-a"
std::string last_part(const std::string& path) {
  return identifier(path.substr(path.rfind('/') + 1));  // npos + 1 = 0: no slash, all of it
}

/// https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys
CloudMetadata ask_gcp(const MetadataService& metadata) {
  const auto ask = [&](const char* path) { return metadata({"GET", path, "Metadata-Flavor: Google"}).text; };
  const std::string zone = last_part(ask("/computeMetadata/v1/instance/zone"));
  return {last_part(ask("/computeMetadata/v1/instance/machine-type")),
          zone.substr(0, std::min(zone.size(), zone.rfind('-'))),
          identifier(ask("/computeMetadata/v1/instance/id"))};
}

/// https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service
CloudMetadata ask_azure(const MetadataService& metadata) {
  const auto ask = [&](const std::string& field) {
    return identifier(
        metadata({"GET", "/metadata/instance/compute/" + field + "?api-version=2021-02-01&format=text",
                  "Metadata: true"})
            .text);
  };
  return {ask("vmSize"), ask("location"), ask("vmId")};
}

std::size_t take_answer(char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<std::string*>(user);
  if (answer.size() + size * count > max_answer_bytes) return 0;
  answer.append(data, size * count);
  return size * count;
}

}  // namespace

std::string identifier(std::string answer) {
  const bool plain = !answer.empty() && answer.size() <= 128 &&
                     std::all_of(answer.begin(), answer.end(), [](unsigned char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '.' || c == '_';
                     });
  return plain ? std::move(answer) : std::string{};
}

CloudMetadata ask_cloud(const std::string& provider, const MetadataService& metadata) {
  if (provider == "aws") return ask_aws(metadata);
  if (provider == "gcp") return ask_gcp(metadata);
  if (provider == "azure") return ask_azure(metadata);
  return {};
}

FoundCloud find_cloud(const MetadataService& metadata) {
  FoundCloud found;
  const MetadataService noting = [&](const MetadataRequest& request) {
    MetadataAnswer answer = metadata(request);
    found.reached = found.reached || answer.reached;
    return answer;
  };
  for (const char* const provider : {"aws", "gcp", "azure"}) {
    CloudMetadata said = ask_cloud(provider, noting);
    if (!said.instance_type.empty()) {
      found.provider = provider;
      found.said = std::move(said);
      break;
    }
    if (!found.reached) break;
  }
  return found;
}

MetadataAnswer ask_metadata_service(const MetadataRequest& request) {
  static const bool ready = curl_global_init(CURL_GLOBAL_NOTHING) == CURLE_OK;
  if (!ready) return "";
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (!curl) return "";
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, request.header.c_str()), &curl_slist_free_all);
  const std::string url = "http://169.254.169.254" + request.path;
  std::string answer;
  CURL* const handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_answer);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  const CURLcode code = curl_easy_perform(handle);
  if (code == CURLE_HTTP_RETURNED_ERROR) return MetadataAnswer::refusal();
  return code == CURLE_OK ? answer : std::string{};
}

}  // namespace crossfade::collector
