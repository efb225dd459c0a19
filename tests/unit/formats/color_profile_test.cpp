// ICC profiles of pictures: found, named, handed on.
#include <catch2/catch.hpp>

#include "asset/color_profile.h"
#include "asset/encoders.h"
#include "meshgate/format.h"
#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;
using namespace std::string_view_literals;

namespace {

void set_be32(Bytes& bytes, std::size_t at, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) bytes[at + i] = std::byte((value >> (24U - 8U * i)) & 0xFFU);
}

/// A profile with a name, in version 2 (ASCII) or 4 (UTF-16), and `more` bytes that mean nothing.
Bytes make_profile(std::string_view space, std::string_view name, bool version4, std::size_t more = 0) {
  Bytes tag = to_bytes(version4 ? "mluc" : "desc");
  append_be32(tag, 0);
  if (version4) {
    for (const std::uint32_t value : {1U, 12U}) append_be32(tag, value);
    put_text(tag, "enUS");
    append_be32(tag, static_cast<std::uint32_t>(2 * name.size()));
    append_be32(tag, 28);
    for (const char c : name) {
      tag.push_back(std::byte{0});
      tag.push_back(static_cast<std::byte>(c));
    }
  } else {
    append_be32(tag, static_cast<std::uint32_t>(name.size() + 1));
    put_text(tag, name);
    tag.push_back(std::byte{0});
    tag.resize(tag.size() + 78);
  }
  while (tag.size() % 4 != 0) tag.push_back(std::byte{0});
  Bytes profile(128);
  set_be32(profile, 8, version4 ? 0x04400000 : 0x02400000);
  const auto place = [&](std::size_t at, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) profile[at + i] = static_cast<std::byte>(text[i]);
  };
  place(12, "mntr");
  place(16, space);
  place(20, "XYZ ");
  place(36, "acsp");
  set_be32(profile, 68, 0x0000F6D6);
  set_be32(profile, 72, 0x00010000);
  set_be32(profile, 76, 0x0000D32D);
  append_be32(profile, 1);
  put_text(profile, "desc");
  append_be32(profile, 144);
  append_be32(profile, static_cast<std::uint32_t>(tag.size()));
  append(profile, tag);
  for (std::size_t i = 0; i < more; ++i) profile.push_back(static_cast<std::byte>(i * i % 251));
  set_be32(profile, 0, static_cast<std::uint32_t>(profile.size()));
  return profile;
}

std::vector<std::uint8_t> ramp(std::size_t count) {
  std::vector<std::uint8_t> samples(count);
  for (std::size_t i = 0; i < count; ++i) samples[i] = static_cast<std::uint8_t>(i * 5);
  return samples;
}

/// 8 × 8 pixels with this profile, as a file.
Bytes picture_with(std::string_view format, const Bytes& profile, std::uint32_t channels = 3) {
  const std::vector<std::uint8_t> samples = ramp(std::size_t{64} * channels);
  const Pixels pixels{8, 8, channels, samples, {}, profile};
  const Array<std::byte> file = format == "png"    ? encode_png(pixels).value()
                                : format == "jpeg" ? encode_jpeg(pixels, 90).value()
                                                   : encode_webp(pixels, 90).value();
  return {file.begin(), file.end()};
}

Bytes profile_of(const Asset& asset) {
  const Array<std::byte>& profile = asset.image->color_profile;
  return {profile.begin(), profile.end()};
}

struct Rewritten {
  Asset asset;
  std::vector<std::string> lost;
};

Rewritten rewritten(const Bytes& file, std::string_view format) {
  const Asset asset = read_picture(file);
  WriteOptions options;
  options.stem = "out";
  Written written = find_format(format)->write(asset, options).value();
  const Array<std::byte>& bytes = written.files.front().bytes;
  return {read_picture({bytes.begin(), bytes.end()}), written.lost};
}

/// The APP2 segments of a JPEG turned round: decoders go by their numbers.
Bytes with_parts_swapped(const Bytes& jpeg) {
  const std::size_t first = find_bytes(jpeg, to_bytes("ICC_PROFILE")) - 4;
  const std::size_t second = find_bytes(jpeg, to_bytes("ICC_PROFILE"), first + 10) - 4;
  const auto length = std::to_integer<std::size_t>(jpeg[second + 2]) * 256 +
                      std::to_integer<std::size_t>(jpeg[second + 3]) + 2;
  const Bytes segment(jpeg.begin() + static_cast<std::ptrdiff_t>(second),
                      jpeg.begin() + static_cast<std::ptrdiff_t>(second + length));
  return with_inserted(without(jpeg, second, length), first, segment);
}

}  // namespace

