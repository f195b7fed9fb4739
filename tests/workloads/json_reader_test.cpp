#include "workloads/json_reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace crossfade::workloads {
namespace {

TEST(JsonReader, ReadsWhatItIsAskedFor) {
  JsonReader reader(R"( {"id": 18446744073709551615, "rate":-1.5e2 , "on":true,"off" : false,
                         "list":[ ], "none":{}, "tags":["a",""], "other":[1,{"x":[null,"]"]}]} )");
  std::uint64_t id = 0;
  double rate = 0;
  bool on = false, off = true;
  std::vector<std::string> tags;
  std::size_t skipped = 0;
  reader.object([&](const std::string& name) {
    if (name == "id") {
      id = reader.number();
    } else if (name == "rate") {
      rate = reader.decimal();
    } else if (name == "on") {
      on = reader.boolean();
    } else if (name == "off") {
      off = reader.boolean();
    } else if (name == "tags") {
      EXPECT_TRUE(reader.at('['));
      reader.array([&] { tags.push_back(reader.string()); });
    } else {
      reader.skip();
      ++skipped;
    }
  });
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(id, 18'446'744'073'709'551'615u);
  EXPECT_EQ(rate, -150);
  EXPECT_TRUE(on);
  EXPECT_FALSE(off);
  EXPECT_EQ(tags, (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(skipped, 3u);
}

TEST(JsonReader, ReadsEscapes) {
  JsonReader reader(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u6771\ud83d\ude00")");
  EXPECT_EQ(reader.string(), "\"\\/\b\f\n\r\tA\xc3\xa9\xe6\x9d\xb1\xf0\x9f\x98\x80");
}

TEST(JsonReader, BadTextIsRefusedWithItsPlace) {
  const auto refuses = [](const std::string& text) {
    JsonReader reader(text);
    try {
      reader.skip();
      return reader.at_end() ? std::string() : "rest";
    } catch (const Failure& failure) {
      return failure.where;
    }
  };
  EXPECT_EQ(refuses(R"({"a":1})"), "");
  EXPECT_EQ(refuses(R"({"a" 1})"), "byte 5");
  EXPECT_EQ(refuses(R"({"a":)"), "byte 5");
  for (const char* bad : {"", "[1,]", "[1", "{\"a\":1", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "tru",
                          "\"\x01\"", "{1:2}", "[1 2]"}) {
    EXPECT_NE(refuses(bad), "") << bad;
  }
}

}  // namespace
}  // namespace crossfade::workloads
