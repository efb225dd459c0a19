#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "asset/facts.h"
#include "core/parallel.h"
#include "core/source.h"
#include "formats/detail/stl_binary.h"
#include "formats/detail/stl_sniff.h"
#include "meshgate/format.h"
#include "support/invariants.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Asset read(std::vector<std::byte> bytes) {
  Result<Asset> asset = read_stl_binary(Source::from_memory("memory.stl", std::move(bytes)), {});
  REQUIRE(asset);
  check_invariants(*asset);
  return *std::move(asset);
}

std::vector<std::string> rules_of(const Asset& asset) {
  std::vector<std::string> rules;
  for (const Finding& finding : asset.notes) rules.push_back(finding.rule);
  return rules;
}

using Rules = std::vector<std::string>;

void set_count(std::vector<std::byte>& stl, std::uint32_t count) { std::memcpy(&stl[80], &count, 4); }
void set_normal(std::vector<std::byte>& stl, std::size_t facet, float3 normal) {
  std::memcpy(&stl[84 + 50 * facet], &normal, 12);
}

}  // namespace

TEST_CASE("stl binary: a cube", "[stl]") {
  const Asset asset = read(binary_stl(cube()));
  CHECK(asset.notes.empty());
  const Mesh& mesh = asset.scene.meshes[0];
  CHECK(mesh.face_count() == 12);
  CHECK(mesh.positions.size() == 8);
  CHECK(mesh.stored_vertices == 36);
  CHECK(mesh.face_offset == 84);
  CHECK(mesh.face_stride == 50);
}

TEST_CASE("stl binary: attribute bytes (colours) do not matter", "[stl]") {
  std::vector<std::byte> stl = binary_stl(cube());
  for (std::size_t facet = 0; facet < 12; ++facet)
    stl[84 + 50 * facet + 48] = stl[84 + 50 * facet + 49] = std::byte{0xFF};
  CHECK(rules_of(read(stl)).empty());
}

TEST_CASE("stl binary: counts that disagree with the size", "[stl]") {
  std::vector<std::byte> stl = binary_stl(cube());
  set_count(stl, 13);
  CHECK(rules_of(read(stl)) == Rules{"stl/count-mismatch"});
  set_count(stl, 11);
  CHECK(rules_of(read(stl)) == Rules{"stl/count-mismatch"});
  CHECK(read(stl).scene.meshes[0].face_count() == 12);
  set_count(stl, 0);
  CHECK(rules_of(read(stl)) == Rules{"stl/count-mismatch"});
  set_count(stl, 0xFFFFFFFF);
  CHECK(rules_of(read(stl)) == Rules{"stl/count-mismatch"});
}

TEST_CASE("stl binary: every cut", "[stl]") {
  const std::vector<std::byte> whole = binary_stl(cube());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    if (size < 84) {
      const Result<Asset> asset = read_stl_binary(Source::from_memory("memory.stl", cut), {});
      REQUIRE_FALSE(asset);
      CHECK(asset.error().kind == ErrorKind::kMalformed);
      continue;
    }
    const Asset asset = read(cut);
    CHECK(asset.scene.meshes[0].face_count() == (size - 84) / 50);
    const Rules rules = rules_of(asset);
    CHECK(rules.front() == "stl/count-mismatch");
    CHECK((rules.size() == 2) == ((size - 84) % 50 != 0));
  }
}

TEST_CASE("stl binary: zeros are no facets", "[stl][sniff]") {
  // A download that was reserved and never written; f012a432….jpg of jpeg-decoder's crash tests.
  for (const std::size_t size : {85U, 128U, 134U, 4096U}) {
    CHECK(sniff_stl(std::vector<std::byte>(size), size + 1) == 0);
    std::vector<std::byte> nearly(size);
    nearly.front() = std::byte{0xFF};
    CHECK(sniff_stl(nearly, size + 1) == 0);
  }
  // Flat and at the origin, but a model: half of the numbers of a facet may well be zero.
  std::vector<std::byte> cut = binary_stl(cube());
  cut.resize(200);
  CHECK(sniff_stl(cut, 200) == 5);
}

TEST_CASE("stl binary: no facets", "[stl]") {
  std::vector<std::byte> stl(84);
  const Asset asset = read(stl);
  CHECK(asset.notes.empty());  // mesh/empty says it
  CHECK(asset.scene.meshes[0].face_count() == 0);
}

TEST_CASE("stl binary: a header that begins with solid", "[stl]") {
  std::vector<std::byte> stl = binary_stl(cube());
  std::memcpy(stl.data(), "solid cube", 10);
  CHECK(rules_of(read(stl)) == Rules{"stl/ambiguous-header"});
  const Format* format = sniff_format(stl, stl.size(), "a.stl");
  REQUIRE(format != nullptr);
  const Result<Asset> asset = format->read(Source::from_memory("a.stl", stl), {});
  REQUIRE(asset);
  CHECK(asset->scene.meshes[0].face_count() == 12);
  std::memcpy(stl.data(), "solidity  ", 10);
  CHECK(rules_of(read(stl)).empty());
}

