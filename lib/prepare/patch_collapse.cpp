// Whether an edge may be collapsed, and doing it.
#include <algorithm>

#include "prepare/patch.h"

namespace meshgate {
namespace {

/// Two vertices with more faces than this do not become one: a collapse costs O(faces), and stars of hundreds
/// of needles serve nobody.
constexpr std::uint32_t kMaxStar = 48;
/// From here on the faces that are gone stay in the list of a star.
constexpr std::uint32_t kHugeStar = 4 * kMaxStar;
/// Smallest cosine between a face and what becomes of it.
constexpr float kMinCosine = 0.5F;

}  // namespace

// The link condition: vertices that are neighbours of both ends are the tips of the faces between them, and
// no edge lies opposite of both ends (Dey, Edelsbrunner, Guha & Nekhayev 1999). Between two fixed vertices
// there may be edges and faces that are not in the patch: they are taken to exist.
bool Patch::keeps_topology(std::uint32_t kept, std::uint32_t gone) {
  ++stamp_;
  for (const std::uint32_t f : star(kept)) {
    for (std::size_t i = 3 * std::size_t{f}; i < 3 * std::size_t{f} + 3; ++i) mark(corners[i]);
  }
  const bool beyond = fixed[kept] != 0;
  std::uint32_t shared = 0, common = 0;
  for (const std::uint32_t f : star(gone)) {
    const bool between = has_corner(f, kept);
    shared += between;
    for (std::size_t i = 3 * std::size_t{f}; i < 3 * std::size_t{f} + 3; ++i) {
      const std::uint32_t n = corners[i];
      if (n == gone || n == kept) continue;
      if (marks_[n].stamp != stamp_) {
        if (!beyond || fixed[n] == 0) continue;
        mark(n);
      }
      Mark& m = marks_[n];
      if (m.count == 0) ++common;
      m.count |= between ? 2U : 1U;
    }
  }
  if (common != shared || shared == 0 || shared > 2) return false;
  if (count_[kept] + count_[gone] <= 2 * shared) return false;  // the last faces of their body
  return !vanishes(kept, gone) && !closes_on_itself(kept, gone);
}

// Whether a face between both ends hangs on them alone, so that the edge that is left of it would have no
// face: what it connects would fall apart. Tips are the marks with a count; bit 0 says that the edge from
// `gone` has another face.
bool Patch::vanishes(std::uint32_t kept, std::uint32_t gone) const {
  if (kind_[gone] == Kind::kFree) return false;  // each of its edges has two faces
  for (const std::uint32_t f : star(gone)) {
    if (!has_corner(f, kept)) continue;
    const std::uint32_t* c = &corners[3 * std::size_t{f}];
    const auto is_tip = [&](std::uint32_t v) { return v != kept && v != gone; };
    const std::uint32_t tip = is_tip(c[0]) ? c[0] : is_tip(c[1]) ? c[1] : c[2];
    if ((marks_[tip].count & 1U) != 0) continue;
    const auto faces = star(kept);
    if (std::none_of(faces.begin(), faces.end(),
                     [&](std::uint32_t other) { return has_corner(other, tip) && !has_corner(other, gone); }))
      return true;
  }
  return false;
}

// Whether both ends have a face on the edge between the tips: they would become one face twice. Tips are the
// marks with a count.
bool Patch::closes_on_itself(std::uint32_t kept, std::uint32_t gone) const {
  bool fixed_tips = true;
  const auto joins_tips = [&](std::uint32_t v, std::uint32_t other) {
    for (const std::uint32_t f : star(v)) {
      std::uint32_t tips = 0;
      for (std::size_t i = 3 * std::size_t{f}; i < 3 * std::size_t{f} + 3; ++i) {
        const std::uint32_t n = corners[i];
        if (n == v || n == other || marks_[n].stamp != stamp_ || marks_[n].count == 0) continue;
        ++tips;
        fixed_tips = fixed_tips && fixed[n] != 0;
      }
      if (tips == 2) return true;
    }
    return false;
  };
  // A manifold vertex with more faces has none between the tips.
  return count_[gone] == 3 && joins_tips(gone, kept) &&
         ((fixed[kept] != 0 && fixed_tips) || joins_tips(kept, gone));
}

// Which attribute each of the wedges of `gone` goes into; false when they do not correspond one to one.
bool Patch::keeps_wedges(std::uint32_t kept, std::uint32_t gone) {
  pair_count_ = 0;
  if (wedges.empty()) return true;
  if (has_one_wedge(kept) && has_one_wedge(gone)) {
    pairs_[pair_count_++] = {only_wedge_[gone], only_wedge_[kept]};
    return true;
  }
  for (const std::uint32_t f : star(gone)) {
    if (!has_corner(f, kept)) continue;
    pairs_[pair_count_++] = {wedge_at(f, gone), wedge_at(f, kept)};  // two faces at most: keeps_topology
  }
  if (pair_count_ == 2 && pairs_[0].gone == pairs_[1].gone) {
    if (pairs_[0].kept != pairs_[1].kept) return false;
    pair_count_ = 1;
  }
  if (pair_count_ == 2 && pairs_[0].kept == pairs_[1].kept && kind_[kept] != Kind::kFixed) return false;
  for (const std::uint32_t f : star(gone)) {
    const std::uint32_t wedge = wedge_at(f, gone);
    if (wedge != pairs_[0].gone && (pair_count_ < 2 || wedge != pairs_[1].gone)) return false;
  }
  return true;
}

bool Patch::keeps_faces(std::uint32_t v, std::uint32_t other, float3 to) const {
  for (const std::uint32_t f : star(v)) {
    const std::uint32_t* c = &corners[3 * std::size_t{f}];
    if (has_corner(f, other)) continue;
    const std::size_t at = c[0] == v ? 0 : c[1] == v ? 1 : 2;
    const float3 p = positions[c[(at + 1) % 3]], q = positions[c[(at + 2) % 3]];
    const float3 edge = q - p, old_normal = cross(edge, positions[v] - p), new_normal = cross(edge, to - p);
    const float old_size = length(old_normal), new_size = length(new_normal);
    if (!(new_size > 0)) return false;
    if (!(dot(old_normal, new_normal) >= kMinCosine * old_size * new_size)) return false;
  }
  return true;
}

bool Patch::allowed(const Collapse& collapse, Held& held) {
  held = Held::kTopology;
  if (count_[collapse.kept] + count_[collapse.gone] > kMaxStar) return false;
  if (!keeps_topology(collapse.kept, collapse.gone)) return false;
  held = Held::kBorder;
  if (!keeps_wedges(collapse.kept, collapse.gone)) return false;
  held = Held::kFlip;
  const float3 to = positions[collapse.kept] + collapse.at;
  return keeps_faces(collapse.gone, collapse.kept, to) &&
         (collapse.at == float3{} || keeps_faces(collapse.kept, collapse.gone, to));
}

void Patch::drop_from_star(std::uint32_t v, std::uint32_t face) {
  --count_[v];
  if (capacity_[v] > kHugeStar) {
    // Searching it for each face would be quadratic. Nobody asks for the faces while there are many.
    if (count_[v] <= kMaxStar) tidy_star(v);
    return;
  }
  std::uint32_t* faces = &pool_[first_[v]];
  std::uint32_t* end = faces + count_[v] + 1;
  std::uint32_t* at = std::find(faces, end, face);
  std::copy(at + 1, end, at);
}

// Takes the faces that are gone out of a huge star.
void Patch::tidy_star(std::uint32_t v) {
  std::uint32_t* faces = &pool_[first_[v]];
  std::remove_if(faces, faces + capacity_[v], [&](std::uint32_t f) { return !alive(f); });
  capacity_[v] = count_[v];
}

void Patch::tidy_stars() {
  for (std::uint32_t v = 0; v < positions.size(); ++v) {
    if (capacity_[v] > kHugeStar && count_[v] < capacity_[v]) tidy_star(v);
  }
}

void Patch::merge_lines(const Collapse& collapse) {
  if (kind_[collapse.gone] != Kind::kLine) return;
  const std::uint32_t next = other_on_line(collapse.gone, collapse.kept);
  if (kind_[collapse.kept] == Kind::kLine)
    line_[collapse.kept][line_[collapse.kept][0] == collapse.gone ? 0 : 1] = next;
  if (next == kGone || kind_[next] != Kind::kLine) return;
  for (std::uint32_t& end : line_[next]) {
    if (end == collapse.gone) end = collapse.kept;
  }
}

void Patch::apply(const Collapse& collapse) {
  const std::uint32_t kept = collapse.kept, gone = collapse.gone;
  merge_lines(collapse);
  Quadric q = quadrics[gone].about(positions[kept] - positions[gone]);
  q += quadrics[kept];
  quadrics[kept] = q.about(collapse.at);
  if (!limit_sq.empty()) limit_sq[kept] = std::min(limit_sq[kept], limit_sq[gone]);
  if (collapse.at != float3{}) {
    positions[kept] = positions[kept] + collapse.at;
    moved_[kept] = 1;
  }
  for (std::size_t i = 0; i < pair_count_ && collapse.t > 0; ++i)
    blends_.push_back({pairs_[i].kept, pairs_[i].gone, collapse.t});

  merged_.clear();
  for (const std::uint32_t f : star(kept)) {
    if (!has_corner(f, gone)) merged_.push_back(f);
  }
  for (const std::uint32_t f : star(gone)) {
    if (hand_over(f, gone, kept)) merged_.push_back(f);
  }
  const auto size = static_cast<std::uint32_t>(merged_.size());
  if (size > capacity_[kept]) {
    first_[kept] = static_cast<std::uint32_t>(pool_.size());
    capacity_[kept] = size;
    pool_.resize(pool_.size() + size);
  }
  std::copy(merged_.begin(), merged_.end(), pool_.begin() + first_[kept]);
  count_[kept] = size;
  count_[gone] = 0;
  kind_[gone] = Kind::kGone;
  ++version_[kept];
  ++version_[gone];
}

// Gives a face of `gone` to `kept`; false when it was between them and is gone.
bool Patch::hand_over(std::uint32_t face, std::uint32_t gone, std::uint32_t kept) {
  std::uint32_t* c = &corners[3 * std::size_t{face}];
  if (has_corner(face, kept)) {
    const auto is_tip = [&](std::uint32_t v) { return v != kept && v != gone; };
    const std::uint32_t tip = is_tip(c[0]) ? c[0] : is_tip(c[1]) ? c[1] : c[2];
    c[0] = c[1] = c[2] = kGone;
    --faces_;
    drop_from_star(tip, face);
    return false;
  }
  const std::size_t i = c[0] == gone ? 0 : c[1] == gone ? 1 : 2;
  c[i] = kept;
  if (pair_count_ > 0) {
    std::uint32_t& wedge = wedges[3 * std::size_t{face} + i];
    wedge = wedge == pairs_[0].gone ? pairs_[0].kept : pairs_[1].kept;
  }
  return true;
}

}  // namespace meshgate
