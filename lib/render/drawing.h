#pragma once
// What is drawn: the triangles of a scene as they are placed, and the defects on them.
#include <cstdint>
#include <string>
#include <vector>

#include "asset/facts.h"
#include "meshgate/report.h"

namespace meshgate {

/// Kinds of defects that have a colour.
enum class Mark : std::uint8_t { kNone, kOpen, kNonManifold, kCrossing, kTurned };

struct MarkedLine {
  float3 a, b;
  Mark mark = Mark::kNone;
};
struct MarkedPoint {
  float3 p;
  Mark mark = Mark::kNone;
};

/// Parts beyond this number have the colours of earlier ones.
inline constexpr std::size_t kMaxPaints = 250;

/// From the axes and units of a file to those of a drawing: y is up, and the box lies in the unit ball.
class ToDrawing {
 public:
  ToDrawing(const Box3& bounds, bool z_up);
  [[nodiscard]] float3 operator()(double3 world) const;
  [[nodiscard]] float3 operator()(const Matrix4& world, float3 p) const {
    return (*this)(transform_point(world, to_double(p)));
  }
  [[nodiscard]] double scale() const { return scale_; }

 private:
  double3 center_;
  double scale_ = 1;
  bool z_up_ = false;
};

/// Whether z is up in an asset. STL says nothing of its axes; slicers and CAD programs, which write most of
/// it, have z up.
bool has_z_up(const Asset& asset);

/// Positions are turned so that y is up, and lie in the unit ball: (world − center) / radius.
struct Drawing {
  std::vector<float3> positions;
  std::vector<std::uint32_t> indices;        ///< three a triangle; all in range and finite
  std::vector<Mark> marks;                   ///< one a triangle; empty = none is marked
  std::vector<std::uint8_t> paints;          ///< one a triangle: 0 = clay, else 1 + a part; empty = all clay
  std::vector<std::size_t> first_triangles;  ///< of each mesh as it is placed; empty when that is not known
  std::vector<MarkedLine> lines;
  std::vector<MarkedPoint> points;
  double point_radius = 0;     ///< of the points, in the units of the drawing; they are never below 2 pixels
  bool mark_backs = false;     ///< faces seen from behind get the colour of turned ones
  std::uint64_t left_out = 0;  ///< triangles beyond the budget
  std::vector<float3> focus;   ///< places of the worst finding that has some
  std::string focus_rule;      ///< its id; empty = there is none
  std::string legend;          ///< "open edges (12) red, …"; empty = no defect is drawn
};

/// Gathers at most `max_triangles`, with the defects that are among the findings of `report`. O(F).
Drawing compute_drawing(const AssetFacts& facts, const InputReport& report, std::uint64_t max_triangles);

}  // namespace meshgate
