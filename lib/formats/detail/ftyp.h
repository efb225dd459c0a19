#pragma once
// The first box of files in the ISO base media format (ISO/IEC 14496-12), which tells what they are.
#include <array>
#include <span>
#include <string_view>

#include "core/endian.h"

namespace meshgate {

/// Whether the `ftyp` box at the start names one of the brands, as the main one or as a compatible one.
bool has_brand(ByteView head, std::span<const std::string_view> brands);

}  // namespace meshgate
