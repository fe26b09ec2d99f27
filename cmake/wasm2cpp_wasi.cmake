# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# wasm2cpp::wasi for a project that finds the package: the installed library, where it is one for what the project makes code
# for, else the installed sources, compiled by the project when something links them. Expects `_wasm2cpp_wasi_pointer_size`,
# of the installed library, and `_wasm2cpp_wasi_sources`.
if(NOT TARGET wasm2cpp::wasi)
  set(_wasm2cpp_wasi_library ${CMAKE_CURRENT_LIST_DIR}/wasm2cpp-wasi.cmake)
  if(EXISTS ${_wasm2cpp_wasi_library} AND NOT CMAKE_CROSSCOMPILING AND
     CMAKE_SIZEOF_VOID_P EQUAL _wasm2cpp_wasi_pointer_size)
    include(${_wasm2cpp_wasi_library})
  else()
    file(GLOB _wasm2cpp_wasi_files ${_wasm2cpp_wasi_sources}/*.cpp)
    add_library(wasm2cpp_wasi STATIC EXCLUDE_FROM_ALL ${_wasm2cpp_wasi_files})
    target_link_libraries(wasm2cpp_wasi PUBLIC wasm2cpp::runtime)
    add_library(wasm2cpp::wasi ALIAS wasm2cpp_wasi)
    unset(_wasm2cpp_wasi_files)
  endif()
  unset(_wasm2cpp_wasi_library)
endif()
