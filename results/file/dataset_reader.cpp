#include "results/file/dataset_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "results/text.h"

namespace crossfade::results::file {
namespace {

Error refuse(const std::string& name, std::string why) {
  return {ErrorKind::data, "", "", fmt::format("{}: {}", name, why),
          "it is damaged or was not made by crossfade-collect: copy it again, or record again"};
}

/// Is it stored as exactly this type, little endian, without padding bits?
bool is_type(hid_t type, CellType wanted) {
  if (H5Tget_size(type) != bytes_of(wanted)) return false;
  if (wanted == CellType::text) {
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
  }
  if (wanted == CellType::f64) return H5Tequal(type, H5T_IEEE_F64LE) > 0;
  const bool is_signed = wanted == CellType::i32 || wanted == CellType::i64;
  return H5Tget_class(type) == H5T_INTEGER && H5Tget_precision(type) == 8 * bytes_of(wanted) &&
         H5Tget_offset(type) == 0 && H5Tget_sign(type) == (is_signed ? H5T_SGN_2 : H5T_SGN_NONE) &&
         (bytes_of(wanted) == 1 || H5Tget_order(type) == H5T_ORDER_LE);
}

// By itself libhdf5 copies an image with every property list that it is in, and once more for the file. Told
// that to allocate is to point at the image, and that to copy is to do nothing, it reads the image in place.
void* image_of(std::size_t, H5FD_file_image_op_t, void* image) {
  return *static_cast<void**>(image);
}
void* copied_already(void* target, const void*, std::size_t, H5FD_file_image_op_t, void*) {
  return target;
}
void* cannot_grow(void*, std::size_t, H5FD_file_image_op_t, void*) {
  return nullptr;
}
herr_t keep(void*, H5FD_file_image_op_t, void*) {
  return 0;
}
void* same_image(void* image) {
  return image;
}
herr_t keep_image(void*) {
  return 0;
}

struct OpenedAttribute {
  Attribute attribute;
  Datatype type;
};

/// nullopt if there is none; an attribute with an invalid type handle if it is not a scalar of its own size.
Result<std::optional<OpenedAttribute>> open_attribute(hid_t object, const std::string& name) {
  const htri_t exists = H5Aexists(object, name.c_str());
  if (exists < 0) return refuse(name, "the attributes cannot be read");
  if (exists == 0) return std::optional<OpenedAttribute>();
  OpenedAttribute opened{Attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT)), {}};
  if (!opened.attribute) return refuse(name, "the attribute cannot be opened");
  opened.type = Datatype(H5Aget_type(opened.attribute.get()));
  const Dataspace space(H5Aget_space(opened.attribute.get()));
  if (!opened.type || !space || H5Sget_simple_extent_type(space.get()) != H5S_SCALAR ||
      H5Aget_storage_size(opened.attribute.get()) != H5Tget_size(opened.type.get())) {
    return refuse(name, "the attribute is not a single value");
  }
  return std::optional<OpenedAttribute>(std::move(opened));
}

template <class T>
Result<std::optional<T>> number_attribute(hid_t object, const std::string& name, CellType type) {
  auto found = open_attribute(object, name);
  CF_TRY(found);
  const std::optional<OpenedAttribute>& opened = *found;
  if (!opened) return std::optional<T>();
  T value{};
  if (!is_type(opened->type.get(), type) ||
      H5Aread(opened->attribute.get(), opened->type.get(), &value) < 0) {
    return refuse(name, fmt::format("the attribute is not a {}", type_name(type)));
  }
  return std::optional<T>(value);
}

Result<std::string> text_of(const std::string& name, std::span<const std::byte> cell) {
  const auto* const begin = reinterpret_cast<const char*>(cell.data());
  std::string_view text(begin, cell.size());
  // All padding is at the end; a zero byte before that is no clean text.
  const std::size_t last = text.find_last_not_of('\0');
  text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  if (!is_clean_text(text)) return refuse(name, "a text is not clean UTF-8");
  return std::string(text);
}

}  // namespace

