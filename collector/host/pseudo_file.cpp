#include "collector/host/pseudo_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace crossfade::collector {
namespace {

constexpr std::size_t max_bytes = 65'536;
constexpr std::string_view white = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

struct Close {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};

}  // namespace

PseudoFile read_pseudo_file(const std::filesystem::path& root, std::string_view path) {
  const std::filesystem::path full = root / std::filesystem::path(path).relative_path();
  const std::unique_ptr<std::FILE, Close> file(std::fopen(full.c_str(), "re"));
  if (!file) return {{}, std::string(path) + ": " + std::strerror(errno)};
  std::string text(max_bytes, '\0');
  const std::size_t read = std::fread(text.data(), 1, text.size(), file.get());
  if (std::ferror(file.get()) != 0) return {{}, std::string(path) + ": " + std::strerror(errno)};
  text.resize(read);
  while (!text.empty() && (white.find(text.back()) != std::string_view::npos || text.back() == '\0')) {
    text.pop_back();
  }
  return {std::move(text), {}};
}

std::string value_of_key(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto separator = line.find_first_of(":=");
    if (separator == std::string_view::npos || trimmed(line.substr(0, separator)) != key) continue;
    std::string_view value = trimmed(line.substr(separator + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return std::string(value);
  }
  return {};
}

}  // namespace crossfade::collector
