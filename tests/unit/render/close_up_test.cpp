#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "core/parallel.h"
#include "render/close_up.h"
#include "render/raster.h"
#include "render/ring.h"
#include "render/shade.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// A drawing of the shape as it is, with these places as its worst finding.
Drawing drawing_of(const Shape& shape, std::vector<float3> focus) {
  Drawing drawing;
  drawing.positions = shape.positions;
  drawing.indices = shape.indices;
  drawing.focus = std::move(focus);
  drawing.focus_rule = "mesh/open-edge";
  return drawing;
}

/// A cube of edge 1 without its face that looks along +z.
Shape open_box() {
  const Shape whole = placed(cube(), 0.5F, {0, 0, 0});
  Shape open;
  open.positions = whole.positions;
  for (std::size_t i = 0; i < whole.indices.size(); i += 3) {
    const bool top = whole.positions[whole.indices[i]].z > 0 && whole.positions[whole.indices[i + 1]].z > 0 &&
                     whole.positions[whole.indices[i + 2]].z > 0;
    if (!top)
      open.indices.insert(open.indices.end(), {whole.indices[i], whole.indices[i + 1], whole.indices[i + 2]});
  }
  return open;
}

/// The face in the middle of the picture.
std::uint32_t middle_face(const Drawing& drawing, const CloseUp& close_up) {
  const Visibility seen = compute_visibility(drawing, camera_of(close_up, 101), 101, {});
  return seen.faces[50 * 101 + 50];
}

}  // namespace

TEST_CASE("close-up: a place on the surface is seen against it", "[render]") {
  for (const float3 place : {float3{0, 0, 1}, float3{-1, 0, 0}, float3{0, -1, 0}}) {
    const CloseUp close_up = find_close_up(drawing_of(sphere(8), {place}), {});
    CHECK(close_up.cut == 0);
    CHECK(dot(close_up.back, to_double(place)) > 0.7 * length(close_up.back));
    CHECK(close_up.places.size() == 1);
  }
}

TEST_CASE("close-up: a place in an open box is seen through its opening", "[render]") {
  const CloseUp close_up = find_close_up(drawing_of(open_box(), {{0.1F, 0.05F, 0}}), {});
  CHECK(close_up.cut == 0);
  CHECK(close_up.back.z > 0);
}

TEST_CASE("close-up: a place that nothing shows is seen in the model cut open", "[render]") {
  // The small cube hangs in the large one, whose walls stand before the eye from every side; its faces come
  // after the twelve of the large one.
  const Shape nested = joined(placed(cube(), 0.12F, {0, 0, 0}), placed(cube(), 0.02F, {0, 0, 0}));
  const Drawing drawing = drawing_of(nested, {{0, 0, 0.02F}});
  const CloseUp close_up = find_close_up(drawing, {});
  CHECK(close_up.cut > 0);
  CHECK(middle_face(drawing, close_up) >= 12);
  CloseUp whole = close_up;
  whole.cut = 0;
  CHECK(middle_face(drawing, whole) < 12);
}

TEST_CASE("close-up: places far from the first are left to other pictures", "[render]") {
  const CloseUp close_up =
      find_close_up(drawing_of(sphere(8), {{0, 0, 1}, {0.1F, 0, 0.99F}, {0, 0, -1}}), {});
  CHECK(close_up.places.size() == 2);
  CHECK(close_up.center.z > 0.9);
  CHECK(close_up.radius < 0.8);
}

TEST_CASE("close-up: a model without a triangle of area does no harm", "[render]") {
  Shape point;
  point.positions = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
  point.indices = {0, 1, 2};
  const CloseUp close_up = find_close_up(drawing_of(point, {{0, 0, 0}}), {});
  CHECK(close_up.radius > 0);
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(find_close_up(drawing_of(sphere(8), {{0, 0, 1}}), stop.get_token()), Cancelled);
}

TEST_CASE("ring: it goes around, with a light rim, and is cut at the border", "[render]") {
  Canvas canvas(40, 40);
  draw_ring(canvas, 20, 20, 10);
  CHECK(canvas.at(30, 20)[0] < 60);
  CHECK(canvas.at(30, 20)[3] == 255);
  CHECK(canvas.at(32, 20)[0] > 200);
  CHECK(canvas.at(20, 20)[3] == 0);
  Canvas corner(40, 40);
  draw_ring(corner, 0, 0, 10);
  draw_ring(corner, 500, -500, 10);
  CHECK(corner.at(10, 0)[3] == 255);
  CHECK(corner.at(39, 39)[3] == 0);
}

TEST_CASE("ring: colour is told from grey", "[render]") {
  Canvas canvas(40, 40);
  for (std::size_t y = 0; y < 40; ++y) {
    for (std::size_t x = 0; x < 40; ++x) {
      const std::uint8_t red = x < 20 ? 230 : 120;
      std::copy_n(std::array<std::uint8_t, 4>{red, 120, 120, 255}.begin(), 4, canvas.at(x, y));
    }
  }
  CHECK(colored_share(canvas, 20, 20, 8) == Approx(0.5).margin(0.02));
  CHECK(colored_share(canvas, 30, 20, 8) == 0);
  CHECK(colored_share(canvas, -100, 0, 8) == 0);
}
