#include <catch2/catch.hpp>
#include <csignal>
#include <cstring>

#include <fmt/core.h>

#include "core/source.h"
#include "formats/detail/import_bridge.h"
#include "formats/detail/import_child.h"
#include "formats/detail/import_protocol.h"
#include "formats/detail/import_stream.h"
#include "meshgate/format.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/program.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string id_of(std::string_view text, std::string_view path = "file") {
  const ByteView bytes = as_bytes(text);
  const Format* format =
      sniff_format(bytes.first(std::min<std::size_t>(bytes.size(), 4096)), bytes.size(), path);
  return format == nullptr ? "none" : std::string(format->id);
}

std::string zip_entry(const std::string& name) {
  std::string header("PK\x03\x04\x14\0\0\0\0\0", 10);
  header.append(16, '\0');
  header += static_cast<char>(name.size());
  header += '\0';
  header.append(2, '\0');
  return header + name + "content";
}

// A scene as the helper would write it.
class Stream {
 public:
  Stream& mark(std::string_view text) { return raw(text.data(), text.size()); }
  Stream& u32(std::uint32_t value) { return raw(&value, 4); }
  Stream& f32(float value) { return raw(&value, 4); }
  Stream& string(std::string_view text) {
    u32(static_cast<std::uint32_t>(text.size()));
    mark(text);
    while (bytes_.size() % 4 != 0) bytes_.push_back(std::byte{0});
    return *this;
  }
  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  Stream& raw(const void* data, std::size_t size) {
    const auto* from = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), from, from + size);
    return *this;
  }
  std::vector<std::byte> bytes_;
};

Stream quad_scene(std::uint32_t animated = 0, std::uint32_t flags = 0, std::uint32_t lights = 0) {
  Stream s;
  s.mark(kImportScene).u32(animated).u32(0).u32(lights).f32(0.01F).u32('Z');
  s.u32(1).string("root").u32(kNoIndex);
  for (int i = 0; i < 16; ++i) s.f32(i % 5 == 0 ? 1.0F : 0.0F);
  s.u32(1).u32(0);
  s.u32(1).string("red");
  for (int i = 0; i < 9; ++i) s.f32(0.5F);
  s.u32(1);
  s.u32(1).u32(0).string("none.png");
  s.u32(1).string("embedded").string("png").string("bytes");
  s.u32(1)
      .string("quad")
      .u32(0)
      .u32(kImportNormals | kImportFaceSizes | flags)
      .u32(1)
      .u32(5)
      .u32(2)
      .u32(7)
      .u32(3);
  const float positions[15] = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0};
  for (const float value : positions) s.f32(value);
  for (int i = 0; i < 15; ++i) s.f32(i % 3 == 2 ? 1.0F : 0.0F);
  for (int i = 0; i < 10; ++i) s.f32(0.25F);
  s.u32(4).u32(3);
  for (const std::uint32_t corner : {0U, 1U, 2U, 3U, 4U, 1U, 2U}) s.u32(corner);
  s.mark(kImportEnd);
  return s;
}

const std::string kPly =
    "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement "
    "face 1\n"
    "property list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n";

}  // namespace

TEST_CASE("other formats are recognised by content", "[other][sniff]") {
  CHECK(id_of("Kaydara FBX Binary  ") == "fbx");
  CHECK(id_of("; FBX 7.3.0 project file\n") == "fbx");
  CHECK(id_of(kPly) == "ply");
  CHECK(id_of(zip_entry("3D/3dmodel.model")) == "3mf");
  CHECK(id_of(zip_entry("[Content_Types].xml") + zip_entry("3D/part.model")) == "3mf");
  CHECK(id_of(zip_entry("[Content_Types].xml") + zip_entry("word/document.xml")) == "zip");
  CHECK(id_of(zip_entry("model.usdc")) == "usdz");
  CHECK(id_of(zip_entry("model.obj")) == "zip");
  CHECK(id_of("<?xml version=\"1.0\"?>\n<!-- <amf> -->\n<COLLADA xmlns=\"x\">") == "dae");
  CHECK(id_of("<amf unit=\"inch\">") == "amf");
  CHECK(id_of("<?xml version=\"1.0\"?><!DOCTYPE X3D PUBLIC \"a\" \"b\"><X3D profile='x'>") == "x3d");
  CHECK(id_of("<html><X3D></html>") == "none");
  CHECK(id_of("#usda 1.0\n") == "usda");
  CHECK(id_of("PXR-USDC\0\0") == "usdc");
  CHECK(id_of("OFF\n8 6 12\n") == "off");
  CHECK(id_of("COFF\n# c\n8 6 12\n") == "off");
  CHECK(id_of("OFFICE hours") == "none");
  CHECK(id_of("OFF we go") == "none");
  CHECK(id_of("BLENDER-v279abcdef") == "blend");
  CHECK(id_of("ISO-10303-21;\nHEADER;") == "step");
  const std::string card = std::string(72, ' ') + "S      1\n";
  CHECK(id_of(card) == "iges");
  CHECK(id_of("\x1F\x8B\x08\0\0\0") == "gzip");
  const std::string three("\x4D\x4D\x20\0\0\0\x02\0\x0A\0\0\0\x03\0\0\0", 16);
  CHECK(id_of(three + std::string(32, 'x')) == "3ds");
  CHECK(id_of("MM") == "none");
  CHECK(id_of("") == "none");
  CHECK(id_of("hello world\n") == "none");
  CHECK(id_of("newmtl a\nKd 1 1 1\n", "a.mtl") == "none");
}

