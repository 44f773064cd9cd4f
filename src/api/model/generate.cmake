# Runs the generator of the API model. Sets API_MODEL_GENERATED and API_DYNAMODB_GENERATED (the
# sources of these layers) and API_GENERATED_ROOT (the include root of the generated headers).
find_package(Python3 REQUIRED COMPONENTS Interpreter)

set(API_GENERATED_ROOT ${CMAKE_BINARY_DIR}/generated)
set(API_MODEL_GENERATED
  ${API_GENERATED_ROOT}/api/model/dynamodb.cc
  ${API_GENERATED_ROOT}/api/model/dynamodb_reader.cc
  ${API_GENERATED_ROOT}/api/model/dynamodb_writer.cc)
set(API_DYNAMODB_GENERATED ${API_GENERATED_ROOT}/api/dynamodb/operations.cc)
set(api_generated_headers
  ${API_GENERATED_ROOT}/api/model/dynamodb.h
  ${API_GENERATED_ROOT}/api/model/dynamodb_json.h
  ${API_GENERATED_ROOT}/api/dynamodb/operations.h)
file(GLOB api_generator CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.py)
file(MAKE_DIRECTORY ${API_GENERATED_ROOT})

add_custom_command(
  OUTPUT ${API_MODEL_GENERATED} ${API_DYNAMODB_GENERATED} ${api_generated_headers}
  COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/generate.py
    ${CMAKE_CURRENT_LIST_DIR}/dynamodb.json ${CMAKE_CURRENT_LIST_DIR}/service_wording.json
    ${API_GENERATED_ROOT}
  DEPENDS ${api_generator} ${CMAKE_CURRENT_LIST_DIR}/dynamodb.json
    ${CMAKE_CURRENT_LIST_DIR}/service_wording.json
  COMMENT "Generating the API model"
  VERBATIM)

# What reads sources without compiling them (./dev lint) needs the generated ones alone.
add_custom_target(api_generated
  DEPENDS ${API_MODEL_GENERATED} ${API_DYNAMODB_GENERATED} ${api_generated_headers})
