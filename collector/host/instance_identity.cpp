#include "collector/host/instance_identity.h"

#include "collector/host/cloud_init.h"
#include "collector/host/link_local_route.h"
#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

std::string dmi(const std::filesystem::path& root, const char* field) {
  return read_pseudo_file(root, std::string("/sys/class/dmi/id/") + field).text;
}

std::string provider_of(const std::filesystem::path& root, const std::string& vendor) {
  if (vendor == "Amazon EC2") return "aws";
  if (vendor == "Google") return "gcp";
  // Hyper-V on a desk has the same vendor; the tag is Azure's own.
  const bool azure = vendor == "Microsoft Corporation" &&
                     dmi(root, "chassis_asset_tag") == "7783-7084-3265-9085-8269-3286-77";
  return azure ? "azure" : "";
}

void take(std::string& known, const std::string& said) {
  if (!said.empty()) known = said;
}

/// Of guests of AWS before Nitro, and of others: the service says which.
bool may_be_aws(const std::string& vendor) {
  return vendor.empty() || vendor == "Xen";
}

constexpr const char* not_to_be_asked = "the metadata service was not asked (--no-metadata)";

void take_said(InstanceIdentity& identity, const CloudMetadata& said) {
  if (!said.instance_type.empty()) identity.instance_type_source = "imds";
  take(identity.instance_type, said.instance_type);
  take(identity.region, said.region);
  take(identity.instance_id, said.instance_id);
}

/// Some containers and microVMs show no DMI, and the metadata service all the same.
void read_metadata_alone(InstanceIdentity& identity, const std::filesystem::path& root,
                         const std::string& no_dmi, bool may_ask, const MetadataService& metadata) {
  const auto unknown = [&](const std::string& why) {
    identity.instance_type_source = "unknown: no DMI (" + no_dmi + "), and " + why;
  };
  if (!may_ask) return unknown(not_to_be_asked);
  if (const std::string why = why_no_link_local_route(root); !why.empty()) return unknown(why);
  const FoundCloud found = find_cloud(metadata);
  if (!found.reached) return unknown("no metadata service answers");
  if (found.provider.empty()) return unknown("the metadata service does not name the type");
  identity.provider = found.provider;
  take_said(identity, found.said);
}

void read_dmi_and_metadata(InstanceIdentity& identity, const std::filesystem::path& root, bool may_ask,
                           const MetadataService& metadata) {
  const PseudoFile vendor = read_pseudo_file(root, "/sys/class/dmi/id/sys_vendor");
  if (!vendor) return read_metadata_alone(identity, root, vendor.absent_because, may_ask, metadata);
  identity.provider = provider_of(root, vendor.text);
  if (identity.provider == "aws") {
    // Nitro guests show type and id in DMI as well; the board tag is readable without privilege.
    identity.instance_type = identifier(dmi(root, "product_name"));
    if (!identity.instance_type.empty()) identity.instance_type_source = "dmi";
    identity.instance_id = identifier(dmi(root, "board_asset_tag"));
  }
  const bool guessed = identity.provider.empty() && may_be_aws(vendor.text);
  CloudMetadata said;
  if (may_ask) said = ask_cloud(guessed ? "aws" : identity.provider, metadata);
  if (guessed && said.instance_type.empty()) said = {};
  if (guessed && !said.instance_type.empty()) identity.provider = "aws";
  take_said(identity, said);
  if (!identity.instance_type.empty()) return;
  identity.instance_type_source =
      identity.provider.empty() ? "unknown: DMI says '" + vendor.text + "', which does not name the type"
                                : "unknown: neither metadata nor DMI names it";
  if (!may_ask && (guessed || !identity.provider.empty()))
    identity.instance_type_source += std::string("; ") + not_to_be_asked;
}

/// Fills in what nobody else said. Where two name different providers the copy is the older one.
void take_cloud_init(InstanceIdentity& identity, const std::filesystem::path& root) {
  const CloudInit copy = read_cloud_init(root);
  if (!identity.provider.empty() && identity.provider != copy.provider) return;
  identity.provider = copy.provider;
  if (identity.instance_type.empty() && !copy.instance_type.empty()) {
    identity.instance_type = copy.instance_type;
    identity.instance_type_source = "cloud-init";
  }
  if (identity.region.empty()) identity.region = copy.region;
  if (identity.instance_id.empty()) identity.instance_id = copy.instance_id;
}

}  // namespace

InstanceIdentity read_instance_identity(const std::filesystem::path& root, const IdentityOverrides& overrides,
                                        const MetadataService& metadata) {
  InstanceIdentity identity;
  read_dmi_and_metadata(identity, root, !overrides.no_metadata, metadata);
  take_cloud_init(identity, root);
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

}  // namespace crossfade::collector
