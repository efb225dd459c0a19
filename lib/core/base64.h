#pragma once
// Base64 (RFC 4648, section 4, with padding).
#include <cstddef>
#include <span>
#include <string>

namespace meshgate {

std::string base64(std::span<const std::byte> bytes);

/// Characters that `bytes` bytes become.
constexpr std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

}  // namespace meshgate
