# Precompiled headers: most of compiling is reading the same ones. A source that lacks an #include is found by scripts/tidy,
# which reads each source without them, and by a build with -DCROSSFADE_PRECOMPILED=OFF.
option(CROSSFADE_PRECOMPILED "Precompile the headers that most sources read (a quarter of the build's time)" ON)
set(crossfade_common_headers <fmt/format.h> <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory>
    <optional> <span> <string> <string_view> <variant> <vector>)

if(CROSSFADE_PRECOMPILED)
  add_compile_definitions(FMT_SHARED)  # as fmt's own target has it: all or none, for a header that asks for it
  # Two, because libraries and programs are compiled differently (-fPIC, -fPIE).
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled.cpp" CONTENT "int main() { return 0; }\n")
  add_library(crossfade_precompiled STATIC EXCLUDE_FROM_ALL "${CMAKE_BINARY_DIR}/precompiled.cpp")
  target_precompile_headers(crossfade_precompiled PRIVATE ${crossfade_common_headers})
  if(CROSSFADE_TESTS)
    find_package(GTest REQUIRED)
    add_executable(crossfade_precompiled_test EXCLUDE_FROM_ALL "${CMAKE_BINARY_DIR}/precompiled.cpp")
    target_link_libraries(crossfade_precompiled_test PRIVATE GTest::gmock)
    target_precompile_headers(crossfade_precompiled_test PRIVATE ${crossfade_common_headers} <gmock/gmock.h> <gtest/gtest.h>)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Precompiled, the standard library is no system header to GCC's optimiser, and bug 105651 shows under other names.
    foreach(warning IN ITEMS array-bounds stringop-overflow stringop-overread)
      add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wno-${warning}>")
    endforeach()
  endif()
  if(CROSSFADE_CCACHE)
    # What ccache needs to reuse what was compiled with one (its manual, "Precompiled headers").
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options(-fpch-preprocess)
    else()
      add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
    endif()
    foreach(language IN ITEMS C CXX)
      set(CMAKE_${language}_COMPILER_LAUNCHER
          "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${CROSSFADE_CCACHE}")
    endforeach()
  endif()
endif()

# crossfade_precompile(<target> <crossfade_precompiled or crossfade_precompiled_test>)
# Nothing where a source is C: the headers are not.
function(crossfade_precompile target headers)
  get_target_property(sources ${target} SOURCES)
  if(TARGET ${headers} AND NOT sources MATCHES "\\.c(;|$)")
    target_precompile_headers(${target} REUSE_FROM ${headers})
  endif()
endfunction()
