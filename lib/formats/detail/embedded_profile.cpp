#include "formats/detail/embedded_profile.h"

#include <algorithm>

#include "asset/color_profile.h"
#include "formats/detail/inflate.h"

namespace meshgate {
namespace {

constexpr std::size_t kPartHead = kJpegProfileName.size() + 2;

unsigned number_of(ByteView part) { return std::to_integer<unsigned>(part[kJpegProfileName.size()]); }
unsigned count_in(ByteView part) { return std::to_integer<unsigned>(part[kJpegProfileName.size() + 1]); }

Array<std::byte> if_profile(Array<std::byte> bytes) {
  return is_color_profile(bytes.span()) ? std::move(bytes) : Array<std::byte>();
}

}  // namespace

Array<std::byte> profile_of_png(ByteView chunk) {
  const std::size_t name = as_text(chunk).find('\0');  // behind it the method, always 0
  if (name == std::string_view::npos || name + 2 > chunk.size()) return {};
  const Result<Array<std::byte>> profile = inflate_zlib(chunk.subspan(name + 2), kMostProfileBytes);
  return profile ? if_profile(*profile) : Array<std::byte>();
}

Array<std::byte> profile_of_webp(ByteView chunk) {
  if (!is_color_profile(chunk)) return {};
  return std::vector<std::byte>(chunk.begin(), chunk.end());
}

bool is_profile_part(ByteView segment) {
  return segment.size() >= kPartHead && as_text(segment).starts_with(kJpegProfileName);
}

Array<std::byte> profile_of_jpeg(const std::vector<ByteView>& parts) {
  if (parts.empty()) return {};
  std::vector<ByteView> ordered = parts;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](ByteView a, ByteView b) { return number_of(a) < number_of(b); });
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const ByteView part = ordered[i];
    if (number_of(part) != i + 1 || count_in(part) != ordered.size()) return {};
    bytes.insert(bytes.end(), part.begin() + kPartHead, part.end());
  }
  return if_profile(std::move(bytes));
}

}  // namespace meshgate
