#include "verify/similarity.h"

#include <algorithm>
#include <cmath>

namespace meshgate {
namespace {

constexpr double kDegrees = 57.29577951308232;

std::array<double3, 3> product(const std::array<double3, 3>& a, const std::array<double3, 3>& b) {
  std::array<double3, 3> out;
  for (std::size_t r = 0; r < 3; ++r) out[r] = b[0] * a[r].x + b[1] * a[r].y + b[2] * a[r].z;
  return out;
}

// The turns by right angles; the identity first, those with a reflection last.
std::vector<Similarity> right_angles() {
  std::vector<Similarity> turns;
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    for (unsigned signs = 0; signs < 8; ++signs) {
      Similarity turn;
      for (std::size_t row = 0; row < 3; ++row) {
        const double sign = (signs >> row & 1U) != 0 ? -1 : 1;
        turn.rows[row] = {order[row] == 0 ? sign : 0, order[row] == 1 ? sign : 0, order[row] == 2 ? sign : 0};
      }
      turn.mirrored = dot(turn.rows[0], cross(turn.rows[1], turn.rows[2])) < 0;
      turns.push_back(turn);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  std::stable_partition(turns.begin(), turns.end(), [](const Similarity& t) { return !t.mirrored; });
  return turns;
}

}  // namespace

Matrix4 Similarity::matrix() const {
  Matrix4 out;
  for (std::size_t r = 0; r < 3; ++r) {
    out.m[r] = rows[r].x * scale;
    out.m[4 + r] = rows[r].y * scale;
    out.m[8 + r] = rows[r].z * scale;
  }
  out.m[12] = offset.x;
  out.m[13] = offset.y;
  out.m[14] = offset.z;
  return out;
}

double Similarity::angle_deg() const {
  const double sign = mirrored ? -1 : 1;
  const double trace = sign * (rows[0].x + rows[1].y + rows[2].z);
  return std::acos(std::clamp((trace - 1) / 2, -1.0, 1.0)) * kDegrees;
}

Similarity turn_about(double3 axis, double3 centre) {
  Similarity turn;
  const double angle = length(axis);
  if (!(angle > 0)) return turn;
  const double3 u = axis * (1 / angle);
  const double c = std::cos(angle), s = std::sin(angle), t = 1 - c;
  turn.rows = {{{c + u.x * u.x * t, u.x * u.y * t - u.z * s, u.x * u.z * t + u.y * s},
                {u.y * u.x * t + u.z * s, c + u.y * u.y * t, u.y * u.z * t - u.x * s},
                {u.z * u.x * t - u.y * s, u.z * u.y * t + u.x * s, c + u.z * u.z * t}}};
  turn.offset = centre - turn.turn(centre);
  return turn;
}

Similarity compose(const Similarity& second, const Similarity& first) {
  Similarity out;
  out.scale = second.scale * first.scale;
  out.rows = product(second.rows, first.rows);
  out.offset = second(first.offset);
  out.mirrored = second.mirrored != first.mirrored;
  return out;
}

Similarity inverse(const Similarity& pose) {
  Similarity out;
  out.scale = 1 / pose.scale;
  out.mirrored = pose.mirrored;
  out.rows = {{{pose.rows[0].x, pose.rows[1].x, pose.rows[2].x},
               {pose.rows[0].y, pose.rows[1].y, pose.rows[2].y},
               {pose.rows[0].z, pose.rows[1].z, pose.rows[2].z}}};
  out.offset = out.turn(pose.offset) * -out.scale;
  return out;
}

double middle_way(const Similarity& pose, const Box3& box) {
  const double3 middle = box.middle();
  return length(pose(middle) - middle);
}

double largest_way(const Similarity& pose, const Box3& box) {
  double most = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    const double3 p = box.corner(corner);
    most = std::max(most, length(pose(p) - p));
  }
  return most;
}

std::vector<Similarity> turns_about(double3 centre) {
  std::vector<Similarity> turns = right_angles();
  for (Similarity& turn : turns) turn.offset = centre - turn.turn(centre);
  return turns;
}

}  // namespace meshgate
