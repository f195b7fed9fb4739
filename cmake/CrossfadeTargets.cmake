# One call per target, so that a folder's CMakeLists.txt reads as a list.
include(CMakeParseArguments)

# crossfade_library(<name> SOURCES <files> [PUBLIC <targets>] [PRIVATE <targets>])
# A static library of one folder. Dependencies are PRIVATE unless a header of ours needs them.
function(crossfade_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  crossfade_precompile(${name} crossfade_precompiled)
  crossfade_unity(${name})
endfunction()

# crossfade_unity(<target>)
# With CROSSFADE_UNITY, about a dozen of its sources are compiled at once. Which ones follows from their names alone, so that a new
# file joins one group and moves none of the others: what is local to two sources may share a name that clashes only in one unit.
function(crossfade_unity target)
  if(NOT CROSSFADE_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(LENGTH sources count)
  set(groups 1)
  while(count GREATER 16)  # a power of two: the groups are dealt anew only where a target has doubled
    math(EXPR count "${count} / 2")
    math(EXPR groups "${groups} * 2")
  endwhile()
  foreach(source IN LISTS sources)
    string(MD5 digest "${source}")
    string(SUBSTRING "${digest}" 0 4 digits)
    math(EXPR group "0x${digits} % ${groups}")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "group_${group}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# crossfade_compiled_alone(<files>)
# Sources that with CROSSFADE_UNITY cannot be compiled in one with others of their target: what is local to them has a name that
# something local to another has, too.
function(crossfade_compiled_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# crossfade_fuzzed(<files>)
# Sources that a fuzz target (tests/fuzz) has to see the way through. Only where there are fuzz targets.
function(crossfade_fuzzed)
  if(CROSSFADE_SANITIZE STREQUAL "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    set_source_files_properties(${ARGN} PROPERTIES
      COMPILE_OPTIONS "-fsanitize-coverage=inline-8bit-counters,indirect-calls,trace-cmp,pc-table")
  endif()
endfunction()

# crossfade_workload(<plug-in name> SOURCES <files> [LIBRARIES <targets>])
# A plug-in: its own shared object that links only its own library and exports one symbol.
function(crossfade_workload name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  set(target workload_${name})
  add_library(${target} MODULE ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY "${CROSSFADE_WORKLOAD_DIRECTORY}")
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
  set(exports "${PROJECT_SOURCE_DIR}/workloads/exports.map")
  target_link_options(${target} PRIVATE "-Wl,--version-script=${exports}")
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${exports}")
  install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/crossfade/workloads COMPONENT collector)
  crossfade_summary("workload ${name}" "in")
endfunction()

# crossfade_left_out(<plug-in name> <reason>)
# Instead of crossfade_workload(): the summary and, by left_out.csv beside the plug-ins, the programs say why.
function(crossfade_left_out name reason)
  crossfade_summary("workload ${name}" "out: ${reason}")
  set_property(GLOBAL APPEND_STRING PROPERTY CROSSFADE_LEFT_OUT "${name},\"${reason}\"\n")
  file(REMOVE "${CROSSFADE_WORKLOAD_DIRECTORY}/${name}.so")  # of an earlier configuration
endfunction()

# crossfade_write_left_out(): once all workloads are known.
function(crossfade_write_left_out)
  get_property(rows GLOBAL PROPERTY CROSSFADE_LEFT_OUT)
  set(file "${CROSSFADE_WORKLOAD_DIRECTORY}/left_out.csv")
  file(CONFIGURE OUTPUT "${file}" @ONLY CONTENT "# Workloads that this build was made without.\nworkload,reason\n${rows}")
  install(FILES "${file}" DESTINATION ${CMAKE_INSTALL_LIBDIR}/crossfade/workloads COMPONENT collector)
endfunction()

# crossfade_mix(<name>)
# A workload that is composed of others: <name>.toml lies beside the plug-ins. It is there without them, too, and says then
# which part is missing.
function(crossfade_mix name)
  configure_file(${name}.toml "${CROSSFADE_WORKLOAD_DIRECTORY}/${name}.toml" COPYONLY)
  install(FILES ${name}.toml DESTINATION ${CMAKE_INSTALL_LIBDIR}/crossfade/workloads COMPONENT collector)
  file(STRINGS ${name}.toml lines REGEX "workload *= *\"")
  set(missing "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE ".*workload *= *\"([a-z0-9_]+).*" "\\1" part "${line}")
    if(NOT TARGET workload_${part})
      list(APPEND missing ${part})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES missing)
  if(missing)
    list(JOIN missing ", " missing)
    crossfade_summary("workload ${name}" "in, but cannot be used without ${missing}")
  else()
    crossfade_summary("workload ${name}" "in")
  endif()
endfunction()

# crossfade_test(<name> SOURCES <files> [LIBRARIES <targets>] [LABELS <labels>])
# A GoogleTest program; every TEST is a ctest entry "<name>.<suite>.<case>". In a sanitized tree, where starting a program takes
# longer than most tests, an entry "<name>.part_<i>" is every fourth TEST.
function(crossfade_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${arg_LIBRARIES} GTest::gtest GTest::gtest_main GTest::gmock)
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  crossfade_precompile(test_${name} crossfade_precompiled_test)
  crossfade_unity(test_${name})
  set(properties "")
  if(arg_LABELS)
    list(APPEND properties LABELS "${arg_LABELS}")
  endif()
  if(NOT CROSSFADE_SANITIZE)
    gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120 ${properties})
    return()
  endif()
  foreach(part RANGE 3)
    set(report "${CMAKE_BINARY_DIR}/tests/reports/${name}.part_${part}.xml")
    add_test(NAME ${name}.part_${part} COMMAND test_${name} --gtest_brief=1 --gtest_output=xml:${report})
    set_tests_properties(${name}.part_${part} PROPERTIES TIMEOUT 900 ${properties}
                         ENVIRONMENT "GTEST_TOTAL_SHARDS=4;GTEST_SHARD_INDEX=${part}")
  endforeach()
endfunction()
