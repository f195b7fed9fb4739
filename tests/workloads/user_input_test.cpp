// Video that a user brought, through the plug-ins that take it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/workloads/plugin_host.h"
#include "workloads/video/scene.h"

namespace crossfade::workloads {
namespace {

using testing::HasSubstr;

class UserInput : public testing::TestWithParam<std::string> {
 protected:
  UserInput()
      : file_(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / (GetParam() + ".so")),
        path_(std::filesystem::temp_directory_path() / ("crossfade-clip-" + std::to_string(::getpid()))) {}
  ~UserInput() override { std::filesystem::remove(path_); }
  void SetUp() override {
    if (!std::filesystem::exists(file_)) GTEST_SKIP() << "not in this build";
  }

  void write_film(std::uint64_t seed, std::uint32_t pictures) const {
    const video::Clip clip = video::make_clip(seed, 0, 0.5, {96, 80}, pictures);
    std::ofstream file(path_, std::ios::binary);
    file << "YUV4MPEG2 W96 H80 F25:1\n";
    for (std::uint32_t number = 0; number < pictures; ++number) {
      file << "FRAME\n";
      file.write(reinterpret_cast<const char*>(clip.luma(number)),
                 static_cast<std::streamsize>(clip.size.picture_bytes()));
    }
  }
  Preparation film() const {
    Preparation preparation;
    preparation.input_path = path_;
    return preparation;
  }

  std::filesystem::path file_;
  std::string path_;
};

TEST_P(UserInput, ItsOwnFilmIsEncodedAndChecked) {
  const Plugin plugin(file_);
  EXPECT_NE(plugin.table().flags & CF_FLAG_TAKES_INPUT, 0U);
  write_film(1, 40);  // fewer chunks than the pools have requests
  Prepared prepared(plugin, film());
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  for (std::uint32_t class_id = 0; class_id < plugin.table().n_classes; ++class_id) {
    const cf_request request{plugin.table().classes[class_id].pool - 1, 0, class_id, 0};
    const cf_answer answer = worker.request(request);
    cf_error error{};
    EXPECT_EQ(worker.verify(request, answer, &error), CF_OK) << to_text(error);
  }
  EXPECT_EQ(prepared.finish(), CF_OK);
}

TEST_P(UserInput, TheDigestOfTheDatasetIsThatOfTheFilm) {
  const Plugin plugin(file_);
  write_film(1, 40);
  const auto digest = Prepared(plugin, film()).notes("dataset_digest");
  Preparation other_seed = film();
  other_seed.seed += 1;
  EXPECT_EQ(Prepared(plugin, other_seed).notes("dataset_digest"), digest) << "nothing is generated";
  write_film(2, 40);
  EXPECT_NE(Prepared(plugin, film()).notes("dataset_digest"), digest);
}

TEST_P(UserInput, TheWrongKindIsRefusedBeforeAnythingIsPrepared) {
  const Plugin plugin(file_);
  const Prepared missing(plugin, film());
  EXPECT_EQ(missing.status(), CF_UNSUPPORTED);
  EXPECT_EQ(missing.error().where, path_);
  EXPECT_EQ(missing.need().shared_bytes, 0U) << "need() refused";
  std::ofstream(path_) << "no film\n";
  EXPECT_THAT(Prepared(plugin, film()).error().why, HasSubstr("YUV4MPEG2"));
  write_film(1, 0);
  EXPECT_THAT(Prepared(plugin, film()).error().why, HasSubstr("it has 0 pictures"));
}

INSTANTIATE_TEST_SUITE_P(Video, UserInput, testing::Values("encode_x264", "encode_svtav1", "quality_metric"),
                         [](const auto& plugin) { return plugin.param; });

}  // namespace
}  // namespace crossfade::workloads
