#include "tests/results/hostile_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstring>

#include "results/file/chunk_codec.h"
#include "results/file/seal.h"
#include "tests/results/full_recording.h"

namespace crossfade::results::testing {
namespace {

using file::Attribute;
using file::Dataset;
using file::Dataspace;
using file::Datatype;
using file::PropertyList;

constexpr hsize_t rows = 12;  // stages of the full recording

template <class Id>
Id ok(Id id) {
  EXPECT_GE(id, 0) << "the hostile file could not be made";
  return id;
}

PropertyList creation() {
  return PropertyList(ok(H5Pcreate(H5P_DATASET_CREATE)));
}

PropertyList chunked(hsize_t chunk) {
  PropertyList list = creation();
  ok(H5Pset_chunk(list.get(), 1, &chunk));
  return list;
}

/// Puts a one-dimensional dataset in the place of `name`.
Dataset replace(hid_t file, const char* name, hid_t type, hsize_t length, const PropertyList& list) {
  remove_link(file, name);
  // HDF5 takes a chunk larger than the dataset only if that may grow.
  const bool may_grow = H5Pget_layout(list.get()) == H5D_CHUNKED;
  const hsize_t largest = may_grow ? H5S_UNLIMITED : length;
  const Dataspace space(ok(H5Screate_simple(1, &length, &largest)));
  return Dataset(ok(H5Dcreate2(file, name, type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT)));
}

void write_stored_chunk(const Dataset& dataset, std::uint32_t mask, std::span<const std::byte> stored) {
  const hsize_t offset = 0;
  ok(H5Dwrite_chunk(dataset.get(), H5P_DEFAULT, mask, &offset, stored.size(), stored.data()));
}

/// A chunk of `chunk` doubles whose stored stream inflates to `plain_bytes` zeros, deflated `times`.
void wrong_inflation(hid_t file, hsize_t chunk, std::size_t plain_bytes, int times, std::uint32_t mask = 0) {
  const PropertyList list = chunked(chunk);
  for (int i = 0; i < times; ++i) ok(H5Pset_deflate(list.get(), 1));
  const Dataset dataset = replace(file, "stage_offered_per_s", H5T_IEEE_F64LE, rows, list);
  std::vector<std::byte> stored(plain_bytes);
  for (int i = 0; i < times; ++i) stored = file::compress_chunk(stored, 1);
  write_stored_chunk(dataset, mask, stored);
}

void many_rows(hid_t file, hsize_t length, hsize_t chunk) {
  replace(file, "stage_offered_per_s", H5T_IEEE_F64LE, length, chunked(chunk));
}

void set_text_attribute(hid_t file, const char* name, hid_t type, const void* value) {
  if (H5Aexists(file, name) > 0) ok(H5Adelete(file, name));
  const Dataspace scalar(ok(H5Screate(H5S_SCALAR)));
  const Attribute attribute(ok(H5Acreate2(file, name, type, scalar.get(), H5P_DEFAULT, H5P_DEFAULT)));
  ok(H5Awrite(attribute.get(), type, value));
}

Datatype text_type(std::size_t size) {
  Datatype type(ok(H5Tcopy(H5T_C_S1)));
  ok(H5Tset_size(type.get(), size));
  return type;
}

void replace_document(hid_t file, const char* name, const std::string& text) {
  const Dataset dataset = replace(file, name, H5T_C_S1, text.size(), creation());
  ok(H5Dwrite(dataset.get(), H5T_C_S1, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()));
}

template <class T>
void overwrite_first(hid_t file, const char* name, hid_t type, T value) {
  const Dataset dataset(ok(H5Dopen2(file, name, H5P_DEFAULT)));
  const Dataspace space(ok(H5Dget_space(dataset.get())));
  std::vector<T> all(static_cast<std::size_t>(ok(H5Sget_simple_extent_npoints(space.get()))));
  ok(H5Dread(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()));
  all.at(0) = value;
  ok(H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()));
}

std::string path_of(hid_t file) {
  std::string path(static_cast<std::size_t>(ok(H5Fget_name(file, nullptr, 0))), '\0');
  ok(H5Fget_name(file, path.data(), path.size() + 1));
  return path;
}

std::vector<HostileFile> corrupt_storage() {
  return {
      {"ChunkInflatesShort", "does not decompress", [](hid_t f) { wrong_inflation(f, 131'072, 8, 1); }},
      {"ChunkInflatesShortShuffled", "does not decompress",
       [](hid_t f) {
         const PropertyList list = chunked(131'072);
         ok(H5Pset_shuffle(list.get()));
         ok(H5Pset_deflate(list.get(), 1));
         const Dataset dataset = replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, rows, list);
         write_stored_chunk(dataset, 0, file::compress_chunk(std::vector<std::byte>(8), 1));
       }},
      {"ChunkSkipsItsFilter", "does not decompress", [](hid_t f) { wrong_inflation(f, 1'024, 8'192, 1, 1); }},
      {"DeflateBomb", "too large", [](hid_t f) { wrong_inflation(f, 1'024, std::size_t{16} << 20U, 1); }},
      {"DeflateBombInSmallStream", "does not decompress",
       [](hid_t f) { wrong_inflation(f, 1'024, std::size_t{1} << 20U, 1); }},
      {"DeflatedTwice", "filters that a recording does not use",
       [](hid_t f) { wrong_inflation(f, 1'024, std::size_t{16} << 20U, 2); }},
      {"ChunkIsMissing", "a piece of its data is missing", [](hid_t f) { many_rows(f, rows, rows); }},
      {"HugeChunk", "chunks are larger",
       [](hid_t f) { replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, 500'000'000, chunked(500'000'000)); }},
      {"EightGibibytesOfNothing", "rows where its table has",
       [](hid_t f) { many_rows(f, hsize_t{1} << 30U, 1'024); }},
      {"HugeLength", "rows where its table has", [](hid_t f) { many_rows(f, hsize_t{1} << 58U, 1'024); }},
      {"HugeTable", "rows are too many",
       [](hid_t f) { replace(f, "stage", H5T_STD_U32LE, hsize_t{1} << 30U, chunked(1'024)); }},
      {"ContiguousWithoutData", "not all there",
       [](hid_t f) { replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, rows, creation()); }},
      {"PluginFilter", "filters that a recording does not use",
       [](hid_t f) {
         const PropertyList list = chunked(rows);
         ok(H5Pset_filter(list.get(), 32'004, H5Z_FLAG_OPTIONAL, 0, nullptr));
         replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, rows, list);
       }},
      {"ExternalStorage", "lie in another file",
       [](hid_t f) {
         const PropertyList list = creation();
         ok(H5Pset_external(list.get(), "/etc/passwd", 0, rows * 8));
         replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, rows, list);
       }},
      {"ExternalStorageThatNeverAnswers", "lie in another file",
       [](hid_t f) {
         const std::string pipe = path_of(f) + ".pipe";
         ok(::mkfifo(pipe.c_str(), 0600));
         const PropertyList list = creation();
         ok(H5Pset_external(list.get(), pipe.c_str(), 0, rows * 8));
         replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, rows, list);
       }},
      {"VirtualDataset", "lie in another file",
       [](hid_t f) {
         const hsize_t length = rows;
         const Dataspace space(ok(H5Screate_simple(1, &length, nullptr)));
         const PropertyList list = creation();
         ok(H5Pset_virtual(list.get(), space.get(), "other.h5", "/x", space.get()));
         replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, rows, list);
       }},
  };
}

std::vector<HostileFile> wrong_objects() {
  return {
      {"ExternalLink", "a link to somewhere else",
       [](hid_t f) {
         remove_link(f, "stage_offered_per_s");
         add_external_link(f, "stage_offered_per_s");
       }},
      {"SoftLink", "a link to somewhere else",
       [](hid_t f) {
         remove_link(f, "stage_offered_per_s");
         ok(H5Lcreate_soft("/stage_duration_ns", f, "stage_offered_per_s", H5P_DEFAULT, H5P_DEFAULT));
       }},
      {"SoftLinksInACircle", "a link to somewhere else",
       [](hid_t f) {
         remove_link(f, "stage_offered_per_s");
         ok(H5Lcreate_soft("/around", f, "stage_offered_per_s", H5P_DEFAULT, H5P_DEFAULT));
         ok(H5Lcreate_soft("/stage_offered_per_s", f, "around", H5P_DEFAULT, H5P_DEFAULT));
       }},
      {"HardLinkToTheRoot", "it cannot be opened",
       [](hid_t f) {
         remove_link(f, "stage_offered_per_s");
         ok(H5Lcreate_hard(f, "/", f, "stage_offered_per_s", H5P_DEFAULT, H5P_DEFAULT));
       }},
      {"SoftLinkToItself", "a link to somewhere else",
       [](hid_t f) {
         remove_link(f, "stage_offered_per_s");
         ok(H5Lcreate_soft("/stage_offered_per_s", f, "stage_offered_per_s", H5P_DEFAULT, H5P_DEFAULT));
       }},
      {"GroupInsteadOfDataset", "it cannot be opened",
       [](hid_t f) {
         remove_link(f, "stage_offered_per_s");
         ok(H5Gclose(ok(H5Gcreate2(f, "stage_offered_per_s", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT))));
       }},
      {"ColumnIsMissing", "stage_offered_per_s: this table or column is missing",
       [](hid_t f) { remove_link(f, "stage_offered_per_s"); }},
      {"TableIsMissing", "repetition: this table or column is missing",
       [](hid_t f) { remove_link(f, "repetition"); }},
      {"OtherType", "not of type f64",
       [](hid_t f) { replace(f, "stage_offered_per_s", H5T_STD_U64LE, rows, chunked(rows)); }},
      {"OtherByteOrder", "not of type f64",
       [](hid_t f) { replace(f, "stage_offered_per_s", H5T_IEEE_F64BE, rows, chunked(rows)); }},
      {"TypeWithinTypes", "not of type f64",
       [](hid_t f) {
         Datatype type(ok(H5Tcopy(H5T_IEEE_F64LE)));
         const hsize_t one = 1;
         for (int depth = 0; depth < 1'000; ++depth)
           type = Datatype(ok(H5Tarray_create2(type.get(), 1, &one)));
         replace(f, "stage_offered_per_s", type.get(), rows, creation());
       }},
      {"OtherSign", "not of type u64",
       [](hid_t f) { replace(f, "stage_duration_ns", H5T_STD_I64LE, rows, chunked(rows)); }},
      {"VariableLengthText", "not of type text",
       [](hid_t f) {
         const Datatype type(ok(H5Tcopy(H5T_C_S1)));
         ok(H5Tset_size(type.get(), H5T_VARIABLE));
         replace(f, "log", type.get(), 1, creation());
       }},
      {"OtherRank", "does not have 2 dimension",
       [](hid_t f) { replace(f, "stage_shedding", H5T_C_S1, rows, chunked(rows)); }},
      {"RowsOfAnotherTable", "rows where its table has 12",
       [](hid_t f) { replace(f, "stage_offered_per_s", H5T_IEEE_F64LE, 13, chunked(13)); }},
      {"VariableLengthAttribute", "title: the attribute is not",
       [](hid_t f) {
         const Datatype type(ok(H5Tcopy(H5T_C_S1)));
         ok(H5Tset_size(type.get(), H5T_VARIABLE));
         const char* text = "title";
         set_text_attribute(f, "title", type.get(), &text);
       }},
      {"HugeAttribute", "title: the attribute is not a text of fixed length",
       [](hid_t f) {
         const std::string text(5'000, 'x');
         set_text_attribute(f, "title", text_type(text.size()).get(), text.data());
       }},
      {"AttributeOfAnotherType", "vcpus: the attribute is not a i64",
       [](hid_t f) {
         const double value = 4;
         set_text_attribute(f, "vcpus", H5T_IEEE_F64LE, &value);
       }},
  };
}

std::vector<HostileFile> wrong_contents() {
  return {
      {"NotARecording", "an HDF5 file, but not a recording", [](hid_t f) { ok(H5Adelete(f, "format")); }},
      {"NewerMajor", "written by crossfade-collect test; this program reads schema 1",
       [](hid_t f) { replace_attribute(f, "schema_major", 2); }},
      {"OlderMajor", "it has schema 0.", [](hid_t f) { replace_attribute(f, "schema_major", 0); }},
      {"NegativeMemory", "memory_bytes: it is negative",
       [](hid_t f) { replace_attribute(f, "memory_bytes", -1); }},
      {"UnknownKind", "kind: 'dream' is not known",
       [](hid_t f) { set_text_attribute(f, "kind", text_type(5).get(), "dream"); }},
      {"ControlCharactersInTitle", "title: a text is not clean UTF-8",
       [](hid_t f) { set_text_attribute(f, "title", text_type(5).get(), "\x1B[31m"); }},
      {"UnknownEnumeration", "stage_kind: row 0 holds 8, which means nothing here",
       [](hid_t f) { overwrite_first<std::uint8_t>(f, "stage_kind", H5T_STD_U8LE, 8); }},
      {"NeitherYesNorNo", "repetition_settled: row 0 holds 2",
       [](hid_t f) { overwrite_first<std::uint8_t>(f, "repetition_settled", H5T_STD_U8LE, 2); }},
      {"RowOfNoRepetition", "stage_repetition: row 0 points to row 4 of repetition, which has 4",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "stage_repetition", H5T_STD_U32LE, 4); }},
      {"RowOfNoClass", "distribution_class: row 0 points to row -2 of class",
       [](hid_t f) { overwrite_first<std::int32_t>(f, "distribution_class", H5T_STD_I32LE, -2); }},
      {"ClassOfAnotherWorkload", "distribution of class 2, which its workload does not have",
       [](hid_t f) { overwrite_first<std::int32_t>(f, "distribution_class", H5T_STD_I32LE, 2); }},
      {"CounterState", "counter_state: 5 means nothing here",
       [](hid_t f) { overwrite_first<std::uint8_t>(f, "counter_state", H5T_STD_U8LE, 5); }},
      {"CountsDoNotAddUp", "histogram does not hold that many",
       [](hid_t f) { overwrite_first<std::uint64_t>(f, "distribution_n", H5T_STD_U64LE, 2'001); }},
      {"HistogramOverflows", "histogram does not hold that many",
       [](hid_t f) {
         overwrite_first<std::uint64_t>(f, "distribution_histogram", H5T_STD_U64LE, UINT64_MAX);
       }},
      {"TraceLongerThanItsRow", "trace_requests: 65537 are more than a trace holds",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "trace_requests", H5T_STD_U32LE, 65'537); }},
      {"TraceWithAHole", "trace_service_ns: row 0 lacks a value",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "trace_requests", H5T_STD_U32LE, 301); }},
      {"TraceOfNoStage", "trace_stage: row 0 points to row 12 of stage, which has 12",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "trace_stage", H5T_STD_U32LE, 12); }},
      {"TraceOfAnotherClass", "trace 0: trace with a request of class 2, which its workload does not have",
       [](hid_t f) { overwrite_first<std::uint8_t>(f, "trace_request_class", H5T_STD_U8LE, 2); }},
      {"SpikeOfALoadStage", "spike of a stage that is none",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "spike_stage", H5T_STD_U32LE, 2); }},
      {"SpikeOfNoSize", "spike with a factor of nan",
       [](hid_t f) { overwrite_first<double>(f, "spike_factor", H5T_NATIVE_DOUBLE, missing); }},
      {"SpikeThatEndsBeforeItBegins", "spike without a duration",
       [](hid_t f) { overwrite_first<std::uint64_t>(f, "spike_end_ns", H5T_STD_U64LE, 1); }},
      {"SpikeWindowOfAnotherClass", "row 0: spike window of class 2, which its workload does not have",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "spike_window_class", H5T_STD_U32LE, 2); }},
      {"SpikeWindowThatOverflows", "row 0: spike window in which more happened than was offered",
       [](hid_t f) {
         overwrite_first<std::uint64_t>(f, "spike_window_late", H5T_STD_U64LE, UINT64_MAX - 38);
       }},
      {"SpikeWindowWithCheapAnswersToNobody", "row 0: spike window with cheap answers to nobody",
       [](hid_t f) { overwrite_first<std::uint64_t>(f, "spike_window_cheap", H5T_STD_U64LE, 41); }},
      {"SampleOfNoStage", "sample_stage: row 0 points to row 12 of stage, which has 12",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "sample_stage", H5T_STD_U32LE, 12); }},
      {"SampleOfAnotherStagesWorker", "sample of worker 0, which its stage does not have",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "sample_worker", H5T_STD_U32LE, 0); }},
      {"SamplesOfStagesThatAreMixed", "the samples are not in the order of the stages",
       [](hid_t f) { overwrite_first<std::uint32_t>(f, "sample_stage", H5T_STD_U32LE, 2); }},
      {"SampleThatGoesBackInTime", "samples of a stage that are not in order at 350000000 ns",
       [](hid_t f) { overwrite_first<std::uint64_t>(f, "sample_time_ns", H5T_STD_U64LE, 350'000'001); }},
      {"MoreSamplesThanSensible", "sample: 536870912 rows are too many",
       [](hid_t f) { replace(f, "sample", H5T_STD_U32LE, hsize_t{1} << 29U, chunked(1'024)); }},
      {"CountsOfOtherSamples", "sample_value: it is not 27 by 2",
       [](hid_t f) {
         remove_link(f, "sample_value");
         ok(H5Lcreate_hard(f, "counter_total", f, "sample_value", H5P_DEFAULT, H5P_DEFAULT));
       }},
      {"OtherBuckets", "latency_bucket: its buckets are not those of schema 1",
       [](hid_t f) { overwrite_first<std::uint64_t>(f, "latency_bucket", H5T_STD_U64LE, 7); }},
      {"ShareOfNothing", "class segment has a share of nan",
       [](hid_t f) { overwrite_first<double>(f, "class_share", H5T_NATIVE_DOUBLE, missing); }},
      {"TextWithEscape", "repetition_reason: a text is not clean UTF-8",
       [](hid_t f) { overwrite_first<char>(f, "repetition_reason", H5T_C_S1, '\x1B'); }},
      {"TextWithZeroInside", "workload_name: a text is not clean UTF-8",
       [](hid_t f) { overwrite_first<char>(f, "workload_name", H5T_C_S1, '\0'); }},
      {"TextNotUtf8", "workload_name: a text is not clean UTF-8",
       [](hid_t f) { overwrite_first<char>(f, "workload_name", H5T_C_S1, '\xFF'); }},
      {"EnvironmentIsNoJson", "environment_json: it is not a list of facts",
       [](hid_t f) { replace_document(f, "environment_json", "{\"kernel\": 1}"); }},
      {"EnvironmentOfOtherTypes", "environment_json: it is not a list of facts",
       [](hid_t f) { replace_document(f, "environment_json", R"([{"key": 1}])"); }},
      {"EnvironmentHidesControlCharacters", "environment_json: a fact is not clean UTF-8",
       [](hid_t f) { replace_document(f, "environment_json", R"([{"key": "\u001b[31m"}])"); }},
      {"EnvironmentIsDeep", "environment_json: it is not a list of facts",
       [](hid_t f) { replace_document(f, "environment_json", std::string(2'000'000, '[')); }},
      {"EnvironmentIsDeepAndClosed", "environment_json: it is not a list of facts",
       [](hid_t f) {
         replace_document(f, "environment_json", std::string(1'000'000, '[') + std::string(1'000'000, ']'));
       }},
  };
}

}  // namespace

std::vector<HostileFile> hostile_files() {
  std::vector<HostileFile> all;
  for (auto* make : {corrupt_storage, wrong_objects, wrong_contents}) {
    for (HostileFile& hostile : make()) all.push_back(std::move(hostile));
  }
  return all;
}

void change_and_seal(const std::filesystem::path& path, const std::function<void(hid_t)>& change) {
  {
    file::File opened(ok(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)));
    change(opened.get());
    EXPECT_TRUE(opened.close());
  }
  std::vector<std::byte> bytes = bytes_of_file(path);
  file::append_seal(bytes);
  write_file(path, bytes);
}

void remove_link(hid_t file, const char* name) {
  ok(H5Ldelete(file, name, H5P_DEFAULT));
}

void add_external_link(hid_t file, const char* name) {
  // The reader has unregistered the library's own class of external links, for the whole process.
  H5L_class_t external{};
  external.version = H5L_LINK_CLASS_T_VERS;
  external.id = H5L_TYPE_EXTERNAL;
  external.comment = "external";
  external.trav_func = [](const char*, hid_t, const void*, std::size_t, hid_t, hid_t) -> hid_t { return -1; };
  ok(H5Lregister(&external));
  static constexpr char target[] = "\0/etc/passwd\0/x";  // flags, file, object
  ok(H5Lcreate_ud(file, name, H5L_TYPE_EXTERNAL, target, sizeof target, H5P_DEFAULT, H5P_DEFAULT));
  ok(H5Lunregister(H5L_TYPE_EXTERNAL));
}

void replace_attribute(hid_t file, const char* name, std::int64_t value) {
  ok(H5Adelete(file, name));
  const Dataspace scalar(ok(H5Screate(H5S_SCALAR)));
  const Attribute attribute(
      ok(H5Acreate2(file, name, H5T_STD_I64LE, scalar.get(), H5P_DEFAULT, H5P_DEFAULT)));
  ok(H5Awrite(attribute.get(), H5T_NATIVE_INT64, &value));
}

}  // namespace crossfade::results::testing
