#include "support/figure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "asset/encoders.h"

namespace meshgate::test {
namespace {

double3 closest_on(double3 p, double3 a, double3 b) {
  const double3 ab = b - a;
  return a + ab * std::clamp(dot(p - a, ab) / dot(ab, ab), 0.0, 1.0);
}
double capsule(double3 p, double3 a, double3 b, double radius) {
  return length(p - closest_on(p, a, b)) - radius;
}

double smooth_min(double a, double b, double k) {
  const double h = std::max(k - std::abs(a - b), 0.0) / k;
  return std::min(a, b) - h * h * k / 4;
}

// Negative inside. Sizes differ left and right, and the nose looks to the front.
double field(double3 p) {
  double d = capsule(p, {0, -10, 0}, {0, 28, 0}, 24);                  // torso
  d = smooth_min(d, capsule(p, {0, 45, 0}, {0, 66, 0}, 10), 4);        // neck
  d = smooth_min(d, length(p - double3{0, 82, 1}) - 19, 4);            // head
  d = smooth_min(d, length(p - double3{2, 82, 21}) - 6, 3);            // nose
  d = smooth_min(d, capsule(p, {-18, 30, 0}, {-76, 33, 5}, 11), 4);    // left arm
  d = smooth_min(d, capsule(p, {18, 30, 0}, {64, 28, -7}, 10), 4);     // right arm
  d = smooth_min(d, capsule(p, {-13, -25, 0}, {-19, -82, 3}, 11), 3);  // left leg
  d = smooth_min(d, capsule(p, {13, -25, 0}, {17, -78, -4}, 12), 3);   // right leg
  return d;
}

// Naive surface nets: a vertex in each cell that the surface passes, a quad across each edge that it crosses.
class SurfaceNets {
 public:
  explicit SurfaceNets(double cell) : cell_(cell) {
    for (std::size_t axis = 0; axis < 3; ++axis)
      size_[axis] = static_cast<int>(std::ceil((kHigh[axis] - kLow[axis]) / cell)) + 1;
  }

  Shape run() {
    values_.resize(static_cast<std::size_t>(size_[0]) * static_cast<std::size_t>(size_[1]) *
                   static_cast<std::size_t>(size_[2]));
    each([&](int x, int y, int z) { values_[index(x, y, z)] = field(place(x, y, z)); });
    each([&](int x, int y, int z) { add_quads(x, y, z); });
    return std::move(shape_);
  }

 private:
  static constexpr std::array<double, 3> kLow{-92.3, -98.1, -33.7}, kHigh{79.9, 106.3, 36.4};

  template <class Visit>
  void each(Visit visit) {
    for (int z = 0; z < size_[2]; ++z) {
      for (int y = 0; y < size_[1]; ++y) {
        for (int x = 0; x < size_[0]; ++x) visit(x, y, z);
      }
    }
  }
  [[nodiscard]] std::size_t index(int x, int y, int z) const {
    return (static_cast<std::size_t>(z) * static_cast<std::size_t>(size_[1]) + static_cast<std::size_t>(y)) *
               static_cast<std::size_t>(size_[0]) +
           static_cast<std::size_t>(x);
  }
  [[nodiscard]] double3 place(int x, int y, int z) const {
    return {kLow[0] + x * cell_, kLow[1] + y * cell_, kLow[2] + z * cell_};
  }

