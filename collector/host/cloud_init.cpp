#include "collector/host/cloud_init.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "collector/host/cloud_metadata.h"
#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;

constexpr std::string_view data_path = "/run/cloud-init/instance-data.json";

std::string text_at(const json& data, const char* pointer) {
  const json::json_pointer where(pointer);
  if (!data.contains(where) || !data.at(where).is_string()) return {};
  return identifier(data.at(where).get<std::string>());
}

std::string provider_of(const std::string& cloud_name) {
  if (cloud_name == "gce") return "gcp";
  const bool no_cloud = cloud_name == "unknown" || cloud_name == "none" || cloud_name == "nocloud";
  return no_cloud ? std::string{} : cloud_name;
}

}  // namespace

CloudInit read_cloud_init(const std::filesystem::path& root) {
  CloudInit found;
  const PseudoFile file = read_pseudo_file(root, data_path);
  if (!file) {
    found.absent_because = file.absent_because;
    return found;
  }
  const json data = json::parse(file.text, nullptr, false);
  if (data.is_discarded()) {
    found.absent_because = std::string(data_path) + ": is no JSON, or larger than 64 KiB";
    return found;
  }
  found.provider = provider_of(text_at(data, "/v1/cloud_name"));
  found.region = text_at(data, "/v1/region");
  found.instance_id = text_at(data, "/v1/instance_id");
  found.instance_type = text_at(data, "/ds/meta_data/instance_type");
  if (found.instance_type.empty()) {
    found.instance_type = text_at(data, "/ds/meta_data/imds/compute/vmSize");
  }
  return found;
}

}  // namespace crossfade::collector
