// The built-in profiles of services: what each accepts and refuses, on both sides of each of its numbers.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "checks/check.h"
#include "meshgate/gate.h"
#include "support/files.h"
#include "support/gltf_builder.h"
#include "support/model_cases.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string severity_of(const std::vector<Finding>& findings, std::string_view rule, const Profile& profile) {
  for (const Finding& finding : findings) {
    if (finding.rule == rule) return std::string(to_string(profile.severity(rule)));
  }
  return "silent";
}

// What the checks that see no more than name, kind and size say of such a file: "error", "warning" or
// "silent".
std::string judge_file(std::string_view rule, const std::string& profile_name, AssetKind kind,
                       std::string_view format, std::uint64_t bytes = 1000) {
  const Profile profile = load_profile(profile_name).value();
  const std::string path = "input." + std::string(format);
  FileInput input;
  input.path = path;
  input.bytes = bytes;
  input.format = input.format_name = input.suffix_format = format;
  input.kind = kind;
  CheckContext context(profile, {});
  for (const Check* check : all_checks()) {
    if (const FileCheck* run = std::get_if<FileCheck>(&check->run)) (*run)(input, context);
  }
  return severity_of(context.out.findings(), rule, profile);
}

std::string format_verdict(const std::string& profile, AssetKind kind, std::string_view format) {
  return judge_file("file/format-unsupported", profile, kind, format);
}

std::string severity(const std::vector<Finding>& findings, std::string_view rule) {
  for (const Finding& finding : findings) {
    if (finding.rule == rule) return std::string(to_string(finding.severity));
  }
  return "silent";
}

// A closed surface of exactly `triangles` triangles, an even number: a torus, some of whose faces are
// divided.
GltfFile gltf_with_triangles(std::uint32_t triangles) {
  const Shape shape = torus(triangles / 6, 3);
  REQUIRE(shape.faces() + triangles % 6 == triangles);
  Shape whole = shape;
  // A point in the middle of a face makes three of it.
  for (std::uint32_t more = 0; more < triangles % 6 / 2; ++more) {
    const std::size_t face = 3 * static_cast<std::size_t>(more);
    const std::uint32_t a = whole.indices[face], b = whole.indices[face + 1], c = whole.indices[face + 2];
    const float3 p = whole.positions[a], q = whole.positions[b], r = whole.positions[c];
    const auto middle = static_cast<std::uint32_t>(whole.positions.size());
    whole.positions.push_back({(p.x + q.x + r.x) / 3, (p.y + q.y + r.y) / 3, (p.z + q.z + r.z) / 3});
    whole.indices[face + 2] = middle;
    whole.indices.insert(whole.indices.end(), {b, c, middle, c, a, middle});
  }
  REQUIRE(whole.faces() == triangles);
  GltfFile file = gltf_cube();
  const int positions =
      file.add(bytes_of(whole.positions), kFloat, "VEC3", whole.positions.size(), kVertexTarget);
  file.set_bounds(positions);
  const int indices =
      file.add(bytes_of(whole.indices), kUnsignedInt, "SCALAR", whole.indices.size(), kIndexTarget);
  auto& primitive = file.json["meshes"][0]["primitives"][0];
  primitive["attributes"]["POSITION"] = positions;
  primitive["indices"] = indices;
  return file;
}

std::string triangles_verdict(const std::string& profile, std::uint32_t triangles) {
  const std::string rule = "mesh/too-many-triangles";
  return severity(judge_model({{"m.glb", gltf_with_triangles(triangles).glb()}}, profile, {}, {rule}), rule);
}

GltfFile gltf_with_materials(int count) {
  GltfFile file = gltf_cube();
  for (int i = 0; i < count; ++i) file.json["materials"].push_back({{"name", fmt::format("m{}", i)}});
  return file;
}

std::string materials_verdict(const std::string& profile, int count) {
  return severity(judge_model({{"m.glb", gltf_with_materials(count).glb()}}, profile),
                  "mesh/too-many-materials");
}

