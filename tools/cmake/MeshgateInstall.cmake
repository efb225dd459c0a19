# What `cmake --install` puts down: the library, its headers, the CMake package `meshgate`, meshgate.pc, the
# program and its helper. Included last, when all targets exist.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/meshgate)
get_target_property(library_type meshgate TYPE)

install(TARGETS meshgate EXPORT meshgate
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/lib/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(EXPORT meshgate NAMESPACE meshgate:: FILE meshgateTargets.cmake DESTINATION ${package_dir})

# A static library passes what it is made of on to its consumer; a shared one keeps that to itself.
if(library_type STREQUAL STATIC_LIBRARY)
  set(MESHGATE_STATIC ON)
else()
  set(MESHGATE_STATIC OFF)
endif()
configure_package_config_file(${PROJECT_SOURCE_DIR}/tools/cmake/meshgateConfig.cmake.in
  ${PROJECT_BINARY_DIR}/meshgateConfig.cmake INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/meshgateConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/meshgateConfig.cmake ${PROJECT_BINARY_DIR}/meshgateConfigVersion.cmake
  DESTINATION ${package_dir})

# pkg-config knows nothing of static and shared variants of one package, so the needs of a static library stand
# where `pkg-config --libs` sees them without --static.
set(pc_requires "fmt, tbb, tomlplusplus, libwebp, libwebpdemux, libwebpmux, libpng, draco, libturbojpeg, liblz4, zlib, OpenEXR, libcurl, sqlite3, libcrypto")
set(pc_libs "-lmeshoptimizer -pthread")
if(MESHGATE_STATIC)
  set(pc_keys "Requires: ${pc_requires}\nLibs: -L\${libdir} -lmeshgate ${pc_libs}")
else()
  set(pc_keys "Requires.private: ${pc_requires}\nLibs: -L\${libdir} -lmeshgate\nLibs.private: ${pc_libs}")
endif()
# The prefix is known only when installing (cmake --install --prefix), so the file is told relative to itself.
file(RELATIVE_PATH pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/meshgate.pc @ONLY CONTENT
"prefix=\${pcfiledir}/@pc_to_prefix@
includedir=\${prefix}/@CMAKE_INSTALL_INCLUDEDIR@
libdir=\${prefix}/@CMAKE_INSTALL_LIBDIR@

Name: meshgate
Description: @PROJECT_DESCRIPTION@
Version: @PROJECT_VERSION@
Cflags: -I\${includedir}
@pc_keys@
")
install(FILES ${PROJECT_BINARY_DIR}/meshgate.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET meshgate_program)
  file(RELATIVE_PATH bin_to_lib /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(meshgate_program PROPERTIES INSTALL_RPATH "\$ORIGIN/${bin_to_lib}")
  install(TARGETS meshgate_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
# The helper that runs Assimp in a process of its own; the program looks for it in ../libexec/meshgate.
if(TARGET meshgate_import)
  file(RELATIVE_PATH libexec_to_lib /${CMAKE_INSTALL_LIBEXECDIR}/meshgate /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(meshgate_import PROPERTIES INSTALL_RPATH "\$ORIGIN/${libexec_to_lib}")
  install(TARGETS meshgate_import RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/meshgate)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
