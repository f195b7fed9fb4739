# Compiler, linker and sanitizer settings for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# The build tree has the layout of an installation, so that programs find each other the same way in both.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CROSSFADE_LIBEXEC_DIRECTORY "${CMAKE_BINARY_DIR}/libexec/crossfade")
set(CROSSFADE_WORKLOAD_DIRECTORY "${CMAKE_BINARY_DIR}/lib/crossfade/workloads")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarm on "text" + std::string when it is inlined (GCC bug 105651), fixed in 13.
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>")
endif()
# One binary for Intel and AMD: the lowest level of the instances compared. Libraries dispatch at run time. Contracted
# floating point would make the same binary give other bits where FMA exists.
add_compile_options(-march=x86-64-v2 -ffp-contract=off)
add_compile_options("$<$<CONFIG:Release>:-g1>")
include_directories("${CMAKE_SOURCE_DIR}")

# Several sources at once: each header is read once for a dozen of them. For whoever builds once, as scripts/test does its
# sanitized trees: a change then compiles a dozen sources anew. For clang; GCC's warnings see more than is there.
option(CROSSFADE_UNITY "Compile a dozen sources at once (a faster first build, slower ones after a change)" OFF)
if(CROSSFADE_UNITY)
  add_compile_options(-Wno-shadow)  # of names that only the neighbour in the batch has
endif()

find_program(CROSSFADE_CCACHE ccache)
if(CROSSFADE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${CROSSFADE_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CROSSFADE_CCACHE}")
endif()
find_program(CROSSFADE_MOLD mold)
if(CROSSFADE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
crossfade_summary("compiler" "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}")
foreach(tool IN ITEMS CCACHE MOLD)
  string(TOLOWER ${tool} name)
  if(CROSSFADE_${tool})
    crossfade_summary("${name}" "in")
  else()
    crossfade_summary("${name}" "out: not installed (slower builds, nothing else)")
  endif()
endforeach()

if(CROSSFADE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=address,undefined)
elseif(CROSSFADE_SANITIZE STREQUAL "thread")
  # Optimised a little: without inlining, its calls make a short stage seem to hang on a machine that is also building. Not with
  # address, where a generated parser then takes minutes to compile.
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -O1 -g1)
  add_link_options(-fsanitize=thread)
elseif(NOT CROSSFADE_SANITIZE STREQUAL "")
  message(FATAL_ERROR "CROSSFADE_SANITIZE is '${CROSSFADE_SANITIZE}': use '', 'address' or 'thread'")
endif()
if(CROSSFADE_SANITIZE)
  crossfade_summary("sanitizer" "${CROSSFADE_SANITIZE}")
endif()
