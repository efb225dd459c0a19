#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include <fmt/core.h>

#include "core/source.h"
#include "core/text.h"
#include "formats/detail/obj_reader.h"
#include "formats/detail/obj_sniff.h"
#include "formats/detail/polygon_cut.h"
#include "formats/detail/text_numbers.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/notes.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Source source_of(std::string_view text, const std::string& path = "memory.obj") {
  const ByteView bytes = as_bytes(text);
  return Source::from_memory(path, {bytes.begin(), bytes.end()});
}

Asset read(std::string_view text, std::size_t chunk_bytes = kObjChunkBytes) {
  Result<Asset> asset = read_obj(source_of(text), {}, chunk_bytes);
  REQUIRE(asset);
  check_invariants(*asset);
  return *std::move(asset);
}

template <class T>
std::vector<T> to_vector(const Array<T>& array) {
  return {array.begin(), array.end()};
}

using Indices = std::vector<std::uint32_t>;

const std::string kSquare = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n";

// Bytes of everything that a reader gives, for comparing two readings.
std::string fingerprint(const Asset& asset) {
  std::string text;
  const auto add = [&](const auto& array) {
    text += std::to_string(array.size()) + ":";
    text.append(reinterpret_cast<const char*>(array.data()), array.size() * sizeof(array[0]));
  };
  const auto add_ranges = [&](const std::vector<FaceRange>& ranges) {
    for (const FaceRange& r : ranges)
      text += fmt::format("[{} {} {} {}]", r.first_face, r.face_count, r.material, r.name);
  };
  const Mesh& mesh = asset.scene.meshes.front();
  add(mesh.positions);
  add(mesh.indices);
  add(mesh.normals);
  add(mesh.normal_indices);
  for (const UvSet& set : mesh.uvs) {
    add(set.values);
    add(set.indices);
  }
  add(mesh.colors);
  add(mesh.face_lines);
  add(mesh.face_polygons);
  add_ranges(mesh.materials);
  add_ranges(mesh.groups);
  for (const Finding& finding : asset.notes) {
    text += fmt::format("\n{} {} {}", finding.rule, finding.count, finding.message);
    for (const std::uint64_t line : lines_of(finding)) text += fmt::format(" {}", line);
  }
  return text;
}

double signed_area(const std::vector<float3>& points, std::span<const std::uint32_t> triangles) {
  double area = 0;
  for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
    const float3 a = points[triangles[i]], b = points[triangles[i + 1]], c = points[triangles[i + 2]];
    area += 0.5 * ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  }
  return area;
}
double smallest_area(const std::vector<float3>& points, std::span<const std::uint32_t> triangles) {
  double smallest = 1e30;
  for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
    smallest = std::min(smallest, signed_area(points, triangles.subspan(i, 3)));
  }
  return smallest;
}

}  // namespace

