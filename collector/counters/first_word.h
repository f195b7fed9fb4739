// First word: what a file of sysfs says that holds one: a number, a name, a configuration.
#pragma once

#include <fstream>
#include <string>

namespace crossfade::collector {

/// Empty if the file is missing, unreadable or blank.
inline std::string first_word_of(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

}  // namespace crossfade::collector
