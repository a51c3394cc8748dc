# How every object is compiled and every program linked: warnings, hardening, sanitizers.

add_library(jirei_options INTERFACE)
target_compile_options(jirei_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion
  # g++ 12 reports std::string's own memcpy as overlapping (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${JIREI_WERROR}>:-Werror>)
target_include_directories(jirei_options INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_link_libraries(jirei_options INTERFACE Threads::Threads)

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

# Bounds of containers are checked also in Release: a case collection is foreign input.
target_compile_definitions(jirei_options INTERFACE _GLIBCXX_ASSERTIONS)

set(JIREI_SANITIZE "" CACHE STRING "Sanitizers: empty, address,undefined or thread")
if(JIREI_SANITIZE)
  target_compile_options(jirei_options INTERFACE
    -fsanitize=${JIREI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<IF:$<CXX_COMPILER_ID:GNU>,-g1,-g>  # lines are all that reports need
    # g++ 12 warns falsely of std::function and of strings put together in sanitized code
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>)
  target_link_options(jirei_options INTERFACE -fsanitize=${JIREI_SANITIZE})
else()
  target_compile_options(jirei_options INTERFACE -fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(jirei_options INTERFACE -fcf-protection)
  endif()
  if(JIREI_RELEASE_BUILD)
    target_compile_options(jirei_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  endif()
  target_link_options(jirei_options INTERFACE
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed -Wl,--gc-sections)
  target_compile_options(jirei_options INTERFACE -ffunction-sections -fdata-sections)
  # All symbols are bound at every start (-z now). Most are the standard library's own, so it is
  # looked through right behind the program; and relative relocations are packed (glibc 2.36).
  target_link_options(jirei_options INTERFACE
    -Wl,--push-state,--no-as-needed -lstdc++ -Wl,--pop-state)
  include(CheckLinkerFlag)
  check_linker_flag(CXX -Wl,-z,pack-relative-relocs JIREI_PACKS_RELOCATIONS)
  if(JIREI_PACKS_RELOCATIONS)
    target_link_options(jirei_options INTERFACE -Wl,-z,pack-relative-relocs)
  endif()
endif()

option(JIREI_FUZZ "Build the libFuzzer programs of tests/fuzz; needs clang (scripts/fuzz sets it)" OFF)
if(JIREI_FUZZ)
  target_compile_options(jirei_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Link-time optimization, for distribution builds; off by default, since it doubles the build time.
option(JIREI_LTO "Link-time optimization" OFF)
if(JIREI_LTO)
  include(CheckIPOSupported)
  check_ipo_supported(LANGUAGES CXX)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()