  // The vertex of the cell whose lowest corner this is.
  std::uint32_t vertex(std::array<int, 3> c) {
    const auto [known, added] = vertices_.try_emplace(c, static_cast<std::uint32_t>(shape_.positions.size()));
    if (!added) return known->second;
    double3 sum;
    int count = 0;
    for (int corner = 0; corner < 8; ++corner) {
      for (int axis = 0; axis < 3; ++axis) {
        if ((corner >> axis & 1) != 0) continue;
        const int end = corner | 1 << axis;
        const double3 a = place(c[0] + (corner & 1), c[1] + (corner >> 1 & 1), c[2] + (corner >> 2 & 1));
        const double3 b = place(c[0] + (end & 1), c[1] + (end >> 1 & 1), c[2] + (end >> 2 & 1));
        const double at_a = field(a), at_b = field(b);
        if ((at_a < 0) == (at_b < 0)) continue;
        sum = sum + a + (b - a) * (at_a / (at_a - at_b));
        ++count;
      }
    }
    const double3 p = sum * (1.0 / count);
    shape_.positions.push_back({static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
    return known->second;
  }

  void add_quads(int x, int y, int z) {
    const std::array<int, 3> at{x, y, z};
    const bool inside = values_[index(x, y, z)] < 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      std::array<int, 3> next = at;
      ++next[axis];
      if (next[axis] >= size_[axis]) continue;
      if (inside == (values_[index(next[0], next[1], next[2])] < 0)) continue;
      const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
      std::array<std::uint32_t, 4> quad{};
      for (int k = 0; k < 4; ++k) {
        std::array<int, 3> c = at;
        c[u] -= k == 1 || k == 2 ? 0 : 1;
        c[v] -= k >= 2 ? 0 : 1;
        quad[static_cast<std::size_t>(k)] = vertex(c);
      }
      if (!inside) std::swap(quad[1], quad[3]);
      shape_.indices.insert(shape_.indices.end(), {quad[0], quad[1], quad[2], quad[0], quad[2], quad[3]});
    }
  }

  double cell_;
  std::array<int, 3> size_{};
  std::vector<double> values_;
  std::map<std::array<int, 3>, std::uint32_t> vertices_;
  Shape shape_;
};

struct CutPlane {
  int axis;
  float at;
};
float along(float3 p, int axis) { return axis == 0 ? p.x : axis == 1 ? p.y : p.z; }

using Loop = std::vector<float3>;  // counter-clockwise seen from the end of the axis

struct Cut {
  Shape below, above;  // open
  std::vector<Loop> loops;
};

// Both sides get the same points on the plane, bit for bit.
Cut cut(const Shape& body, CutPlane plane) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, float3> crossing;
  const auto side = [&](std::uint32_t i) { return along(body.positions[i], plane.axis) > plane.at; };
  const auto cross_at = [&](std::uint32_t i, std::uint32_t k) {
    const auto key = std::minmax(i, k);
    const auto known = crossing.find(key);
    if (known != crossing.end()) return known->second;
    const double3 a = to_double(body.positions[key.first]), b = to_double(body.positions[key.second]);
    const double from = static_cast<double>(along(body.positions[key.first], plane.axis));
    const double to = static_cast<double>(along(body.positions[key.second], plane.axis));
    const double3 p = a + (b - a) * ((static_cast<double>(plane.at) - from) / (to - from));
    float3 q{static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
    (plane.axis == 0 ? q.x : plane.axis == 1 ? q.y : q.z) = plane.at;
    return crossing[key] = q;
  };
  std::map<std::array<float, 3>, std::uint32_t> below_index, above_index;
  Cut out;
  const auto add = [](Shape& shape, std::map<std::array<float, 3>, std::uint32_t>& index, float3 p) {
    const auto [known, added] =
        index.try_emplace({p.x, p.y, p.z}, static_cast<std::uint32_t>(shape.positions.size()));
    if (added) shape.positions.push_back(p);
    shape.indices.push_back(known->second);
  };
  const auto add_polygon = [&](bool up, const std::vector<float3>& points) {
    for (std::size_t k = 1; k + 1 < points.size(); ++k) {
      for (const float3& p : {points[0], points[k], points[k + 1]})
        add(up ? out.above : out.below, up ? above_index : below_index, p);
    }
  };
  std::map<std::array<float, 3>, float3> next;  // along the rim of the part above
  for (std::size_t face = 0; face < body.faces(); ++face) {
    const std::uint32_t* c = &body.indices[3 * face];
    std::vector<float3> below, above;
    std::array<float3, 2> rim;  // where the border leaves the part below, and where it comes back
    for (int i = 0; i < 3; ++i) {
      const std::uint32_t a = c[i], b = c[(i + 1) % 3];
      (side(a) ? above : below).push_back(body.positions[a]);
      if (side(a) == side(b)) continue;
      const float3 q = cross_at(a, b);
      below.push_back(q);
      above.push_back(q);
      rim[side(b) ? 0 : 1] = q;
    }
    if (!below.empty()) add_polygon(false, below);
    if (!above.empty()) add_polygon(true, above);
    if (!below.empty() && !above.empty()) next[{rim[1].x, rim[1].y, rim[1].z}] = rim[0];
  }
  while (!next.empty()) {
    Loop loop;
    const std::array<float, 3> start = next.begin()->first;
    for (std::array<float, 3> at = start;;) {
      const auto step = next.find(at);
      if (step == next.end()) throw std::logic_error("figure: the rim of a cut is not closed");
      loop.push_back(step->second);
      at = {step->second.x, step->second.y, step->second.z};
      next.erase(step);
      if (at == start) break;
    }
    out.loops.push_back(std::move(loop));
  }
  return out;
}

// A closing surface of one side of a cut, built as triangles of points.
class Cap {
 public:
  Cap(CutPlane plane, const Loop& loop) : plane_(plane), loop_(loop) {
    for (const float3& p : loop) centre_ = centre_ + to_double(p) * (1.0 / static_cast<double>(loop.size()));
    u_ = plane.axis == 0 ? double3{0, 1, 0} : plane.axis == 1 ? double3{0, 0, 1} : double3{1, 0, 0};
    v_ = plane.axis == 0 ? double3{0, 0, 1} : plane.axis == 1 ? double3{1, 0, 0} : double3{0, 1, 0};
    n_ = plane.axis == 0 ? double3{1, 0, 0} : plane.axis == 1 ? double3{0, 1, 0} : double3{0, 0, 1};
  }

