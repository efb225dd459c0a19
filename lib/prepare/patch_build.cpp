// What is there before anything is collapsed: stars, quadrics, borders, seams.
#include <algorithm>
#include <cmath>

#include "prepare/patch.h"

namespace meshgate {
namespace {

/// Weight of the planes that hold a border or seam in its place, over the square of the edge's length.
constexpr float kOpenWeight = 10, kSeamWeight = 1;

}  // namespace

void Patch::clear() {
  positions.clear(), quadrics.clear(), fixed.clear(), limit_sq.clear();
  corners.clear(), wedges.clear(), labels.clear();
  blends_.clear();
  error_sq_ = 0;
  record = nullptr;
}

void Patch::build_stars() {
  const std::size_t n = positions.size();
  count_.assign(n, 0);
  for (const std::uint32_t v : corners) ++count_[v];
  first_.resize(n);
  std::uint32_t at = 0;
  for (std::size_t v = 0; v < n; ++v) {
    first_[v] = at;
    at += count_[v];
  }
  capacity_ = count_;
  pool_.resize(at);
  std::fill(count_.begin(), count_.end(), 0);
  for (std::uint32_t i = 0; i < corners.size(); ++i) {
    const std::uint32_t v = corners[i];
    pool_[first_[v] + count_[v]++] = i / 3;
  }
}

void Patch::add_face_quadrics() {
  quadrics.assign(positions.size(), Quadric{});
  for (std::size_t f = 0; f < all_faces(); ++f) {
    const std::uint32_t a = corners[3 * f], b = corners[3 * f + 1], c = corners[3 * f + 2];
    const float3 normal = cross(positions[b] - positions[a], positions[c] - positions[a]);
    const float size = length(normal);
    if (!(size > 0) || !std::isfinite(size)) continue;
    Quadric plane;
    plane.add_plane(normal * (1 / size), size);
    quadrics[a] += plane, quadrics[b] += plane, quadrics[c] += plane;
  }
}

std::uint32_t Patch::wedge_at(std::uint32_t face, std::uint32_t vertex) const {
  const std::size_t i = 3 * std::size_t{face};
  if (corners[i] == vertex) return wedges[i];
  return corners[i + 1] == vertex ? wedges[i + 1] : wedges[i + 2];
}

void Patch::find_only_wedges() {
  only_wedge_.clear();
  if (wedges.empty()) return;
  std::vector<std::uint8_t> met(positions.size(), 0);
  only_wedge_.assign(positions.size(), kGone);
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const std::uint32_t v = corners[i];
    if (met[v] == 0) {
      only_wedge_[v] = wedges[i];
      met[v] = 1;
    } else if (only_wedge_[v] != wedges[i]) {
      only_wedge_[v] = kGone;
    }
  }
}

bool Patch::is_line_edge(std::uint32_t v, std::uint32_t n, const Mark& m) const {
  if (m.count == 1) return true;
  if (!labels.empty() && labels[m.face[0]] != labels[m.face[1]]) return true;
  if (wedges.empty() || (has_one_wedge(v) && has_one_wedge(n))) return false;
  return wedge_at(m.face[0], v) != wedge_at(m.face[1], v) || wedge_at(m.face[0], n) != wedge_at(m.face[1], n);
}

// Whether all faces around v are met on the way from face to face across edges. Marks hold the faces of each
// edge; none has more than two.
bool Patch::one_fan(std::uint32_t v, std::uint32_t start) {
  const auto faces = star(v);
  std::uint32_t face = marks_[start].face[0], from = start;
  for (std::size_t met = 1;; ++met) {
    std::uint32_t to = from;
    for (std::size_t i = 3 * std::size_t{face}; i < 3 * std::size_t{face} + 3; ++i) {
      if (corners[i] != v && corners[i] != from) to = corners[i];
    }
    const Mark& m = marks_[to];
    if (to == start || m.count == 1) return met == faces.size();
    if (met == faces.size()) return false;
    face = m.face[0] == face ? m.face[1] : m.face[0];
    from = to;
  }
}

