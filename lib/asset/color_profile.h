#pragma once
// ICC profiles as pictures carry them (ICC.1:2010): not applied, but recognised, named and handed on.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace meshgate {

/// Larger ones are not taken: those of cameras and screens have some kilobytes, of presses up to two
/// megabytes.
inline constexpr std::uint64_t kMostProfileBytes = std::uint64_t{8} << 20U;

/// What a segment APP2 of a JPEG begins with that holds a part of one; two bytes follow: its number from 1,
/// and how many there are (ICC.1:2010, B.4).
inline constexpr std::string_view kJpegProfileName{"ICC_PROFILE\0", 12};

/// Whether these bytes are a profile: a header with its signature, and as many bytes as it states.
bool is_color_profile(std::span<const std::byte> bytes);

/// Whether the profile is one for pictures of `channels` (1 and 2: gray, 3 and 4: rgb).
bool is_profile_for(std::span<const std::byte> profile, std::uint32_t channels);

/// Its name as the profile gives it, as "Display P3"; ASCII; empty when it gives none.
std::string color_profile_name(std::span<const std::byte> profile);

}  // namespace meshgate
