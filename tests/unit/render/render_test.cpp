#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "core/parallel.h"
#include "meshgate/gate.h"
#include "render/camera.h"
#include "render/drawing.h"
#include "render/pictures.h"
#include "render/shade.h"
#include "support/files.h"
#include "support/mesh_builder.h"
#include "support/mesh_files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

constexpr double3 kFront{0, 0, 1};

/// A report with one finding of each rule.
InputReport report_with(const std::vector<std::string>& rules) {
  InputReport report;
  for (const std::string& rule : rules) {
    Finding finding;
    finding.rule = rule;
    finding.severity = Severity::kWarning;
    report.findings.push_back(finding);
  }
  return report;
}

/// What a drawing is made of; the asset must stay alive.
struct Drawn {
  explicit Drawn(const Shape& shape, const std::vector<std::string>& rules = {})
      : asset(make_asset(shape)),
        facts(asset, {}),
        drawing(compute_drawing(facts, report_with(rules), 1'000'000)) {}
  Asset asset;
  AssetFacts facts;
  Drawing drawing;

  [[nodiscard]] Canvas seen_from(double3 back, std::uint32_t size = 128) const {
    return render_view(drawing, camera_for_all(back, drawing.positions, size), size, {});
  }
};

/// Share of pixels that are covered.
double coverage(const Canvas& canvas) {
  double sum = 0;
  for (std::size_t i = 3; i < canvas.pixels.size(); i += 4) sum += canvas.pixels[i];
  return sum / 255 / (static_cast<double>(canvas.width) * canvas.height);
}

/// Pixels in which one channel is far above another.
std::size_t count_tinted(const Canvas& canvas, std::size_t high, std::size_t low) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < canvas.pixels.size(); i += 4)
    count += canvas.pixels[i + 3] > 200 && canvas.pixels[i + high] > canvas.pixels[i + low] + 80;
  return count;
}

Shape open_box() {
  Shape shape = cube();
  // Without the two triangles that look along +z.
  Shape open;
  open.positions = shape.positions;
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    const auto z = [&](std::size_t i) { return shape.positions[shape.indices[3 * face + i]].z; };
    if (z(0) > 0 && z(1) > 0 && z(2) > 0) continue;
    open.indices.insert(open.indices.end(), shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face),
                        shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face + 3));
  }
  return open;
}

}  // namespace

TEST_CASE("render: a cube from the front fills the picture but for the margin", "[render]") {
  const Drawn drawn(cube());
  CHECK(coverage(drawn.seen_from(kFront)) == Approx(0.9 * 0.9).margin(0.02));
  const Camera camera = camera_for_all(kFront, drawn.drawing.positions, 100);
  const Visibility seen = compute_visibility(drawn.drawing, camera, 100, {});
  const std::uint32_t face = seen.faces[50 * 100 + 50];
  REQUIRE(face != kNothing);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(drawn.drawing.positions[drawn.drawing.indices[3 * face + i]].z > 0);
  CHECK(seen.faces[0] == kNothing);
}

TEST_CASE("render: a ball is round and lit from above left", "[render]") {
  const Canvas canvas = Drawn(sphere(16)).seen_from(kFront, 200);
  CHECK(coverage(canvas) == Approx(3.14159 / 4 * 0.9 * 0.9).margin(0.02));
  CHECK(canvas.at(70, 60)[0] > canvas.at(140, 150)[0] + 40);
}

TEST_CASE("render: the picture does not depend on threads", "[render][parallel]") {
  const Drawn drawn(torus(300, 200), {"mesh/open-edge"});
  Canvas one, four;
  run_with_threads(1, [&] { one = drawn.seen_from({1, 1, 1}); });
  run_with_threads(4, [&] { four = drawn.seen_from({1, 1, 1}); });
  CHECK(one.pixels == four.pixels);
}

TEST_CASE("render: open edges are red, on the model and only when they were found", "[render]") {
  const Drawn found(open_box(), {"mesh/open-edge"});
  CHECK(found.drawing.lines.size() == 4);
  CHECK(found.drawing.legend == "open edges (4) red");
  CHECK(count_tinted(found.seen_from(kFront), 0, 2) > 300);
  CHECK(count_tinted(found.seen_from(kFront), 2, 0) == 0);
  CHECK(count_tinted(Drawn(open_box()).seen_from(kFront), 0, 2) == 0);
  CHECK(Drawn(cube(), {"mesh/open-edge"}).drawing.legend.empty());
}

