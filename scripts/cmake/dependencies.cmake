# Everything jirei is built from, looked for before anything is compiled. Whatever is missing or too
# old is named together with its Debian package, all at once, so that one apt-get mends it.
#
# Gives the targets jirei::xapian, jirei::mecab, jirei::icu, jirei::xxhash, jirei::deflate, jirei::yaml, jirei::fmt,
# jirei::json, jirei::cli11, jirei::poppler and jirei::curses.

include(CheckIncludeFileCXX)
find_package(PkgConfig QUIET)

option(JIREI_STATIC_DEPS
  "Link ICU, MeCab, yaml-cpp, xxHash and fmt statically: half a millisecond less at every start"
  ${JIREI_RELEASE_BUILD})

set(JIREI_MISSING "")

function(jirei_missing what package)
  set(entry "${what} (Debian: ${package})")
  set(JIREI_MISSING "${JIREI_MISSING};${entry}" PARENT_SCOPE)
  set(missing ${JIREI_MISSING_PACKAGES})
  list(APPEND missing ${package})
  set(JIREI_MISSING_PACKAGES "${missing}" PARENT_SCOPE)
endfunction()

# One library by header and file name; the .a where static linking is asked for and there is one.
# jirei_library(name HEADER h NAMES n… PACKAGE p [VERSION_MACRO m VERSION v])
function(jirei_library name)
  cmake_parse_arguments(arg "" "HEADER;PACKAGE;MODULE;VERSION;INCLUDE_SUFFIX" "NAMES" ${ARGN})
  set(found "")
  if(arg_MODULE AND PKG_CONFIG_FOUND)
    pkg_check_modules(${name}_pc QUIET ${arg_MODULE})
    if(${name}_pc_FOUND AND arg_VERSION AND ${name}_pc_VERSION VERSION_LESS arg_VERSION)
      jirei_missing("${name} >= ${arg_VERSION} (found ${${name}_pc_VERSION})" ${arg_PACKAGE})
      set(JIREI_MISSING "${JIREI_MISSING}" PARENT_SCOPE)
      set(JIREI_MISSING_PACKAGES "${JIREI_MISSING_PACKAGES}" PARENT_SCOPE)
      return()
    endif()
  endif()
  find_path(JIREI_${name}_INCLUDE NAMES ${arg_HEADER} HINTS ${${name}_pc_INCLUDE_DIRS}
    PATH_SUFFIXES ${arg_INCLUDE_SUFFIX})
  mark_as_advanced(JIREI_${name}_INCLUDE)
  set(libraries "")
  foreach(library IN LISTS arg_NAMES)
    if(JIREI_STATIC_DEPS)
      find_library(JIREI_${name}_${library}_STATIC NAMES lib${library}.a HINTS ${${name}_pc_LIBRARY_DIRS})
      mark_as_advanced(JIREI_${name}_${library}_STATIC)
    endif()
    find_library(JIREI_${name}_${library} NAMES ${library} HINTS ${${name}_pc_LIBRARY_DIRS})
    mark_as_advanced(JIREI_${name}_${library})
    if(JIREI_STATIC_DEPS AND JIREI_${name}_${library}_STATIC)
      list(APPEND libraries ${JIREI_${name}_${library}_STATIC})
    elseif(JIREI_${name}_${library})
      list(APPEND libraries ${JIREI_${name}_${library}})
    else()
      set(libraries NOTFOUND)
      break()
    endif()
  endforeach()
  if(NOT JIREI_${name}_INCLUDE OR (arg_NAMES AND NOT libraries))
    jirei_missing("${name} (<${arg_HEADER}>)" ${arg_PACKAGE})
    set(JIREI_MISSING "${JIREI_MISSING}" PARENT_SCOPE)
    set(JIREI_MISSING_PACKAGES "${JIREI_MISSING_PACKAGES}" PARENT_SCOPE)
    return()
  endif()
  add_library(jirei_dep_${name} INTERFACE)
  add_library(jirei::${name} ALIAS jirei_dep_${name})
  target_include_directories(jirei_dep_${name} SYSTEM INTERFACE ${JIREI_${name}_INCLUDE})
  target_link_libraries(jirei_dep_${name} INTERFACE ${libraries})
  if(${name}_pc_VERSION)
    message(STATUS "${name} ${${name}_pc_VERSION}: ${libraries}")
  else()
    message(STATUS "${name}: ${libraries}")
  endif()