TEST_CASE("bridge: a scene from a stream", "[bridge]") {
  FindingSink notes;
  const Source model = Source::from_memory("/nowhere/model.fbx", {});
  const Result<Scene> scene = parse_import_stream(quad_scene().bytes(), model, {}, notes);
  REQUIRE(scene);
  REQUIRE(scene->meshes.size() == 1);
  const Mesh& mesh = scene->meshes[0];
  CHECK(mesh.face_count() == 3);
  CHECK(mesh.positions.size() == 4);  // the fifth repeats the first
  CHECK(mesh.positions_unique);
  CHECK(std::vector<std::uint32_t>(mesh.indices.begin(), mesh.indices.end()) ==
        std::vector<std::uint32_t>{0, 1, 2, 0, 2, 3, 0, 1, 2});
  CHECK(mesh.normal_indices[6] == 4);
  CHECK(mesh.face_polygons.size() == 3);
  CHECK(scene->instances.size() == 1);
  CHECK(scene->materials[0].name == "red");
  CHECK(scene->materials[0].emissive == float3{0.5F, 0.5F, 0.5F});
  CHECK(scene->materials[0].double_sided);
  CHECK(scene->meters_per_unit == Approx(0.01));
  CHECK(scene->up_axis == 'Z');
  CHECK(scene->images.size() == 1);
  CHECK(notes.findings().size() == 2);  // points and lines; the missing texture
}

TEST_CASE("bridge: what a scene has no place for is told", "[bridge]") {
  FindingSink notes;
  const Source model = Source::from_memory("/nowhere/model.fbx", {});
  using Beyond = std::vector<std::string>;
  CHECK(parse_import_stream(quad_scene().bytes(), model, {}, notes).value().beyond == Beyond());
  CHECK(parse_import_stream(quad_scene(0, 0, 2).bytes(), model, {}, notes).value().beyond ==
        Beyond{"2 lights"});
  const Scene bent = parse_import_stream(quad_scene(1, kImportSkinned).bytes(), model, {}, notes).value();
  CHECK(bent.animated);
  CHECK(bent.meshes[0].skinned);
  CHECK(bent.beyond == Beyond{"animations", "1 mesh that a skeleton bends"});
}

TEST_CASE("bridge: streams that lie are refused", "[bridge]") {
  const std::vector<std::byte> good = quad_scene().bytes();
  const Source model = Source::from_memory("/nowhere/model.fbx", {});
  const auto parse = [&](std::vector<std::byte> stream) {
    FindingSink notes;
    const Result<Scene> scene = parse_import_stream(std::move(stream), model, {}, notes);
    if (!scene) {
      CHECK(scene.error().kind == ErrorKind::kMalformed);
      return false;
    }
    Asset asset;
    asset.scene = *scene;
    asset.kind = AssetKind::kMesh;
    for (const Mesh& mesh : scene->meshes) {
      for (const std::uint32_t index : mesh.indices) REQUIRE(index < mesh.positions.size());
    }
    return true;
  };
  CHECK(parse(good));
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(parse({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}));
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const int value : {0, 1, 0x7F, 0x80, 0xFF}) {
      std::vector<std::byte> changed = good;
      changed[at] = static_cast<std::byte>(value);
      parse(changed);
    }
  }
  CHECK_FALSE(parse(Stream().mark(kImportFailure).string("no luck").bytes()));
}

