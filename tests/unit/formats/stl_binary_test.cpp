#include <catch2/catch.hpp>
#include <cstring>

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