TEST_CASE("numbers: floats are those of strtof, bit for bit", "[obj][numbers]") {
  std::vector<std::string> cases{"0",
                                 "-0",
                                 "1",
                                 "+1",
                                 "-1.5",
                                 "0.1",
                                 ".5",
                                 "5.",
                                 "1e10",
                                 "1E-10",
                                 "3.4028235e38",
                                 "1e39",
                                 "-1e999",
                                 "1e-46",
                                 "1e-999",
                                 "1.17549435e-38",
                                 "1e-40",
                                 "16777217",
                                 "16777219",
                                 "0.000000000000000000001",
                                 "123456789012345678901234567890",
                                 "1.00000005960464477539062",
                                 "8.5899346e+09",
                                 "9007199254740993",
                                 "1.000000059604644775390625",
                                 "nan",
                                 "inf",
                                 "-inf",
                                 "Infinity"};
  std::uint64_t state = 7;
  const auto random = [&] { return state = state * 6364136223846793005U + 1442695040888963407U; };
  for (int i = 0; i < 20000; ++i) {
    const float value = std::bit_cast<float>(static_cast<std::uint32_t>(random() >> 32U));
    const char* formats[] = {"%.9g", "%.6f", "%.17g", "%.4f", "%e", "%.8f"};
    char text[128];
    if (std::isfinite(value)) {
      std::snprintf(text, sizeof text, formats[i % 6],
                    static_cast<double>(std::abs(value) > 1e30F && i % 6 != 0 ? 1.5F : value));
      cases.emplace_back(text);
    }
  }
  for (const std::string& text : cases) {
    const std::string line = text + "\n";
    float value = 42;
    const char* end = parse_float(line.data(), line.data() + line.size(), value);
    INFO(text);
    REQUIRE(end == line.data() + text.size());
    const float expected = std::strtof(text.c_str(), nullptr);
    if (std::isnan(expected)) {
      CHECK(std::isnan(value));
    } else {
      CHECK(std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(expected));
    }
  }
  for (const std::string text : {"", "-", "+", ".", "e5", "--1", "+-1", "x", "-.e1"}) {
    const std::string line = text + "\n";
    float value = 0;
    const char* end = parse_float(line.data(), line.data() + line.size(), value);
    INFO(text);
    CHECK((end == nullptr || end != line.data() + text.size() || text.empty()));
  }
  float value = 0;
  for (const std::string text : {"1.#QNAN\n", "-1.#IND00\n"}) {
    CHECK(parse_float(text.data(), text.data() + text.size(), value) == text.data() + text.size() - 1);
    CHECK(std::isnan(value));
  }
}

TEST_CASE("numbers: digits", "[obj][numbers]") {
  for (const std::uint32_t expected : {0U, 7U, 10U, 1234567U, 12345678U, 123456789U, 2147483647U}) {
    for (const bool room : {true, false}) {  // eight characters to read, or fewer
      const std::string line = std::to_string(expected) + (room ? "\n          " : "\n");
      std::uint32_t value = 1;
      CHECK(parse_digits(line.data(), line.data() + line.size(), value) ==
            line.data() + std::to_string(expected).size());
      CHECK(value == expected);
    }
  }
  const std::string huge = "99999999999999999999999\n";
  std::uint32_t value = 0;
  CHECK(parse_digits(huge.data(), huge.data() + huge.size(), value) == huge.data() + huge.size() - 1);
  CHECK(value == 0x7FFFFFFFU);
  CHECK(parse_digits(" 1\n", nullptr, value) != nullptr);
}

TEST_CASE("polygons: areas are kept and no triangle is flat or turned", "[obj][polygon]") {
  PolygonCutter cutter(1'000'000);
  std::vector<std::vector<float3>> polygons{
      {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}},                        // square
      {{0, 0, 0}, {4, 0, 0}, {1, 1, 0}, {0, 4, 0}},                        // arrow: reflex at 2
      {{4, 0, 0}, {1, 1, 0}, {0, 4, 0}, {0, 0, 0}},                        // reflex at 1
      {{1, 1, 0}, {0, 4, 0}, {0, 0, 0}, {4, 0, 0}},                        // reflex at 0
      {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {0, 2, 0}},                        // corner on an edge
      {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {2, 2, 0}, {1, 2, 0}, {0, 2, 0}},  // two corners on edges
      {{0, 0, 0}, {3, 0, 0}, {3, 3, 0}, {2, 3, 0}, {2, 1, 0}, {1, 1, 0}, {1, 3, 0}, {0, 3, 0}},  // U
      {{0, 0, 0},
       {6, 0, 0},
       {6, 6, 0},
       {0, 6, 0},
       {0, 0, 0},
       {2, 2, 0},
       {2, 4, 0},
       {4, 4, 0},
       {4, 2, 0},
       {2, 2, 0}},  // hole by a seam
  };
  std::vector<float3> spiral;  // very concave
  for (int i = 0; i < 60; ++i)
    spiral.push_back({static_cast<float>((1 + 0.1 * i) * std::cos(0.3 * i)),
                      static_cast<float>((1 + 0.1 * i) * std::sin(0.3 * i)), 0});
  for (int i = 59; i >= 0; --i)
    spiral.push_back({static_cast<float>((0.5 + 0.1 * i) * std::cos(0.3 * i)),
                      static_cast<float>((0.5 + 0.1 * i) * std::sin(0.3 * i)), 0});
  polygons.push_back(spiral);
  for (std::size_t p = 0; p < polygons.size(); ++p) {
    INFO("polygon " << p);
    const std::vector<float3>& points = polygons[p];
    double area = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const float3 a = points[i], b = points[(i + 1) % points.size()];
      area += 0.5 * (double{a.x} * b.y - double{a.y} * b.x);
    }
    const auto cut = cutter.cut(points);
    CHECK(cut.size() == 3 * (points.size() - 2));
    CHECK(signed_area(points, cut) == Approx(area));
    CHECK(smallest_area(points, cut) > 0);
    // The same from below and in another plane: the winding stays the polygon's.
    std::vector<float3> turned, upright;
    for (const float3& q : points) turned.push_back({q.y, q.x, q.z});
    for (const float3& q : points) upright.push_back({0, q.x, q.y});
    CHECK(signed_area(turned, cutter.cut(turned)) == Approx(-area));
    std::vector<float3> flat;
    const auto upright_cut = cutter.cut(upright);
    for (const float3& q : upright) flat.push_back({q.y, q.z, 0});
    CHECK(smallest_area(flat, upright_cut) > 0);
  }
  CHECK(cutter.fanned() == 0);
}

