# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# wasm2cpp::collector: libgc, which modules that use garbage collection need. Whether a module does is not known when CMake
# runs, since the module may be built later. So every translated library names this target, and the linker leaves libgc out
# (--as-needed) unless the emitted code calls it. Where libgc is not installed, the target is empty: modules without
# garbage collection do not miss it, and the emitted code of the others says what to install.
#
# It is made anew in each project that finds the package, so that nothing of this machine is in an installation.
if(NOT TARGET wasm2cpp::collector)
  find_path(WASM2CPP_LIBGC_INCLUDE gc/gc.h DOC "Where libgc's headers are")
  find_library(WASM2CPP_LIBGC gc DOC "The garbage collector libgc, for modules that use garbage collection")
  mark_as_advanced(WASM2CPP_LIBGC WASM2CPP_LIBGC_INCLUDE)
  add_library(wasm2cpp::collector INTERFACE IMPORTED GLOBAL)
  if(WASM2CPP_LIBGC AND WASM2CPP_LIBGC_INCLUDE)
    target_include_directories(wasm2cpp::collector INTERFACE ${WASM2CPP_LIBGC_INCLUDE})
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
      # One item, so that CMake neither reorders nor folds its parts.
      target_link_libraries(wasm2cpp::collector INTERFACE -Wl,--push-state,--as-needed,${WASM2CPP_LIBGC},--pop-state)
    else()
      target_link_libraries(wasm2cpp::collector INTERFACE ${WASM2CPP_LIBGC})
    endif()
  endif()
endif()
