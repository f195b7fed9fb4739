#include "collector/host/lab_key.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;

constexpr std::size_t shortest = 16, longest = 4096;
constexpr const char* white_space = " \t\r\n";

}  // namespace

results::Result<std::string> read_lab_key(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(longest + 2, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file.good()) {
    return Error{ErrorKind::io, "cannot read the lab key", path, std::strerror(errno),
                 "give --lab-key the file that the lab keeps its key in"};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  const auto begin = text.find_first_not_of(white_space);
  text = begin == std::string::npos ? std::string{}
                                    : text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
  if (text.size() >= shortest && text.size() <= longest) return text;
  return Error{ErrorKind::data, "cannot use the lab key", path,
               text.size() > longest ? fmt::format("it holds more than {} characters", longest)
                                     : fmt::format("it holds {} characters: fewer than {} can be guessed",
                                                   text.size(), shortest),
               "make one for the whole lab, once: head -c 32 /dev/urandom | base64 > FILE"};
}

results::Result<void> take_lab_key(IdentityOverrides& identity) {
  if (identity.lab_key_file.empty()) return {};
  auto key = read_lab_key(identity.lab_key_file);
  if (!key) return key.error();
  identity.lab_key = *std::move(key);
  return {};
}

}  // namespace crossfade::collector
