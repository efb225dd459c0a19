#include "prepare/piece.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "asset/nearest_float.h"
#include "prepare/number_table.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;

}  // namespace

void PieceCutter::gather(std::size_t cluster, Piece& piece) const {
  Patch& patch = piece.patch;
  patch.clear();
  const std::size_t first_face = clusters_.first_face[cluster],
                    faces = clusters_.first_face[cluster + 1] - first_face;
  // The cluster's own points, then those of others that its faces use.
  const auto low = static_cast<std::uint32_t>(clusters_.first_point[cluster]),
             high = static_cast<std::uint32_t>(clusters_.first_point[cluster + 1]);
  piece.points.resize(high - low);
  std::iota(piece.points.begin(), piece.points.end(), low);
  NumberTable others;
  patch.corners.resize(3 * faces);
  for (std::size_t i = 0; i < patch.corners.size(); ++i) {
    const std::size_t face = clusters_.faces[first_face + i / 3];
    const std::uint32_t point = clusters_.number[soup_.corners[3 * face + i % 3]];
    if (point >= low && point < high) {
      patch.corners[i] = point - low;
      continue;
    }
    const auto fresh = static_cast<std::uint32_t>(piece.points.size());
    patch.corners[i] = others.find_or_add(point, fresh);
    if (patch.corners[i] == fresh) piece.points.push_back(point);
  }
  if (!soup_.wedges.empty()) {
    patch.wedges.resize(3 * faces);
    for (std::size_t f = 0; f < faces; ++f)
      std::copy_n(soup_.wedges.data() + 3 * std::size_t{clusters_.faces[first_face + f]}, 3,
                  &patch.wedges[3 * f]);
  }
  if (!soup_.labels.empty()) {
    patch.labels.resize(faces);
    for (std::size_t f = 0; f < faces; ++f) patch.labels[f] = soup_.labels[clusters_.faces[first_face + f]];
  }
  place(piece);
}

// Positions about one of them, in units of a typical edge.
void PieceCutter::place(Piece& piece) const {
  Patch& patch = piece.patch;
  const std::size_t n = piece.points.size();
  // A point of the surface: the middle of a box would be moved by one stray vertex, and digits be lost.
  const auto middle = patch.corners.empty() ? 0 : patch.corners[patch.corners.size() / 2];
  piece.center = n == 0 ? double3{} : to_double(soup_.points[clusters_.points[piece.points[middle]]]);
  piece.scale = soup_.unit;
  piece.scales.clear();
  if (!soup_.label_scales.empty()) {
    piece.scales.assign(n, soup_.unit);
    for (std::size_t i = 0; i < patch.corners.size(); ++i) {
      const std::size_t label = patch.labels.empty() ? 0 : patch.labels[i / 3];
      piece.scales[patch.corners[i]] = soup_.unit * soup_.label_scales[label];
    }
  }
  patch.positions.resize(n);
  patch.fixed.resize(n);
  if (!soup_.quadrics.empty()) patch.quadrics.resize(n);
  if (!soup_.error_limits.empty()) patch.limit_sq.resize(n);
  for (std::size_t v = 0; v < n; ++v) {
    const double scale = piece.scales.empty() ? piece.scale : piece.scales[v];
    const std::uint32_t point = clusters_.points[piece.points[v]];
    const double3 p = (to_double(soup_.points[point]) - piece.center) * scale;
    patch.positions[v] = nearest_float(p);
    patch.fixed[v] = clusters_.shared.test(piece.points[v]) ? Patch::kBorderOfPatch : std::uint8_t{0};
    if (!soup_.error_limits.empty()) {
      const float limit = soup_.error_limits[point];
      patch.limit_sq[v] = limit < 0 ? std::numeric_limits<float>::infinity() : limit * limit;
      if (limit < 0 && patch.fixed[v] == 0) patch.fixed[v] = Patch::kHeldByCrossing;
    }
    if (!soup_.quadrics.empty()) patch.quadrics[v] = soup_.quadrics[point];
  }
}

void PieceCutter::emit(const Piece& piece, PieceOutput& out) const {
  const Patch& patch = piece.patch;
  std::vector<std::uint32_t> number(piece.points.size(), kNone);
  out.corners.reserve(3 * patch.faces());
  if (!patch.wedges.empty()) out.wedges.reserve(3 * patch.faces());
  for (std::size_t f = 0; f < patch.all_faces(); ++f) {
    if (!patch.alive(f)) continue;
    for (std::size_t i = 3 * f; i < 3 * f + 3; ++i) {
      const std::uint32_t v = patch.corners[i];
      if (number[v] == kNone) number[v] = emit_point(piece, v, out);
      out.corners.push_back(number[v]);
      if (!patch.wedges.empty()) out.wedges.push_back(patch.wedges[i]);
    }
    if (!patch.labels.empty()) out.labels.push_back(patch.labels[f]);
  }
  out.blends = patch.blends();
  out.error_sq = patch.error_sq();
}

// What the soup says, or less when points with a stricter limit went into this one.
float PieceCutter::limit_of(const Piece& piece, std::uint32_t v) const {
  const float limit = soup_.error_limits[clusters_.points[piece.points[v]]];
  return limit < 0 ? limit : std::min(limit, std::sqrt(piece.patch.limit_sq[v]));
}

std::uint32_t PieceCutter::emit_point(const Piece& piece, std::uint32_t v, PieceOutput& out) const {
  const Patch& patch = piece.patch;
  const std::uint32_t point = clusters_.points[piece.points[v]];
  const Quadric& quadric = patch.quadrics[v];
  if (clusters_.shared.test(piece.points[v])) {
    const std::uint32_t rank = rank_(piece.points[v]);
    out.shared.emplace_back(rank, soup_.quadrics.empty() ? quadric : quadric - soup_.quadrics[point]);
    if (!patch.limit_sq.empty()) out.shared_limits.push_back(limit_of(piece, v));
    return PieceOutput::kSharedBit | rank;
  }
  float3 position = soup_.points[point];
  if (patch.moved(v)) {
    const double scale = piece.scales.empty() ? piece.scale : piece.scales[v];
    const double3 p = piece.center + to_double(patch.positions[v]) * (1 / scale);
    position = nearest_float(p);
  }
  out.points.push_back(position);
  if (!patch.limit_sq.empty()) out.error_limits.push_back(limit_of(piece, v));
  out.quadrics.push_back(quadric);
  return static_cast<std::uint32_t>(out.points.size() - 1);
}

}  // namespace meshgate