Result<DatasetReader> DatasetReader::open(std::span<const std::byte> payload) {
  prepare_library();
  const PropertyList access(H5Pcreate(H5P_FILE_ACCESS));
  char name[48];
  void* const first = const_cast<std::byte*>(payload.data());  // opened for reading, nothing is written there
  auto image = std::make_unique<void*>(first);
  H5FD_file_image_callbacks_t in_place{&image_of,   &copied_already, &cannot_grow, &keep,
                                       &same_image, &keep_image,     image.get()};
  if (!access || H5Pset_fapl_core(access.get(), std::size_t{1} << 20U, false) < 0 ||
      H5Pset_file_image_callbacks(access.get(), &in_place) < 0 ||
      H5Pset_file_image(access.get(), first, payload.size()) < 0) {
    return Error{ErrorKind::io, "", "", "HDF5 cannot open files in memory", "check that memory is left"};
  }
  File file(H5Fopen(unique_memory_name(name), H5F_ACC_RDONLY, access.get()));
  if (!file) {
    return Error{ErrorKind::data, "", "", "HDF5 cannot open it",
                 "it is damaged: copy it again from where it was made"};
  }
  return DatasetReader(std::move(image), std::move(file));
}

Result<std::optional<std::string>> DatasetReader::text_attribute(const std::string& name) const {
  auto found = open_attribute(file_.get(), name);
  CF_TRY(found);
  const std::optional<OpenedAttribute>& opened = *found;
  if (!opened) return std::optional<std::string>();
  const hid_t type = opened->type.get();
  const std::size_t size = H5Tget_size(type);
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0 || size == 0 ||
      size > max_attribute_bytes) {
    return refuse(name, "the attribute is not a text of fixed length");
  }
  std::vector<std::byte> cell(size);
  if (H5Aread(opened->attribute.get(), type, cell.data()) < 0)
    return refuse(name, "the attribute cannot be read");
  auto text = text_of(name, cell);
  CF_TRY(text);
  return std::optional<std::string>(std::move(*text));
}

Result<std::optional<std::int64_t>> DatasetReader::integer_attribute(const std::string& name) const {
  return number_attribute<std::int64_t>(file_.get(), name, CellType::i64);
}
Result<std::optional<double>> DatasetReader::real_attribute(const std::string& name) const {
  return number_attribute<double>(file_.get(), name, CellType::f64);
}

Result<Filters> DatasetReader::filters_of(const std::string& name, hid_t creation) {
  Filters filters;
  const int n = H5Pget_nfilters(creation);
  if (n < 0 || n > 2) return refuse(name, "it uses filters that a recording does not use");
  for (int i = 0; i < n; ++i) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &config);
    if (filter == H5Z_FILTER_SHUFFLE && !filters.shuffle && !filters.deflate) {
      filters.shuffle = true;
    } else if (filter == H5Z_FILTER_DEFLATE && !filters.deflate) {
      filters.deflate = true;
    } else {
      return refuse(name, "it uses filters that a recording does not use");
    }
  }
  return filters;
}

