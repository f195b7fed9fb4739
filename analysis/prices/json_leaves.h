// JSON leaves: a JSON text of any size, read once from front to back; its values come one by one with the
// keys that lead to them. Nothing is kept, so a price list of gigabytes takes no more memory than its longest
// value. nlohmann's parser stays in the source. Not for documents small enough to hold.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "results/error.h"

namespace crossfade::analysis {

/// Keys from the outermost object inwards; "" for the elements of an array.
using JsonPath = std::span<const std::string>;

class JsonVisitor {
 public:
  virtual ~JsonVisitor() = default;
  /// A string as it reads, a number as it is written, "true", "false", or "" for null. An error ends the
  /// reading.
  virtual results::Result<void> leaf(JsonPath path, const std::string& text) = 0;
  /// The object at `path` has no more members.
  virtual results::Result<void> object_end(JsonPath path) = 0;
};

/// Errors: the visitor's; data if it is no JSON or nested beyond 64 levels; io.
results::Result<void> read_json(std::istream& in, const std::string& name, JsonVisitor& visitor);

}  // namespace crossfade::analysis