TEST_CASE("polygons: hopeless ones still give n - 2 triangles", "[obj][polygon]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  PolygonCutter cutter(100'000);
  for (const std::vector<float3>& points : std::vector<std::vector<float3>>{
           {{0, 0, 0}, {1, 1, 0}, {1, 0, 0}, {0, 1, 0}},             // bow tie
           {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}},  // a point
           {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}},  // a line
           {{nan, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, nan, 0}, {0, 0.5F, 0}},
           {{1, 0, 0},
            {-0.8F, 0.6F, 0},
            {0.3F, -0.95F, 0},
            {0.3F, 0.95F, 0},
            {-0.8F, -0.6F, 0}},  // pentagram
           {{3e38F, 0, 0}, {-3e38F, 0, 0}, {-3e38F, 3e38F, 0}, {0, 3e38F, 1}, {3e38F, 3e38F, 0}}}) {
    CHECK(cutter.cut(points).size() == 3 * (points.size() - 2));
  }
  PolygonCutter poor(5);
  std::vector<float3> comb;
  for (int i = 0; i < 50; ++i) comb.push_back({static_cast<float>(i), static_cast<float>(i % 2), 0});
  comb.push_back({49, 10, 0});
  comb.push_back({0, 10, 0});
  CHECK(poor.cut(comb).size() == 3 * (comb.size() - 2));
  CHECK(poor.fanned() == 1);
}

TEST_CASE("obj: corners in every form", "[obj]") {
  const std::string vertices = kSquare + "vt 0 0\nvt 1 0\nvt 1 1\nvn 0 0 1\n";
  {
    const Asset asset = read(vertices + "f 1/1/1 2/2/1 3/3/1\n");
    const Mesh& mesh = asset.scene.meshes[0];
    CHECK(asset.notes.empty());
    CHECK(to_vector(mesh.indices) == Indices{0, 1, 2});
    REQUIRE(mesh.uvs.size() == 1);
    CHECK(to_vector(mesh.uvs[0].indices) == Indices{0, 1, 2});
    CHECK(mesh.uvs[0].values.size() == 3);
    CHECK(to_vector(mesh.normal_indices) == Indices{0, 0, 0});
    CHECK(to_vector(mesh.face_lines) == Indices{9});
    CHECK(mesh.face_polygons.empty());
    CHECK(mesh.stored_vertices == 4);
    CHECK_FALSE(mesh.positions_unique);
  }
  {
    const Mesh mesh = read(vertices + "f 1//1 2//1 3//1\n").scene.meshes[0];
    CHECK(mesh.uvs.empty());
    CHECK(to_vector(mesh.normal_indices) == Indices{0, 0, 0});
  }
  {
    const Mesh mesh = read(vertices + "f 1/3 2/2 3/1\n").scene.meshes[0];
    CHECK(to_vector(mesh.uvs.at(0).indices) == Indices{2, 1, 0});
    CHECK(mesh.normals.empty());
    CHECK(mesh.normal_indices.empty());
  }
  {
    const Mesh mesh = read(vertices + "f 1 2 3\nf 1/ 3// 4/1/\n").scene.meshes[0];
    CHECK(to_vector(mesh.indices) == Indices{0, 1, 2, 0, 2, 3});
    CHECK(to_vector(mesh.uvs.at(0).indices) == Indices{kNoIndex, kNoIndex, kNoIndex, kNoIndex, kNoIndex, 0});
  }
}