void Patch::add_line_quadric(std::uint32_t v, std::uint32_t n, std::uint32_t face, bool open) {
  const std::uint32_t* c = &corners[3 * std::size_t{face}];
  const float3 normal = cross(positions[c[1]] - positions[c[0]], positions[c[2]] - positions[c[0]]);
  const float3 edge = positions[n] - positions[v];
  const float3 across = cross(normal, edge);
  const float size = length(across);
  if (!(size > 0) || !std::isfinite(size)) return;
  quadrics[v].add_plane(across * (1 / size), dot(edge, edge) * (open ? kOpenWeight : kSeamWeight));
}

// Nearly all vertices: their faces turn around them once, and nothing ends there. False says nothing.
bool Patch::is_plainly_free(std::uint32_t v) {
  if (!labels.empty() || (!wedges.empty() && !has_one_wedge(v))) return false;
  ++stamp_;
  std::uint32_t start = kGone;
  for (const std::uint32_t f : star(v)) {
    const std::uint32_t* c = &corners[3 * std::size_t{f}];
    const std::size_t at = c[0] == v ? 0 : c[1] == v ? 1 : 2;
    const std::uint32_t from = c[at == 2 ? 0 : at + 1], to = c[at == 0 ? 2 : at - 1];
    if (marks_[from].stamp == stamp_ || (!wedges.empty() && !has_one_wedge(from))) return false;
    marks_[from] = {stamp_, 0, {to, 0}};
    start = from;
  }
  std::uint32_t at = start;
  for (std::uint32_t met = 1; met <= count_[v]; ++met) {
    if (marks_[at].stamp != stamp_) return false;
    at = marks_[at].face[0];
    if (at == start) return met == count_[v];
  }
  return false;
}

void Patch::classify(std::uint32_t v) {
  line_[v] = {kGone, kGone};
  if (fixed[v] != 0 || count_[v] == 0) {
    kind_[v] = Kind::kFixed;
    return;
  }
  if (is_plainly_free(v)) {
    kind_[v] = Kind::kFree;
    return;
  }
  ++stamp_;
  bool manifold = true;
  for (const std::uint32_t f : star(v)) {
    for (std::size_t i = 3 * std::size_t{f}; i < 3 * std::size_t{f} + 3; ++i) {
      if (corners[i] == v) continue;
      Mark& m = mark(corners[i]);
      if (m.count < 2) m.face[m.count] = f;
      manifold &= ++m.count <= 2;
    }
  }
  std::uint32_t lines = 0, open = 0, start = kGone;
  for (const std::uint32_t f : star(v)) {
    for (std::size_t i = 3 * std::size_t{f}; i < 3 * std::size_t{f} + 3; ++i) {
      const std::uint32_t n = corners[i];
      if (n == v || marks_[n].face[0] != f) continue;  // each neighbour once
      const Mark& m = marks_[n];
      if (start == kGone || m.count == 1) start = n;
      open += m.count == 1;
      if (m.count > 2 || !is_line_edge(v, n, m)) continue;
      if (lines < 2) line_[v][lines] = n;
      ++lines;
    }
  }
  if (!manifold || (lines != 0 && lines != 2) || open > 2 || !one_fan(v, start)) {
    kind_[v] = Kind::kFixed;
    return;
  }
  kind_[v] = lines == 0 ? Kind::kFree : Kind::kLine;
}

void Patch::prepare(const PatchLimits& limits) {
  limits_ = limits;
  const std::size_t n = positions.size();
  faces_ = all_faces();
  build_stars();
  find_only_wedges();
  const bool fresh = quadrics.empty();
  if (fresh) add_face_quadrics();
  kind_.assign(n, Kind::kFree);
  moved_.assign(n, 0);
  line_.resize(n);
  version_.assign(n, 0);
  marks_.assign(n, Mark{0, 0, {}});
  stamp_ = 0;
  for (std::uint32_t v = 0; v < n; ++v) {
    classify(v);
    if (!fresh || kind_[v] != Kind::kLine) continue;
    for (const std::uint32_t next : line_[v]) {
      const Mark m = marks_[next];
      for (std::uint32_t i = 0; i < m.count; ++i) {
        add_line_quadric(v, next, m.face[i], m.count == 1);
        // A fixed vertex may move in another round, and does not see that this is a border.
        if (fixed[next] != 0) add_line_quadric(next, v, m.face[i], m.count == 1);
      }
    }
  }
  seed();
}

}  // namespace meshgate
