# Every third-party library of the product; docs/dev/dependencies.md says why each was chosen.
# meshgateConfig.cmake.in and meshgate.pc (MeshgateInstall.cmake) repeat what a static library passes on.

# Global, so that a project which has meshgate as a subdirectory can link it.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(tl-expected REQUIRED)
find_package(fmt REQUIRED)
if(MESHGATE_BUILD_TOOLS)
  find_package(CLI11 REQUIRED)
  pkg_check_modules(meshgate_httplib REQUIRED IMPORTED_TARGET GLOBAL cpp-httplib)
endif()
find_package(TBB REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(meshoptimizer REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
# Named after this project: a consumer may look for the same libraries under its own names.
pkg_check_modules(meshgate_webp REQUIRED IMPORTED_TARGET GLOBAL libwebp libwebpdemux libwebpmux)
pkg_check_modules(meshgate_png REQUIRED IMPORTED_TARGET GLOBAL libpng)
# Its header only, which says its version in the first line; the package says 0.0.
pkg_check_modules(meshgate_stb REQUIRED stb)
find_path(MESHGATE_STB_INCLUDE_DIR stb_image.h HINTS ${meshgate_stb_INCLUDE_DIRS} REQUIRED)
file(STRINGS ${MESHGATE_STB_INCLUDE_DIR}/stb_image.h stb_image_version REGEX "^/\\* stb_image - v[0-9.]+")
string(REGEX MATCH "[0-9]+[.][0-9]+" stb_image_version "${stb_image_version}")
pkg_check_modules(meshgate_draco REQUIRED IMPORTED_TARGET GLOBAL draco)
pkg_check_modules(meshgate_jpeg REQUIRED IMPORTED_TARGET GLOBAL libturbojpeg)
pkg_check_modules(meshgate_lz4 REQUIRED IMPORTED_TARGET GLOBAL liblz4)
pkg_check_modules(meshgate_sqlite REQUIRED IMPORTED_TARGET GLOBAL sqlite3)
find_package(ZLIB REQUIRED)
find_package(OpenEXR REQUIRED)
find_package(CURL REQUIRED)
