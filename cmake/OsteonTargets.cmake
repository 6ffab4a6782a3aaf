# Two functions make every target of the project, so that warnings, layering and test labels are said once.

add_library(osteon_warnings INTERFACE)
target_compile_options(osteon_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wdouble-promotion -Werror)

# Every translation unit, generated ones included: no fused multiply-add, so that equal input gives equal bits.
add_compile_options(-ffp-contract=off)
# Programs carry a hash of what is in them: stored features belong to one build.
add_link_options(-Wl,--build-id=sha1)

# Tests are compiled once and run once: optimising them takes longer than it saves.
set(osteon_test_options $<$<CONFIG:RelWithDebInfo>:-O1>)

# The headers that most files include are parsed once, and the files of a target are compiled together, twelve at a time.
# Not with a launcher such as ccache (docs/developer.md), which knows a precompiled header only by its bytes, and is of
# use where one file of twelve changed.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  add_compile_options(-pthread)  # some libraries bring it along, and a precompiled header must be made with what it is used with
  # GCC 12 forgets which of the precompiled headers are the system's, and warns of what it inlines from them. Builds with
  # a launcher keep these warnings.
  target_compile_options(osteon_warnings INTERFACE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-restrict -Wno-maybe-uninitialized -Wno-free-nonheap-object -Wno-nonnull -Wno-dangling-pointer)
  file(WRITE "${CMAKE_BINARY_DIR}/precompiled.cc" "")
  add_library(osteon_library_headers OBJECT "${CMAKE_BINARY_DIR}/precompiled.cc")
  target_link_libraries(osteon_library_headers PRIVATE Eigen3::Eigen absl::statusor absl::strings osteon_warnings)
  target_precompile_headers(osteon_library_headers PRIVATE
    <algorithm> <cmath> <cstdint> <map> <optional> <string> <utility> <vector>
    <Eigen/Dense> <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_join.h>)
  add_library(osteon_test_headers OBJECT "${CMAKE_BINARY_DIR}/precompiled.cc")
  target_link_libraries(osteon_test_headers PRIVATE Eigen3::Eigen absl::statusor absl::strings GTest::gmock_main osteon_warnings)
  target_compile_options(osteon_test_headers PRIVATE ${osteon_test_options})
  target_precompile_headers(osteon_test_headers PRIVATE
    <algorithm> <cmath> <map> <string> <utility> <vector> <gmock/gmock.h> <gtest/gtest.h>
    <Eigen/Dense> <absl/status/statusor.h> <absl/strings/str_cat.h>)
endif()
function(osteon_compile_together name headers)
  if(TARGET ${headers})
    target_precompile_headers(${name} REUSE_FROM ${headers})
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  endif()
endfunction()

# osteon_library(NAME SOURCES ... HEADERS ... DEPS ... PRIVATE_DEPS ...)
# makes the static library osteon_NAME and its alias osteon::NAME. Includes are written from the project's root.
# With VERIFY_INTERFACE_HEADER_SETS each public header is compiled alone (target all_verify_interface_header_sets).
function(osteon_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPS;PRIVATE_DEPS" ${ARGN})
  if(ARG_SOURCES)
    add_library(osteon_${name} STATIC ${ARG_SOURCES})
    target_sources(osteon_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${ARG_HEADERS})
    set_target_properties(osteon_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    target_include_directories(osteon_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(osteon_${name} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS} osteon_warnings)
    osteon_compile_together(osteon_${name} osteon_library_headers)
  else()
    add_library(osteon_${name} INTERFACE)
    target_sources(osteon_${name} INTERFACE FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${ARG_HEADERS})
    target_include_directories(osteon_${name} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(osteon_${name} INTERFACE ${ARG_DEPS})
  endif()
  add_library(osteon::${name} ALIAS osteon_${name})
endfunction()

# osteon_program(TARGET NAME)
# names an executable's file, and lets it find shared libraries in ../lib beside its folder: where deploy/package puts
# them. The old kind of path, DT_RPATH, also counts for the libraries that these libraries need.
function(osteon_program target name)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} BUILD_RPATH "$ORIGIN/../lib")
  target_link_options(${target} PRIVATE "LINKER:--disable-new-dtags")
endfunction()

# osteon_test(NAME unit|integration|attacks|slow SOURCES ... DEPS ...)
# One GoogleTest program; each of its tests becomes a CTest with that one label.
function(osteon_test name label)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT label MATCHES "^(unit|integration|attacks|slow)$")
    message(FATAL_ERROR "osteon_test(${name}): label '${label}' is not unit, integration, attacks or slow")
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} osteon::test_support GTest::gmock_main osteon_warnings)
  target_compile_options(${name} PRIVATE ${osteon_test_options})
  osteon_compile_together(${name} osteon_test_headers)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${label} TIMEOUT ${ARG_TIMEOUT})
endfunction()
