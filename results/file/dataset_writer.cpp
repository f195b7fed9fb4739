#include "results/file/dataset_writer.h"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "results/assertion.h"
#include "results/file/chunk_codec.h"

namespace crossfade::results::file {
namespace {

constexpr std::size_t max_chunk_bytes = std::size_t{4} << 20U;
constexpr hsize_t rows_per_chunk = 1'024;

template <class Id>
Id checked(Id id, const char* call) {
  if (id < 0) throw Hdf5Failure(fmt::format("{} failed", call));
  return id;
}

hid_t type_of(CellType type) {
  switch (type) {
    case CellType::u8:
      return H5T_STD_U8LE;
    case CellType::u32:
      return H5T_STD_U32LE;
    case CellType::i32:
      return H5T_STD_I32LE;
    case CellType::u64:
      return H5T_STD_U64LE;
    case CellType::i64:
      return H5T_STD_I64LE;
    case CellType::f64:
      return H5T_IEEE_F64LE;
    case CellType::text:
      return H5T_C_S1;
  }
  return H5I_INVALID_HID;
}

void write_attribute(hid_t object, const std::string& name, hid_t type, hid_t space, const void* value) {
  Attribute attribute(
      checked(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), "H5Acreate2"));
  checked(H5Awrite(attribute.get(), type, value), "H5Awrite");
  if (!attribute.close()) throw Hdf5Failure("H5Aclose failed");
}

void write_scalar(hid_t object, const std::string& name, hid_t type, const void* value) {
  const Dataspace scalar(checked(H5Screate(H5S_SCALAR), "H5Screate"));
  write_attribute(object, name, type, scalar.get(), value);
}

void write_text(hid_t object, const std::string& name, std::string_view text) {
  // HDF5 has no strings of length 0; one zero byte reads as empty.
  const std::string padded = text.empty() ? std::string(1, '\0') : std::string(text);
  const Datatype type(checked(H5Tcopy(H5T_C_S1), "H5Tcopy"));
  checked(H5Tset_size(type.get(), padded.size()), "H5Tset_size");
  checked(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "H5Tset_strpad");
  checked(H5Tset_cset(type.get(), H5T_CSET_UTF8), "H5Tset_cset");
  write_scalar(object, name, type.get(), padded.data());
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

}  // namespace

DatasetWriter::DatasetWriter() {
  prepare_library();
  const PropertyList access(checked(H5Pcreate(H5P_FILE_ACCESS), "H5Pcreate"));
  checked(H5Pset_fapl_core(access.get(), std::size_t{1} << 20U, false), "H5Pset_fapl_core");
  // Metadata with checksums, and nothing that only newer libraries read.
  checked(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110), "H5Pset_libver_bounds");
  const PropertyList creation(checked(H5Pcreate(H5P_FILE_CREATE), "H5Pcreate"));
  // The same input shall give the same bytes: no time stamps.
  checked(H5Pset_obj_track_times(creation.get(), false), "H5Pset_obj_track_times");
  checked(H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          "H5Pset_link_creation_order");
  char name[48];
  file_ = File(
      checked(H5Fcreate(unique_memory_name(name), H5F_ACC_TRUNC, creation.get(), access.get()), "H5Fcreate"));
}

void DatasetWriter::attribute(const std::string& name, std::string_view text) {
  write_text(file_.get(), name, text);
}
void DatasetWriter::attribute(const std::string& name, std::int64_t value) {
  write_scalar(file_.get(), name, H5T_STD_I64LE, &value);
}
void DatasetWriter::attribute(const std::string& name, double value) {
  write_scalar(file_.get(), name, H5T_IEEE_F64LE, &value);
}