TEST_CASE("stl binary: stored normals", "[stl]") {
  std::vector<std::byte> stl = binary_stl(cube());
  const Mesh mesh = read(stl).scene.meshes[0];
  for (std::size_t facet = 0; facet < 12; ++facet) {
    const float3 a = mesh.positions[mesh.indices[3 * facet]], b = mesh.positions[mesh.indices[3 * facet + 1]],
                 c = mesh.positions[mesh.indices[3 * facet + 2]];
    const double3 n = cross(to_double(b) - to_double(a), to_double(c) - to_double(a));
    set_normal(stl, facet, {static_cast<float>(n.x), static_cast<float>(n.y), static_cast<float>(n.z)});
  }
  CHECK(rules_of(read(stl)).empty());
  float3 first;
  std::memcpy(&first, &stl[84], 12);
  set_normal(stl, 0, {-first.x, -first.y, -first.z});
  set_normal(stl, 1, {1, 1, 1});
  const Asset asset = read(stl);
  REQUIRE(rules_of(asset) == Rules{"stl/normal-mismatch"});
  CHECK(asset.notes[0].count == 2);
  CHECK(asset.notes[0].locations[1].byte_offset == 134);
}

TEST_CASE("stl binary: a large file in no order is put in one, and places are those of the file",
          "[stl][parallel]") {
  // The facets of a sphere in random order; one of them has no area, and one a coordinate that is not finite.
  const Shape shape = unshared(shuffled(sphere(120), 11));
  REQUIRE(shape.faces() > 100'000);
  constexpr std::size_t kFlat = 70'001, kNowhere = 3;
  Shape damaged = shape;
  damaged.positions[3 * kFlat + 1] = damaged.positions[3 * kFlat];
  damaged.positions[3 * kNowhere].y = std::nanf("");
  const std::vector<std::byte> bytes = binary_stl(damaged);
  Asset asset, other;
  run_with_threads(1, [&] { asset = read(bytes); });
  run_with_threads(4, [&] { other = read(bytes); });
  const Mesh& mesh = asset.scene.meshes[0];
  REQUIRE(mesh.face_count() == shape.faces());
  REQUIRE(mesh.face_numbers.size() == shape.faces());
  CHECK(std::equal(mesh.indices.begin(), mesh.indices.end(), other.scene.meshes[0].indices.begin()));

  // Each facet is there once, with its corners in their order.
  std::vector<std::uint8_t> seen(shape.faces(), 0);
  std::size_t wrong = 0, far = 0;
  for (std::size_t face = 0; face < mesh.face_count(); ++face) {
    const std::size_t number = mesh.face_numbers[face];
    REQUIRE(number < shape.faces());
    wrong += seen[number]++;
    for (std::size_t k = 0; k < 3 && number != kNowhere; ++k)
      wrong += mesh.positions[mesh.indices[3 * face + k]] == damaged.positions[3 * number + k] ? 0U : 1U;
    if (face == 0) continue;
    const std::uint32_t a = mesh.indices[3 * face - 3], b = mesh.indices[3 * face];
    far += (a < b ? b - a : a - b) > 2'000;
  }
  CHECK(wrong == 0);
  CHECK(far < shape.faces() / 4);

  const AssetFacts facts(asset, {});
  const FaceScan& scan = facts.meshes()[0].faces();
  REQUIRE(scan.degenerate.count == 1);
  CHECK(scan.degenerate.witnesses[0].indices == std::vector<std::uint64_t>{kFlat});
  CHECK(scan.degenerate.witnesses[0].byte_offset == 84 + 50 * kFlat);
}

TEST_CASE("stl binary: facets in an order stay in it", "[stl]") {
  const Asset asset = read(binary_stl(sphere(120)));
  CHECK(asset.scene.meshes[0].face_numbers.empty());
}

TEST_CASE("stl binary: what is expected only makes it quicker", "[stl]") {
  const Shape shape = torus(30, 20);
  const std::vector<std::byte> bytes = binary_stl(shape);
  const auto read_expecting = [&](const Mesh* expected) {
    ReadOptions options;
    options.expected = expected;
    Result<Asset> asset = read_stl_binary(Source::from_memory("memory.stl", bytes), options);
    REQUIRE(asset);
    return std::move(*asset);
  };
  const Asset anew = read_expecting(nullptr);
  Mesh expected = make_mesh(shuffled(shape, 2));  // other faces
  for (const bool right : {false, true}) {
    if (right) expected = make_mesh(shape);
    const Asset asset = read_expecting(&expected);
    const Mesh &mesh = asset.scene.meshes[0], &other = anew.scene.meshes[0];
    CHECK(std::equal(mesh.indices.begin(), mesh.indices.end(), other.indices.begin(), other.indices.end()));
    CHECK(std::equal(mesh.positions.begin(), mesh.positions.end(), other.positions.begin(),
                     other.positions.end()));
    CHECK(asset.notes.size() == anew.notes.size());
  }
}
