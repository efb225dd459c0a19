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

/// Positions are turned so that y is up, and lie in the unit ball: (world − center) / radius.
struct Drawing {
  std::vector<float3> positions;
  std::vector<std::uint32_t> indices;  ///< three a triangle; all in range and finite
  std::vector<Mark> marks;             ///< one a triangle; empty = none is marked
  std::vector<MarkedLine> lines;
  std::vector<MarkedPoint> points;
  bool mark_backs = false;     ///< faces seen from behind get the colour of turned ones
  std::uint64_t left_out = 0;  ///< triangles beyond the budget
  std::vector<float3> focus;   ///< places of the worst finding that has some
  std::string focus_rule;      ///< its id; empty = there is none
  std::string legend;          ///< "open edges (12) red, …"; empty = no defect is drawn
};

/// Gathers at most `max_triangles`, with the defects that are among the findings of `report`. O(F).
Drawing compute_drawing(const AssetFacts& facts, const InputReport& report, std::uint64_t max_triangles);

}  // namespace meshgate