Dataset DatasetWriter::create(const std::string& name, const Description& description,
                              std::span<const hsize_t> extent, std::span<const hsize_t> chunk) {
  const PropertyList creation(checked(H5Pcreate(H5P_DATASET_CREATE), "H5Pcreate"));
  checked(H5Pset_obj_track_times(creation.get(), false), "H5Pset_obj_track_times");
  // netCDF knows a length of 0 only as the start of a growing dimension.
  std::vector<hsize_t> largest(extent.begin(), extent.end());
  std::replace(largest.begin(), largest.end(), hsize_t{0}, H5S_UNLIMITED);
  if (!chunk.empty()) {
    std::vector<hsize_t> clipped(chunk.begin(), chunk.end());
    for (std::size_t i = 0; i < clipped.size(); ++i) {
      clipped[i] = std::clamp<hsize_t>(clipped[i], 1, std::max<hsize_t>(extent[i], 1));
    }
    checked(H5Pset_chunk(creation.get(), static_cast<int>(clipped.size()), clipped.data()), "H5Pset_chunk");
    checked(H5Pset_shuffle(creation.get()), "H5Pset_shuffle");
    checked(H5Pset_deflate(creation.get(), deflate_level), "H5Pset_deflate");
  }
  if (description.may_be_missing) {
    const std::uint64_t fill = missing_integer(description.type);  // little endian: any width reads its part
    checked(H5Pset_fill_value(creation.get(), type_of(description.type), &fill), "H5Pset_fill_value");
  }
  const Dataspace space(checked(
      H5Screate_simple(static_cast<int>(extent.size()), extent.data(), largest.data()), "H5Screate_simple"));
  Dataset dataset(checked(H5Dcreate2(file_.get(), name.c_str(), type_of(description.type), space.get(),
                                     H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                          "H5Dcreate2"));
  describe(dataset.get(), description);
  return dataset;
}

void DatasetWriter::describe(hid_t object, const Description& description) {
  if (!description.long_name.empty()) {
    write_text(object, "units", description.unit);
    write_text(object, "long_name", description.long_name);
  }
  if (description.type == CellType::text) write_text(object, "_Encoding", "utf-8");
  if (description.may_be_missing) {
    const std::uint64_t fill = missing_integer(description.type);
    write_scalar(object, "_FillValue", type_of(description.type), &fill);
  }
  if (!description.meanings.empty()) {
    std::vector<std::uint8_t> values(description.meanings.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(i);
    const hsize_t n = values.size();
    const Dataspace space(checked(H5Screate_simple(1, &n, nullptr), "H5Screate_simple"));
    write_attribute(object, "flag_values", H5T_STD_U8LE, space.get(), values.data());
    write_text(object, "flag_meanings", joined(description.meanings));
  }
}

void DatasetWriter::add_scale(const std::string& name, const std::string& scale_name, Dataset dataset,
                              hsize_t length) {
  checked(H5DSset_scale(dataset.get(), scale_name.c_str()), "H5DSset_scale");
  scales_[name] = Scale{std::move(dataset), length};
}

void DatasetWriter::coordinate(const std::string& name, const Description& description,
                               std::span<const std::byte> values) {
  const hsize_t length = values.size() / bytes_of(description.type);
  const hsize_t chunk = 8 * rows_per_chunk;
  Dataset dataset = create(name, description, std::span(&length, 1), std::span(&chunk, 1));
  if (length > 0) {
    checked(H5Dwrite(dataset.get(), type_of(description.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "H5Dwrite");
  }
  add_scale(name, name, std::move(dataset), length);
}

void DatasetWriter::dimension(const std::string& name, std::uint64_t length) {
  const hsize_t extent = length, chunk = 1;
  // A dataset that may grow must be chunked.
  Dataset dataset = create(name, Description{.type = CellType::u8}, std::span(&extent, 1),
                           std::span(&chunk, length == 0 ? 1 : 0));
  // The agreed name by which netCDF knows a dimension that is no variable.
  add_scale(name, fmt::format("This is a netCDF dimension but not a netCDF variable. {:>10}", length),
            std::move(dataset), length);
}

std::vector<hsize_t> DatasetWriter::extent_of(std::span<const std::string> dimensions) const {
  std::vector<hsize_t> extent;
  for (const std::string& name : dimensions) {
    const auto scale = scales_.find(name);
    CF_ASSERT(scale != scales_.end(), "a dataset over a dimension that was not written before it");
    extent.push_back(scale->second.length);
  }
  return extent;
}

void DatasetWriter::attach(Dataset dataset, std::span<const std::string> dimensions) {
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    checked(
        H5DSattach_scale(dataset.get(), scales_.at(dimensions[i]).dataset.get(), static_cast<unsigned>(i)),
        "H5DSattach_scale");
  }
  if (!dataset.close()) throw Hdf5Failure("H5Dclose failed");
}

void DatasetWriter::numbers(const std::string& name, const Description& description,
                            std::span<const std::string> dimensions, std::span<const hsize_t> chunk,
                            std::span<const std::byte> values) {
  Dataset dataset = create(name, description, extent_of(dimensions), chunk);
  if (!values.empty()) {
    checked(H5Dwrite(dataset.get(), type_of(description.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "H5Dwrite");
  }
  attach(std::move(dataset), dimensions);
}

void DatasetWriter::texts(const std::string& name, const Description& description,
                          const std::string& dimension_name, std::span<const std::string> values) {
  std::size_t longest = 8;
  for (const std::string& value : values) longest = std::max(longest, value.size());
  // Few widths, so that columns share their dimension; the padding compresses away.
  const std::size_t width = std::bit_ceil(longest);
  const std::string width_name = fmt::format("text_{}", width);
  if (!scales_.contains(width_name)) dimension(width_name, width);

  std::vector<std::byte> cells(values.size() * width);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::memcpy(cells.data() + i * width, values[i].data(), values[i].size());
  }
  const std::array<std::string, 2> dimensions{dimension_name, width_name};
  const std::array<hsize_t, 2> chunk{std::min<hsize_t>(rows_per_chunk, max_chunk_bytes / width), width};
  numbers(name, description, dimensions, chunk, cells);
}

void DatasetWriter::document(const std::string& name, std::string_view long_name, std::string_view text) {
  const std::array<std::string, 1> dimensions{name + "_length"};
  dimension(dimensions[0], text.size());
  const hsize_t chunk = std::size_t{1} << 16U;
  numbers(name, Description{.unit = "1", .long_name = long_name, .type = CellType::text}, dimensions,
          std::span(&chunk, 1), std::as_bytes(std::span(text.data(), text.size())));
}

void DatasetWriter::compressed_rows(const std::string& name, const Description& description,
                                    std::span<const std::string> dimensions,
                                    std::span<const std::vector<std::byte>> chunks) {
  const std::vector<hsize_t> extent = extent_of(dimensions);
  CF_ASSERT(extent.size() == 2 && extent[0] == chunks.size(), "one chunk for each row");
  const std::array<hsize_t, 2> chunk{1, extent[1]};
  Dataset dataset = create(name, description, extent, chunk);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const std::array<hsize_t, 2> offset{i, 0};
    checked(H5Dwrite_chunk(dataset.get(), H5P_DEFAULT, 0, offset.data(), chunks[i].size(), chunks[i].data()),
            "H5Dwrite_chunk");
  }
  attach(std::move(dataset), dimensions);
}

void DatasetWriter::compressed_columns(const std::string& name, const Description& description,
                                       std::span<const std::string> dimensions, hsize_t rows,
                                       std::span<const std::vector<std::vector<std::byte>>> chunks,
                                       std::span<const std::byte> blank) {
  const std::vector<hsize_t> extent = extent_of(dimensions);
  CF_ASSERT(extent.size() == 2 && chunks.size() == (rows == 0 ? 0 : (extent[0] + rows - 1) / rows),
            "chunks for all rows");
  const std::array<hsize_t, 2> chunk{rows, 1};
  Dataset dataset = create(name, description, extent, chunk);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (std::size_t column = 0; column < extent[1]; ++column) {
      const bool is_there = column < chunks[i].size() && !chunks[i][column].empty();
      const std::span<const std::byte> stored = is_there ? std::span(chunks[i][column]) : blank;
      const std::array<hsize_t, 2> offset{i * rows, column};
      checked(H5Dwrite_chunk(dataset.get(), H5P_DEFAULT, 0, offset.data(), stored.size(), stored.data()),
              "H5Dwrite_chunk");
    }
  }
  attach(std::move(dataset), dimensions);
}

std::vector<std::byte> DatasetWriter::finish() {
  for (auto& [name, scale] : scales_) {
    if (!scale.dataset.close()) throw Hdf5Failure("H5Dclose failed");
  }
  checked(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "H5Fflush");
  const auto length =
      static_cast<std::size_t>(checked(H5Fget_file_image(file_.get(), nullptr, 0), "H5Fget_file_image"));
  std::vector<std::byte> image(length);
  checked(H5Fget_file_image(file_.get(), image.data(), image.size()), "H5Fget_file_image");
  if (!file_.close()) throw Hdf5Failure("H5Fclose failed");
  if (unreported_close_failures != close_failures_before_) throw Hdf5Failure("closing an HDF5 object failed");
  return image;
}

}  // namespace crossfade::results::file
