#include "asset/color_profile.h"

#include <algorithm>
#include <string_view>

#include "core/endian.h"

namespace meshgate {
namespace {

constexpr std::size_t kHeader = 128, kColorSpace = 16, kSignature = 36, kTagEntry = 12;

std::string_view text_at(ByteView bytes, std::size_t at, std::size_t size) {
  return as_text(bytes).substr(at, size);
}

std::uint32_t number_at(ByteView bytes, std::size_t at) { return load_be<std::uint32_t>(bytes.data() + at); }

// The data of a tag; empty when there is none, or when it lies elsewhere than in the profile.
ByteView find_tag(ByteView profile, std::string_view name) {
  if (profile.size() < kHeader + 4) return {};
  const std::size_t most = (profile.size() - kHeader - 4) / kTagEntry;
  const std::size_t count = std::min<std::size_t>(number_at(profile, kHeader), most);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kHeader + 4 + i * kTagEntry;
    if (text_at(profile, entry, 4) != name) continue;
    const std::uint64_t offset = number_at(profile, entry + 4), size = number_at(profile, entry + 8);
    return offset + size <= profile.size() ? profile.subspan(offset, size) : ByteView();
  }
  return {};
}

// Version 2: a count and ASCII.
std::string ascii_name(ByteView tag) {
  constexpr std::size_t kText = 12;
  const std::string_view text = as_text(tag).substr(kText, number_at(tag, 8));
  return std::string(text.substr(0, text.find('\0')));
}

// Version 4: UTF-16 in several languages; of the first, what is ASCII.
std::string unicode_name(ByteView tag) {
  constexpr std::size_t kFirst = 28;
  if (tag.size() < kFirst || number_at(tag, 8) == 0) return {};
  const std::uint64_t length = number_at(tag, 20), offset = number_at(tag, 24);
  if (offset + length > tag.size()) return {};
  std::string name;
  for (std::size_t i = offset; i + 2 <= offset + length; i += 2) {
    const auto unit = load_be<std::uint16_t>(tag.data() + i);
    if (unit < 0x80) name += static_cast<char>(unit);
  }
  return name;
}

}  // namespace

bool is_color_profile(ByteView bytes) {
  if (bytes.size() < kHeader + 4 || bytes.size() > kMostProfileBytes) return false;
  return text_at(bytes, kSignature, 4) == "acsp" && number_at(bytes, 0) == bytes.size();
}

bool is_profile_for(ByteView profile, std::uint32_t channels) {
  return is_color_profile(profile) && text_at(profile, kColorSpace, 4) == (channels < 3 ? "GRAY" : "RGB ");
}

std::string color_profile_name(ByteView profile) {
  const ByteView tag = find_tag(profile, "desc");
  if (tag.size() < 12) return {};
  std::string name = text_at(tag, 0, 4) == "mluc" ? unicode_name(tag) : ascii_name(tag);
  std::erase_if(name, [](char c) { return c < ' ' || c > '~'; });
  return name;
}

}  // namespace meshgate