std::vector<Finding> judge_texture(const std::string& profile, std::uint32_t width, std::uint32_t height) {
  const Bytes gray =
      make_png8(width, height, 0, [](auto x, auto y, auto) { return static_cast<int>((x ^ y) & 255U); });
  return judge_model({{"m.glb", gltf_painted_cube(gray).glb()}}, profile);
}

std::vector<Finding> judge_shape(const Shape& shape, const std::string& profile) {
  return judge_model({{"m.stl", binary_stl(shape)}}, profile);
}

std::string picture_verdict(std::string_view rule, const std::string& profile, std::uint32_t width,
                            std::uint32_t height) {
  return severity(judge_model({{"p.png", checkered_png(width, height)}}, profile), rule);
}

struct SizeLimit {
  const char* profile;
  AssetKind kind;
  const char* format;
  std::uint64_t near;
  std::uint64_t hard;
};

const std::vector<SizeLimit>& size_limits() {
  constexpr AssetKind kMesh = AssetKind::kMesh, kImage = AssetKind::kImage;
  static const std::vector<SizeLimit> kLimits{
      {"hitem3d-split", kMesh, "stl", 200'000'000, 209'715'200},
      {"hitem3d-segmentation", kMesh, "obj", 200'000'000, 209'715'200},
      {"hitem3d-depth", kImage, "webp", 20'000'000, 20'971'520},
      {"hitem3d-image-to-3d", kImage, "jpeg", 20'000'000, 20'971'520},
      {"tripo-segment", kMesh, "fbx", 150'000'000, 157'286'400},
      {"hunyuan-part", kMesh, "fbx", 100'000'000, 104'857'600},
      {"meshy-relief", kImage, "png", 20'000'000, 20'971'520},
      {"khronos-3dcommerce", kMesh, "glb", 5'000'000, 5'242'880},
  };
  return kLimits;
}

}  // namespace

TEST_CASE("provider profiles: sizes, on both sides of both readings of a megabyte", "[profile]") {
  for (const SizeLimit& limit : size_limits()) {
    INFO(limit.profile);
    const auto says = [&](std::string_view rule, std::uint64_t bytes) {
      return judge_file(rule, limit.profile, limit.kind, limit.format, bytes);
    };
    CHECK(says("file/near-size-limit", limit.near) == "silent");
    CHECK(says("file/near-size-limit", limit.near + 1) == "warning");
    CHECK(says("file/too-large", limit.hard) == "silent");
    CHECK(says("file/too-large", limit.hard + 1) == "error");
  }
}

TEST_CASE("provider profiles: a file above the limit fails the gate without being read", "[profile]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "large.glb";
  for (const auto& [profile, hard] :
       {std::pair("khronos-3dcommerce", 5'242'880U), {"tripo-segment", 157'286'400U}}) {
    write_binary(path, gltf_cube().glb());
    std::filesystem::resize_file(path, hard + 1);  // sparse
    CheckOptions options;
    options.profile = load_profile(profile).value();
    const InputReport input = check_files({path.string()}, options).value().inputs.at(0);
    INFO(profile);
    CHECK(input.verdict == Verdict::kFail);
    CHECK(rules_of(input.findings) == std::set<std::string>{"file/too-large"});
  }
}