  // Point of the cap's frame; height along the axis.
  [[nodiscard]] float3 at(double u, double v, double height) const {
    const double3 p = centre_ + u_ * u + v_ * v + n_ * height;
    float3 q{static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
    if (height == 0) (plane_.axis == 0 ? q.x : plane_.axis == 1 ? q.y : q.z) = plane_.at;
    return q;
  }

  void plain() { fan(loop_, at(0, 0, 0)); }

  // The plane up to a ring of points inside, counter-clockwise.
  void annulus(const std::vector<float3>& ring) {
    std::vector<std::pair<double, float3>> outer = by_angle(loop_), inner = by_angle(ring);
    std::size_t i = 0, k = 0;
    // Both begin at about the same angle; each step goes on where the next angle is smaller.
    while (i < outer.size() || k < inner.size()) {
      const auto angle = [](const std::vector<std::pair<double, float3>>& points, std::size_t place) {
        return points[place % points.size()].first + (place >= points.size() ? 2 * 3.141592653589793 : 0);
      };
      const float3 p = outer[i % outer.size()].second, q = inner[k % inner.size()].second;
      const bool outward =
          k == inner.size() || (i < outer.size() && angle(outer, i + 1) < angle(inner, k + 1));
      if (outward) {
        triangle(p, outer[(i + 1) % outer.size()].second, q);
        ++i;
      } else {
        triangle(p, inner[(k + 1) % inner.size()].second, q);
        ++k;
      }
    }
  }

  // A sphere with its centre `rise` from the plane, up to its pole, and the plane around it; `sign` −1: below
  // the plane.
  void ball(double radius, double rise, double sign, int sides) {
    const int steps = 5 * sides / 12;
    const double lowest = std::acos(-rise / radius);  // angle from the pole at which it meets the plane
    std::vector<std::vector<float3>> rings;
    for (int ring = 0; ring < steps; ++ring) {
      const double polar = lowest * (steps - ring) / steps;
      std::vector<float3> points;
      for (int side = 0; side < sides; ++side) {
        const double turn = 2 * 3.141592653589793 * side / sides;
        const double flat = radius * std::sin(polar);
        points.push_back(at(flat * std::cos(turn), flat * std::sin(turn),
                            ring == 0 ? 0 : sign * (rise + radius * std::cos(polar))));
      }
      rings.push_back(std::move(points));
    }
    annulus(rings.front());
    for (int ring = 0; ring + 1 < steps; ++ring)
      band(rings[static_cast<std::size_t>(ring)], rings[static_cast<std::size_t>(ring) + 1]);
    fan(rings.back(), at(0, 0, sign * (rise + radius)));
  }

  // A cylinder on the plane, `extra` larger all around.
  void pin(double radius, double height, double extra, double sign, int sides) {
    std::vector<float3> foot, top;
    for (int side = 0; side < sides; ++side) {
      const double turn = 2 * 3.141592653589793 * side / sides;
      const double u = (radius + extra) * std::cos(turn), v = (radius + extra) * std::sin(turn);
      foot.push_back(at(u, v, 0));
      top.push_back(at(u, v, sign * (height + extra)));
    }
    annulus(foot);
    band(foot, top);
    fan(top, at(0, 0, sign * (height + extra)));
  }

  // A tongue with flanks that lean out by 20°, `extra` larger all around.
  void tongue(double half_width, double half_length, double height, double extra, double sign) {
    constexpr double kLean = 20 * 3.141592653589793 / 180;
    const double mouth = half_width + extra / std::cos(kLean), top = height + extra;
    const double end = half_length + extra, upper = mouth + top * std::tan(kLean);
    const std::vector<float3> lower_ring = rectangle(mouth, end, 0),
                              upper_ring = rectangle(upper, end, sign * top);
    annulus(lower_ring);
    band(lower_ring, upper_ring);
    fan(upper_ring, at(0, 0, sign * top));
  }

  // Adds the surface to a part; `up`: the part lies above the plane, so the surface looks down.
  void close(Shape& part, bool up) const {
    for (std::size_t i = 0; i < triangles_.size(); i += 3) {
      for (std::size_t k = 0; k < 3; ++k) {
        part.indices.push_back(static_cast<std::uint32_t>(part.positions.size()));
        part.positions.push_back(triangles_[i + (up && k > 0 ? 3 - k : k)]);
      }
    }
  }

 private:
  void triangle(float3 a, float3 b, float3 c) { triangles_.insert(triangles_.end(), {a, b, c}); }
  void fan(const std::vector<float3>& ring, float3 tip) {
    for (std::size_t i = 0; i < ring.size(); ++i) triangle(ring[i], ring[(i + 1) % ring.size()], tip);
  }
  void band(const std::vector<float3>& low, const std::vector<float3>& high) {
    for (std::size_t i = 0; i < low.size(); ++i) {
      const std::size_t k = (i + 1) % low.size();
      triangle(low[i], low[k], high[k]);
      triangle(low[i], high[k], high[i]);
    }
  }
  [[nodiscard]] std::vector<float3> rectangle(double u, double v, double height) const {
    constexpr int kSteps = 6;
    std::vector<float3> ring;
    const std::array<std::array<double, 2>, 4> corner{{{-u, -v}, {u, -v}, {u, v}, {-u, v}}};
    for (std::size_t side = 0; side < 4; ++side) {
      for (int step = 0; step < kSteps; ++step) {
        const double t = static_cast<double>(step) / kSteps;
        const auto &a = corner[side], &b = corner[(side + 1) % 4];
        ring.push_back(at(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, height));
      }
    }
    return ring;
  }
  [[nodiscard]] std::vector<std::pair<double, float3>> by_angle(const std::vector<float3>& ring) const {
    std::vector<std::pair<double, float3>> sorted;
    for (const float3& p : ring) {
      const double3 arm = to_double(p) - centre_;
      sorted.emplace_back(std::atan2(dot(arm, v_), dot(arm, u_)), p);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return sorted;
  }

  CutPlane plane_;
  const Loop& loop_;
  double3 centre_, u_, v_, n_;
  std::vector<float3> triangles_;
};

// Makes equal positions one.
Shape welded(const Shape& shape) {
  Shape out;
  std::map<std::array<float, 3>, std::uint32_t> index;
  for (const std::uint32_t i : shape.indices) {
    const float3 p = shape.positions[i];
    const auto [known, added] =
        index.try_emplace({p.x, p.y, p.z}, static_cast<std::uint32_t>(out.positions.size()));
    if (added) out.positions.push_back(p);
    out.indices.push_back(known->second);
  }
  return out;
}

// Where the torso is cut: `up` says on which side of the plane the limb lies.
struct Seam {
  CutPlane plane;
  bool up;
};

// Closes a limb's and the torso's side of one loop. The limb has the ball, pointing into the torso.
void join_at(const Seam& seam, const Loop& loop, const FigureSpec& spec, Shape& limb, Shape* torso) {
  const double sign = seam.up ? -1 : 1;  // from the limb into the torso, along the axis
  Cap male(seam.plane, loop), female(seam.plane, loop);
  const bool socket = spec.socket;
  if (spec.joint == FigureJoint::kNone) {
    male.plain();
    female.plain();
  } else if (spec.joint == FigureJoint::kBall) {
    const double rise = spec.ball_radius / 2;
    male.ball(spec.ball_radius, rise, sign, spec.ball_sides);
    socket ? female.ball(spec.ball_radius + spec.clearance, rise, sign, spec.ball_sides) : female.plain();
  } else if (spec.joint == FigureJoint::kPin) {
    male.pin(3, 7, 0, sign, spec.ball_sides);
    socket ? female.pin(3, 7, spec.clearance, sign, spec.ball_sides) : female.plain();
  } else {
    male.tongue(3, 4, 4, 0, sign);
    socket ? female.tongue(3, 4, 4, spec.clearance, sign) : female.plain();
  }
  male.close(limb, seam.up);
  if (torso != nullptr) female.close(*torso, !seam.up);
}

Shape faces_where(const Shape& shape, bool negative_x) {
  Shape out;
  out.positions = shape.positions;
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    if ((shape.positions[shape.indices[3 * face]].x < 0) != negative_x) continue;
    for (std::size_t i = 0; i < 3; ++i) out.indices.push_back(shape.indices[3 * face + i]);
  }
  return out;
}

}  // namespace

Shape figure(double cell) { return SurfaceNets(cell).run(); }

std::vector<FigurePart> figure_parts(const FigureSpec& spec) {
  const Seam head{{1, 57.03F}, true}, arm_l{{0, -36.02F}, false}, arm_r{{0, 36.04F}, true},
      legs{{1, -46.05F}, false};
  const Shape whole = figure(spec.cell);
  const Cut at_head = cut(whole, head.plane);
  const Cut at_left = cut(at_head.below, arm_l.plane);
  const Cut at_right = cut(at_left.above, arm_r.plane);
  const Cut at_legs = cut(at_right.below, legs.plane);
  Shape torso = at_legs.above, head_shape = at_head.above, left = at_left.below, right = at_right.above;
  join_at(head, at_head.loops.at(0), spec, head_shape, &torso);
  join_at(arm_r, at_right.loops.at(0), spec, right, &torso);
  if (spec.arm_overlap == 0 && spec.arm_gap == 0) {
    join_at(arm_l, at_left.loops.at(0), spec, left, &torso);
  } else {
    Shape unused;
    join_at(arm_l, at_left.loops.at(0), spec, unused, &torso);
    Seam elsewhere = arm_l;
    elsewhere.plane.at += static_cast<float>(spec.arm_overlap - spec.arm_gap);
    const Cut own = cut(at_head.below, elsewhere.plane);
    left = own.below;
    join_at(elsewhere, own.loops.at(0), spec, left, nullptr);
  }
  Shape leg_l = faces_where(at_legs.below, true), leg_r = faces_where(at_legs.below, false);
  for (const Loop& loop : at_legs.loops) join_at(legs, loop, spec, loop[0].x < 0 ? leg_l : leg_r, &torso);
  return {{"torso", welded(torso)}, {"head", welded(head_shape)}, {"arm_l", welded(left)},
          {"arm_r", welded(right)}, {"leg_l", welded(leg_l)},     {"leg_r", welded(leg_r)}};
}

double volume_of(const Shape& shape) {
  double sum = 0;
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    const std::uint32_t* c = &shape.indices[3 * face];
    sum += dot(to_double(shape.positions[c[0]]),
               cross(to_double(shape.positions[c[1]]), to_double(shape.positions[c[2]])));
  }
  return sum / 6;
}

double area_of(const Shape& shape) {
  double sum = 0;
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    const std::uint32_t* c = &shape.indices[3 * face];
    const double3 a = to_double(shape.positions[c[0]]);
    sum += length(cross(to_double(shape.positions[c[1]]) - a, to_double(shape.positions[c[2]]) - a)) / 2;
  }
  return sum;
}

Asset asset_of_parts(const std::vector<FigurePart>& parts) {
  Asset asset;
  asset.kind = AssetKind::kMesh;
  asset.format = "glb";
  asset.path = "parts.glb";
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    Mesh mesh = make_mesh(parts[i].shape);
    mesh.name = parts[i].name;
    mesh.element = "/meshes/" + std::to_string(i) + "/primitives/0";
    mesh.surface = i;
    asset.scene.meshes.push_back(std::move(mesh));
    Node node;
    node.name = parts[i].name;
    asset.scene.nodes.push_back(node);
    asset.scene.instances.push_back({i, i});
  }
  return asset;
}

