#pragma once
// The profiles that travel inside the library: lib/gate/profiles/*.toml as text.
#include <span>
#include <string_view>

namespace meshgate {

struct BuiltinProfile {
  std::string_view name;
  std::string_view toml;
};

/// Sorted by name.
std::span<const BuiltinProfile> builtin_profiles();

}  // namespace meshgate
