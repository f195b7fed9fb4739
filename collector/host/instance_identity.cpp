#include "collector/host/instance_identity.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

constexpr std::size_t max_answer_bytes = 4096;
constexpr long timeout_ms = 1000;

/// An answer is used only if it looks like an identifier: a captive portal answers everything with a page.
std::string identifier(std::string answer) {
  const bool plain = !answer.empty() && answer.size() <= 128 &&
                     std::all_of(answer.begin(), answer.end(), [](unsigned char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '.' || c == '_';
                     });
  return plain ? std::move(answer) : std::string{};
}

std::string dmi(const std::filesystem::path& root, const char* field) {
  return read_pseudo_file(root, std::string("/sys/class/dmi/id/") + field).text;
}

void ask_aws(InstanceIdentity& identity, const MetadataService& metadata) {
  const std::string token =
      metadata({"PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60"});
  if (token.empty() || token.size() > 512 || token.find_first_of("\r\n") != std::string::npos) return;
  const std::string header = "X-aws-ec2-metadata-token: " + token;
  const auto ask = [&](const char* path) { return identifier(metadata({"GET", path, header})); };
  if (std::string type = ask("/latest/meta-data/instance-type"); !type.empty()) {
    identity.instance_type = std::move(type);
    identity.instance_type_source = "imds";
  }
  identity.region = ask("/latest/meta-data/placement/region");
  if (std::string id = ask("/latest/meta-data/instance-id"); !id.empty())
    identity.instance_id = std::move(id);
}

void read_host(InstanceIdentity& identity, const std::filesystem::path& root,
               const MetadataService& metadata) {
  const PseudoFile vendor = read_pseudo_file(root, "/sys/class/dmi/id/sys_vendor");
  if (!vendor) {
    identity.instance_type_source = "unknown: no DMI (" + vendor.absent_because + ")";
    return;
  }
  const std::string product = dmi(root, "product_name");
  if (vendor.text == "Amazon EC2") {
    identity.provider = "aws";
    // Nitro guests show type and id in DMI as well; the board tag is readable without privilege.
    identity.instance_type = identifier(product);
    if (!identity.instance_type.empty()) identity.instance_type_source = "dmi";
    identity.instance_id = identifier(dmi(root, "board_asset_tag"));
    ask_aws(identity, metadata);
    if (identity.instance_type.empty())
      identity.instance_type_source = "unknown: neither metadata nor DMI names it";
    return;
  }
  if (vendor.text == "Google") identity.provider = "gcp";
  if (vendor.text == "Microsoft Corporation" &&
      dmi(root, "chassis_asset_tag") == "7783-7084-3265-9085-8269-3286-77") {
    identity.provider = "azure";
  }
  identity.instance_type_source = "unknown: DMI says '" + vendor.text + "', which does not name the type";
}

std::size_t take_answer(char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<std::string*>(user);
  if (answer.size() + size * count > max_answer_bytes) return 0;
  answer.append(data, size * count);
  return size * count;
}

}  // namespace

InstanceIdentity read_instance_identity(const std::filesystem::path& root, const IdentityOverrides& overrides,
                                        const MetadataService& metadata) {
  InstanceIdentity identity;
  read_host(identity, root, metadata);
  if (!overrides.instance_type.empty()) {
    identity.instance_type = overrides.instance_type;
    identity.instance_type_source = "override (--instance-type)";
    // A stated type makes the host another one: what was found about this one would contradict it.
    identity.provider.clear();
    identity.region.clear();
  }
  if (!overrides.provider.empty()) identity.provider = overrides.provider;
  if (!overrides.region.empty()) identity.region = overrides.region;
  return identity;
}

std::string ask_metadata_service(const MetadataRequest& request) {
  static const bool ready = curl_global_init(CURL_GLOBAL_NOTHING) == CURLE_OK;
  if (!ready) return {};
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (!curl) return {};
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
  return curl_easy_perform(handle) == CURLE_OK ? answer : std::string{};
}

}  // namespace crossfade::collector