TEST_CASE("bridge: children that misbehave", "[bridge]") {
  const TemporaryFolder folder;
  const Source file = Source::from_memory("/nowhere/model.ply", {std::byte{1}, std::byte{2}});
  const auto run = [&](const std::string& script, ReadOptions options = {}) {
    const auto path = folder.path() / "helper";
    write_text(path, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    const Result<Asset> asset = read_through_bridge(file, options, {"ply", "ply", 1.0, path.string()});
    REQUIRE_FALSE(asset);
    return asset.error();
  };
  CHECK(run("exit 3").message.find("code 3") != std::string::npos);
  CHECK(run("exit 3").kind == ErrorKind::kMalformed);
  CHECK(run("kill -SEGV $$").message.find("signal 11") != std::string::npos);
  CHECK(run("sleep 30").kind == ErrorKind::kLimit);
  CHECK(run("exec cat /dev/zero",
            [] {
              ReadOptions o;
              o.max_memory = 10'000'000;
              return o;
            }())
            .kind == ErrorKind::kLimit);
  CHECK(run("echo hello, this is no scene").kind == ErrorKind::kMalformed);
  CHECK(run("printf 'MGSCENE3'; cat").kind == ErrorKind::kMalformed);
  std::stop_source stop;
  stop.request_stop();
  CHECK(run("sleep 30",
            [&] {
              ReadOptions o;
              o.stop = stop.get_token();
              return o;
            }())
            .kind == ErrorKind::kCancelled);
  const Result<Asset> missing = read_through_bridge(file, {}, {"ply", "ply", 1.0, "/nowhere/helper"});
  REQUIRE_FALSE(missing);
  // Secrets of the environment stay here.
  ::setenv("HITEM3D_CLIENT_SECRET", "secret", 1);
  const auto path = folder.path() / "helper";
  write_text(path, "#!/bin/sh\nenv\ncat\n");
  const Result<std::vector<std::byte>> output =
      run_import_child(path.string(), "ply", file, {1U << 30U, 100'000, 5}, {});
  ::unsetenv("HITEM3D_CLIENT_SECRET");
  REQUIRE(output);
  CHECK(as_text(*output).find("secret") == std::string::npos);
  CHECK(as_text(*output).find("\x01\x02") != std::string::npos);  // the model is its standard input
}

// A binary PLY of points and one triangle for each three of them.
std::vector<std::byte> large_ply(std::uint32_t triangles) {
  const std::string header = fmt::format(
      "ply\nformat binary_little_endian 1.0\nelement vertex {}\nproperty float x\nproperty float y\n"
      "property float z\nelement face {}\nproperty list uchar int vertex_indices\nend_header\n",
      3 * triangles, triangles);
  Stream stream;
  stream.mark(header);
  for (std::uint32_t i = 0; i < 3 * triangles; ++i)
    stream.f32(static_cast<float>(i % 300)).f32(static_cast<float>(i / 300)).f32(i % 3 == 0 ? 0 : 1);
  for (std::uint32_t i = 0; i < triangles; ++i) stream.mark("\3").u32(3 * i).u32(3 * i + 1).u32(3 * i + 2);
  return stream.bytes();
}

// The real helper on hostile input; what it may not do the kernel forbids it.
TEST_CASE("bridge: the limits of the importer hold", "[bridge]") {
  const std::string helper = find_import_helper();
  if (helper.empty()) {
    WARN("meshgate-import was not built");
    return;
  }
  const TemporaryFolder folder;
  const std::string endless = (folder.path() / "endless.ply").string();
  write_text(endless, kPly.substr(0, 60));
  // In the middle of its header Assimp's reader turns in a circle: one second of processor time ends it,
  // whoever waits for it.
  const ProgramRun circle = run_line("'" + helper + "' ply 2000000000 1 < '" + endless + "' > /dev/null", {});
  CHECK((circle.code == 128 + SIGXCPU || circle.code == 128 + SIGKILL));
  // It writes to its pipe and to no file.
  const std::string sound = (folder.path() / "sound.ply").string(), out = (folder.path() / "out").string();
  write_text(sound, kPly);
  CHECK(run_line("'" + helper + "' ply 2000000000 5 < '" + sound + "' > '" + out + "'", {}).code ==
        128 + SIGXFSZ);
  CHECK(std::filesystem::file_size(out) == 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // A model that needs more memory than it may have is refused; with enough of it the same one is read.
  const std::vector<std::byte> bytes = large_ply(100'000);
  const Source file = Source::from_memory("large.ply", bytes);
  ReadOptions little;
  little.max_memory = 30'000'000;
  CHECK_FALSE(read_through_bridge(file, little, {"ply", "ply", 20, {}}));
  const Result<Asset> enough = read_through_bridge(file, {}, {"ply", "ply", 20, {}});
  if (!enough) FAIL(describe(enough.error()));
  CHECK(enough->scene.meshes[0].face_count() == 100'000);
#endif
}

TEST_CASE("bridge: PLY through Assimp", "[bridge]") {
  if (find_import_helper().empty()) {
    WARN("meshgate-import was not built");
    return;
  }
  const ByteView bytes = as_bytes(kPly);
  const Format* format = find_format("ply");
  REQUIRE(format != nullptr);
  const Result<Asset> asset =
      format->read(Source::from_memory("memory.ply", {bytes.begin(), bytes.end()}), {});
  if (!asset) FAIL(describe(asset.error()));
  check_invariants(*asset);
  REQUIRE(asset->scene.meshes.size() == 1);
  CHECK(asset->scene.meshes[0].face_count() == 2);
  CHECK(asset->scene.meshes[0].positions.size() == 4);
  // Cut in the vertices, Assimp's reader never ends: the deadline ends it.
  for (const std::size_t size : {std::size_t{4}, std::size_t{60}, kPly.size() - 20, kPly.size() - 5}) {
    const Source file =
        Source::from_memory("memory.ply", {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
    const Result<Asset> cut = read_through_bridge(file, {}, {"ply", "ply", 1.0, {}});
    if (cut) {
      check_invariants(*cut);
    } else {
      CHECK_FALSE(cut.error().message.empty());
    }
  }
}
