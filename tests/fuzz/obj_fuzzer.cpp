#include "check_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT: libFuzzer's name
  meshgate::fuzz::check_input("input.obj", data, size);
  return 0;
}
