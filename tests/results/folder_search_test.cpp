// Folder search: what is found below a folder, what is passed over, and where it ends.
#include "results/folder_search.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "results/catalogue.h"
#include "tests/results/full_recording.h"

namespace crossfade::results {
namespace {

using testing::TemporaryFolder;
namespace fs = std::filesystem;

class FolderSearch : public ::testing::Test {
 protected:
  fs::path add(const char* name) const {
    const fs::path path = top_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "x";
    return path;
  }

  TemporaryFolder top_;
};

TEST_F(FolderSearch, FindsWhatALabLeavesSortedByPath) {
  const fs::path last = add("m7a.xlarge/b/3fa9-look1.h5"), first = add("m5.xlarge/a/3fa9-look1.h5"),
                 middle = add("m5.xlarge/a/3fa9-look2.h5"), direct = add("a.h5");
  static_cast<void>(add("m5.xlarge/a/table.txt"));
  static_cast<void>(add("lab.key"));
  const auto found = search_folder(top_.path());
  ASSERT_TRUE(found) << to_line(found.error());
  EXPECT_EQ(found->files, (std::vector{direct, first, middle, last}));
  EXPECT_TRUE(found->not_listed.empty());
}

TEST_F(FolderSearch, PassesOverHiddenFoldersAndLinksToFolders) {
  const fs::path kept = add("host/a.h5");
  static_cast<void>(add(".programs/old.h5"));
  fs::create_directory_symlink(top_.path(), top_ / "host/circle");
  fs::create_directory_symlink(top_ / "host", top_ / "again");
  fs::create_symlink(kept, top_ / "host/linked.h5");
  const auto found = search_folder(top_.path());
  ASSERT_TRUE(found) << to_line(found.error());
  EXPECT_EQ(found->files, (std::vector{kept, top_ / "host/linked.h5"})) << "a link to a file is a file";
}

TEST_F(FolderSearch, TheFolderItselfMayBeHiddenOrALink) {
  static_cast<void>(add(".night/a.h5"));
  fs::create_directory_symlink(top_ / ".night", top_ / "night");
  for (const char* name : {".night", "night"}) {
    const auto found = search_folder(top_ / name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->files, std::vector{top_ / name / "a.h5"});
  }
}

TEST_F(FolderSearch, EndsWithAMessageRatherThanWithAPart) {
  for (const char* name : {"a/1.h5", "a/2.h5", "b/3.h5"}) static_cast<void>(add(name));
  EXPECT_TRUE(search_folder(top_.path(), {.deepest = 1, .most_entries = 5}));
  const auto many = search_folder(top_.path(), {.deepest = 1, .most_entries = 4});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, ErrorKind::data);
  EXPECT_EQ(many.error().where, top_.path().string());
  EXPECT_EQ(many.error().why, "there are over 4 files and folders in it");
  const auto deep = search_folder(top_.path(), {.deepest = 0, .most_entries = 5});
  ASSERT_FALSE(deep);
  EXPECT_NE(deep.error().why.find("more than 0 folders below it"), std::string::npos) << deep.error().why;
}

TEST_F(FolderSearch, AFolderBelowThatCannotBeListedIsNamed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may list everything";
  const fs::path kept = add("a/1.h5");
  static_cast<void>(add("shut/2.h5"));
  fs::permissions(top_ / "shut", fs::perms::none);
  const fs::path top = top_.path();
  const auto found = find_files(std::span(&top, 1));
  fs::permissions(top_ / "shut", fs::perms::owner_all);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].path, kept);
  ASSERT_FALSE(found[1].listed);
  EXPECT_EQ(found[1].listed.error().where, (top_ / "shut").string());
}

TEST_F(FolderSearch, AFolderThatIsNotThereIsAnError) {
  const auto found = search_folder(top_ / "none");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace crossfade::results