Result<DatasetReader::Opened> DatasetReader::open_dataset(const std::string& name, CellType type,
                                                          int rank) const {
  const htri_t exists = H5Lexists(file_.get(), name.c_str(), H5P_DEFAULT);
  if (exists == 0) return refuse(name, "this table or column is missing");
  H5L_info_t link;
  if (exists < 0 || H5Lget_info(file_.get(), name.c_str(), &link, H5P_DEFAULT) < 0) {
    return refuse(name, "it cannot be found");
  }
  if (link.type != H5L_TYPE_HARD) return refuse(name, "it is a link to somewhere else");

  Opened opened{
      .dataset = Dataset(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT)), .type = type, .rank = rank};
  if (!opened.dataset) return refuse(name, "it cannot be opened");
  const hid_t id = opened.dataset.get();
  const Datatype stored(H5Dget_type(id));
  const Dataspace space(H5Dget_space(id));
  const PropertyList creation(H5Dget_create_plist(id));
  if (!stored || !space || !creation) return refuse(name, "it cannot be read");
  if (!is_type(stored.get(), type)) return refuse(name, fmt::format("it is not of type {}", type_name(type)));
  if (H5Sget_simple_extent_type(space.get()) != H5S_SIMPLE ||
      H5Sget_simple_extent_ndims(space.get()) != rank ||
      H5Sget_simple_extent_dims(space.get(), opened.extent.data(), nullptr) < 0) {
    return refuse(name, fmt::format("it does not have {} dimension(s)", rank));
  }
  if (H5Pget_external_count(creation.get()) != 0) return refuse(name, "its data lie in another file");

  const H5D_layout_t layout = H5Pget_layout(creation.get());
  if (layout == H5D_CHUNKED) {
    opened.chunked = true;
    opened.chunk = {1, 1};
    if (H5Pget_chunk(creation.get(), 2, opened.chunk.data()) != rank)
      return refuse(name, "its chunks cannot be read");
    const std::uint64_t limit = max_chunk_bytes / bytes_of(type);
    if (opened.chunk[0] == 0 || opened.chunk[1] == 0 || opened.chunk[0] > limit ||
        opened.chunk[1] > limit / opened.chunk[0]) {
      return refuse(name, "its chunks are larger than a recording's");
    }
    auto filters = filters_of(name, creation.get());
    CF_TRY(filters);
    opened.filters = *filters;
  } else if (layout != H5D_CONTIGUOUS && layout != H5D_COMPACT) {
    return refuse(name, "its data lie in another file");
  }
  return opened;
}

Result<void> DatasetReader::visit_pieces(const std::string& name, const Opened& opened,
                                         const std::function<Result<void>(const Piece&)>& visit) {
  const auto [rows, columns] = opened.extent;
  const std::size_t width = bytes_of(opened.type);
  if (rows == 0 || columns == 0) return {};
  if (!opened.chunked) {
    // The caller has bounded the extent. Stored in the type that is read, so nothing is converted.
    const std::uint64_t bytes = rows * columns * width;
    if (H5Dget_storage_size(opened.dataset.get()) != bytes) return refuse(name, "its data are not all there");
    std::vector<std::byte> plain(bytes);
    const Datatype type(H5Dget_type(opened.dataset.get()));
    if (!type || H5Dread(opened.dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, plain.data()) < 0) {
      return refuse(name, "its data cannot be read");
    }
    return visit(Piece{0, rows, 0, columns, columns, plain});
  }
  const auto [chunk_rows, chunk_columns] = opened.chunk;
  std::vector<std::byte> plain(chunk_rows * chunk_columns * width), stored;
  for (hsize_t row = 0; row < rows; row += chunk_rows) {
    for (hsize_t column = 0; column < columns; column += chunk_columns) {
      const std::array<hsize_t, 2> offset{row, column};
      hsize_t size = 0;
      if (H5Dget_chunk_storage_size(opened.dataset.get(), offset.data(), &size) < 0 || size == 0) {
        return refuse(name, "a piece of its data is missing");
      }
      if (size > max_stored_bytes(plain.size())) return refuse(name, "a piece of its data is too large");
      stored.resize(size);
      std::uint32_t skipped_filters = 0;
      if (H5Dread_chunk(opened.dataset.get(), H5P_DEFAULT, offset.data(), &skipped_filters, stored.data()) <
          0) {
        return refuse(name, "a piece of its data cannot be read");
      }
      if (skipped_filters != 0 || !decode_chunk(stored, opened.filters, width, plain)) {
        return refuse(name, "a piece of its data does not decompress to its size");
      }
      CF_TRY(visit(Piece{row, std::min(chunk_rows, rows - row), column,
                         std::min(chunk_columns, columns - column), chunk_columns, plain}));
    }
  }
  return {};
}

