# layer(NAME [FOLDERS folder ...] [USES layer ...] [LIBS library ...] [PROGRAM name]
#       [GENERATED source ...] [GENERATED_ROOT folder] [TESTS_USE layer ...])
#
# Declares one floor of the house as a static library. A layer sees its own headers and, through
# USES (transitive), those of the layers it names, and nothing else: each layer's headers are linked
# into an include root of its own, so including a header of a layer that is not named fails to
# compile. Layers are declared bottom-up; naming one that comes later is an error.
#
# PROGRAM: the folder's main.cc becomes the program of this name, the rest stays a library, so that
# tests can link it. GENERATED: sources made during the build, with their include root.
#
# Every *_test.cc in the folders becomes part of NAME_test, which links this layer alone, and
# NAME_testing: what lies in the folders' testing/ (fixtures, clients, fakes). NAME_testing sees the
# layer and the testing libraries of the layers it USES; nothing in production sees it. TESTS_USE:
# layers above, whatever they are, that the tests of this one need beside it.
function(layer name)
  cmake_parse_arguments(arg "" "PROGRAM" "FOLDERS;USES;LIBS;GENERATED;GENERATED_ROOT;TESTS_USE" ${ARGN})
  if(NOT arg_FOLDERS)
    set(arg_FOLDERS ${name})
  endif()
  foreach(used IN LISTS arg_USES)
    if(NOT TARGET ${used})
      message(FATAL_ERROR "${name} uses ${used}, which is declared later: layers go bottom-up")
    endif()
  endforeach()

  set(root ${CMAKE_BINARY_DIR}/layers/${name})
  set(sources ${arg_GENERATED})
  set(tests)
  set(testing_sources)
  file(REMOVE_RECURSE ${root} ${root}_testing)
  foreach(folder IN LISTS arg_FOLDERS)
    set(here ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
    file(GLOB folder_sources CONFIGURE_DEPENDS ${here}/*.cc)
    file(GLOB folder_tests CONFIGURE_DEPENDS ${here}/*_test.cc)
    if(folder_tests)
      list(REMOVE_ITEM folder_sources ${folder_tests})
    endif()
    if(arg_PROGRAM)
      list(REMOVE_ITEM folder_sources ${here}/main.cc)
    endif()
    list(APPEND sources ${folder_sources})
    list(APPEND tests ${folder_tests})
    link_headers(${folder} ${root})
    file(GLOB folder_testing_sources CONFIGURE_DEPENDS ${here}/testing/*.cc)
    list(APPEND testing_sources ${folder_testing_sources})
    link_headers(${folder}/testing ${root}_testing)
  endforeach()

  if(NOT sources)
    set(sources ${PROJECT_SOURCE_DIR}/cmake/empty.cc)
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${root} ${arg_GENERATED_ROOT})
  target_compile_options(${name} PUBLIC -ffile-prefix-map=${root}=${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_USES} ${arg_LIBS})

  if(NOT testing_sources)
    set(testing_sources ${PROJECT_SOURCE_DIR}/cmake/empty.cc)
  endif()
  list(TRANSFORM arg_USES APPEND _testing OUTPUT_VARIABLE used_testing)
  add_library(${name}_testing STATIC EXCLUDE_FROM_ALL ${testing_sources})
  target_include_directories(${name}_testing PUBLIC ${root}_testing)
  target_compile_options(${name}_testing
    PUBLIC -ffile-prefix-map=${root}_testing=${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name}_testing PUBLIC ${name} ${used_testing})

  if(arg_PROGRAM)
    add_executable(${arg_PROGRAM} ${here}/main.cc)
    target_link_libraries(${arg_PROGRAM} PRIVATE ${name})
  endif()

  if(tests AND STATOR_TESTS)
    add_executable(${name}_test ${tests})
    list(TRANSFORM arg_TESTS_USE APPEND _testing)
    target_link_libraries(${name}_test PRIVATE ${name}_testing ${arg_TESTS_USE} GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()

# Links the headers of a folder into an include root.
function(link_headers folder root)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h)
  file(MAKE_DIRECTORY ${root}/${folder})
  foreach(header IN LISTS headers)
    get_filename_component(leaf ${header} NAME)
    file(CREATE_LINK ${header} ${root}/${folder}/${leaf} SYMBOLIC)
  endforeach()
endfunction()
