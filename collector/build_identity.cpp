#include "collector/build_identity.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

namespace crossfade::collector {
namespace {

using results::EnvironmentFact;
using results::Error;
using results::ErrorKind;

EnvironmentFact digest_fact(std::string key, const std::vector<std::filesystem::path>& files) {
  auto digest = files_digest(files);
  if (!digest) return {std::move(key), {}, digest.error().why};
  return {std::move(key), std::move(*digest), {}};
}

bool is_digest(const EnvironmentFact& fact) {
  return fact.key.starts_with("build.") && fact.key.ends_with("_digest") && !fact.value.empty();
}

}  // namespace

results::Result<std::string> file_digest(const std::filesystem::path& file) {
  return files_digest({file});
}

results::Result<std::string> files_digest(const std::vector<std::filesystem::path>& files) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> sum(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  bool summed = sum != nullptr && EVP_DigestInit_ex(sum.get(), EVP_sha256(), nullptr) == 1;
  std::array<char, 65'536> piece{};
  for (const std::filesystem::path& file : files) {
    const auto unreadable = [&](const char* why) {
      return Error{ErrorKind::io, "cannot read the file", file.string(), why, "check its permissions"};
    };
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return unreadable("it cannot be opened");
    while (summed && stream.read(piece.data(), piece.size()).gcount() > 0)
      summed = EVP_DigestUpdate(sum.get(), piece.data(), static_cast<std::size_t>(stream.gcount())) == 1;
    if (stream.bad() || !stream.eof()) return unreadable("reading it failed");
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int bytes = 0;
  if (!summed || EVP_DigestFinal_ex(sum.get(), digest.data(), &bytes) != 1) {
    return Error{ErrorKind::unavailable, "cannot make a digest", "", "OpenSSL has no SHA-256",
                 "check the installation of OpenSSL"};
  }
  std::string text = "sha256:";
  for (unsigned int i = 0; i < bytes; ++i) text += fmt::format("{:02x}", digest.at(i));
  return text;
}

std::vector<EnvironmentFact> build_facts(const InstallLayout& layout, const Plan& plan,
                                         const PluginCatalogue& catalogue) {
  const BuildRevision revision = build_revision();
  std::vector<EnvironmentFact> facts{
      {"build.revision", std::string(revision.git), std::string(revision.absent_because)},
      digest_fact("build.measure_digest", {layout.measure_image})};
  for (const PlannedWorkload& planned : plan.workloads) {
    const Plugin* const plugin = catalogue.find(planned.name);
    CF_ASSERT(plugin != nullptr, "a plan names plug-ins of its catalogue");
    std::string key = fmt::format("build.plugin.{}_digest", planned.name);
    const bool known =
        std::any_of(facts.begin(), facts.end(), [&](const auto& fact) { return fact.key == key; });
    if (known) continue;
    std::vector<std::filesystem::path> files{plugin->path};
    files.insert(files.end(), plugin->parts.begin(), plugin->parts.end());
    facts.push_back(digest_fact(std::move(key), files));
  }
  return facts;
}

results::Result<void> check_same_build(const std::vector<EnvironmentFact>& recorded,
                                       const std::vector<EnvironmentFact>& now, const std::string& where) {
  for (const EnvironmentFact& fact : now) {
    if (!is_digest(fact)) continue;
    const auto before = std::find_if(recorded.begin(), recorded.end(),
                                     [&](const auto& other) { return other.key == fact.key; });
    if (before == recorded.end() || before->value.empty() || before->value == fact.value) continue;
    return Error{ErrorKind::data, "cannot resume the recording", where,
                 fmt::format("it was begun with another build ({} differs)", fact.key),
                 "resume it with the build it was begun with, or start a new one"};
  }
  return {};
}

}  // namespace crossfade::collector
