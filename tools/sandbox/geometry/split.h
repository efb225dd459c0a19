#pragma once
// Cutting a closed body into a number of parts that fit together.
#include <stop_token>
#include <string>
#include <vector>

#include "sandbox/geometry/joint.h"

namespace meshgate::sandbox {

/// A plane that a part was cut along, and the side of it that the part is on: +1 above, −1 below.
struct PartCut {
  Plane plane;
  int side = 1;
};

/// One part, or a loose connector.
struct Part {
  std::string name;
  Body body;
  std::vector<PartCut> cuts = {};
  bool connector = false;
  bool stripped = false;  ///< a fault: without materials, pictures and coordinates
};

struct SplitPlan {
  std::size_t parts = 2;
  JointStyle joint;
};

struct SplitResult {
  std::vector<Part> parts;  ///< the largest first, connectors last
  std::vector<Seat> seats;  ///< of all joints
};

/// Cuts where the body is thinnest between two large sides, along one outline of a section at a time, until
/// there are as many parts as wanted. The volumes add up to the body's, but for what joints take away as
/// clearance and add as balls. kUnsupported when the body cannot be cut like that. Deterministic.
Result<SplitResult> split(const Body& body, const SplitPlan& plan, const std::stop_token& stop);

}  // namespace meshgate::sandbox
