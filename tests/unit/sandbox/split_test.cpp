#include "sandbox/geometry/split.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sandbox/geometry/segment.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::sandbox;
using namespace meshgate::test;

namespace {

Body body_from(const Shape& shape) {
  const auto body = body_of(make_asset(shape).scene);
  REQUIRE(body);
  return *body;
}

// A body with a head and four limbs: a sphere whose radius grows around five directions. 8 · n² faces.
Shape star_figure(std::uint32_t n) {
  struct Limb {
    double3 towards;
    double length, thickness;
  };
  const Limb limbs[] = {{{0, 0, 1}, 0.9, 9},
                        {{0.97, 0, 0.24}, 1.3, 20},
                        {{-0.97, 0, 0.24}, 1.3, 20},
                        {{0.4, 0.05, -0.915}, 1.5, 18},
                        {{-0.4, 0.05, -0.915}, 1.5, 18}};
  Shape shape = sphere(n);
  for (float3& p : shape.positions) {
    const double3 d = to_double(p) * (1 / length(to_double(p)));
    double r = 0.6;
    for (const Limb& limb : limbs) {
      const double cosine = dot(d, limb.towards) / length(limb.towards);
      r += limb.length * std::exp(limb.thickness * (cosine - 1));
    }
    p = {static_cast<float>(40 * r * d.x), static_cast<float>(40 * r * d.y),
         static_cast<float>(40 * r * d.z)};
  }
  return shape;
}

const Body& figure() {
  static const Body kFigure = body_from(star_figure(18));
  return kFigure;
}

double volume_of_all(const std::vector<Part>& parts) {
  double sum = 0;
  for (const Part& part : parts) sum += volume_of(part.body);
  return sum;
}

JointStyle style_for(JointKind kind, const Body& body) {
  const double diagonal = diagonal_of(box_of(body));
  return {.kind = kind, .clearance = 0.001 * diagonal, .smallest = 0.004 * diagonal};
}

void check_parts(const Result<SplitResult>& result, std::size_t parts, std::size_t connectors) {
  if (!result) INFO(describe(result.error()));
  REQUIRE(result);
  CHECK(result->parts.size() == parts + connectors);
  for (const Part& part : result->parts) {
    INFO(part.name << " of " << part.body.face_count() << " faces");
    CHECK(require_closed(part.body, {}));
    CHECK(volume_of(part.body) > 0);
  }
}

double3 centre_of(const Seat& seat, double height) {
  return to_double(lifted(seat.centre, static_cast<float>(double{seat.plane.at} + seat.direction * height),
                          seat.plane.axis));
}

}  // namespace

TEST_CASE("split: the figure comes apart by every template, closed, and nothing is lost", "[sandbox]") {
  const double whole = volume_of(figure());
  for (const std::size_t parts : {2U, 3U, 4U, 5U, 6U, 12U}) {
    const auto result = split(figure(), {parts, style_for(JointKind::kNone, figure())}, {});
    check_parts(result, parts, 0);
    CHECK(volume_of_all(result->parts) == Approx(whole).epsilon(1e-5));
  }
}

TEST_CASE("split: balls sit in sockets with the stated gap", "[sandbox]") {
  const JointStyle style = style_for(JointKind::kBall, figure());
  const auto result = split(figure(), {6, style}, {});
  check_parts(result, 6, 0);
  REQUIRE(result->seats.size() >= 5);
  for (const Seat& seat : result->seats) {
    // The ball's centre is known from its radius; all points around it are of the ball or of its socket.
    const double height = seat.size * (0.8 + 0.25);
    const double3 centre = centre_of(seat, height);
    double smallest = INFINITY, largest = 0;
    int balls = 0, sockets = 0;
    for (const Part& part : result->parts) {
      for (std::size_t i = 0; i < part.body.corners.size(); ++i) {
        if (part.body.material[i / 3] != kMade) continue;
        const double3 p = to_double(part.body.corner(i));
        const double distance = length(p - centre);
        const double above =
            seat.direction * (double{along(part.body.corner(i), seat.plane.axis)} - double{seat.plane.at});
        if (distance > 1.05 * (seat.size + style.clearance) || above < 0.3 * seat.size) continue;
        smallest = std::min(smallest, distance);
        largest = std::max(largest, distance);
        const bool is_ball = std::abs(distance - seat.size) < 0.01 * style.clearance;
        const bool is_socket = std::abs(distance - seat.size - style.clearance) < 0.01 * style.clearance;
        CHECK((is_ball || is_socket));
        balls += is_ball ? 1 : 0;
        sockets += is_socket ? 1 : 0;
      }
    }
    CHECK(balls > 100);
    CHECK(sockets == balls);
    CHECK(largest - smallest == Approx(style.clearance).epsilon(0.02));
  }
}

