# One place for warnings, sanitizers and coverage: every target of the project calls this.
function(meshgate_compile_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    # g++ 12 warns of std::string concatenation at -O2 and above: gcc bug 105329, fixed in 13.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
    $<$<BOOL:${MESHGATE_WERROR}>:-Werror>)
  if(MESHGATE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${MESHGATE_SANITIZE} -fno-omit-frame-pointer
                           -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${MESHGATE_SANITIZE})
    # The sanitizers' tables are 90 MB of addresses. In an executable that may lie anywhere each start computes all of
    # them, which takes longer than most tests. (TSan wants such an executable.)
    if(MESHGATE_SANITIZE MATCHES address)
      target_link_options(${target} PUBLIC $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-no-pie>)
    endif()
  endif()
  if(MESHGATE_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage)
    target_link_options(${target} PUBLIC --coverage)
  endif()
endfunction()
