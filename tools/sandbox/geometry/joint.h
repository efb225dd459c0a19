#pragma once
// What holds two parts together: a ball in a socket, a dovetail in its slot, or nothing. Built into the caps
// of a cut, without booleans: the cap gets a hole, and the ball or the cavity begins at its rim.
#include <optional>
#include <vector>

#include "sandbox/geometry/section.h"

namespace meshgate::sandbox {

enum class JointKind { kNone, kBall, kDovetail };

struct JointStyle {
  JointKind kind = JointKind::kBall;
  double clearance = 0;  ///< gap between the surfaces, everywhere; negative = too tight, on purpose
  double smallest =
      0;  ///< size below which a joint is not worth having: radius of the ball, half width of the tail
  bool loose = false;      ///< both parts get a cavity, and the connector is a body of its own
  bool no_socket = false;  ///< a fault: the ball is there, its cavity is not
};

/// Where a joint sits: on a plane, at a point of it, its tip towards `direction` (+1 above, −1 below).
struct Seat {
  Plane plane;
  float2 centre;
  int direction = 1;
  double size = 0;  ///< radius of the ball; of a dovetail half its largest width
};

/// The largest joint that leaves walls on all sides, in the area of a cut and below the surface of both
/// parts; nothing when even the smallest does not fit.
std::optional<Seat> find_seat(const Halves& halves, const Plane& plane, const Outline& outline,
                              const JointStyle& style);

/// Closes both halves along one outline, with the joint if there is a seat. Returns the loose connector,
/// which has no face when there is none.
Body close_cut(Halves& halves, const Plane& plane, const Outline& outline, const std::optional<Seat>& seat,
               const JointStyle& style);

}  // namespace meshgate::sandbox