TEST_CASE("colour profiles go from each format to each other, byte by byte", "[formats][image]") {
  const bool version4 = GENERATE(false, true);
  const std::size_t more = GENERATE(as<std::size_t>{}, 0, 200'000);
  const Bytes profile = make_profile("RGB ", "Display P3", version4, more);
  for (const std::string_view from : {"png", "jpeg", "webp"}) {
    const Bytes file = picture_with(from, profile);
    const Asset asset = read_picture(file);
    INFO(from);
    CHECK(profile_of(asset) == profile);
    CHECK(color_profile_name(asset.image->color_profile.span()) == "Display P3");
    CHECK(asset.image->decoded());
    for (const std::string_view to : {"png", "jpeg", "webp"}) {
      const Rewritten again = rewritten(file, to);
      INFO(to);
      CHECK(profile_of(again.asset) == profile);
      CHECK(again.asset.image->decoded());
      CHECK(again.asset.notes.empty());
      CHECK(again.lost.empty());
    }
  }
}

TEST_CASE("a colour profile leaves the pixels alone, alpha too", "[formats][image]") {
  const Bytes profile = make_profile("RGB ", "Display P3", true);
  const std::vector<std::uint8_t> samples = ramp(std::size_t{64} * 4);
  for (const std::string_view format : {"png", "webp"}) {
    const auto encode = [&](std::span<const std::byte> with) {
      const Pixels pixels{8, 8, 4, samples, {}, with};
      const Array<std::byte> file =
          format == "png" ? encode_png(pixels).value() : encode_webp(pixels, 100).value();
      return read_picture({file.begin(), file.end()});
    };
    const Asset with = encode(profile), plain = encode({});
    INFO(format);
    CHECK(with.image->has_alpha);
    CHECK(plain.image->color_profile.empty());
    CHECK(std::equal(with.image->pixels8.begin(), with.image->pixels8.end(), plain.image->pixels8.begin(),
                     plain.image->pixels8.end()));
  }
}

TEST_CASE("a profile for other pixels is not handed on, and said to be lost", "[formats][image]") {
  const Bytes gray = picture_with("png", make_profile("GRAY", "Dot Gain 20%", false), 1);
  CHECK(rewritten(gray, "jpeg").lost.empty());
  CHECK(!rewritten(gray, "jpeg").asset.image->color_profile.empty());
  const Rewritten webp = rewritten(gray, "webp");
  REQUIRE(webp.lost.size() == 1);
  CHECK(webp.lost.front() == "its colour profile \"Dot Gain 20%\", which is not for such pixels");
  CHECK(webp.asset.image->color_profile.empty());
  const Bytes press = picture_with("jpeg", make_profile("CMYK", "Coated FOGRA39", false));
  CHECK(rewritten(press, "jpeg").lost.size() == 1);
  CHECK(rewritten(press, "jpeg").asset.image->color_profile.empty());
}

TEST_CASE("a JPEG's profile is found by the numbers of its parts", "[formats][image]") {
  const Bytes profile = make_profile("RGB ", "Display P3", false, 100'000);
  const Bytes file = picture_with("jpeg", profile);
  CHECK(profile_of(read_picture(with_parts_swapped(file))) == profile);
  Bytes incomplete = file;
  incomplete[find_bytes(file, to_bytes("ICC_PROFILE")) + 12] = std::byte{7};
  CHECK(read_picture(incomplete).image->color_profile.empty());
  CHECK(read_picture(incomplete).image->decoded());
}

TEST_CASE("what is no profile counts as none, and the picture is read all the same", "[formats][image]") {
  const auto png_with = [](const Bytes& profile) {
    Bytes payload = to_bytes(std::string("name\0\0", 6));
    append(payload, zlib_stored(profile));
    return make_png({}, Bytes(8 * (1 + 24)), png_chunk("iCCP", payload));
  };
  const Bytes profile = make_profile("RGB ", "", true);
  CHECK(profile_of(read_picture(png_with(profile))) == profile);
  CHECK(color_profile_name(profile).empty());
  Bytes longer = profile, unsigned_one = profile;
  longer.push_back(std::byte{0});
  unsigned_one[36] = std::byte{'x'};
  const Bytes huge = make_profile("RGB ", "", true, kMostProfileBytes);
  for (const Bytes& wrong : {longer, unsigned_one, huge, Bytes(), Bytes(131)}) {
    const Asset asset = read_picture(png_with(wrong));
    CHECK(asset.image->color_profile.empty());
    CHECK(asset.image->decoded());
  }
  for (const std::string_view payload : {""sv, "name"sv, "name\0"sv, "name\0\0\x78\x9c garbage"sv}) {
    const Bytes chunk = png_chunk("iCCP", to_bytes(payload));
    CHECK(read_picture(make_png({}, Bytes(8 * (1 + 24)), chunk)).image->color_profile.empty());
  }
}

TEST_CASE("the name of a profile is looked for inside of it only", "[formats][image]") {
  for (const bool version4 : {false, true}) {
    const Bytes profile = make_profile("RGB ", "Display P3", version4);
    for (std::size_t at = 128; at < profile.size(); ++at) {
      Bytes bent = profile;
      bent[at] = std::byte{0xFF};
      CHECK(color_profile_name(bent).size() < 200);
    }
  }
}
