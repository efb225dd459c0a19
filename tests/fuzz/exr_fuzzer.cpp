#include "check_input.h"

// NOLINTNEXTLINE: libFuzzer asks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  meshgate::fuzz::check_input("input.exr", data, size);
  return 0;
}
