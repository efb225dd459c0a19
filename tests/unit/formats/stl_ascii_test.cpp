#include <catch2/catch.hpp>
#include <cmath>

#include <fmt/core.h>

#include "core/source.h"
#include "formats/detail/stl_ascii.h"
#include "formats/detail/stl_sniff.h"
#include "support/invariants.h"
#include "support/mesh_builder.h"
#include "support/notes.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Source source_of(std::string_view text) {
  const ByteView bytes = as_bytes(text);
  return Source::from_memory("memory.stl", {bytes.begin(), bytes.end()});
}

Asset read(std::string_view text, std::size_t chunk_bytes = kStlAsciiChunkBytes) {
  Result<Asset> asset = read_stl_ascii(source_of(text), {}, chunk_bytes);
  REQUIRE(asset);
  check_invariants(*asset);
  return *std::move(asset);
}

std::string facet(int x, const char* normal = "0 0 1") {
  return fmt::format(
      "facet normal {}\n  outer loop\n    vertex {} 0 0\n    vertex {} 0 0\n    vertex {} 1 0\n  "
      "endloop\nendfacet\n",
      normal, x, x + 1, x);
}

std::string fingerprint(const Asset& asset) {
  const Mesh& mesh = asset.scene.meshes[0];
  std::string text;
  for (const float3 p : mesh.positions) text += fmt::format("({} {} {})", p.x, p.y, p.z);
  for (const std::uint32_t i : mesh.indices) text += fmt::format(" {}", i);
  for (const std::uint32_t line : mesh.face_lines) text += fmt::format(" L{}", line);
  for (const FaceRange& g : mesh.groups)
    text += fmt::format("[{} {} {}]", g.name, g.first_face, g.face_count);
  for (const Finding& finding : asset.notes) {
    text += fmt::format("\n{} {} {}", finding.rule, finding.count, finding.message);
    for (const std::uint64_t line : lines_of(finding)) text += fmt::format(" {}", line);
  }
  return text;
}

}  // namespace

TEST_CASE("stl ascii: solids become groups, corners are welded", "[stl]") {
  const Asset asset = read("solid first part\n" + facet(0) + facet(1) + "endsolid first part\nsolid\n" +
                           facet(2) + "endsolid\n");
  CHECK(asset.notes.empty());
  const Mesh& mesh = asset.scene.meshes[0];
  CHECK(mesh.face_count() == 3);
  CHECK(mesh.positions.size() == 7);
  CHECK(mesh.stored_vertices == 9);
  CHECK(mesh.positions_unique);
  CHECK(std::vector<std::uint32_t>(mesh.face_lines.begin(), mesh.face_lines.end()) ==
        std::vector<std::uint32_t>{2, 9, 18});
  REQUIRE(mesh.groups.size() == 2);
  CHECK(mesh.groups[0].name == "first part");
  CHECK(mesh.groups[0].face_count == 2);
  CHECK(mesh.groups[1].first_face == 2);
  CHECK(mesh.groups[1].face_count == 1);
}

TEST_CASE("stl ascii: case, blanks and lines do not matter", "[stl]") {
  const std::string plain = "solid a\n" + facet(0) + facet(3) + "endsolid a\n";
  const auto positions = [](const Asset& asset) {
    CHECK(asset.notes.empty());
    std::string text = asset.scene.meshes[0].groups.at(0).name;
    for (const float3 p : asset.scene.meshes[0].positions) text += fmt::format("({} {} {})", p.x, p.y, p.z);
    return text;
  };
  const std::string expected = positions(read(plain));
  std::string upper, one_line, windows, old_mac, tabs;
  for (const char c : plain) {
    upper += c == 'a' ? c : static_cast<char>(std::toupper(c));
    one_line += c == '\n' ? ' ' : c;
    windows += c == '\n' ? "\r\n" : std::string(1, c);
    old_mac += c == '\n' ? '\r' : c;
    tabs += c == ' ' ? "\t \t" : std::string(1, c);
  }
  // The letters "a" of keywords stay small, so these are mixed case.
  CHECK(positions(read(upper)) == expected);
  CHECK(positions(read(one_line)) == expected);
  CHECK(positions(read(windows)) == expected);
  CHECK(positions(read(old_mac)) == expected);
  CHECK(positions(read(tabs)) == expected);
  CHECK(positions(read("\xEF\xBB\xBF" + plain)) == expected);
  CHECK(positions(read(plain.substr(0, plain.size() - 1))) == expected);
}

TEST_CASE("stl ascii: what does not fit the grammar", "[stl]") {
  const std::string good = facet(0);
  const auto check = [](const std::string& body, std::size_t faces, std::uint64_t count,
                        std::vector<std::uint64_t> lines) {
    const Asset asset = read("solid a\n" + body + "endsolid a\n");
    INFO(body);
    const Finding* note = find_note(asset, "stl/malformed-ascii");
    REQUIRE(note != nullptr);
    CHECK(note->count == count);
    CHECK(lines_of(*note) == lines);
    CHECK(asset.scene.meshes[0].face_count() == faces);
    CHECK(find_note(asset, "file/truncated") == nullptr);
  };
  const std::string open = "facet normal 0 0 1\nouter loop\n", close = "endloop\nendfacet\n";
  check(open + "vertex 0 0 0\nvertex 1 0 0\n" + close + good, 1, 1, {2});                              // two
  check(open + "vertex 0 0 0\nvertex 1 0 0\nvertex 1 1 0\nvertex 0 1 0\n" + close + good, 1, 1, {2});  // four
  check(open + "vertex 0 0 0\nvertex 1,5 0 0\nvertex 1 1 0\n" + close + good, 1, 1, {2});  // comma
  check(open + "vertex 0 0 0\nvertex 1 0\nvertex 1 1 0\n" + close + good, 1, 1, {2});      // one number short
  check(open + "vertex 0 0 0\nvertex 1 0 0\n" + good, 1, 1, {2});                          // unfinished
  check("hello there\n" + good, 1, 1, {2});
  check("facet normal up\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 1 1 0\n" + close, 1, 1,
        {2});  // kept
  check("facet\n" + good, 1, 2, {3, 2});
  check(good + "solid b\n" + good, 2, 1, {9});                          // no endsolid before
  check(good + "endsolid a\n" + good + "solid c\n" + good, 3, 1, {9});  // outside
  CHECK(find_note(read("solid a\n" + good + "endsolid a\n"), "stl/malformed-ascii") == nullptr);
}

