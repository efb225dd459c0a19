#pragma once
// Where parts meet, how they are held together, and with how much play.
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "verify/body.h"
#include "verify/coverage.h"
#include "verify/distances.h"

namespace meshgate {

enum class JointKind {
  kPlane,     ///< cut faces without anything that holds
  kBall,      ///< a ball in a socket
  kDovetail,  ///< a tongue with undercut flanks in a groove
  kPin,       ///< something that stands out of the cut face and is neither, round or not
};
/// Returns "plane", "ball", "dovetail" or "pin": the words of an expectation.
std::string_view to_string(JointKind kind);

/// A ball, tongue or pin with what receives it; else a place where two parts face each other inside of the
/// source.
struct Joint {
  std::uint32_t a = 0, b = 0;  ///< the parts, a < b
  JointKind kind = JointKind::kPlane;
  std::optional<std::uint32_t> male;  ///< the part with the ball, tongue or pin
  bool one_sided = false;             ///< the other part has nothing that receives it
  float3 centre;                      ///< of the ball, else of the faces
  double3 axis;                       ///< unit: out of the cut face of the male part (of `a` for a plane)
  double radius = 0,
         socket_radius = 0;  ///< of ball and socket, by corners that lie on them; 0: none was found
  double socket_offset = 0;  ///< distance of their centres
  double area = 0;           ///< of the faces of `a` that face `b` here, square units
  double extent = 0;         ///< diagonal of the box of the faces of both
  double cut_width =
      0;  ///< of all faces of the common cut: area over extent, 0.55 to 0.8 of a disc's diameter
  /// From points of the male joint surface (of `a` for a plane) to the other part; negative where they are
  /// inside of it: then the parts cannot be put together.
  DistanceStats gap;
};

/// Two parts that face each other somewhere.
struct Contact {
  std::uint32_t a = 0, b = 0;
  double area = 0;  ///< of the part with the denser samples, square units
  double gap = 0;   ///< median distance there
};

struct Assembly {
  std::vector<Contact> contacts;        ///< by a, then b
  std::vector<Joint> joints;            ///< by a, then b, then size
  std::vector<std::uint32_t> group_of;  ///< one a part: parts with the same number are connected by contacts
};

struct AssemblyOptions {
  double band = 0;            ///< parts face each other when they are at most this far apart
  double smallest = 0;        ///< area of a contact that counts, and of a cut that is searched for joints
  double smallest_share = 0;  ///< of the smaller part's area: so much counts as well
};

/// Area of `own` by its samples that lies within `band` (units) of another part and looks at it.
/// O(samples · log). Parallel.
double facing_area(const Body& own, const SurfaceSamples& samples, const Body& other, double band,
                   const std::stop_token& stop);

/// Samples of one part that lie within the band of another and look at it make a contact: the way to the
/// nearest point leads along the normal, not around an edge. Those away from the source's surface are
/// gathered to cuts, sampled again densely and searched for what stands on the cut faces, of which each is a
/// joint. O(pairs with touching boxes × samples · log). Parallel, seeded, deterministic.
Assembly measure_assembly(const std::vector<const Body*>& parts, const std::vector<PartSurface>& surfaces,
                          const AssemblyOptions& options, const std::stop_token& stop);

}  // namespace meshgate