TEST_CASE("provider profiles: formats", "[profile]") {
  constexpr AssetKind kMesh = AssetKind::kMesh, kImage = AssetKind::kImage;
  for (const char* profile : {"hitem3d-split", "hitem3d-segmentation"}) {
    for (const char* format : {"glb", "stl", "obj"})
      CHECK(format_verdict(profile, kMesh, format) == "silent");
    for (const char* format : {"gltf", "fbx", "3mf"})
      CHECK(format_verdict(profile, kMesh, format) == "error");
    CHECK(format_verdict(profile, kImage, "png") == "error");
  }
  for (const char* profile : {"hitem3d-depth", "hitem3d-image-to-3d", "meshy-relief"}) {
    for (const char* format : {"png", "jpeg", "webp"})
      CHECK(format_verdict(profile, kImage, format) == "silent");
    CHECK(format_verdict(profile, kImage, "gif") == "error");
    for (const char* format : {"glb", "stl", "obj"}) CHECK(format_verdict(profile, kMesh, format) == "error");
  }
  for (const char* format : {"glb", "obj", "fbx", "stl"})
    CHECK(format_verdict("tripo-segment", kMesh, format) == "silent");
  CHECK(format_verdict("tripo-segment", kMesh, "gltf") == "error");
  CHECK(format_verdict("tripo-segment", kImage, "png") == "error");
  CHECK(format_verdict("hunyuan-part", kMesh, "fbx") == "silent");
  CHECK(format_verdict("hunyuan-part", kMesh, "glb") == "error");
  for (const char* format : {"fbx", "gltf", "glb", "obj"})
    CHECK(format_verdict("roblox-ugc", kMesh, format) == "silent");
  CHECK(format_verdict("roblox-ugc", kMesh, "stl") == "error");
  for (const char* format : {"glb", "gltf"})
    CHECK(format_verdict("khronos-3dcommerce", kMesh, format) == "silent");
  CHECK(format_verdict("khronos-3dcommerce", kMesh, "obj") == "error");
  // Profiles of all tasks and of none take both.
  for (const char* profile : {"hitem3d", "asset", "gltf-conformance"}) {
    CHECK(format_verdict(profile, kMesh, "glb") == "silent");
    CHECK(format_verdict(profile, kImage, "png") == "silent");
  }
}

TEST_CASE("provider profiles: what is refused is named with what would be taken", "[profile]") {
  const auto message = [](const NamedBytes& file, const char* profile) {
    return finding_of(judge_model({file}, profile), "file/format-unsupported").message;
  };
  const NamedBytes model{"m.stl", binary_stl(cube())}, picture{"p.png", checkered_png(600, 600)};
  CHECK(message(model, "meshy-relief") ==
        "this is STL, and profile meshy-relief takes pictures only (jpeg, png, webp)");
  CHECK(message(picture, "hitem3d-split") ==
        "this is PNG, and profile hitem3d-split takes models only (glb, stl, obj)");
  CHECK(message(model, "khronos-3dcommerce") ==
        "this is STL; profile khronos-3dcommerce accepts glb, gltf: convert it");
  const NamedBytes nothing{"n.bin", to_bytes("neither a model nor a picture")};
  CHECK(message(nothing, "hitem3d-split").ends_with("export it again as one of glb, stl, obj"));
  CHECK(message(nothing, "meshy-relief").ends_with("export it again as one of jpeg, png, webp"));
  CHECK(message(nothing, "hitem3d").ends_with("as one of glb, stl, obj and png, jpeg, webp"));
}

