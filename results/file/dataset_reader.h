// DatasetReader: reads datasets and attributes of an HDF5 file in memory without believing it. Opens only
// names it is asked for and only hard links; takes exact types, ranks and sizes; lets libhdf5 hand over
// stored chunks and decodes them itself. Never touches variable-length data. Errors carry `why` and `remedy`;
// the caller adds `what` and `where`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "results/error.h"
#include "results/file/chunk_codec.h"
#include "results/file/handle.h"
#include "results/schema.h"

namespace crossfade::results::file {

/// What the reader allows itself to allocate or decode for one file.
inline constexpr std::uint64_t max_decoded_bytes = std::uint64_t{512} << 20U;
inline constexpr std::size_t max_chunk_bytes = std::size_t{4} << 20U;

/// A rectangle of a dataset: rows [first_row, first_row + rows) by columns [first_column, + columns), its
/// elements one after the other, each `pitch` elements from the one a row further. One-dimensional datasets
/// have one column.
struct Piece {
  std::uint64_t first_row = 0, rows = 0, first_column = 0, columns = 0, pitch = 0;
  std::span<const std::byte> bytes;
};

class DatasetReader {
 public:
  /// `payload` is not copied, and has to outlive this.
  static Result<DatasetReader> open(std::span<const std::byte> payload);

  /// Root attributes; nullopt if there is none of that name.
  Result<std::optional<std::string>> text_attribute(const std::string& name) const;
  Result<std::optional<std::int64_t>> integer_attribute(const std::string& name) const;
  Result<std::optional<double>> real_attribute(const std::string& name) const;

  /// The length of a one-dimensional dataset, without reading it.
  Result<std::uint64_t> length(const std::string& name, CellType type) const;
  /// Exactly `rows` elements.
  Result<std::vector<std::byte>> numbers(const std::string& name, CellType type, std::uint64_t rows);
  /// Exactly rows x columns elements, row by row.
  Result<std::vector<std::byte>> matrix(const std::string& name, CellType type, std::uint64_t rows,
                                        std::uint64_t columns);
  /// The same piece by piece, for what is too large to hold: pieces of the same rows come with ascending
  /// columns. An error of `visit` ends it.
  Result<void> visit(const std::string& name, CellType type, std::uint64_t rows, std::uint64_t columns,
                     const std::function<Result<void>(const Piece&)>& visit) const;
  /// `rows` texts, clean UTF-8.
  Result<std::vector<std::string>> texts(const std::string& name, std::uint64_t rows);
  Result<std::string> document(const std::string& name);

 private:
  struct Opened {
    Dataset dataset;
    CellType type = CellType::u8;
    std::array<hsize_t, 2> extent{1, 1}, chunk{0, 0};
    int rank = 1;
    bool chunked = false;
    Filters filters = {};
  };
  DatasetReader(std::unique_ptr<void*> image, File file) : image_(std::move(image)), file_(std::move(file)) {}
  Result<Opened> open_dataset(const std::string& name, CellType type, int rank) const;
  Result<std::vector<std::byte>> read_all(const std::string& name, const Opened& opened);
  static Result<void> visit_pieces(const std::string& name, const Opened& opened,
                                   const std::function<Result<void>(const Piece&)>& visit);
  static Result<Filters> filters_of(const std::string& name, hid_t creation);

  std::unique_ptr<void*> image_;  ///< where libhdf5 finds the payload while file_ is open
  File file_;
  std::uint64_t decoded_bytes_ = 0;
};

}  // namespace crossfade::results::file
