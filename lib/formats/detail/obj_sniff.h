#pragma once
// OBJ: recognition. The format has no magic, so its lines must speak for it.
#include <cstddef>
#include <cstdint>
#include <span>

namespace meshgate {

/// Score for Format::sniff: high for lines that only an OBJ has, low for a head of nothing but comments.
int sniff_obj(std::span<const std::byte> head, std::uint64_t size);

}  // namespace meshgate
