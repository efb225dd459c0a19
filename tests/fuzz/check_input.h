#pragma once
// What every target does with the bytes that libFuzzer gives it: the whole check, as a user's file would have
// it.
#include <meshgate/meshgate.h>

#include <cstdlib>
#include <span>
#include <string>
#include <vector>

namespace meshgate::fuzz {

/// Checks `data` as the file `name`. Any report is right; a crash, a hang, a sanitizer's word or an error of
/// the call itself is not.
inline void check_input(const std::string& name, const std::uint8_t* data, std::size_t size) {
  static const CheckOptions kOptions = [] {
    CheckOptions options;
    options.profile = load_profile("hitem3d").value();
    options.jobs = 1;
    options.max_memory = std::uint64_t{512} << 20U;
    return options;
  }();
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto report = check_bytes(name, {bytes.begin(), bytes.end()}, kOptions);
  if (!report) std::abort();
}

}  // namespace meshgate::fuzz
