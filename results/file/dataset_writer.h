// DatasetWriter: netCDF-4 shaped datasets in an HDF5 file held in memory. Knows HDF5 and dimension scales,
// nothing of recordings. A failure of the library throws Hdf5Failure, which ends in build_image().
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "results/file/handle.h"
#include "results/schema.h"

namespace crossfade::results::file {

struct Hdf5Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a dataset says about itself.
struct Description {
  std::string_view unit = {}, long_name = {};
  CellType type = CellType::u64;
  std::span<const std::string_view> meanings = {};
  bool may_be_missing = false;
};

class DatasetWriter {
 public:
  DatasetWriter();

  void attribute(const std::string& name, std::string_view text);
  void attribute(const std::string& name, std::int64_t value);
  void attribute(const std::string& name, double value);

  /// A dimension that is a variable too; the values are its coordinate.
  void coordinate(const std::string& name, const Description& description, std::span<const std::byte> values);
  /// A dimension without values.
  void dimension(const std::string& name, std::uint64_t length);

  /// Numbers over named dimensions, row by row. `chunk` as given, clipped to the dataset.
  void numbers(const std::string& name, const Description& description,
               std::span<const std::string> dimensions, std::span<const hsize_t> chunk,
               std::span<const std::byte> values);
  /// One text a row of `dimension`.
  void texts(const std::string& name, const Description& description, const std::string& dimension,
             std::span<const std::string> values);
  /// One long text, with a dimension of its own.
  void document(const std::string& name, std::string_view long_name, std::string_view text);
  /// Chunks of one row each that are compressed already.
  void compressed_rows(const std::string& name, const Description& description,
                       std::span<const std::string> dimensions,
                       std::span<const std::vector<std::byte>> chunks);
  /// Chunks of `rows` rows of one column that are compressed already, by row of chunks and column; in the
  /// place of one that is empty or not there, `blank`.
  void compressed_columns(const std::string& name, const Description& description,
                          std::span<const std::string> dimensions, hsize_t rows,
                          std::span<const std::vector<std::vector<std::byte>>> chunks,
                          std::span<const std::byte> blank);

  /// The whole file. The writer is of no use afterwards.
  std::vector<std::byte> finish();

 private:
  struct Scale {
    Dataset dataset;
    hsize_t length = 0;
  };
  Dataset create(const std::string& name, const Description& description, std::span<const hsize_t> extent,
                 std::span<const hsize_t> chunk);
  void describe(hid_t object, const Description& description);
  void attach(Dataset dataset, std::span<const std::string> dimensions);
  std::vector<hsize_t> extent_of(std::span<const std::string> dimensions) const;
  void add_scale(const std::string& name, const std::string& scale_name, Dataset dataset, hsize_t length);

  File file_;
  std::map<std::string, Scale, std::less<>> scales_;
  unsigned long close_failures_before_ = unreported_close_failures;
};

}  // namespace crossfade::results::file
