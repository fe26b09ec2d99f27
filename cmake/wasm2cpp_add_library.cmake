# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# wasm2cpp_add_library(TARGET SOURCE [STATIC | SHARED | OBJECT] [NAME name] [SHARDS n] [BOUNDS guard | checked]
#                      [OPTIONS option…])
#
#     wasm2cpp_add_library(sum sum.wasm)
#     target_link_libraries(app PRIVATE sum)       # and in app.cpp: #include "sum.hpp"
#
# SOURCE is a .wasm, a .wat (assembled by wat2wasm), or a target that produces one: an executable whose file is the
# module, or any target with the property WASM2CPP_FILE. A relative path is looked for in the source directory, else
# taken to be made in the binary directory. NAME (else TARGET) names the header and the namespace. OPTIONS go to the
# translator. The header's path is the target's property WASM2CPP_HEADER, and its PUBLIC_HEADER, so that
# install(TARGETS) installs it.
#
# How it builds. The translator leaves files alone whose content does not change, so that a change in one function
# recompiles one shard. Time stamps of its outputs therefore say nothing about when it last ran: a stamp file does, and
# a target of its own (TARGET_translate) makes it. Ninja learns of the real files as by-products. Makefiles may not: they
# would touch them whenever the stamp is newer. There it is the order of targets that brings the files about in time.
# A module includes nothing, so its path and the translator are all that the rule depends on, and no depfile is needed.

function(wasm2cpp_add_library target source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "STATIC;SHARED;OBJECT" "NAME;SHARDS;BOUNDS" "OPTIONS")
  _wasm2cpp_check_arguments()
  if(NOT arg_NAME)
    set(arg_NAME ${target})
  endif()
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/wasm2cpp/${target})
  set(header ${directory}/${arg_NAME}.hpp)
  _wasm2cpp_emitted_files(emitted ${directory}/${arg_NAME} "${arg_SHARDS}")
  _wasm2cpp_resolve_source(file dependencies "${source}")
  _wasm2cpp_add_translation(${target} ${directory})
  _wasm2cpp_add_target(${target})
endfunction()

# What both functions take.
macro(_wasm2cpp_check_arguments)
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR
      "${CMAKE_CURRENT_FUNCTION}(${target}): unexpected: ${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(arg_SHARDS AND NOT arg_SHARDS MATCHES "^[0-9]+$")
    message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION}(${target}): SHARDS takes a number, not '${arg_SHARDS}'")
  endif()
  if(arg_BOUNDS AND NOT arg_BOUNDS MATCHES "^(guard|checked)$")
    message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION}(${target}): BOUNDS takes guard or checked, not '${arg_BOUNDS}'")
  endif()
endmacro()

# The .cpp files that the translator writes: STEM.cpp, and STEM.1.cpp … with shards.
function(_wasm2cpp_emitted_files result stem shards)
  set(files ${stem}.cpp)
  if(shards GREATER 0)
    foreach(shard RANGE 1 ${shards})
      list(APPEND files ${stem}.${shard}.cpp)
    endforeach()
  endif()
  set(${result} ${files} PARENT_SCOPE)
endfunction()

# The path of the module, and what has to be built before it can be read.
function(_wasm2cpp_resolve_source file_result dependencies_result source)
  if(TARGET "${source}")
    get_target_property(file ${source} WASM2CPP_FILE)
    get_target_property(type ${source} TYPE)
    if(file)
      cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
      set(dependencies ${source} ${file})
    elseif(type STREQUAL "UTILITY")
      message(FATAL_ERROR "wasm2cpp: set the property WASM2CPP_FILE of the target ${source} to the module it produces")
    else()
      set(file $<TARGET_FILE:${source}>)
      set(dependencies ${source})
    endif()
  elseif(source MATCHES "\\$<")
    set(file "${source}")
    set(dependencies "${source}")
  else()
    set(file "${source}")
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    if(NOT EXISTS "${file}")
      set(file "${source}")
      cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
    endif()
    set(dependencies "${file}")
  endif()
  set(${file_result} "${file}" PARENT_SCOPE)
  set(${dependencies_result} "${dependencies}" PARENT_SCOPE)
endfunction()

# The rule that runs the translator, and the target that brings it about.
macro(_wasm2cpp_add_translation target directory)
  set(stamp ${directory}/translated)
  set(shards)
  if(arg_SHARDS)
    set(shards --shards ${arg_SHARDS})
  endif()
  set(by_products)
  if(CMAKE_GENERATOR MATCHES "Ninja")
    set(by_products BYPRODUCTS ${header} ${emitted})
  endif()
  file(MAKE_DIRECTORY ${directory})
  add_custom_command(
    OUTPUT ${stamp} ${by_products}
    COMMAND wasm2cpp::wasm2cpp translate ${file} -o ${directory}/${arg_NAME}.cpp --name ${arg_NAME} ${shards}
            ${arg_OPTIONS}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${dependencies} wasm2cpp::wasm2cpp
    COMMENT "Translating ${source}"
    VERBATIM)
  add_custom_target(${target}_translate DEPENDS ${stamp})
  # Each shard defines a macro for the header that it includes first, and so is compiled alone.
  set_source_files_properties(${header} ${emitted} PROPERTIES GENERATED TRUE SKIP_UNITY_BUILD_INCLUSION TRUE)
  set_source_files_properties(${directory}/${arg_NAME}.cpp PROPERTIES COMPILE_DEFINITIONS WASM2CPP_CLASS)
  set_property(TARGET ${target}_translate PROPERTY ADDITIONAL_CLEAN_FILES ${header} ${emitted})
endmacro()

# The library itself. Only its own files are compiled with the flags for guest code: they are not for the host's.
macro(_wasm2cpp_add_target target)
  set(type)
  foreach(candidate STATIC SHARED OBJECT)
    if(arg_${candidate})
      set(type ${candidate})
    endif()
  endforeach()
  add_library(${target} ${type} ${emitted})
  add_dependencies(${target} ${target}_translate)
  set(include_folder include)
  if(CMAKE_INSTALL_INCLUDEDIR)
    set(include_folder ${CMAKE_INSTALL_INCLUDEDIR})
  endif()
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${directory}> $<INSTALL_INTERFACE:${include_folder}>)
  target_link_libraries(${target} PUBLIC wasm2cpp::runtime wasm2cpp::collector PRIVATE $<BUILD_INTERFACE:wasm2cpp::guest>)
  if(arg_BOUNDS STREQUAL "checked")
    target_compile_definitions(${target} PRIVATE WASM2CPP_CHECKED)
  endif()
  set_target_properties(${target} PROPERTIES WASM2CPP_HEADER ${header} PUBLIC_HEADER ${header})
endmacro()