TEST_CASE("obj: one array of numbers when corners have the same ones everywhere", "[obj]") {
  const std::string vertices =
      kSquare + "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nvn 0 0 1\nvn 0 0 1\nvn 0 1 0\nvn 0 0 1\n";
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{20}, kObjChunkBytes}) {
    for (const std::string_view face : {"f 2/2/2 3/3/3 4/4/4\n", "f 1/1/1 2/2/2 3/3/3 4/4/4\n"}) {
      const std::string same =
          vertices + "f 1/1/1 2/2/2 3/3/3\n" + std::string(face) + "f -4/-4/-4 2/2/2 4/4/4\n";
      const Mesh mesh = read(same, chunk).scene.meshes[0];
      CHECK(mesh.indices.size() >= 9);
      CHECK(mesh.uvs.at(0).indices.data() == mesh.indices.data());
      CHECK(mesh.normal_indices.data() == mesh.indices.data());

      const Mesh other = read(same + "f 1/1/1 2/2/3 3/3/3\n", chunk).scene.meshes[0];
      CHECK(other.uvs.at(0).indices.data() == other.indices.data());
      CHECK(other.normal_indices[other.indices.size() - 2] == 2);
      const Mesh without = read(same + "f 1//1 2//2 3//3\n", chunk).scene.meshes[0];
      CHECK(without.uvs.at(0).indices[without.indices.size() - 1] == kNoIndex);
      CHECK(without.normal_indices.data() == without.indices.data());
    }
  }
}

TEST_CASE("obj: relative references", "[obj]") {
  const std::string text =
      "v 9 9 9\n" + kSquare + "vt 0 0\nvt 1 1\nvn 0 0 1\nf -4/-2/-1 -3/-1/-1 -2/1/1\nv 5 5 5\nf -1 1 -2\n";
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{20}, kObjChunkBytes}) {
    const Asset asset = read(text, chunk);
    const Mesh& mesh = asset.scene.meshes[0];
    CHECK(asset.notes.empty());
    CHECK(to_vector(mesh.indices) == Indices{1, 2, 3, 5, 0, 4});
    CHECK(to_vector(mesh.uvs.at(0).indices) == Indices{0, 1, 0, kNoIndex, kNoIndex, kNoIndex});
    CHECK(to_vector(mesh.normal_indices) == Indices{0, 0, 0, kNoIndex, kNoIndex, kNoIndex});
  }
}

TEST_CASE("obj: a face may come before its vertices", "[obj]") {
  for (const std::size_t chunk : {std::size_t{1}, kObjChunkBytes}) {
    const Asset asset = read("f 1 2 3\n" + kSquare, chunk);
    CHECK(asset.notes.empty());
    CHECK(asset.scene.meshes[0].face_count() == 1);
  }
}

