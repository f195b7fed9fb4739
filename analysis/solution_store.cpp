#include "analysis/solution_store.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace crossfade::analysis {
namespace {

using statistics::SloBlock;
using statistics::SloEstimate;
using statistics::SloState;

/// Before every entry: magic, length of what follows the head, its XXH3.
struct Head {
  std::array<char, 8> magic = {'C', 'F', 'S', 'L', 'O', '0', '0', '1'};
  std::uint64_t bytes = 0, digest = 0;
};

class Writer {
 public:
  template <class T>
  void add(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads zeros beyond the end, and says so.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  T take() {
    T value = {};
    if (bytes_.size() < sizeof value) {
      is_whole_ = false;
      bytes_ = {};
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
    return value;
  }
  /// A count of things of which each has `size` bytes and more to come.
  std::size_t count(std::size_t size) {
    const auto count = take<std::uint64_t>();
    if (count <= bytes_.size() / size) return count;
    is_whole_ = false;
    return 0;
  }
  bool is_at_end() const { return is_whole_ && bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool is_whole_ = true;
};

std::string bytes_of(const SolutionStore::Key& key, const SloEstimate& s) {
  Writer out;
  out.add(key);
  out.add(s.state);
  for (const double value :
       {s.rate_per_s, s.capacity_per_s, s.fastest_quantile_ns, s.effective_tail_requests})
    out.add(value);
  out.add(s.requests);
  out.add(s.tail_supported);
  out.add(s.interval.has_value());
  const statistics::Interval interval = s.interval.value_or(statistics::Interval{});
  out.add(interval.low);
  out.add(interval.high);
  out.add(static_cast<std::uint64_t>(s.blocks_left_out.size()));
  for (const std::uint32_t block : s.blocks_left_out) out.add(block);
  out.add(static_cast<std::uint64_t>(s.blocks.size()));
  for (const SloBlock& block : s.blocks) {
    out.add(block.block);
    out.add(block.exceedance);
    out.add(block.ln_rate.has_value());
    out.add(block.ln_rate.value_or(0));
  }
  return out.bytes();
}

/// nullopt: not what bytes_of() writes.
std::optional<std::pair<SolutionStore::Key, SloEstimate>> entry_of(std::string_view bytes) {
  Reader in(bytes);
  const auto key = in.take<SolutionStore::Key>();
  SloEstimate s;
  s.state = in.take<SloState>();
  for (double* const value :
       {&s.rate_per_s, &s.capacity_per_s, &s.fastest_quantile_ns, &s.effective_tail_requests})
    *value = in.take<double>();
  s.requests = in.take<std::uint64_t>();
  s.tail_supported = in.take<std::uint8_t>() != 0;
  const bool has_interval = in.take<std::uint8_t>() != 0;
  const auto low = in.take<double>(), high = in.take<double>();
  if (has_interval) s.interval = statistics::Interval{low, high};
  s.blocks_left_out.resize(in.count(sizeof(std::uint32_t)));
  for (std::uint32_t& block : s.blocks_left_out) block = in.take<std::uint32_t>();
  s.blocks.resize(in.count(sizeof(std::uint32_t) + 2 * sizeof(double) + 1));
  for (SloBlock& block : s.blocks) {
    block.block = in.take<std::uint32_t>();
    block.exceedance = in.take<double>();
    const bool has_ln_rate = in.take<std::uint8_t>() != 0;
    const auto ln_rate = in.take<double>();
    if (has_ln_rate) block.ln_rate = ln_rate;
  }
  if (!in.is_at_end() || s.state < SloState::solved || s.state > SloState::met_up_to_capacity)
    return std::nullopt;
  return std::pair{key, std::move(s)};
}

std::string absolute_of(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value == '/' ? value : "";
}

}  // namespace

SolutionStore::SolutionStore(std::filesystem::path file, std::uint64_t most_bytes) : file_(std::move(file)) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(file_, ignored);
  if (ignored) return;
  if (size > most_bytes) {
    std::filesystem::remove(file_, ignored);
    return;
  }
  std::ifstream in(file_, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  // An entry that is damaged, or cut off by the end of its program, is passed over: to the next magic.
  const Head expected;
  const std::string_view magic(expected.magic.data(), expected.magic.size());
  std::size_t at = bytes.find(magic);
  while (at != std::string::npos && bytes.size() - at >= sizeof(Head)) {
    Head head;
    std::memcpy(&head, bytes.data() + at, sizeof head);
    const std::string_view rest = std::string_view(bytes).substr(at + sizeof head);
    std::size_t next = at + magic.size();
    if (head.bytes <= rest.size() && XXH3_64bits(rest.data(), head.bytes) == head.digest) {
      if (auto entry = entry_of(rest.substr(0, head.bytes))) {
        known_.insert(*std::move(entry));
        next = at + sizeof head + head.bytes;
      }
    }
    at = bytes.find(magic, next);
  }
}

std::optional<SloEstimate> SolutionStore::find(const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(key);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void SolutionStore::keep(const Key& key, const SloEstimate& solution) {
  const std::string bytes = bytes_of(key, solution);
  Head head;
  head.bytes = bytes.size();
  head.digest = XXH3_64bits(bytes.data(), bytes.size());
  std::string entry(reinterpret_cast<const char*>(&head), sizeof head);
  entry += bytes;
  const std::lock_guard lock(mutex_);
  if (!known_.emplace(key, solution).second) return;
  std::error_code ignored;
  if (known_.size() == 1) std::filesystem::create_directories(file_.parent_path(), ignored);
  // One write() at the end of the file: other programs' entries stand before or behind it. What a full disk
  // leaves of it is passed over.
  const int fd = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  static_cast<void>(!::write(fd, entry.data(), entry.size()));
  ::close(fd);
}

std::filesystem::path solution_file() {
  const char* const wanted = std::getenv("CROSSFADE_CACHE");
  if (wanted != nullptr && std::string_view(wanted) == "off") return {};
  constexpr const char* name = "crossfade/slo-solutions";
  if (const std::string cache = absolute_of("XDG_CACHE_HOME"); !cache.empty())
    return std::filesystem::path(cache) / name;
  if (const std::string home = absolute_of("HOME"); !home.empty())
    return std::filesystem::path(home) / ".cache" / name;
  return {};
}

}  // namespace crossfade::analysis
