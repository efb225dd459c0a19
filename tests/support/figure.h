#pragma once
// A figure with a known truth: a signed distance field meshed whole, and the parts that a split of it should
// give, with exact joints between them.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "meshgate/asset.h"
#include "support/mesh_builder.h"

namespace meshgate::test {

enum class FigureJoint { kNone, kBall, kDovetail, kPin };

/// How the figure is cut. Millimetres.
struct FigureSpec {
  double cell = 3;  ///< of the grid that the field is meshed on
  FigureJoint joint = FigureJoint::kBall;
  double ball_radius = 4;
  int ball_sides = 96;     ///< facets around a ball; its poles are so many times 5/12 apart
  double clearance = 0.2;  ///< gap between ball and socket, tongue and groove, pin and hole, all around
  bool socket = true;      ///< false: balls, tongues and pins stand, and meet a plain cap
  double arm_overlap = 0;  ///< the left arm begins this far inside the torso
  double arm_gap = 0;      ///< the left arm begins this far away from the torso
};

/// A part with its name.
struct FigurePart {
  std::string name;
  Shape shape;
};

/// The whole surface, closed, about 186 high (y), arms along x, without any symmetry.
Shape figure(double cell);

/// torso, head, arm_l, arm_r, leg_l, leg_r: closed; skins are those of figure(), caps are coplanar.
std::vector<FigurePart> figure_parts(const FigureSpec& spec);

/// Volume by the divergence theorem, in double.
double volume_of(const Shape& shape);
double area_of(const Shape& shape);

/// One node a part.
Asset asset_of_parts(const std::vector<FigurePart>& parts);

/// Gives each mesh of the asset texture coordinates by position and a material with a picture of gradients;
/// `shift` is added to all colours (0–255).
void paint(Asset& asset, int shift = 0);

}  // namespace meshgate::test
