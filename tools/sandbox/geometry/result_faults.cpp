#include "sandbox/geometry/result_faults.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace meshgate::sandbox {
namespace {

using Parts = std::vector<Part>;

template <class Move>
void move_points(Body& body, Move move) {
  for (float3& p : body.positions) p = move(p);
}

void turn_over(Body& body) {
  for (std::size_t face = 0; face < body.face_count(); ++face) {
    std::swap(body.corners[3 * face + 1], body.corners[3 * face + 2]);
    std::swap(body.uvs[3 * face + 1], body.uvs[3 * face + 2]);
  }
}

void mirror(Body& body) {
  move_points(body, [](float3 p) { return float3{-p.x, p.y, p.z}; });
  turn_over(body);
}

// The part that a fault names by its number from 1, or the last one there is.
Part& chosen(const Fault& fault, Parts& parts) {
  const auto number = static_cast<std::size_t>(std::max(1.0, fault.amount().value));
  return parts[std::min(number, parts.size()) - 1];
}

Part& second(Parts& parts) { return parts[std::min<std::size_t>(2, parts.size()) - 1]; }

void append(const Body& from, Body& to) {
  const auto base = static_cast<std::uint32_t>(to.positions.size());
  to.positions.insert(to.positions.end(), from.positions.begin(), from.positions.end());
  for (const std::uint32_t corner : from.corners) to.corners.push_back(base + corner);
  to.uvs.insert(to.uvs.end(), from.uvs.begin(), from.uvs.end());
  to.material.insert(to.material.end(), from.material.begin(), from.material.end());
}

// A ball of the given radius: an octahedron whose faces are divided and blown up.
Body ball(float3 centre, double radius) {
  constexpr int kDivisions = 12;
  Body body;
  const auto point = [&](double x, double y, double z) {
    const double r = radius / std::sqrt(x * x + y * y + z * z);
    return float3{static_cast<float>(double{centre.x} + r * x), static_cast<float>(double{centre.y} + r * y),
                  static_cast<float>(double{centre.z} + r * z)};
  };
  const auto add = [&](std::array<float3, 3> corners, bool turned) {
    if (turned) std::swap(corners[1], corners[2]);
    for (const float3 p : corners) {
      body.corners.push_back(static_cast<std::uint32_t>(body.positions.size()));
      body.positions.push_back(p);
      body.uvs.push_back({});
    }
    body.material.push_back(kMade);
  };
  for (int octant = 0; octant < 8; ++octant) {
    const int sx = octant & 1 ? -1 : 1, sy = octant & 2 ? -1 : 1, sz = octant & 4 ? -1 : 1;
    const bool turned = sx * sy * sz < 0;
    const auto grid = [&](int i, int j) { return point(sx * i, sy * j, sz * (kDivisions - i - j)); };
    for (int i = 0; i < kDivisions; ++i) {
      for (int j = 0; i + j < kDivisions; ++j) {
        add({grid(i, j), grid(i + 1, j), grid(i, j + 1)}, turned);
        if (i + j + 2 <= kDivisions) add({grid(i + 1, j), grid(i + 1, j + 1), grid(i, j + 1)}, turned);
      }
    }
  }
  return welded(std::move(body));
}

// --- what the rows of the table do -------------------------------------------------------------------------

void part_missing(const Fault& fault, double, Parts& parts) {
  if (parts.size() > 1) parts.erase(parts.begin() + (&chosen(fault, parts) - parts.data()));
}

void part_doubled(const Fault& fault, double, Parts& parts) {
  Part copy = chosen(fault, parts);
  copy.name += "_copy";
  parts.push_back(std::move(copy));
}

void part_moved(const Fault& fault, double diagonal, Parts& parts) {
  const auto by = static_cast<float>(length_of(fault, diagonal));
  move_points(second(parts).body, [by](float3 p) { return float3{p.x + by, p.y, p.z}; });
}

void part_scaled(const Fault& fault, double, Parts& parts) {
  Body& body = second(parts).body;
  const Box3 box = box_of(body);
  const double3 centre = box.middle();
  move_points(body, [&](float3 p) {
    const double3 q = centre + (to_double(p) - centre) * fault.amount().value;
    return float3{static_cast<float>(q.x), static_cast<float>(q.y), static_cast<float>(q.z)};
  });
}

void part_mirrored(const Fault& fault, double, Parts& parts) { mirror(chosen(fault, parts).body); }
void inside_out(const Fault& fault, double, Parts& parts) { turn_over(chosen(fault, parts).body); }

// Faces of the source around the highest point of the part.
void hole(const Fault& fault, double diagonal, Parts& parts) {
  Body& body = chosen(fault, parts).body;
  const double radius = 0.04 * diagonal;
  double3 top{0, 0, -INFINITY};
  for (std::size_t i = 0; i < body.corners.size(); ++i) {
    const double3 p = to_double(body.corner(i));
    if (body.material[i / 3] != kMade && p.z > top.z) top = p;
  }
  std::vector<bool> keep(body.face_count());
  for (std::size_t face = 0; face < keep.size(); ++face) {
    const auto near = [&](std::size_t i) {
      return length(to_double(body.corner(3 * face + i)) - top) < radius;
    };
    keep[face] = body.material[face] == kMade || !(near(0) || near(1) || near(2));
  }
  body = extract(body, keep);
}

// Pushes the smallest part through the plane that it was cut along.
void overlap(const Fault& fault, double diagonal, Parts& parts) {
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->connector || part->cuts.empty()) continue;
    const PartCut cut = part->cuts.back();
    const auto by = static_cast<float>(-cut.side * length_of(fault, diagonal));
    move_points(part->body, [&](float3 p) {
      return lifted(flat(p, cut.plane.axis), along(p, cut.plane.axis) + by, cut.plane.axis);
    });
    return;
  }
}

