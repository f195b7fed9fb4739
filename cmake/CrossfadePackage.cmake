# Debian packages, made by scripts/package: crossfade-collector (the lab: crossfade-collect, its measuring program and the workloads),
# crossfade-report, crossfade-gui, and crossfade-workload-dev (headers of plug-ins). What each needs of other packages dpkg-shlibdeps
# finds in its files. Included last: it reads what was to be installed, each part with its COMPONENT.
set(crossfade_packages collector report gui dev)

# Manual pages out of what --help prints, one a program and one a command of it.
find_program(CROSSFADE_HELP2MAN help2man)
set(crossfade_manual_pages "")
function(crossfade_manual component program summary)
  if(NOT TARGET ${program} OR NOT CROSSFADE_HELP2MAN)
    return()
  endif()
  set(folder "${CMAKE_BINARY_DIR}/man")
  set(pages "")
  foreach(command IN ITEMS "" ${ARGN})
    set(name ${program})
    set(text "${summary}")
    set(help --help)
    if(command)
      set(name ${program}-${command})
      set(text "the command ${command} of ${program}")
      set(help "${command} --help")
    endif()
    add_custom_command(
      OUTPUT "${folder}/${name}.1"
      COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
      COMMAND "${CROSSFADE_HELP2MAN}" --no-info --section=1 --source=Crossfade "--name=${text}" "--help-option=${help}"
              "--version-string=${name} ${PROJECT_VERSION}" "--output=${folder}/${name}.1" $<TARGET_FILE:${program}>
      DEPENDS ${program} VERBATIM)
    list(APPEND pages "${folder}/${name}.1")
  endforeach()
  add_custom_target(${program}-manual DEPENDS ${pages})
  add_dependencies(crossfade_manuals ${program}-manual)
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT ${component} OPTIONAL)
endfunction()

add_custom_target(crossfade_manuals)
crossfade_manual(collector crossfade-collect "measures workloads on this machine" run calibrate instructions list doctor)
crossfade_manual(report crossfade-report "compares recordings and prices them"
                 compare cost prices verdict why plan explain show samples export noise list import shapes validate)
crossfade_manual(gui crossfade-gui "looks at recordings side by side")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crossfade)
set(CPACK_PACKAGE_CONTACT "The Crossfade developers <crossfade@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_COMPONENTS_ALL ${crossfade_packages})
if(NOT CROSSFADE_GUI)
  list(REMOVE_ITEM CPACK_COMPONENTS_ALL gui)
endif()
set(CPACK_DEBIAN_COLLECTOR_PACKAGE_NAME crossfade-collector)
set(CPACK_COMPONENT_COLLECTOR_DESCRIPTION "measures how services perform on this instance
 Workloads of a streaming company under honest load: latency, throughput and
 performance counters, in one HDF5 file a run.")
set(CPACK_DEBIAN_COLLECTOR_PACKAGE_SUGGESTS "valgrind, crossfade-report")
set(CPACK_DEBIAN_REPORT_PACKAGE_NAME crossfade-report)
set(CPACK_COMPONENT_REPORT_DESCRIPTION "compares recordings of CPU instances and prices them
 Ratios with confidence intervals, what they cost, why they differ, and
 whether to migrate.")
set(CPACK_DEBIAN_GUI_PACKAGE_NAME crossfade-gui)
set(CPACK_COMPONENT_GUI_DESCRIPTION "looks at recordings of CPU instances side by side
 Latency against load, throughput, scaling, and why instance families differ.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME crossfade-workload-dev)
set(CPACK_COMPONENT_DEV_DESCRIPTION "headers for workloads of one's own
 A workload is a shared object on a small C interface.")
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_SHLIBDEPS OFF)
include(CPack)