TEST_CASE("render: turned faces are blue when they are a finding", "[render]") {
  const Shape shape = turned_over(cube());
  CHECK(count_tinted(Drawn(shape, {"mesh/inverted-shell"}).seen_from(kFront), 2, 0) > 5000);
  CHECK(count_tinted(Drawn(shape, {"mesh/inconsistent-winding"}).seen_from(kFront), 2, 0) > 5000);
  CHECK(count_tinted(Drawn(shape).seen_from(kFront), 2, 0) == 0);
  CHECK(count_tinted(Drawn(cube(), {"mesh/inverted-shell"}).seen_from(kFront), 2, 0) == 0);
}

TEST_CASE("render: a mirrored node shows its outside", "[render]") {
  Asset asset = make_asset(cube());
  Node node;
  node.world.m[0] = -1;
  asset.scene.nodes = {node};
  asset.scene.instances = {{0, 0}};
  const AssetFacts facts(asset, {});
  const Drawing drawing = compute_drawing(facts, report_with({"mesh/inconsistent-winding"}), 1000);
  const Canvas canvas = render_view(drawing, camera_for_all(kFront, drawing.positions, 64), 64, {});
  CHECK(coverage(canvas) > 0.5);
  CHECK(count_tinted(canvas, 2, 0) == 0);
}

TEST_CASE("render: of several shells only those inside out are blue", "[render]") {
  const Shape two = joined(cube(), turned_over(placed(cube(), 1, {5, 0, 0})));
  const Drawn drawn(two, {"mesh/inverted-shell"});
  CHECK(drawn.drawing.legend == "shells inside out (1) blue");
  CHECK(std::count(drawn.drawing.marks.begin(), drawn.drawing.marks.end(), Mark::kTurned) == 12);
  CHECK(Drawn(two, {"mesh/inconsistent-winding"}).drawing.mark_backs);
}

TEST_CASE("render: thousands of triangles across the picture end in time, and can be stopped", "[render]") {
  Shape heap;
  for (int i = 0; i < 3000; ++i) {
    const auto z = static_cast<float>(i) * 1e-4F;
    const auto first = static_cast<std::uint32_t>(heap.positions.size());
    heap.positions.insert(heap.positions.end(), {{-1, -1, z}, {1, -1, z}, {0, 1, -z}});
    heap.indices.insert(heap.indices.end(), {first, first + 1, first + 2});
  }
  const Drawn drawn(heap);
  CHECK(coverage(drawn.seen_from(kFront, 200)) > 0.3);
  std::stop_source stop;
  stop.request_stop();
  const Camera camera = camera_for_all(kFront, drawn.drawing.positions, 64);
  CHECK_THROWS_AS(render_view(drawn.drawing, camera, 64, stop.get_token()), Cancelled);
}

TEST_CASE("render: triangles that reach behind the camera are cut, not dropped", "[render]") {
  Shape floor;
  floor.positions = {{-50, -1, 50}, {50, -1, 50}, {0, -1, -50}};
  floor.indices = {0, 1, 2};
  const Drawn drawn(floor);
  const Camera camera = camera_for_ball(kFront, {0, 0.02, 0}, 0.1, 64);
  const Canvas canvas = render_view(drawn.drawing, camera, 64, {});
  CHECK(canvas.at(32, 63)[3] == 255);
  CHECK(canvas.at(32, 0)[3] == 0);
}

TEST_CASE("render: crossing faces are magenta, non-manifold edges orange", "[render]") {
  const Shape crossing = joined(cube(), placed(cube(), 1, {0.7F, 0.6F, 0.5F}));
  const Asset asset = make_asset(crossing);
  const AssetFacts facts(asset, {});
  REQUIRE(facts.surfaces()[0].self_intersection().faces > 0);
  const Drawing drawing = compute_drawing(facts, report_with({"mesh/self-intersection"}), 1000);
  const Canvas canvas = render_view(drawing, camera_for_all(kFront, drawing.positions, 128), 128, {});
  CHECK(count_tinted(canvas, 0, 1) > 300);

  Shape fin = cube();
  fin.positions.push_back({0, 0, 4});
  fin.indices.insert(fin.indices.end(), {fin.indices[0], fin.indices[1], 8});
  CHECK(Drawn(fin, {"mesh/non-manifold-edge"}).drawing.lines.size() == 1);
}