void texture_stripped(const Fault&, double, Parts& parts) {
  for (Part& part : parts) part.stripped = true;
}

void foreign_blob(const Fault& fault, double diagonal, Parts& parts) {
  const double radius = length_of(fault, diagonal);
  Box3 box;
  for (const Part& part : parts) box.add(box_of(part.body));
  const auto apart = static_cast<float>(1.5 * radius);
  append(ball({box.max.x + apart, (box.min.y + box.max.y) / 2, (box.min.z + box.max.z) / 2}, radius),
         parts.front().body);
}

void all_moved(const Fault& fault, double diagonal, Parts& parts) {
  const auto by = static_cast<float>(length_of(fault, diagonal));
  constexpr float kScale = 1.25F;
  for (Part& part : parts)
    move_points(part.body, [by](float3 p) { return float3{kScale * p.z + by, kScale * p.y, -kScale * p.x}; });
}

void all_mirrored(const Fault&, double, Parts& parts) {
  for (Part& part : parts) mirror(part.body);
}

void one_piece(const Fault&, double, Parts& parts) {
  for (std::size_t i = 1; i < parts.size(); ++i) append(parts[i].body, parts.front().body);
  parts.resize(1);
}

struct Row {
  std::string_view name;
  void (*apply)(const Fault& fault, double diagonal, Parts& parts);
};

constexpr std::array<Row, 13> kRows{{
    {"part-missing", part_missing},
    {"part-doubled", part_doubled},
    {"part-moved", part_moved},
    {"part-scaled", part_scaled},
    {"part-mirrored", part_mirrored},
    {"inside-out", inside_out},
    {"hole", hole},
    {"overlap", overlap},
    {"texture-stripped", texture_stripped},
    {"foreign-blob", foreign_blob},
    {"all-moved", all_moved},
    {"all-mirrored", all_mirrored},
    {"one-piece", one_piece},
}};

}  // namespace

double length_of(const Fault& fault, double diagonal) {
  const Fault::Amount amount = fault.amount();
  return amount.relative ? amount.value * diagonal : amount.value;
}

void spoil_parts(const std::vector<Fault>& faults, double diagonal, std::vector<Part>& parts) {
  for (const Row& row : kRows) {
    for (const Fault& fault : faults) {
      if (fault.kind->name == row.name && !parts.empty()) row.apply(fault, diagonal, parts);
    }
  }
}

}  // namespace meshgate::sandbox
