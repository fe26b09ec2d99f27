# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# wasm2cpp_use_existing_translator(): makes wasm2cpp::wasm2cpp from $WASM2CPP_EXECUTABLE, or else from the `wasm2cpp` in
# PATH. For cross-compiling, where the translator has to be one of the build machine.
function(wasm2cpp_use_existing_translator)
  find_program(WASM2CPP_EXECUTABLE wasm2cpp
    NO_PACKAGE_ROOT_PATH NO_CMAKE_PATH NO_CMAKE_FIND_ROOT_PATH DOC "A wasm2cpp that runs on this machine")
  if(NOT WASM2CPP_EXECUTABLE)
    message(FATAL_ERROR
      "wasm2cpp: cross-compiling needs a wasm2cpp that runs on this machine. Build it natively first, then put it into "
      "PATH or give its path as -DWASM2CPP_EXECUTABLE=…")
  endif()
  if(NOT TARGET wasm2cpp::wasm2cpp)
    add_executable(wasm2cpp::wasm2cpp IMPORTED GLOBAL)
    set_target_properties(wasm2cpp::wasm2cpp PROPERTIES IMPORTED_LOCATION "${WASM2CPP_EXECUTABLE}")
  endif()
endfunction()
