# crossfade_embed(<target> <file> <header> <namespace> <function>)
# Compiles the text of <file> into <target>: std::string_view <namespace>::<function>(), declared in <header>. Nothing is
# looked up at run time. The file is read again when it changes; it may not hold the sequence )embed".
function(crossfade_embed target file header namespace function)
  get_filename_component(file "${file}" ABSOLUTE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp")
  # Pieces, because a compiler need not take a literal of more than 65,536 characters; joined when first asked for.
  set(pieces "")
  get_filename_component(file "${file}" NAME)  # no path of the machine in what is generated
  string(LENGTH "${text}" length)
  set(from 0)
  while(from LESS length)
    string(SUBSTRING "${text}" ${from} 16000 piece)
    string(APPEND pieces "      R\"embed(${piece})embed\",\n")
    math(EXPR from "${from} + 16000")
  endwhile()
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT "// Generated from @file@. Do not edit.
#include \"@header@\"

#include <string>

namespace @namespace@ {
namespace {

constexpr std::string_view pieces[] = {
@pieces@};

std::string joined() {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

}  // namespace

std::string_view @function@() {
  static const std::string text = joined();
  return text;
}
}  // namespace @namespace@
")
  target_sources(${target} PRIVATE "${generated}")
endfunction()