TEST_CASE("split: dovetails and loose connectors", "[sandbox]") {
  for (const JointKind kind : {JointKind::kBall, JointKind::kDovetail}) {
    JointStyle style = style_for(kind, figure());
    const auto fused = split(figure(), {6, style}, {});
    check_parts(fused, 6, 0);
    style.loose = true;
    const auto loose = split(figure(), {6, style}, {});
    REQUIRE(loose);
    check_parts(loose, 6, loose->seats.size());
    CHECK(loose->parts.back().connector);
    // A cavity is a little larger than what goes into it: the sum is less than the whole.
    CHECK(volume_of_all(loose->parts) < volume_of(figure()));
    CHECK(volume_of_all(loose->parts) > 0.99 * volume_of(figure()));
  }
}

TEST_CASE("split: the same input gives the same parts", "[sandbox][parallel]") {
  const SplitPlan plan{6, style_for(JointKind::kBall, figure())};
  const auto one = split(figure(), plan, {}), two = split(figure(), plan, {});
  REQUIRE(one);
  REQUIRE(two);
  for (std::size_t i = 0; i < one->parts.size(); ++i) {
    CHECK(one->parts[i].body.corners == two->parts[i].body.corners);
    CHECK(one->parts[i].body.positions == two->parts[i].body.positions);
  }
}

TEST_CASE("split: simple bodies, rings and several bodies", "[sandbox]") {
  for (const JointKind kind : {JointKind::kNone, JointKind::kBall, JointKind::kDovetail}) {
    for (const Shape& shape :
         {cube(), sphere(12), torus(48, 24), joined(sphere(8), placed(sphere(8), 1, {5, 0, 0}))}) {
      const Body body = body_from(shape);
      for (const std::size_t parts : {2U, 3U}) {
        INFO("joint " << static_cast<int>(kind) << ", faces " << body.face_count());
        check_parts(split(body, {parts, style_for(kind, body)}, {}), parts, 0);
      }
    }
  }
}

TEST_CASE("split: a body within another stays within it", "[sandbox]") {
  // A hollow sphere is cut into two bowls, not into sphere and hollow.
  const Body body = body_from(joined(sphere(16), turned_over(placed(sphere(16), 0.8F, {0, 0, 0}))));
  const auto result = split(body, {2, style_for(JointKind::kNone, body)}, {});
  check_parts(result, 2, 0);
  CHECK(volume_of_all(result->parts) == Approx(volume_of(body)).epsilon(1e-5));
  for (const Part& part : result->parts) {
    const std::vector<std::uint32_t> pieces = pieces_of(part.body, twins_of(part.body, {}));
    CHECK(*std::max_element(pieces.begin(), pieces.end()) == 0);
  }
}

TEST_CASE("split: what is open, turned over or no number is refused", "[sandbox]") {
  Shape open = cube();
  open.indices.resize(open.indices.size() - 3);
  CHECK(require_closed(body_from(open), {}).error().message == "the surface is open: 3 open edges");
  CHECK_FALSE(require_closed(body_from(turned_over(cube())), {}));
  Shape broken = cube();
  broken.positions[2].x = NAN;
  CHECK_FALSE(body_of(make_asset(broken).scene));
  broken = cube();
  broken.indices[4] = 99;
  CHECK_FALSE(body_of(make_asset(broken).scene));
}

