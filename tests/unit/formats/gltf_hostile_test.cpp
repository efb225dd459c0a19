// Damaged and hostile glTF files: whatever happens, the result is an Asset that holds together, or an Error.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "core/source.h"
#include "meshgate/format.h"
#include "support/gltf_compress.h"
#include "support/invariants.h"
#include "support/mutate.h"

namespace meshgate {
namespace {

using Bytes = std::vector<std::byte>;

void read_mutant(const char* format, const std::string& name, const test::Mutant& mutant) {
  INFO(name << ", " << mutant.how);
  ReadOptions options;
  options.max_memory = std::uint64_t{256} << 20U;
  const Source source = Source::from_memory("/nowhere/a", mutant.bytes);
  const Result<Asset> asset = find_format(format)->read(source, options);
  if (!asset) return;
  const std::vector<std::string> violations = test::invariant_violations(*asset);
  for (const std::string& violation : violations) FAIL_CHECK(violation);
}

void mutate(const char* format, const std::string& name, const Bytes& bytes, std::uint64_t flips) {
  for (std::size_t length = 0; length<bytes.size(); length += bytes.size()> 3000 ? 7U : 1U) {
    read_mutant(format, name, test::truncated(bytes, length));
  }
  for (std::uint64_t seed = 0; seed < flips; ++seed) read_mutant(format, name, test::flipped(bytes, seed));
}

// Changes bytes of the binary buffer only, so that most of the damage reaches the decoders.
void mutate_data(const test::Shape& shape, std::uint64_t seeds) {
  const std::vector<std::pair<std::string, test::GltfFile>> files{
      {"draco sequential", test::gltf_draco(shape, false)},
      {"draco edgebreaker", test::gltf_draco(shape, true)},
      {"meshopt", test::gltf_meshopt(shape)}};
  for (const auto& [name, sound] : files) {
    test::GltfFile file = sound;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      file.bin = test::flipped(sound.bin, seed).bytes;
      read_mutant("glb", name, {"seed " + std::to_string(seed), file.glb()});
    }
  }
}

}  // namespace

TEST_CASE("cut and flipped files", "[gltf][hostile]") {
  mutate("glb", "cube", test::gltf_cube().glb(), 500);
  mutate("gltf", "cube", test::gltf_cube().gltf(), 500);
  mutate("glb", "rich", test::gltf_rich().glb(), 1500);
}

TEST_CASE("cut and flipped compressed files", "[gltf][hostile][compressed]") {
  const test::Shape shape = test::torus(12, 8);
  mutate("glb", "meshopt", test::gltf_meshopt(shape).glb(), 1500);
  mutate("glb", "draco sequential", test::gltf_draco(shape, false).glb(), 1500);
  mutate("glb", "draco edgebreaker", test::gltf_draco(shape, true).glb(), 1500);
}

TEST_CASE("damage inside of the compressed data", "[gltf][hostile][compressed]") {
  mutate_data(test::torus(12, 8), 1500);
}

// A long run over the foreign decoders, by hand: MESHGATE_FUZZ_SEEDS=100000 meshgate_tests "[gltf-fuzz]"
TEST_CASE("much damage inside of the compressed data", "[.][gltf-fuzz]") {
  const char* seeds = std::getenv("MESHGATE_FUZZ_SEEDS");
  mutate_data(test::torus(5, 4), seeds == nullptr ? 20'000 : std::strtoull(seeds, nullptr, 10));
}

TEST_CASE("numbers that do not fit", "[gltf][hostile]") {
  // Every number of the document once replaced by one that overflows, wraps or points elsewhere.
  const test::GltfFile sound = test::gltf_rich();
  const nlohmann::json flat = sound.json.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    if (!value.is_number()) continue;
    for (const nlohmann::json& number :
         {nlohmann::json(-1), nlohmann::json(0), nlohmann::json(INT64_MAX), nlohmann::json(UINT64_MAX),
          nlohmann::json(4294967295U), nlohmann::json(1e300), nlohmann::json(0.5)}) {
      test::GltfFile file = sound;
      file.json[nlohmann::json::json_pointer(pointer)] = number;
      read_mutant("glb", "rich", {pointer + " = " + number.dump(), file.glb()});
    }
  }
}

TEST_CASE("values of every type in every place", "[gltf][hostile]") {
  const test::GltfFile sound = test::gltf_rich();
  const auto replace_all = [&](const auto& self, const nlohmann::json& value,
                               const std::string& pointer) -> void {
    if (!pointer.empty()) {
      for (const char* text : {"null", "true", "\"x\"", "[]", "{}", "[{}]", "[null]", "7"}) {
        test::GltfFile file = sound;
        file.json[nlohmann::json::json_pointer(pointer)] = nlohmann::json::parse(text);
        read_mutant("glb", "rich", {pointer + " = " + text, file.glb()});
      }
    }
    if (value.is_object()) {
      for (const auto& [key, child] : value.items()) self(self, child, pointer + "/" + key);
    } else if (value.is_array() && value.size() < 5) {
      for (std::size_t i = 0; i < value.size(); ++i) self(self, value[i], pointer + "/" + std::to_string(i));
    }
  };
  replace_all(replace_all, sound.json, "");
}

TEST_CASE("many primitives over the same bytes are refused, not worked through", "[gltf][hostile]") {
  test::GltfFile file = test::gltf_cube();
  const std::size_t vertices = 1'000'000;
  const int view = file.add_view(Bytes(vertices * 12), test::kVertexTarget);
  nlohmann::json primitives = nlohmann::json::array();
  for (int i = 0; i < 4000; ++i) {
    primitives.push_back(
        {{"attributes", {{"POSITION", file.add_accessor(view, test::kFloat, "VEC3", vertices)}}}});
  }
  file.json["meshes"][0]["primitives"] = primitives;
  const Result<Asset> asset = find_format("glb")->read(Source::from_memory("/nowhere/a.glb", file.glb()), {});
  REQUIRE_FALSE(asset);
  CHECK(asset.error().kind == ErrorKind::kLimit);
}

}  // namespace meshgate
