#include <catch2/catch.hpp>

#include <cstring>

#include "formats/detail/zip_archive.h"
#include "meshgate/format.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/notes.h"
#include "support/zip_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

const std::string kTriangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";

Source source_of(const Bytes& bytes) { return Source::from_memory("/nowhere/a.zip", bytes); }

Result<Asset> read(const Bytes& bytes, ReadOptions options = {}) {
  Result<Asset> asset = find_format("zip")->read(source_of(bytes), options);
  if (asset) check_invariants(*asset);
  return asset;
}

}  // namespace

TEST_CASE("zip: an OBJ finds its materials and textures in the archive", "[zip]") {
  const Result<Asset> asset = read_asset(testdata("zip/obj.zip"));
  REQUIRE(asset);
  check_invariants(*asset);
  CHECK(asset->format == "obj");
  CHECK(asset->notes.empty());
  CHECK(asset->scene.uv_from_below);  // as in the OBJ itself
  CHECK(asset->scene.meshes[0].face_count() == 12);
  REQUIRE(asset->scene.materials.size() == 1);
  REQUIRE(asset->scene.images.size() == 1);
  CHECK(asset->scene.images[0].available);
  CHECK(asset->scene.images[0].image.width == 8);
}

TEST_CASE("zip: several models become one scene", "[zip]") {
  const Result<Asset> asset = read_asset(testdata("zip/parts.zip"));
  REQUIRE(asset);
  check_invariants(*asset);
  REQUIRE(asset->scene.meshes.size() == 2);
  CHECK(asset->scene.meshes[1].element == "/b.stl");
  CHECK(asset->scene.meshes[0].surface != asset->scene.meshes[1].surface);
  CHECK(asset->scene.nodes.size() == 2);
  CHECK(asset->scene.nodes[asset->scene.instances[1].node].name == "b.stl");
}

TEST_CASE("zip: what is refused, and why", "[zip]") {
  const auto reason = [](const Bytes& bytes, ReadOptions options = {}) {
    const Result<Asset> asset = read(bytes, options);
    REQUIRE_FALSE(asset);
    return asset.error();
  };
  CHECK(reason(make_zip({{"readme.txt", "hello"}})).message.find("no model") != std::string::npos);
  CHECK(reason(make_zip({{"a.obj", kTriangle}, {"b.stl", "solid\nendsolid\n"}})).kind ==
        ErrorKind::kUnsupported);
  CHECK(reason(make_zip({})).kind == ErrorKind::kUnsupported);
  CHECK(reason({}).kind == ErrorKind::kMalformed);

  ZipFileSpec file{"a.obj", kTriangle};
  file.crc_off = true;
  CHECK(reason(make_zip({file})).message.find("checksum") != std::string::npos);
  file.crc_off = false;
  file.flags = 1;
  CHECK(reason(make_zip({file})).message.find("encrypted") != std::string::npos);
  file.flags = 0;
  file.method = 12;
  CHECK(reason(make_zip({file})).message.find("method 12") != std::string::npos);
  file.method = 0;
  file.claimed_size = 10;
  CHECK(reason(make_zip({file})).kind == ErrorKind::kMalformed);
}

TEST_CASE("zip: a bomb is not unpacked", "[zip]") {
  // What deflate makes of a gigabyte of zeros is not needed: the size that the directory claims decides.
  ZipFileSpec file{"a.obj", "abc"};
  file.method = 8;
  file.claimed_size = 4'000'000'000U;
  ReadOptions options;
  options.max_memory = 1U << 30U;
  const Result<Asset> large = read(make_zip({file}), options);
  REQUIRE_FALSE(large);
  CHECK(large.error().kind == ErrorKind::kLimit);
  // One that claims less than it holds stops at its claim.
  const Bytes good = read_bytes(testdata("zip/obj.zip"));
  const Source source = source_of(good);
  const Result<ZipArchive> archive = read_zip(source);
  REQUIRE(archive);
  ZipEntry entry = archive->entries[0];
  ZipBudget budget{1'000'000, {}};
  REQUIRE(extract(source, entry, budget));
  entry.size -= 1;
  CHECK_FALSE(extract(source, entry, budget));
  entry.size += 2;
  CHECK_FALSE(extract(source, entry, budget));
}

TEST_CASE("zip: names that leave the folder are left out", "[zip]") {
  for (const std::string name : {"../a.obj", "/a.obj", "C:\\a.obj", "x/../../a.obj", "..\\a.obj"}) {
    const Result<Asset> asset = read(make_zip({{"cube.obj", kTriangle}, {name, kTriangle}}));
    INFO(name);
    REQUIRE(asset);
    CHECK(has_note(*asset, "zip/unsafe-name"));
    CHECK(asset->scene.meshes.size() == 1);
  }
  // A model cannot reach out of the archive either.
  const Result<Asset> asset = read(make_zip({{"in/cube.obj", "mtllib ../../../etc/passwd\n" + kTriangle}}));
  REQUIRE(asset);
  CHECK(has_note(*asset, "obj/unsafe-path"));
  // But to its neighbours in it.
  const Result<Asset> beside =
      read(make_zip({{"in/cube.obj", "mtllib ../look.mtl\n" + kTriangle}, {"look.mtl", "newmtl a\n"}}));
  REQUIRE(beside);
  CHECK(beside->notes.empty());
}

TEST_CASE("zip: cut and changed archives are answered", "[zip]") {
  const Bytes good = make_zip({{"a.obj", kTriangle}, {"b.mtl", "newmtl a\n"}});
  REQUIRE(read(good));
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(read({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}));
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const int value : {0x00, 0x7F, 0x80, 0xFF}) {
      Bytes changed = good;
      changed[at] = static_cast<std::byte>(value);
      static_cast<void>(read(changed));
    }
  }
}