Result<std::vector<std::byte>> DatasetReader::read_all(const std::string& name, const Opened& opened) {
  const auto [rows, columns] = opened.extent;
  const std::size_t width = bytes_of(opened.type);
  const std::uint64_t left = (max_decoded_bytes - decoded_bytes_) / width;
  if (columns != 0 && rows > left / columns) return refuse(name, "there is more data than a recording holds");
  std::vector<std::byte> all(rows * columns * width);
  if (all.empty()) return all;
  decoded_bytes_ += all.size();
  CF_TRY(visit_pieces(name, opened, [&all, columns = columns, width](const Piece& piece) -> Result<void> {
    for (std::uint64_t i = 0; i < piece.rows; ++i) {
      std::memcpy(all.data() + ((piece.first_row + i) * columns + piece.first_column) * width,
                  piece.bytes.data() + i * piece.pitch * width, piece.columns * width);
    }
    return {};
  }));
  return all;
}

Result<std::uint64_t> DatasetReader::length(const std::string& name, CellType type) const {
  auto opened = open_dataset(name, type, 1);
  CF_TRY(opened);
  return opened->extent[0];
}

Result<std::vector<std::byte>> DatasetReader::numbers(const std::string& name, CellType type,
                                                      std::uint64_t rows) {
  auto opened = open_dataset(name, type, 1);
  CF_TRY(opened);
  if (opened->extent[0] != rows) {
    return refuse(name, fmt::format("it has {} rows where its table has {}", opened->extent[0], rows));
  }
  return read_all(name, *opened);
}

Result<std::vector<std::byte>> DatasetReader::matrix(const std::string& name, CellType type,
                                                     std::uint64_t rows, std::uint64_t columns) {
  auto opened = open_dataset(name, type, 2);
  CF_TRY(opened);
  if (opened->extent != std::array<hsize_t, 2>{rows, columns}) {
    return refuse(name, fmt::format("it is not {} by {}", rows, columns));
  }
  return read_all(name, *opened);
}

Result<void> DatasetReader::visit(const std::string& name, CellType type, std::uint64_t rows,
                                  std::uint64_t columns,
                                  const std::function<Result<void>(const Piece&)>& visit) const {
  auto opened = open_dataset(name, type, 2);
  CF_TRY(opened);
  if (opened->extent != std::array<hsize_t, 2>{rows, columns}) {
    return refuse(name, fmt::format("it is not {} by {}", rows, columns));
  }
  // Not chunked means all at once.
  if (!opened->chunked && columns != 0 && rows > max_decoded_bytes / bytes_of(type) / columns) {
    return refuse(name, "there is more data than a recording holds");
  }
  return visit_pieces(name, *opened, visit);
}

Result<std::vector<std::string>> DatasetReader::texts(const std::string& name, std::uint64_t rows) {
  auto opened = open_dataset(name, CellType::text, 2);
  CF_TRY(opened);
  const std::uint64_t width = opened->extent[1];
  if (opened->extent[0] != rows) {
    return refuse(name, fmt::format("it has {} rows where its table has {}", opened->extent[0], rows));
  }
  if (width > max_text_bytes) return refuse(name, "its texts are longer than a recording's");
  auto cells = read_all(name, *opened);
  CF_TRY(cells);
  std::vector<std::string> values;
  values.reserve(rows);
  for (std::uint64_t i = 0; i < rows; ++i) {
    auto text = text_of(name, std::span(*cells).subspan(i * width, width));
    CF_TRY(text);
    values.push_back(std::move(*text));
  }
  return values;
}

Result<std::string> DatasetReader::document(const std::string& name) {
  auto opened = open_dataset(name, CellType::text, 1);
  CF_TRY(opened);
  if (opened->extent[0] > max_document_bytes) return refuse(name, "it is longer than a recording's");
  auto bytes = read_all(name, *opened);
  CF_TRY(bytes);
  return text_of(name, *bytes);
}

}  // namespace crossfade::results::file
