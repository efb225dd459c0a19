#include <catch2/catch.hpp>

#include "core/endian.h"
#include "core/source.h"
#include "formats/detail/crc32.h"
#include "formats/detail/zip_write.h"
#include "meshgate/format.h"
#include "support/figure.h"
#include "support/files.h"
#include "support/mesh_builder.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

WriteOptions options_for(const std::string& stem, std::uint64_t max_memory = std::uint64_t{1} << 30U) {
  WriteOptions options;
  options.stem = stem;
  options.max_memory = max_memory;
  return options;
}

struct ZipEntry {
  std::string name, content;
  std::size_t offset = 0;
};

// By the central directory, as a reader should; checks what both headers say.
std::vector<ZipEntry> entries_of(const Array<std::byte>& zip) {
  const std::byte* data = zip.data();
  const std::size_t end = zip.size() - 22;
  REQUIRE(load_le<std::uint32_t>(data + end) == 0x06054B50);
  std::size_t at = load_le<std::uint32_t>(data + end + 16);
  std::vector<ZipEntry> entries;
  for (int i = 0; i < load_le<std::uint16_t>(data + end + 10); ++i) {
    REQUIRE(load_le<std::uint32_t>(data + at) == 0x02014B50);
    const std::size_t bytes = load_le<std::uint32_t>(data + at + 20),
                      name = load_le<std::uint16_t>(data + at + 28);
    const std::size_t local = load_le<std::uint32_t>(data + at + 42);
    REQUIRE(load_le<std::uint32_t>(data + local) == 0x04034B50);
    CHECK(load_le<std::uint16_t>(data + local + 8) == 0);  // stored
    CHECK(load_le<std::uint32_t>(data + local + 18) == bytes);
    ZipEntry entry{std::string(as_text({data + at + 46, name})), {}, 0};
    entry.offset = local + 30 + name + load_le<std::uint16_t>(data + local + 28);
    entry.content = as_text({data + entry.offset, bytes});
    CHECK(compute_crc32(as_bytes(entry.content)) == load_le<std::uint32_t>(data + at + 16));
    entries.push_back(std::move(entry));
    at += 46 + name + load_le<std::uint16_t>(data + at + 30) + load_le<std::uint16_t>(data + at + 32);
  }
  CHECK(at == end);
  return entries;
}

WrittenFile file(const std::string& name, const std::string& content) {
  const ByteView bytes = as_bytes(content);
  return {name, std::vector<std::byte>(bytes.begin(), bytes.end())};
}

}  // namespace

TEST_CASE("zip: files are stored in order, at multiples of the alignment", "[zip]") {
  for (const std::size_t alignment : {1U, 4U, 64U}) {
    std::vector<WrittenFile> files;
    std::string name = "a";
    for (int i = 0; i < 80; ++i, name += 'x')
      files.push_back(file(name, std::string(static_cast<std::size_t>(i), 'z')));
    const auto zip = render_zip(files, alignment);
    REQUIRE(zip);
    const std::vector<ZipEntry> entries = entries_of(*zip);
    REQUIRE(entries.size() == files.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      CHECK(entries[i].name == files[i].name);
      CHECK(entries[i].content.size() == i);
      CHECK(entries[i].offset % alignment == 0);
    }
  }
  CHECK(entries_of(*render_zip({}, 1)).empty());
}

TEST_CASE("usdz: the layer first, pictures beside it, and what is lost is said", "[usdz]") {
  Asset asset = make_asset(cube());
  asset.scene.up_axis = 'Z';
  asset.scene.meters_per_unit = 0.001;
  Scene& scene = asset.scene;
  scene.materials.resize(2);
  scene.materials[0].name = "wood & nails";
  scene.meshes[0].materials = {{0, 4, 1, {}}, {4, 8, 0, {}}};
  scene.meshes[0].name = "1st";
  TextureImage image;
  image.name = "wood grain";
  image.format = "png";
  image.available = true;
  image.image.width = image.image.height = 8;
  image.encoded = read_bytes(testdata("image/filters.png"));
  scene.images.push_back(image);
  TextureUse use;
  use.role = TextureRole::kBaseColor;
  use.image = 0;
  scene.materials[0].textures.push_back(use);
  scene.beyond = {"1 camera"};
  const auto written = find_format("usdz")->write(asset, options_for("box"));
  REQUIRE(written);
  CHECK(written->lost == std::vector<std::string>{"1 camera"});
  REQUIRE(written->files.size() == 1);
  CHECK(written->files[0].name == "box.usdz");
  const std::vector<ZipEntry> entries = entries_of(written->files[0].bytes);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].name == "box.usda");
  CHECK(entries[1].name == "textures/wood_grain.png");
  for (const ZipEntry& entry : entries) CHECK(entry.offset % 64 == 0);
  for (const char* part :
       {"#usda 1.0\n", "upAxis = \"Z\"", "metersPerUnit = 0.001", "def Mesh \"_1st\"",
        "def GeomSubset \"subset_1\"", "def Material \"wood___nails\" (displayName = \"wood & nails\")",
        "asset inputs:file = @textures/wood_grain.png@"}) {
    INFO(part);
    CHECK(entries[0].content.find(part) != std::string::npos);
  }
}

TEST_CASE("usdz: our own reader reads back what was written", "[usdz]") {
  FigureSpec spec;
  spec.cell = 9;
  spec.joint = FigureJoint::kNone;
  const std::vector<FigurePart> parts = figure_parts(spec);
  Asset asset = asset_of_parts(parts);
  paint(asset);
  asset.scene.up_axis = 'Z';
  asset.scene.meters_per_unit = 0.001;
  const TemporaryFolder folder;
  ReadOptions options;
  options.keep_texture_pixels = true;
  const Asset back = read_back(written_as(asset, "usdz", options_for("figure")), folder, options);
  CHECK(back.format == "usdz");
  CHECK(back.scene.up_axis == 'Z');
  REQUIRE(back.scene.meters_per_unit);
  CHECK(*back.scene.meters_per_unit == Approx(0.001));
  REQUIRE(back.scene.meshes.size() == parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Mesh &before = asset.scene.meshes[i], &after = back.scene.meshes[i];
    INFO(before.name);
    CHECK(after.face_count() == before.face_count());
    REQUIRE(after.materials.size() == 1);
    CHECK(after.materials[0].material != kNoIndex);
    const std::vector<float2> uvs = uv_corners(asset.scene, before), read = uv_corners(back.scene, after);
    REQUIRE(read.size() == uvs.size());
    for (std::size_t k = 0; k < uvs.size(); k += 7) {
      CHECK(read[k].x == Approx(uvs[k].x).margin(1e-6));
      CHECK(read[k].y == Approx(uvs[k].y).margin(1e-6));
    }
  }
  const std::vector<float3> before = shown_corners(asset), after = shown_corners(back);
  CHECK(before == after);
  REQUIRE(back.scene.images.size() == 1);
  CHECK(back.scene.images[0].available);
  CHECK(back.scene.images[0].image.width == 64);
}

TEST_CASE("usdz: too large and of the wrong kind", "[usdz]") {
  Asset picture;
  picture.kind = AssetKind::kImage;
  CHECK(find_format("usdz")->write(picture, {}).error().kind == ErrorKind::kUnsupported);
  CHECK(find_format("usdz")->write(make_asset(torus(40, 40)), options_for("large", 1000)).error().kind ==
        ErrorKind::kLimit);
}
