# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# wasm2cpp_add_executable(TARGET SOURCE [NAME name] [SHARDS n] [BOUNDS guard | checked] [OPTIONS option…]
#                         [DIRS HOST[::GUEST][:ro]…] [ENV NAME[=VALUE]…])
#
#     wasm2cpp_add_executable(tool tool.wasm)                     # a WASI command becomes a native program
#     wasm2cpp_add_executable(viewer viewer.wasm DIRS data::/:ro ENV LANG OPTIONS --sealed)
#
# An ordinary executable target. SOURCE, NAME, SHARDS and BOUNDS are those of wasm2cpp_add_library. DIRS and ENV are what the
# guest gets besides what whoever starts the program gives it; a relative HOST is meant from where the program is started.
# OPTIONS go to `wasm2cpp translate --command`: --sealed, --allow-missing-imports.

function(wasm2cpp_add_executable target source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "NAME;SHARDS;BOUNDS" "OPTIONS;DIRS;ENV")
  _wasm2cpp_check_arguments()
  if(NOT arg_NAME)
    set(arg_NAME ${target})
  endif()
  list(APPEND arg_OPTIONS --command)
  foreach(folder IN LISTS arg_DIRS)
    list(APPEND arg_OPTIONS --dir ${folder})
  endforeach()
  foreach(variable IN LISTS arg_ENV)
    list(APPEND arg_OPTIONS --env ${variable})
  endforeach()
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/wasm2cpp/${target})
  set(header ${directory}/${arg_NAME}.hpp)
  _wasm2cpp_emitted_files(emitted ${directory}/${arg_NAME} "${arg_SHARDS}")
  list(APPEND emitted ${directory}/${arg_NAME}.main.cpp)
  _wasm2cpp_resolve_source(file dependencies "${source}")
  _wasm2cpp_add_translation(${target} ${directory})
  add_executable(${target} ${emitted})
  add_dependencies(${target} ${target}_translate)
  target_include_directories(${target} PRIVATE ${directory})
  target_link_libraries(${target} PRIVATE wasm2cpp::guest wasm2cpp::wasi wasm2cpp::collector)
  if(arg_BOUNDS STREQUAL "checked")
    target_compile_definitions(${target} PRIVATE WASM2CPP_CHECKED)
  endif()
endfunction()
