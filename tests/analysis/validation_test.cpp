// crossfade-report validate: the verdict on each file, and the exit code by the worst.
#include <nlohmann/json.hpp>

#include "analysis/report/validation.h"
#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Validate : public testing::ReportCase {
 protected:
  /// A copy of `from` without its last `bytes`.
  std::string shortened(const std::string& name, const std::string& from, std::uintmax_t bytes) const {
    std::filesystem::copy_file(from, at(name));
    std::filesystem::resize_file(at(name), std::filesystem::file_size(from) - bytes);
    return at(name);
  }
  std::string without_seal(const std::string& name) const { return shortened(name, base(), 64); }
};

TEST_F(Validate, AGoodFileIsValid) {
  const auto whole = whole_report({"validate", base()});
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->exit_code, 0);
  EXPECT_TRUE(whole->unusable.empty());
  EXPECT_THAT(whole->text, HasSubstr("1 file: 1 valid."));
  EXPECT_THAT(whole->text, Not(HasSubstr("REFUSED")));
}

TEST_F(Validate, AFileWithoutItsSealIsDoubtful) {
  const auto whole = whole_report({"validate", without_seal("open.h5"), at("m5.h5")});
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->exit_code, 1);
  EXPECT_THAT(whole->text, HasSubstr("open.h5: it has no seal"));
  EXPECT_THAT(whole->text, HasSubstr("2 files: 1 valid, 1 doubtful."));
}

TEST_F(Validate, OneRefusedFileIsSaidWithAllItsParts) {
  const std::string cut = shortened("cut.h5", base(), 1'000);
  const auto whole = whole_report({"validate", at("m5.h5"), cut, at("none.h5"), "--json"});
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->exit_code, 2);
  const auto json = nlohmann::json::parse(whole->text);
  const auto& rows = json["tables"][0]["rows"];
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["verdict"]["text"], "valid");
  EXPECT_EQ(rows[1]["verdict"]["text"], "REFUSED");
  EXPECT_THAT(rows[1]["why"]["text"], HasSubstr("truncated"));
  EXPECT_THAT(rows[1]["what_to_do"]["text"], HasSubstr("copy the file again"));
  EXPECT_THAT(rows[2]["why"]["text"], HasSubstr("No such file"));
  EXPECT_THAT(whole->text, HasSubstr("3 files: 1 valid, 2 refused."));
}

TEST_F(Validate, OfAFolderEveryRecordingIsLookedAt) {
  static_cast<void>(shortened("cut.h5", base(), 1'000));
  write("notes.txt", "no recording");
  const auto files = validate_all(std::vector<std::filesystem::path>{folder_});
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ((*files)[0].validity, Validity::refused);
  EXPECT_EQ((*files)[1].validity, Validity::valid);
  EXPECT_EQ((*files)[1].state, "finished");
  EXPECT_GT((*files)[1].stages, 0U);
  EXPECT_EQ(exit_code(*files), 2);
}

TEST_F(Validate, AFolderWithoutRecordingsIsAMistake) {
  std::filesystem::create_directory(folder_ / "empty");
  const results::Error e = error({"validate", at("empty")});
  EXPECT_EQ(e.kind, results::ErrorKind::data);
  for (const char* const part : {"no recording to validate", "there is no *.h5 in the folder or below it"})
    EXPECT_THAT(results::to_line(e), ::testing::HasSubstr(part));
  testing::expect_whole(error({"validate"}), {"no recording is named", "crossfade-report validate FOLDER"});
}

TEST_F(Validate, NoFileIsNotValidByBeingLeftOut) {
  EXPECT_EQ(exit_code(std::vector<ValidatedFile>{}), 0);
  ValidatedFile doubtful{.validity = Validity::doubtful}, refused{.validity = Validity::refused};
  EXPECT_EQ(exit_code(std::vector{doubtful, refused, doubtful}), 2);
  EXPECT_EQ(exit_code(std::vector{doubtful, ValidatedFile{}}), 1);
}

}  // namespace
}  // namespace crossfade::analysis
