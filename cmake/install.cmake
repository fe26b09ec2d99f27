# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# `cmake --install`: the translator, the headers, the WASI host, the package for find_package. The translator and the WASI
# host's library are exported apart from the rest, because whoever cross-compiles against this installation needs everything
# but them. The WASI host's sources are installed, too, for other compilers and flags than ours: `wasm2cpp build --lto`.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/wasm2cpp)
install(TARGETS wasm2cpp_runtime wasm2cpp_guest EXPORT wasm2cpp-targets)
install(EXPORT wasm2cpp-targets NAMESPACE wasm2cpp:: DESTINATION ${package_folder})
if(TARGET wasm2cpp)
  install(TARGETS wasm2cpp EXPORT wasm2cpp-translator RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(EXPORT wasm2cpp-translator NAMESPACE wasm2cpp:: DESTINATION ${package_folder})
endif()
if(builds_wasi)
  install(TARGETS wasm2cpp_wasi EXPORT wasm2cpp-wasi ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT wasm2cpp-wasi NAMESPACE wasm2cpp:: DESTINATION ${package_folder})
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/wasm2cpp ${PROJECT_SOURCE_DIR}/runtime/include/wasm2cpp
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp" PATTERN "*.def")
set(wasi_sources ${CMAKE_INSTALL_DATADIR}/wasm2cpp/runtime/wasi)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/wasi/ DESTINATION ${wasi_sources}
  FILES_MATCHING PATTERN "*.cpp" PATTERN "*.hpp" PATTERN "*.def")

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/wasm2cpp-config.cmake.in
  ${PROJECT_BINARY_DIR}/package/wasm2cpp-config.cmake INSTALL_DESTINATION ${package_folder}
  PATH_VARS wasi_sources)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/wasm2cpp-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${PROJECT_BINARY_DIR}/package/wasm2cpp-config.cmake
  ${PROJECT_BINARY_DIR}/package/wasm2cpp-config-version.cmake
  ${CMAKE_CURRENT_LIST_DIR}/wasm2cpp_add_library.cmake
  ${CMAKE_CURRENT_LIST_DIR}/wasm2cpp_add_executable.cmake
  ${CMAKE_CURRENT_LIST_DIR}/wasm2cpp_collector.cmake
  ${CMAKE_CURRENT_LIST_DIR}/wasm2cpp_translator.cmake
  ${CMAKE_CURRENT_LIST_DIR}/wasm2cpp_wasi.cmake
  DESTINATION ${package_folder})
