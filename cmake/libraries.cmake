# Every outside library by one name. Which layer may use which is said in src/CMakeLists.txt.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(spdlog REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)

# Boost.Context, found by hand since Debian ships 1.74's CMake files beside 1.81's.
find_library(BOOST_CONTEXT_LIBRARY NAMES libboost_context.so.1.81.0 boost_context REQUIRED)
add_library(boost_context INTERFACE)
target_link_libraries(boost_context INTERFACE ${BOOST_CONTEXT_LIBRARY})
find_library(ROCKSDB_LIBRARY rocksdb REQUIRED)
add_library(rocksdb INTERFACE)
target_link_libraries(rocksdb INTERFACE ${ROCKSDB_LIBRARY} Threads::Threads)

# A static library, of which k-means alone is linked; it calls BLAS and OpenMP.
find_library(FAISS_LIBRARY faiss REQUIRED)
find_library(BLAS_LIBRARY blas REQUIRED)
find_library(LAPACK_LIBRARY lapack REQUIRED)
add_library(faiss INTERFACE)
target_link_libraries(faiss INTERFACE ${FAISS_LIBRARY} ${LAPACK_LIBRARY} ${BLAS_LIBRARY}
  gomp)

find_library(ISAL_LIBRARY isal REQUIRED)
add_library(isal INTERFACE)
target_link_libraries(isal INTERFACE ${ISAL_LIBRARY})

find_library(URING_LIBRARY uring REQUIRED)
add_library(uring INTERFACE)
target_link_libraries(uring INTERFACE ${URING_LIBRARY})

find_library(XXHASH_LIBRARY xxhash REQUIRED)
add_library(xxhash INTERFACE)
target_link_libraries(xxhash INTERFACE ${XXHASH_LIBRARY})

find_package(prometheus-cpp REQUIRED COMPONENTS core)

# For the program alone: tests keep the system's allocator, which sanitizers replace.
find_library(JEMALLOC_LIBRARY jemalloc REQUIRED)
add_library(jemalloc INTERFACE)
target_link_libraries(jemalloc INTERFACE ${JEMALLOC_LIBRARY})
