// HostId: a name for this machine that lets recordings of one host be recognised as such without saying
// which machine it is: 128 bits of SHA-256 over a fixed salt and the instance id or machine id. The salt is
// public and the same everywhere, so that equal machines get equal names; the ids themselves have at least
// 64 random bits and cannot be searched from the hash in practice. The raw id is never stored.
// Containers share a machine id with their image or their host, so there the kernel's boot id is taken: equal
// ids are one machine, but after a restart the machine has another.
// With a lab key (lab_key.h) that hash is hashed once more, HMAC-SHA256 under the key.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crossfade::collector {

struct HostId {
  std::string id;  ///< empty = no identity
  /// "instance-id", "machine-id", "boot-id (in a container: until the machine restarts)",
  /// each of these with key_suffix behind it; "override (--host-id)"; or why there is none.
  std::string source;
};

inline constexpr std::string_view key_suffix = ", keyed";

/// A name that is stated stays as it is, whatever the key. An empty key is none.
HostId read_host_id(const std::filesystem::path& root, std::string_view override_name,
                    std::string_view instance_id, std::string_view lab_key = {});

bool is_keyed(std::string_view host_id_source);

/// 32 hex digits.
std::string salted_hash(std::string_view text);

}  // namespace crossfade::collector