TEST_CASE("render: a defect behind the model shows through faintly", "[render]") {
  const Drawn drawn(open_box(), {"mesh/open-edge"});
  const Canvas behind = drawn.seen_from({0, 0, -1});
  CHECK(count_tinted(behind, 0, 2) == 0);
  const Canvas plain = Drawn(open_box()).seen_from({0, 0, -1});
  CHECK(behind.pixels != plain.pixels);
}

TEST_CASE("render: each placed mesh has a colour of its own when parts are asked for", "[render]") {
  Asset asset = make_asset(cube());
  asset.scene.meshes.push_back(make_mesh(placed(cube(), 1, {4, 0, 0})));
  asset.scene.instances = {{0, kNoIndex}, {1, kNoIndex}};
  const AssetFacts facts(asset, {});
  const Drawing drawing = compute_drawing(facts, report_with({"mesh/open-edge"}), 1000);
  CHECK(drawing.first_triangles == std::vector<std::size_t>{0, 12});
  const std::vector<Picture> parts = render_picture(facts, report_with({}), "parts", 64, {});
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].caption == "2 parts in colours");
  const std::vector<Picture> plain = render_picture(facts, report_with({}), "three-quarter", 64, {});
  CHECK(parts[0].bytes != plain.at(0).bytes);
}

TEST_CASE("render: sizes from tiny to huge give the same picture", "[render]") {
  const Canvas usual = Drawn(cube()).seen_from({1, 1, 1});
  for (const float scale : {1e-30F, 1e-6F, 1e6F, 1e30F}) {
    INFO(scale);
    const Canvas scaled = Drawn(placed(cube(), scale, {0, 0, 0})).seen_from({1, 1, 1});
    CHECK(coverage(scaled) == Approx(coverage(usual)).margin(0.001));
  }
}

