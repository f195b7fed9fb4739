# One call per target, so that a folder's CMakeLists.txt reads as a list.
include(CMakeParseArguments)

# crossfade_library(<name> SOURCES <files> [PUBLIC <targets>] [PRIVATE <targets>])
# A static library of one folder. Dependencies are PRIVATE unless a header of ours needs them.
function(crossfade_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
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
  install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/crossfade/workloads)
  crossfade_summary("workload ${name}" "in")
endfunction()

# crossfade_test(<name> SOURCES <files> [LIBRARIES <targets>] [LABELS <labels>])
# A GoogleTest program; every TEST is a ctest entry "<name>.<suite>.<case>".
function(crossfade_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${arg_LIBRARIES} GTest::gtest GTest::gtest_main GTest::gmock)
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  set(properties TIMEOUT 120)
  if(arg_LABELS)
    list(APPEND properties LABELS "${arg_LABELS}")
  endif()
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST PROPERTIES ${properties})
endfunction()