TEST_CASE("obj: polygons are cut and remember what they were", "[obj]") {
  const Asset asset =
      read("v 0 0 0\nv 4 0 0\nv 1 1 0\nv 0 4 0\nv 9 9 9\nf 1 2 5\nf 1 2 3 4\nf 1 2 5\nf 1 2 5 4 3\n");
  const Mesh& mesh = asset.scene.meshes[0];
  CHECK(mesh.face_count() == 7);
  CHECK(to_vector(mesh.face_polygons) == Indices{0, 1, 1, 2, 3, 3, 3});
  CHECK(to_vector(mesh.face_lines) == Indices{6, 7, 7, 8, 9, 9, 9});
  // The arrow's diagonal goes through its reflex corner.
  CHECK(to_vector(mesh.indices)[3] == 0);
  for (std::size_t i = 3; i < 9; i += 3) {
    const Indices all = to_vector(mesh.indices);
    CHECK(std::count(all.begin() + static_cast<std::ptrdiff_t>(i),
                     all.begin() + static_cast<std::ptrdiff_t>(i) + 3, 2U) == 1);
  }
}

TEST_CASE("obj: line ends, marks, comments and continued lines", "[obj]") {
  const std::string plain = kSquare + "g a\nf 1 2 3\n# end\nf 1 3 4\n";
  const Asset expected = read(plain);
  CHECK(expected.notes.empty());
  const auto replaced = [&](const std::string& end) {
    std::string text;
    for (const char c : plain) text += c == '\n' ? end : std::string(1, c);
    return text;
  };
  CHECK(fingerprint(read(replaced("\r\n"))) == fingerprint(expected));
  CHECK(fingerprint(read(replaced("\r"))) == fingerprint(expected));
  CHECK(fingerprint(read("\xEF\xBB\xBF" + plain)) == fingerprint(expected));
  CHECK(fingerprint(read(plain.substr(0, plain.size() - 1))) == fingerprint(expected));

  const Asset continued = read(
      "v 0 0 \\\n0\nv 1 \\\r\n 0 \\\n 0\n# C:\\models\\\nv 1 1 0\nf 1 \\\n2 \\\n3\nf 3 2 1 # comment\n  f   "
      "1\t2  3  \n");
  CHECK(continued.notes.empty());
  CHECK(to_vector(continued.scene.meshes[0].face_lines) == Indices{8, 11, 12});
  CHECK(continued.scene.meshes[0].positions[1] == float3{1, 0, 0});
}

TEST_CASE("obj: vertex colours, weights and texture coordinates of any length", "[obj]") {
  const Asset asset = read(
      "v 0 0 0\nv 1 0 0 1\nv 1 1 0 0.5 0.25 1\nv 0 1 0 1 0 0 0.5\nvt 0.5\nvt 0.5 0.25 0\nvn 0 0 1\nf 1/1 2/2 "
      "3/1\n");
  CHECK(asset.notes.empty());
  const Mesh& mesh = asset.scene.meshes[0];
  REQUIRE(mesh.colors.size() == 4);
  CHECK(mesh.colors[0] == float4{1, 1, 1, 1});
  CHECK(mesh.colors[2] == float4{0.5F, 0.25F, 1, 1});
  CHECK(mesh.colors[3] == float4{1, 0, 0, 0.5F});
  CHECK(mesh.uvs.at(0).values[0] == float2{0.5F, 0});
  CHECK(mesh.uvs.at(0).values[1] == float2{0.5F, 0.25F});
  CHECK(read(kSquare + "f 1 2 3\n").scene.meshes[0].colors.empty());

  const Asset weighted = read("v 2 0 0 2\n" + kSquare + "f 2 3 4\n");
  const Finding* note = find_note(weighted, "obj/unsupported-element");
  REQUIRE(note != nullptr);
  CHECK(lines_of(*note) == std::vector<std::uint64_t>{1});
}

TEST_CASE("obj: lines that cannot be read", "[obj]") {
  const Asset asset = read(
      "v 0 0 0\nv 1,5 2,5 0\nv 1 1\nv 0 1 0\nvt x y\nvn 0 0\nf 1 2\nf 1 2 3.5\nf 1 2 3/1/1/1\n0.5 0.5 "
      "0.5\n\x01\x02\nf 1 2 3\n");
  const Finding* note = find_note(asset, "obj/syntax");
  REQUIRE(note != nullptr);
  CHECK(note->count == 9);
  CHECK(lines_of(*note) == std::vector<std::uint64_t>{2, 3, 5, 6, 7, 8, 9, 10, 11});
  const Mesh& mesh = asset.scene.meshes[0];
  CHECK(mesh.positions.size() == 4);  // numbers of the others stay right
  CHECK(std::isnan(mesh.positions[1].x));
  CHECK(std::isnan(mesh.positions[2].z));
  CHECK(mesh.face_count() == 1);
  CHECK(find_note(read(kSquare + "f 1 2 3\n"), "obj/syntax") == nullptr);
}