TEST_CASE("provider profiles: counts of triangles", "[profile]") {
  CHECK(triangles_verdict("roblox-ugc", 20'000) == "silent");
  CHECK(triangles_verdict("roblox-ugc", 20'002) == "error");
  CHECK(triangles_verdict("khronos-3dcommerce", 100'000) == "silent");
  CHECK(triangles_verdict("khronos-3dcommerce", 100'002) == "error");
  CHECK(triangles_verdict("hunyuan-part", 30'000) == "silent");
  CHECK(triangles_verdict("hunyuan-part", 30'002) == "error");
  for (const char* profile : {"hitem3d-split", "hitem3d-segmentation"}) {
    const Profile loaded = load_profile(profile).value();
    CHECK(loaded.severity("mesh/too-many-triangles") == Severity::kWarning);
    CHECK(loaded.parameter("mesh/too-many-triangles", "max-triangles") == 2e6);
  }
}

TEST_CASE("provider profiles: counts of materials", "[profile]") {
  CHECK(materials_verdict("khronos-3dcommerce", 5) == "silent");
  CHECK(materials_verdict("khronos-3dcommerce", 6) == "error");
  CHECK(materials_verdict("roblox-ugc", 1) == "silent");
  CHECK(materials_verdict("roblox-ugc", 2) == "warning");
  CHECK(materials_verdict("hitem3d", 1000) == "silent");  // off: each target has its own number
}

TEST_CASE("provider profiles: textures", "[profile]") {
  const std::set<std::string> size_rules{"texture/too-small", "texture/too-large",
                                         "texture/not-power-of-two"};
  const auto says = [&](std::uint32_t width, std::uint32_t height) {
    std::set<std::string> found;
    for (const Finding& finding : judge_texture("khronos-3dcommerce", width, height)) {
      if (!size_rules.contains(finding.rule)) continue;
      CHECK(finding.severity == Severity::kError);
      found.insert(finding.rule);
    }
    return found;
  };
  using Rules = std::set<std::string>;
  CHECK(says(512, 2048) == Rules{});
  CHECK(says(256, 512) == Rules{"texture/too-small"});
  CHECK(says(512, 511) == Rules{"texture/not-power-of-two", "texture/too-small"});
  CHECK(says(513, 512) == Rules{"texture/not-power-of-two"});
  CHECK(says(512, 4096) == Rules{"texture/too-large"});
  CHECK(severity(judge_texture("roblox-ugc", 4096, 8), "texture/too-large") == "silent");
  CHECK(severity(judge_texture("roblox-ugc", 4097, 8), "texture/too-large") == "warning");
  CHECK(severity(judge_texture("hitem3d", 8, 8), "texture/too-small") == "silent");
}

TEST_CASE("provider profiles: pictures", "[profile]") {
  CHECK(picture_verdict("image/too-small", "meshy-relief", 32, 33) == "silent");
  CHECK(picture_verdict("image/too-small", "meshy-relief", 31, 33) == "error");
  CHECK(picture_verdict("image/extreme-aspect", "meshy-relief", 40, 640) == "silent");
  CHECK(picture_verdict("image/extreme-aspect", "meshy-relief", 40, 641) == "error");
  for (const char* profile : {"hitem3d-depth", "hitem3d-image-to-3d"}) {
    CHECK(picture_verdict("image/too-small", profile, 512, 600) == "silent");
    CHECK(picture_verdict("image/too-small", profile, 511, 600) == "warning");
  }
}

TEST_CASE("provider profiles: Roblox wants watertight, splitting only says that it matters", "[profile]") {
  Shape open = cube(), turned = cube();
  open.indices.resize(open.indices.size() - 3);
  std::swap(turned.indices[0], turned.indices[1]);
  const Shape inside_out = turned_over(cube());
  CHECK(severity(judge_shape(cube(), "roblox-ugc"), "mesh/open-edge") == "silent");
  CHECK(severity(judge_shape(open, "roblox-ugc"), "mesh/open-edge") == "error");
  CHECK(severity(judge_shape(turned, "roblox-ugc"), "mesh/inconsistent-winding") == "error");
  CHECK(severity(judge_shape(inside_out, "roblox-ugc"), "mesh/inverted-shell") == "error");
  CHECK(severity(judge_shape(open, "hitem3d-split"), "mesh/open-edge") == "warning");
  CHECK(severity(judge_shape(inside_out, "hitem3d-split"), "mesh/inverted-shell") == "warning");
  CHECK(severity(judge_shape(open, "hitem3d-segmentation"), "mesh/open-edge") == "info");
  CHECK(severity(judge_shape(open, "tripo-segment"), "mesh/open-edge") == "info");
}

TEST_CASE("rule cases: materials and small textures", "[rules]") {
  const auto with = [](const char* rule, const char* parameter, double limit, const GltfFile& file) {
    return judge_model({{"m.glb", file.glb()}}, "khronos-3dcommerce", {{rule, parameter, limit}});
  };
  const auto materials = [&](double limit) {
    return with("mesh/too-many-materials", "max-materials", limit, gltf_with_materials(3));
  };
  expect_silent("mesh/too-many-materials", materials(3));
  expect_fires("mesh/too-many-materials", materials(2));
  CHECK(evidence_of(finding_of(materials(2), "mesh/too-many-materials"), "materials") == 3);
  const auto texture = [&](double limit) {
    return with("texture/too-small", "min-side", limit, gltf_painted_cube(checkered_png(64, 32)));
  };
  expect_silent("texture/too-small", texture(32));
  expect_fires("texture/too-small", texture(33));
  CHECK(evidence_of(finding_of(texture(33), "texture/too-small"), "height") == 32);
}