TEST_CASE("render: what is flat, broken or empty does no harm", "[render]") {
  CHECK(Drawn(Shape{}).drawing.indices.empty());
  Shape broken = cube();
  broken.positions[0].x = std::numeric_limits<float>::quiet_NaN();
  broken.positions[1].y = std::numeric_limits<float>::infinity();
  broken.indices[5] = 4'000'000'000U;
  const Drawn drawn(broken, {"mesh/open-edge"});
  CHECK(drawn.drawing.indices.size() < broken.indices.size());
  for (const std::uint32_t corner : drawn.drawing.indices) CHECK(is_finite(drawn.drawing.positions[corner]));
  CHECK(coverage(drawn.seen_from(kFront)) > 0);

  Shape flat;
  flat.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
  flat.indices = {0, 1, 2};
  for (const double3 back : {kFront, double3{1, 0, 0}, double3{0, 1, 0}, double3{0, 0, 0}})
    CHECK(coverage(Drawn(flat).seen_from(back)) <= 1);
  CHECK(coverage(Drawn(flat).seen_from(kFront)) > 0.3);
  Shape point = flat;
  point.positions = {{2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
  CHECK(coverage(Drawn(point).seen_from(kFront)) == 0);
}

TEST_CASE("render: triangles beyond the budget are left out and counted", "[render]") {
  const Asset asset = make_asset(sphere(8));
  const AssetFacts facts(asset, {});
  const Drawing drawing = compute_drawing(facts, report_with({}), 300);
  CHECK(drawing.indices.size() == 900);
  CHECK(drawing.left_out == 8 * 64 - 300);
}

TEST_CASE("render: STL has z up, glTF has y up", "[render]") {
  Shape tall = cube();
  for (float3& p : tall.positions) p.z *= 5;
  const TemporaryFolder folder;
  write_binary(folder.path() / "tall.stl", binary_stl(tall));
  write_binary(folder.path() / "tall.glb", glb_file(tall));
  CheckOptions options;
  options.profile = load_profile("asset").value();
  options.pictures = PictureStyle::kView;
  options.picture_view = "front";
  options.picture_size = 64;
  for (const char* name : {"tall.stl", "tall.glb"}) {
    INFO(name);
    const Report report = check_files({(folder.path() / name).string()}, options).value();
    const std::vector<Picture>& pictures = report.inputs[0].pictures;
    REQUIRE(pictures.size() == 1);
    CHECK(pictures[0].name == "front");
    // The PNG is read by meshgate's own reader: tall from the front with z up, a square with y up.
    write_binary(folder.path() / "front.png", pictures[0].bytes);
    const Report again = check_files({(folder.path() / "front.png").string()}, options).value();
    CHECK(again.inputs[0].format == "png");
    for (const Finding& finding : again.inputs[0].findings) CHECK(finding.severity < Severity::kError);
    for (const auto& [key, value] : again.inputs[0].metrics) {
      if (key == "width") CHECK(std::get<std::int64_t>(value) == 64);
    }
  }
}

TEST_CASE("render: reports get small pictures with captions", "[render]") {
  const TemporaryFolder folder;
  write_binary(folder.path() / "open.glb", glb_file(open_box()));
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  options.pictures = PictureStyle::kReport;
  const Report report =
      check_files({(folder.path() / "open.glb").string(), testdata("demo/portrait.png")}, options).value();
  const std::vector<Picture>& model = report.inputs[0].pictures;
  REQUIRE(model.size() == 5);
  CHECK(model[4].name == "defect");
  CHECK(model[4].caption == "close-up of mesh/open-edge");
  for (const Picture& picture : model) {
    CHECK(picture.mime_type == "image/webp");
    CHECK(picture.bytes.size() > 100);
    CHECK(picture.bytes.size() < 40'000);
    CHECK_FALSE(picture.caption.empty());
  }
  const std::vector<Picture>& image = report.inputs[1].pictures;
  REQUIRE(image.size() == 2);
  CHECK(image[0].width == 360);
  CHECK(image[0].height == 480);
  CHECK(image[1].mime_type == "image/svg+xml");
}

TEST_CASE("thumbnail: every EXIF orientation comes out upright", "[render]") {
  // Stored so that the upright picture has red at its upper left, green right of it, blue below.
  const std::array<std::uint8_t, 3> red{200, 0, 0}, green{0, 200, 0}, blue{0, 0, 200}, black{0, 0, 0};
  const std::array<std::array<std::array<std::uint8_t, 3>, 4>, 8> stored{{{red, green, blue, black},
                                                                          {green, red, black, blue},
                                                                          {black, blue, green, red},
                                                                          {blue, black, red, green},
                                                                          {red, blue, green, black},
                                                                          {green, black, red, blue},
                                                                          {black, green, blue, red},
                                                                          {blue, red, black, green}}};
  for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
    INFO(orientation);
    Image image;
    image.width = image.height = 2;
    image.pixel_channels = 3;
    image.orientation = orientation;
    std::vector<std::uint8_t> pixels;
    for (const auto& pixel : stored[orientation - 1]) pixels.insert(pixels.end(), pixel.begin(), pixel.end());
    image.pixels8 = std::move(pixels);
    const Canvas canvas = render_thumbnail(image, 100);
    REQUIRE(canvas.width == 2);
    CHECK(canvas.at(0, 0)[0] == 200);
    CHECK(canvas.at(1, 0)[1] == 200);
    CHECK(canvas.at(0, 1)[2] == 200);
  }
}

TEST_CASE("thumbnail: a picture is made smaller by its mean, and keeps alpha", "[render]") {
  Image image;
  image.width = 64;
  image.height = 16;
  image.pixel_channels = 2;
  std::vector<std::uint16_t> pixels;
  for (std::size_t i = 0; i < 64 * 16; ++i) {
    pixels.push_back(i % 2 == 0 ? 0 : 0xFFFF);
    pixels.push_back(i < 64 * 8 ? 0xFFFF : 0);
  }
  image.pixels16 = std::move(pixels);
  const Canvas canvas = render_thumbnail(image, 16);
  REQUIRE(canvas.width == 16);
  REQUIRE(canvas.height == 4);
  CHECK(canvas.at(5, 0)[0] == 128);
  CHECK(canvas.at(5, 0)[3] == 255);
  CHECK(canvas.at(5, 3)[3] == 0);
  CHECK(render_thumbnail(Image{}, 16).pixels.empty());
}

TEST_CASE("histogram: one tone is one bar", "[render]") {
  Image image;
  image.width = image.height = 4;
  image.pixel_channels = 1;
  image.pixels8 = std::vector<std::uint8_t>(16, 255);
  const std::string svg = render_histogram(image);
  CHECK(svg.find("<svg") == 0);
  CHECK(svg.rfind("</svg>") == svg.size() - 6);
  CHECK(svg.find("L472.5 0.0L480.0 0.0") != std::string::npos);
}