TEST_CASE("obj: numbers without a value", "[obj]") {
  const Asset asset = read("v nan 0 0\nv inf 0 -inf\nv 1e999 1e-999 0\nf 1 2 3\n");
  CHECK(asset.notes.empty());  // mesh/non-finite-position is for these
  CHECK(std::isnan(asset.scene.meshes[0].positions[0].x));
  CHECK(std::isinf(asset.scene.meshes[0].positions[2].x));
}

TEST_CASE("obj: references to nothing", "[obj]") {
  const std::string text =
      kSquare +
      "vt 0 0\nvn 0 0 1\n"
      "f 1 2 3\nf 1 2 5\nf 0 1 2\nf -5 1 2\nf 1/2 2/1 3/1\nf 1//2 2//1 3//1\nf 1 2 3 99999999999\nf 4 3 2\n";
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{30}, kObjChunkBytes}) {
    const Asset asset = read(text, chunk);
    const Finding* note = find_note(asset, "obj/index-out-of-range");
    REQUIRE(note != nullptr);
    CHECK(note->count == 6);
    CHECK(lines_of(*note) == std::vector<std::uint64_t>{8, 9, 10, 11, 12, 13});
    const Mesh& mesh = asset.scene.meshes[0];
    CHECK(mesh.face_count() == 4);
    CHECK(to_vector(mesh.indices) == Indices{0, 1, 2, 0, 1, 2, 0, 1, 2, 3, 2, 1});
    CHECK(to_vector(mesh.uvs.at(0).indices)[3] == kNoIndex);
    CHECK(to_vector(mesh.uvs.at(0).indices)[4] == 0);
    CHECK(to_vector(mesh.face_lines) == Indices{7, 11, 12, 14});
  }
  // The last element is in range, the one after it is not.
  CHECK(find_note(read(kSquare + "f 2 3 4\nf -4 -1 -2\n"), "obj/index-out-of-range") == nullptr);
}

TEST_CASE("obj: elements that are no faces", "[obj]") {
  const Asset asset =
      read(kSquare + "p 1 2\nl 1 2 3\ncurv 0 1 1 2\nvp 1\nfrobnicate 7\ns off\nmg 1\nlod 3\nf 1 2 3\n");
  const Finding* note = find_note(asset, "obj/unsupported-element");
  REQUIRE(note != nullptr);
  CHECK(note->count == 5);
  CHECK(lines_of(*note) == std::vector<std::uint64_t>{5, 6, 7, 8, 9});
  CHECK(note->message.find("frobnicate") != std::string::npos);
  CHECK(find_note(asset, "obj/syntax") == nullptr);
}

TEST_CASE("obj: groups, objects and materials", "[obj]") {
  const Asset asset =
      read(kSquare +
           "o first\nf 1 2 3\nf 1 2 3 4\ng empty\ng second half\nusemtl red\nf 1 2 3\nusemtl\nf 1 2 4\n");
  const Mesh& mesh = asset.scene.meshes[0];
  REQUIRE(mesh.groups.size() == 2);
  CHECK(mesh.groups[0].name == "first");
  CHECK(mesh.groups[0].face_count == 3);
  CHECK(mesh.groups[1].name == "second half");
  CHECK(mesh.groups[1].first_face == 3);
  CHECK(mesh.groups[1].face_count == 2);
  REQUIRE(mesh.materials.size() == 2);
  CHECK(mesh.materials[0].name == "red");
  CHECK(mesh.materials[0].material == kNoIndex);
  const Finding* note = find_note(asset, "obj/missing-material");
  REQUIRE(note != nullptr);
  CHECK(lines_of(*note) == std::vector<std::uint64_t>{10});
}

