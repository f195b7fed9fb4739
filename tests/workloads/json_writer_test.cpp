#include "workloads/json_writer.h"

#include <gtest/gtest.h>

namespace crossfade::workloads {
namespace {

TEST(JsonWriter, SetsCommasAndEscapes) {
  JsonWriter json;
  for (int document = 0; document < 2; ++document) {  // the second into the same memory
    json.clear();
    json.begin_object();
    json.member("number", 18'446'744'073'709'551'615u);
    json.member("text", "a\"b\\c\n\x1f\xc3\xa9");
    json.name("list");
    json.begin_array();
    json.begin_array();
    json.end_array();
    json.number(0);
    json.tenths(907);
    json.boolean(true);
    json.boolean(false);
    json.plain_string("x");
    json.begin_object();
    json.end_object();
    json.end_array();
    json.member("last", "");
    json.end_object();
    EXPECT_EQ(json.text(),
              "{\"number\":18446744073709551615,\"text\":\"a\\\"b\\\\c\\u000a\\u001f\xc3\xa9\","
              "\"list\":[[],0,90.7,true,false,\"x\",{}],\"last\":\"\"}");
  }
}

}  // namespace
}  // namespace crossfade::workloads
