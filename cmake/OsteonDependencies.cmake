# Debian 12's packages. What each is for stands in docs/developer.md.
find_package(Threads REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(Protobuf 3.21 REQUIRED)  # module mode: Debian ships no protobuf-config.cmake
find_package(gRPC 1.51 CONFIG REQUIRED)
find_package(Eigen3 3.4 CONFIG REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(PNG 1.6 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 CONFIG REQUIRED)
find_package(spdlog 1.10 CONFIG REQUIRED)
find_package(Boost 1.74 REQUIRED)  # headers only: math, multiprecision
find_package(GTest 1.12 CONFIG REQUIRED)
find_package(benchmark 1.7 CONFIG REQUIRED)

# cpp-httplib has no CMake package in Debian 12. Its macros must be those that the library was compiled with.
find_path(HTTPLIB_INCLUDE_DIR httplib.h REQUIRED)
find_library(HTTPLIB_LIBRARY cpp-httplib REQUIRED)
add_library(osteon_httplib INTERFACE)
target_include_directories(osteon_httplib SYSTEM INTERFACE "${HTTPLIB_INCLUDE_DIR}")
target_compile_definitions(osteon_httplib INTERFACE
  CPPHTTPLIB_OPENSSL_SUPPORT CPPHTTPLIB_ZLIB_SUPPORT CPPHTTPLIB_BROTLI_SUPPORT)
target_link_libraries(osteon_httplib INTERFACE "${HTTPLIB_LIBRARY}" Threads::Threads)

set(osteon_itk_components ITKCommon ITKIOImageBase ITKIONIFTI ITKIONRRD ITKIOMeta)
find_package(ITK 5.2 REQUIRED COMPONENTS ${osteon_itk_components})
add_library(osteon_itk INTERFACE)  # ITK 5.2 has variables, not usable targets
target_include_directories(osteon_itk SYSTEM INTERFACE ${ITK_INCLUDE_DIRS})
target_link_libraries(osteon_itk INTERFACE ${ITK_LIBRARIES})