TEST_CASE("section: random planes through random bodies leave both sides closed", "[sandbox]") {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> place(-1, 1);
  int cuts = 0;
  for (int round = 0; round < 60; ++round) {
    // Bumpy spheres and rings at random places: sections with holes, several outlines, and slivers.
    Shape shape = round % 2 == 0 ? sphere(4 + static_cast<std::uint32_t>(round) % 9)
                                 : torus(12 + static_cast<std::uint32_t>(round), 9);
    const float ax = place(random) * 9, ay = place(random) * 9;
    for (float3& p : shape.positions) {
      const float bump = 1 + 0.35F * std::sin(ax * p.x + 3 * p.z) * std::cos(ay * p.y);
      p = {p.x * bump, p.y * bump, p.z * bump * 0.8F + 0.2F * p.x};
    }
    const Body body = body_from(shape);
    REQUIRE(require_closed(body, {}));
    const std::vector<std::uint32_t> twins = twins_of(body, {});
    const auto plane = clear_plane(body, round % 3, 0.7F * place(random));
    REQUIRE(plane);
    const std::vector<Outline> outlines = outlines_at(body, twins, *plane);
    std::vector<std::vector<const Outline*>> choices;
    for (const Outline& outline : outlines) choices.push_back({&outline});
    std::vector<const Outline*> all;
    for (const Outline& outline : outlines) all.push_back(&outline);
    if (all.size() > 1) choices.push_back(all);
    for (const auto& chosen : choices) {
      const auto separation = separate(body, twins, *plane, chosen);
      if (!separation) continue;
      ++cuts;
      Halves halves = cut(body, *plane, *separation);
      for (const Outline* outline : chosen)
        close_cut(halves, *plane, *outline, {}, {.kind = JointKind::kNone});
      const Body below = welded(std::move(halves.below)), above = welded(std::move(halves.above));
      INFO("round " << round << ", " << outlines.size() << " outlines");
      CHECK(require_closed(below, {}));
      CHECK(require_closed(above, {}));
      CHECK(volume_of(below) == Approx(separation->volume_below).epsilon(1e-4).margin(1e-6));
      CHECK(volume_of(above) == Approx(separation->volume_above).epsilon(1e-4).margin(1e-6));
      CHECK(volume_of(below) + volume_of(above) == Approx(volume_of(body)).epsilon(1e-5));
    }
  }
  CHECK(cuts > 50);
}

TEST_CASE("section: a plane through corners is moved by a hair", "[sandbox]") {
  const Body body = body_from(cube());
  const auto plane = clear_plane(body, 0, 1);
  REQUIRE(plane);
  CHECK(plane->at == std::nextafter(1.0F, 2.0F));
  CHECK(clear_plane(body, 1, 0.25F)->at == 0.25F);
}

TEST_CASE("segments: a cube has six, whatever the angle, and labels go by area", "[sandbox]") {
  const Body body = body_from(cube());
  for (const double angle : {20.0, 60.0, 80.0}) {
    const std::vector<std::uint32_t> label =
        segments_of(body, {.angle_deg = angle, .smallest_area = 0.01}, {});
    REQUIRE(label.size() == 12);
    std::vector<int> faces(6, 0);
    for (const std::uint32_t value : label) {
      REQUIRE(value < 6);
      ++faces[value];
    }
    for (const int count : faces) CHECK(count == 2);
  }
}

TEST_CASE("segments: a round body has several, a narrower angle more of them, and none is tiny",
          "[sandbox]") {
  std::uint32_t before = 1;
  for (const double angle : {80.0, 60.0, 40.0}) {
    const std::vector<std::uint32_t> label =
        segments_of(figure(), {.angle_deg = angle, .smallest_area = 0.01}, {});
    const std::uint32_t count = *std::max_element(label.begin(), label.end()) + 1;
    CHECK(count > before);
    CHECK(count <= 100);
    before = count;
  }
}
