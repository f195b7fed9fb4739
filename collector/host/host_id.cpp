#include "collector/host/host_id.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "collector/host/container.h"
#include "collector/host/pseudo_file.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

constexpr std::string_view salt = "crossfade host id v1\n";
constexpr std::size_t kept_bytes = 16;

bool is_machine_id(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

HostId in_container(const std::filesystem::path& root, const std::string& container) {
  const PseudoFile boot = read_pseudo_file(root, "/proc/sys/kernel/random/boot_id");
  constexpr std::size_t uuid_length = 36;
  if (!boot || boot.text.size() != uuid_length) {
    return {{},
            "none: in a container (" + container +
                ") /etc/machine-id names no machine, and the kernel shows no boot id; give --host-id"};
  }
  return {salted_hash(boot.text), "boot-id (in a container: until the machine restarts)"};
}

std::string hex_text(const unsigned char* bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < kept_bytes; ++i) {
    hex += digits[bytes[i] >> 4U];
    hex += digits[bytes[i] & 15U];
  }
  return hex;
}

std::string keyed_hash(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const unsigned char* const done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
  CF_ASSERT(done != nullptr && length >= kept_bytes, "SHA-256 is always available");
  return hex_text(digest.data());
}

HostId read_unkeyed(const std::filesystem::path& root, std::string_view instance_id) {
  if (!instance_id.empty()) return {salted_hash(instance_id), "instance-id"};
  if (const std::string container = container_of(root); !container.empty())
    return in_container(root, container);
  const PseudoFile file = read_pseudo_file(root, "/etc/machine-id");
  if (!file) return {{}, "none: " + file.absent_because};
  if (!is_machine_id(file.text)) return {{}, "none: /etc/machine-id holds no machine id"};
  return {salted_hash(file.text), "machine-id"};
}

}  // namespace

std::string salted_hash(std::string_view text) {
  const std::string salted = std::string(salt) + std::string(text);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const int done = EVP_Digest(salted.data(), salted.size(), digest.data(), &length, EVP_sha256(), nullptr);
  CF_ASSERT(done == 1 && length >= kept_bytes, "SHA-256 is always available");
  return hex_text(digest.data());
}

HostId read_host_id(const std::filesystem::path& root, std::string_view override_name,
                    std::string_view instance_id, std::string_view lab_key) {
  if (!override_name.empty()) return {std::string(override_name), "override (--host-id)"};
  HostId host = read_unkeyed(root, instance_id);
  if (host.id.empty() || lab_key.empty()) return host;
  return {keyed_hash(lab_key, host.id), host.source + std::string(key_suffix)};
}

bool is_keyed(std::string_view host_id_source) {
  return host_id_source.ends_with(key_suffix);
}

}  // namespace crossfade::collector