endfunction()

jirei_library(xapian HEADER xapian.h NAMES xapian MODULE xapian-core VERSION 1.4.18
  PACKAGE libxapian-dev)
jirei_library(mecab HEADER mecab.h NAMES mecab PACKAGE libmecab-dev)
# Order matters for the static archives: a library stands before what it needs.
jirei_library(icu HEADER unicode/normalizer2.h NAMES icui18n icuuc icudata MODULE icu-uc VERSION 70
  PACKAGE libicu-dev)
jirei_library(xxhash HEADER xxhash.h NAMES xxhash MODULE libxxhash VERSION 0.8 PACKAGE libxxhash-dev)
jirei_library(deflate HEADER libdeflate.h NAMES deflate MODULE libdeflate VERSION 1.8
  PACKAGE libdeflate-dev)
jirei_library(yaml HEADER yaml-cpp/yaml.h NAMES yaml-cpp MODULE yaml-cpp VERSION 0.7
  PACKAGE libyaml-cpp-dev)
# Debian has no archive of fmt: see dict/tools/fmt_inside.cpp.
jirei_library(fmt HEADER fmt/format.h NAMES fmt MODULE fmt VERSION 9 PACKAGE libfmt-dev)
jirei_library(json HEADER nlohmann/json.hpp MODULE nlohmann_json VERSION 3.11
  PACKAGE nlohmann-json3-dev)
jirei_library(cli11 HEADER CLI/CLI.hpp MODULE CLI11 VERSION 2.1 PACKAGE libcli11-dev)
jirei_library(poppler HEADER poppler-document.h INCLUDE_SUFFIX poppler/cpp NAMES poppler-cpp
  MODULE poppler-cpp VERSION 22 PACKAGE libpoppler-cpp-dev)
jirei_library(curses HEADER curses.h NAMES ncursesw tinfo MODULE ncursesw VERSION 6
  PACKAGE libncurses-dev)

# Programs and data that the build and the finished programs use.
find_program(JIREI_MECAB_DICT_INDEX mecab-dict-index HINTS /usr/lib/mecab /usr/libexec/mecab)
if(NOT JIREI_MECAB_DICT_INDEX)
  jirei_missing("mecab-dict-index" mecab-utils)
endif()
find_path(JIREI_IPADIC sys.dic
  HINTS /var/lib/mecab/dic/ipadic-utf8 /usr/share/mecab/dic/ipadic-utf8 /usr/lib/mecab/dic/ipadic
  NO_DEFAULT_PATH DOC "Folder of the compiled IPADIC in UTF-8")
if(NOT JIREI_IPADIC)
  jirei_missing("IPADIC in UTF-8" mecab-ipadic-utf8)
endif()
find_package(Python3 3.9 QUIET COMPONENTS Interpreter)
if(NOT Python3_Interpreter_FOUND)
  jirei_missing("Python >= 3.9" python3)
endif()
find_package(Threads REQUIRED)

if(BUILD_TESTING)
  find_package(GTest 1.11 QUIET)
  if(NOT GTest_FOUND)
    jirei_missing("GoogleTest >= 1.11" libgtest-dev)
    jirei_missing("GoogleMock >= 1.11" libgmock-dev)
  endif()
  find_package(benchmark QUIET)  # optional: tests/bench is left out without it
endif()

list(REMOVE_ITEM JIREI_MISSING "")
if(JIREI_MISSING)
  list(JOIN JIREI_MISSING "\n  " lines)
  list(REMOVE_DUPLICATES JIREI_MISSING_PACKAGES)
  list(JOIN JIREI_MISSING_PACKAGES " " packages)
  message(FATAL_ERROR "What jirei is built from is not all here. Missing:\n  ${lines}\n"
    "On Debian: run scripts/install-deps, or: apt-get install ${packages}")
endif()