TEST_CASE("obj: the result does not depend on the chunks", "[obj]") {
  std::string text = "\xEF\xBB\xBF# head\r\nmtllib none.mtl\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format("v {} {} {}{}\nvt 0.{} 0.5\nvn 0 0 1\n", i, i * i % 7, i % 3,
                        i > 20 && i % 5 == 0 ? " 1 0 0" : "", i);
    if (i < 4) continue;
    text += fmt::format("g g{}\nusemtl m{}\n", i / 7, i / 5);
    if (i % 3 == 0) text += fmt::format("f -1/-1/-1 -2/-2/-2 \\\n -3/-3/-3\n");
    if (i % 4 == 0) text += fmt::format("f {} {} {} {} {}\n", i, i - 1, i - 2, i - 3, i + (i > 30 ? 100 : 0));
    if (i % 9 == 0) text += "f 1 2\n junk, \n\nl 1 2\n";
    if (i % 6 == 0) text += fmt::format("f {}//1 {}//2 {}//99\n", i, i - 1, i - 2);
  }
  const std::string expected = fingerprint(read(text));
  for (std::size_t chunk = 1; chunk < 200; ++chunk) {
    INFO("chunks of " << chunk);
    REQUIRE(fingerprint(read(text, chunk)) == expected);
  }
}

TEST_CASE("obj: every cut of a file is read", "[obj]") {
  const std::string text =
      kSquare +
      "vt 0.5 1e-3\nvn 0 0 1\no a \\\n b\nf 1/1/1 2/1/1 3/1/1\nf -1 -2 -3 -4\nusemtl x\nmtllib y.mtl\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    for (const std::size_t chunk : {std::size_t{1}, kObjChunkBytes}) read(text.substr(0, size), chunk);
  }
}

TEST_CASE("obj: a limit of memory is kept", "[obj]") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "v 0 0 0\n";
  ReadOptions options;
  options.max_memory = 20'000;
  const Result<Asset> asset = read_obj(source_of(text), options);
  REQUIRE_FALSE(asset);
  CHECK(asset.error().kind == ErrorKind::kLimit);
  options.max_memory = 30'000;
  CHECK(read_obj(source_of(text), options));
}

TEST_CASE("obj: recognised by its lines", "[obj][sniff]") {
  const auto score = [](std::string_view text) { return sniff_obj(as_bytes(text), text.size()); };
  CHECK(score("v 0 0 0\n") > 0);
  CHECK(score("# Blender\nmtllib a.mtl\no Cube\nv 1.0 2.0 3.0\n") > 0);
  CHECK(score("\xEF\xBB\xBFv 0 0 0\r\nf 1 1 1\r\n") > 0);
  CHECK(score("mtllib a.mtl\n") > 0);
  CHECK(score("") == 0);
  CHECK(score("newmtl red\nKd 1 0 0\n") == 0);
  CHECK(score("# A title\n\nSome text about v 1 2 3.\n") == 0);
  CHECK(score("OFF\n8 6 12\n0 0 0\n") == 0);
  CHECK(score("ply\nformat ascii 1.0\n") == 0);
  CHECK(score("solid a\nfacet normal 0 0 1\n") == 0);
  CHECK(score("v is a letter\ng is another\n") == 0);
  CHECK(score("o hello\n") == 0);
  CHECK(score("1,2,3\n4,5,6\n") == 0);
  CHECK(score(std::string_view("v 0 0 0\n\0", 9)) == 0);
  const std::string comments(4096, '#');
  CHECK(sniff_obj(as_bytes(comments), 100'000) == 1);
  CHECK(sniff_obj(as_bytes(comments), 4096) == 1);
  // An export of an empty scene.
  CHECK(score("# Blender v2.93.0 OBJ File: ''\n# www.blender.org\n") == 1);
  CHECK(score("# Blender\no Cube\n") == 1);
  CHECK(score("# a script\nset -e\n") == 0);
}
