#include "collector/protocol/input_file.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

namespace crossfade::collector {

results::Result<std::string> digest_of_file(const std::string& path) {
  const auto unreadable = [&](std::string why) {
    return results::Error{results::ErrorKind::io, "cannot read the input", path, std::move(why),
                          "give a file that this user may read"};
  };
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  if (!std::filesystem::exists(status)) return unreadable(problem ? problem.message() : "there is none");
  if (!std::filesystem::is_regular_file(status)) return unreadable("it is no plain file");
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(std::strerror(errno));

  struct StateDeleter {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  const std::unique_ptr<XXH3_state_t, StateDeleter> state(XXH3_createState());
  if (state == nullptr) return unreadable("out of memory");
  XXH3_128bits_reset(state.get());
  std::vector<char> piece(std::size_t{1} << 20);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0)
    XXH3_128bits_update(state.get(), piece.data(), static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return unreadable(std::strerror(errno));
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace crossfade::collector