TEST_CASE("stl ascii: a file that ends too early", "[stl]") {
  const std::string whole = "solid a\n" + facet(0) + facet(5) + "endsolid a\n";
  CHECK(find_note(read(whole), "file/truncated") == nullptr);
  CHECK(find_note(read("solid a\n" + facet(0)), "file/truncated") != nullptr);
  for (std::size_t size = 6; size <= whole.size() - 3; ++size) {
    const std::string cut = whole.substr(0, size);
    for (const std::size_t chunk : {std::size_t{1}, kStlAsciiChunkBytes}) {
      const Asset asset = read(cut, chunk);
      INFO(cut);
      // "endsolid" without its name is complete, and so is a word that was cut to a shorter one.
      if (size <= whole.size() - 11) CHECK(find_note(asset, "file/truncated") != nullptr);
    }
  }
}

TEST_CASE("stl ascii: words without facets are held to the memory limit", "[stl]") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "solid\n";
  ReadOptions options;
  options.max_memory = 1'000'000;
  const Result<Asset> asset = read_stl_ascii(source_of(text), options);
  REQUIRE_FALSE(asset);
  CHECK(asset.error().kind == ErrorKind::kLimit);
}

TEST_CASE("stl ascii: stored normals", "[stl]") {
  const auto mismatches = [](const char* normal) {
    const Asset asset = read("solid a\n" + facet(0) + facet(1, normal) + "endsolid a\n");
    const Finding* note = find_note(asset, "stl/normal-mismatch");
    if (note == nullptr) return std::string("none");
    REQUIRE(note->locations.size() == 1);
    CHECK(note->locations[0].indices == std::vector<std::uint64_t>{1});
    CHECK(note->locations[0].line == 9);
    return std::string(std::get<std::int64_t>(note->evidence[1].second) == 1 ? "opposite" : "off");
  };
  CHECK(mismatches("0 0 1") == "none");
  CHECK(mismatches("0 0 0") == "none");
  CHECK(mismatches("0 0 17") == "none");
  CHECK(mismatches("nan 0 1") == "none");
  CHECK(mismatches("0 0 -1") == "opposite");
  CHECK(mismatches("0.3256 0 0.9455") == "none");  // 19°
  CHECK(mismatches("0.3584 0 0.9336") == "off");   // 21°
}

TEST_CASE("stl ascii: the result does not depend on the chunks", "[stl]") {
  std::string text;
  for (int s = 0; s < 4; ++s) {
    text += fmt::format("solid s {}\n", s);
    for (int i = 0; i < 6; ++i) {
      text += facet(i * s, i == 3 ? "0 0 -1" : "0 0 1");
      if (i == 2)
        text +=
            "junk line\nfacet\nfacet normal 0 0\nfacet normal 0 0 1 vertex 1 2\nvertex\n  facet normal 0 0 "
            "1\nouter\nvertex 1 1 1\n";
    }
    if (s != 2) text += "endsolid\n";
  }
  const std::string expected = fingerprint(read(text));
  for (std::size_t chunk = 1; chunk < 400; chunk += 3) {
    INFO("chunks of " << chunk);
    REQUIRE(fingerprint(read(text, chunk)) == expected);
  }
}

TEST_CASE("stl: ASCII and binary are told apart", "[stl][sniff]") {
  const auto kind = [](std::string_view text) {
    return classify_stl(as_bytes(text).first(std::min<std::size_t>(text.size(), 4096)), text.size());
  };
  CHECK(kind("solid a\nfacet") == StlKind::kAscii);
  CHECK(kind("  SOLID") == StlKind::kAscii);
  CHECK(kind("solid " + std::string(200, 'x') + "\nfacet normal 0 0 1\n") == StlKind::kAscii);
  CHECK(kind("solidity is a virtue") == StlKind::kNone);
  CHECK(kind("") == StlKind::kNone);
  CHECK(kind("facet normal") == StlKind::kNone);
  CHECK(kind(std::string(83, '\0')) == StlKind::kNone);

  std::vector<std::byte> binary = binary_stl(cube());
  const auto binary_kind = [&](std::uint64_t size) {
    return classify_stl(ByteView(binary).first(std::min<std::size_t>(binary.size(), size)), size);
  };
  CHECK(binary_kind(binary.size()) == StlKind::kBinary);
  CHECK(binary_kind(binary.size() - 10) == StlKind::kBinaryWrongCount);
  CHECK(binary_kind(100) == StlKind::kBinaryWrongCount);
  CHECK(binary_kind(84) == StlKind::kNone);
  binary[80] = std::byte{99};
  CHECK(binary_kind(binary.size()) == StlKind::kBinaryWrongCount);
  std::copy_n(as_bytes("solid").begin(), 5, binary.begin());
  CHECK(binary_kind(binary.size()) == StlKind::kBinaryWrongCount);

  std::string noise;
  std::uint32_t state = 1;
  for (int i = 0; i < 4096; ++i) noise += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  CHECK(kind(noise) == StlKind::kNone);
}