void paint(Asset& asset, int shift) {
  constexpr std::uint32_t kSide = 64;
  std::vector<std::uint8_t> pixels;
  for (std::uint32_t y = 0; y < kSide; ++y) {
    for (std::uint32_t x = 0; x < kSide; ++x) {
      for (const int value : {static_cast<int>(40 + 2 * x), static_cast<int>(60 + 2 * y), 90})
        pixels.push_back(static_cast<std::uint8_t>(std::clamp(value + shift, 0, 255)));
    }
  }
  TextureImage image;
  image.available = true;
  image.format = "png";
  image.mime_type = "image/png";
  image.image.width = image.image.height = kSide;
  image.image.channels = image.image.pixel_channels = 3;
  image.image.pixels8 = Array<std::uint8_t>(std::move(pixels));
  image.name = "paint";
  image.encoded = encode_png(pixels_of(image.image)).value();  // for writers
  image.bytes = image.encoded.size();
  asset.scene.images = {image};
  Material material;
  material.element = "/materials/0";
  TextureUse use;
  use.role = TextureRole::kBaseColor;
  use.image = 0;
  material.textures = {use};
  asset.scene.materials = {material};
  for (Mesh& mesh : asset.scene.meshes) {
    std::vector<float2> uvs;
    for (const float3& p : mesh.positions) uvs.push_back({(p.x + 100) / 200, (p.y + 110) / 220});
    UvSet set;
    set.values = Array<float2>(std::move(uvs));
    mesh.uvs = {set};
    mesh.materials = {{0, static_cast<std::uint32_t>(mesh.face_count()), 0, ""}};
  }
}

}  // namespace meshgate::test
