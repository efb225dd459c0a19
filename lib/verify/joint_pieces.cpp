#include "verify/joint_pieces.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "asset/union_find.h"
#include "verify/sight.h"

namespace meshgate {
namespace {

constexpr std::size_t kPoints = 400;       // of a piece
constexpr std::size_t kMostPieces = 64;    // a side
constexpr std::size_t kMostPoints = 4000;  // of several pieces together
constexpr double kLeastArea = 0.001;       // of the area where the parts meet
constexpr double kMeets = 0.2;             // of its area: a piece of its own
constexpr double kLooksBack = -0.5;        // of the normals: more than 120° apart
constexpr double kPartner = 0.25;          // of a piece's points look at it

// Faces of one part that hang together.
struct Connected {
  std::vector<std::uint32_t> faces;  // ascending
  double area = 0;
  JointSide points;
  bool meets = false;
};

struct SidePieces {
  std::vector<Connected> pieces;      // largest first
  std::vector<std::uint32_t> faces;   // ascending
  std::vector<std::uint32_t> number;  // of the piece, one a face; kNoIndex: of none

  [[nodiscard]] std::uint32_t of_face(std::uint32_t face) const {
    const auto at = std::lower_bound(faces.begin(), faces.end(), face);
    return at == faces.end() || *at != face ? kNoIndex : number[static_cast<std::size_t>(at - faces.begin())];
  }
};

// A face within the height of the plane is of the cut whatever a sliver's normal says: it must not connect
// what stands beside it.
bool is_flat(const Body& body, std::uint32_t face, const CutPlanes& cuts, std::size_t side) {
  const std::vector<CutPlane>& planes = cuts.of_side[side];
  return std::any_of(planes.begin(), planes.end(), [&](const CutPlane& plane) {
    for (std::size_t i = 0; i < 3; ++i) {
      const double3 corner = to_double(body.positions()[body.indices()[3 * std::size_t{face} + i]]);
      if (!(std::abs(plane.height(corner)) <= cuts.tolerance)) return false;
    }
    return true;
  });
}

// For each face the number of its set of faces that share corners.
std::vector<std::uint32_t> connect(const Surface& surface, const std::vector<std::uint32_t>& faces) {
  std::vector<std::uint32_t> corners;
  for (const std::uint32_t face : faces) {
    for (std::size_t i = 0; i < 3; ++i) corners.push_back(surface.corners[3 * std::size_t{face} + i]);
  }
  std::vector<std::uint32_t> known = corners;
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  for (std::uint32_t& corner : corners) {
    corner = static_cast<std::uint32_t>(std::lower_bound(known.begin(), known.end(), corner) - known.begin());
  }
  LocalSets sets;
  sets.reset(known.size());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    sets.join(corners[3 * i], corners[3 * i + 1]);
    sets.join(corners[3 * i], corners[3 * i + 2]);
  }
  std::vector<std::uint32_t> set_of;
  for (std::size_t i = 0; i < faces.size(); ++i) set_of.push_back(sets.root(corners[3 * i]));
  return set_of;
}

// The connected pieces of at least an area, largest first.
SidePieces cut_apart(const Body& body, std::vector<std::uint32_t> faces, double least) {
  SidePieces out;
  const std::vector<std::uint32_t> set_of = connect(body.surface().surface(), faces);
  std::map<std::uint32_t, double> areas;
  for (std::size_t i = 0; i < faces.size(); ++i) areas[set_of[i]] += face_area(body.flat(), faces[i]);
  std::vector<std::pair<double, std::uint32_t>> largest;
  for (const auto& [set, area] : areas) {
    if (area >= least) largest.emplace_back(-area, set);
  }
  std::sort(largest.begin(), largest.end());
  if (largest.size() > kMostPieces) largest.resize(kMostPieces);
  std::map<std::uint32_t, std::uint32_t> number;
  for (const auto& [area, set] : largest) {
    number.emplace(set, static_cast<std::uint32_t>(out.pieces.size()));
    out.pieces.emplace_back().area = -area;
  }
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const auto piece = number.find(set_of[i]);
    out.number.push_back(piece == number.end() ? kNoIndex : piece->second);
    if (piece != number.end()) out.pieces[piece->second].faces.push_back(faces[i]);
  }
  out.faces = std::move(faces);
  return out;
}

class PieceSearch {
 public:
  PieceSearch(const JointPlace& place, const JointSides& seen, const CutPlanes& cuts)
      : place_(place), seen_(seen), cuts_(cuts) {}

  std::vector<JointPiece> run(const JointFaces& faces) {
    for (std::size_t side = 0; side < 2; ++side) find_connected(side, faces[side]);
    UnionFind together(sides_[0].pieces.size() + sides_[1].pieces.size());
    JointFaces partners;
    for (std::size_t side = 0; side < 2; ++side) {
      for (std::uint32_t i = 0; i < sides_[side].pieces.size(); ++i) {
        const std::uint32_t other = sides_[side].pieces[i].meets ? partner_of(side, i) : kNoIndex;
        partners[side].push_back(other);
        if (other != kNoIndex && sides_[1 - side].pieces[other].meets)
          together.join(id(side, i), id(1 - side, other));
      }
    }
    std::map<std::uint32_t, std::size_t> number;
    std::vector<JointPiece> out;
    for (std::size_t side = 0; side < 2; ++side) {
      for (std::uint32_t i = 0; i < sides_[side].pieces.size(); ++i) {
        if (!sides_[side].pieces[i].meets) continue;
        const auto [entry, added] = number.try_emplace(together.root(id(side, i)), out.size());
        if (added) out.emplace_back();
        add(out[entry->second], side, sides_[side].pieces[i]);
        const std::uint32_t other = partners[side][i];
        if (other != kNoIndex && !sides_[1 - side].pieces[other].meets)
          add_around(out[entry->second], side, i, other);
      }
    }
    std::stable_sort(out.begin(), out.end(), [](const JointPiece& a, const JointPiece& b) {
      return a.sides[0].area() + a.sides[1].area() > b.sides[0].area() + b.sides[1].area();
    });
    return out;
  }

 private:
  // Numbers of the pieces of side 1 come after those of side 0.
  [[nodiscard]] std::uint32_t id(std::size_t side, std::uint32_t piece) const {
    return side == 0 ? piece : static_cast<std::uint32_t>(sides_[0].pieces.size()) + piece;
  }

  void find_connected(std::size_t side, const std::vector<std::uint32_t>& faces) {
    const Body& body = *place_.bodies[side];
    const Surface& surface = body.surface().surface();
    std::vector<std::uint32_t> off;
    for (const std::uint32_t face : faces) {
      if (surface.usable(face) && !is_flat(body, face, cuts_, side)) off.push_back(face);
    }
    SidePieces& out = sides_[side];
    out = cut_apart(body, std::move(off), kLeastArea * (seen_[0].area() + seen_[1].area()));
    std::vector<std::vector<std::uint32_t>> seen_on(out.pieces.size());
    for (std::uint32_t i = 0; i < seen_[side].points.size(); ++i) {
      const std::uint32_t piece = out.of_face(seen_[side].faces[i]);
      if (piece != kNoIndex && !cuts_.hold(side, seen_[side].points[i])) seen_on[piece].push_back(i);
    }
    for (std::size_t i = 0; i < out.pieces.size(); ++i) {
      Connected& piece = out.pieces[i];
      const bool well_seen = piece.area >= static_cast<double>(kPoints) * seen_[side].area_each;
      piece.points = well_seen ? part_of(seen_[side], seen_on[i])
                               : sample_side(place_, side, piece.faces, cuts_, kPoints);
      piece.meets = !piece.points.points.empty() && piece.points.area() >= kMeets * piece.area;
    }
  }

  // The piece of the other side that most points of this one look at.
  [[nodiscard]] std::uint32_t partner_of(std::size_t side, std::uint32_t number) const {
    const JointSide& points = sides_[side].pieces[number].points;
    const SidePieces& others = sides_[1 - side];
    std::vector<std::size_t> votes(others.pieces.size());
    for (std::size_t i = 0; i < points.points.size(); ++i) {
      const std::uint32_t other = others.of_face(points.nearest[i]);
      if (other == kNoIndex) continue;
      const double along = dot(points.points[i].normal, place_.bodies[1 - side]->normal(points.nearest[i]));
      if (along < kLooksBack) ++votes[other];
    }
    const auto most = std::max_element(votes.begin(), votes.end());
    if (most == votes.end() ||
        static_cast<double>(*most) < kPartner * static_cast<double>(points.points.size()))
      return kNoIndex;
    return static_cast<std::uint32_t>(most - votes.begin());
  }

  void add(JointPiece& to, std::size_t side, const Connected& piece) const {
    const bool first = to.faces[side].empty();
    insert(to.faces[side], piece.faces);
    // Points of several have to be equally dense.
    to.sides[side] = first ? piece.points : sample_side(place_, side, to.faces[side], cuts_, kMostPoints);
  }

  // The faces of a large piece of the other side that are around this one.
  void add_around(JointPiece& to, std::size_t side, std::uint32_t number, std::uint32_t other) const {
    const Body& body = *place_.bodies[1 - side];
    const Surface& surface = body.surface().surface();
    const JointSide& points = sides_[side].pieces[number].points;
    JointPlace around = place_;
    around.box = grown(box_of({&points, 1}), place_.band);
    std::vector<std::uint32_t> faces;
    for (const std::uint32_t face : sides_[1 - side].pieces[other].faces) {
      if (meet(surface.box(face), around.box)) faces.push_back(face);
    }
    insert(to.faces[1 - side], faces);
    to.sides[1 - side] = sample_side(around, 1 - side, to.faces[1 - side], cuts_, kMostPoints);
  }

  static void insert(std::vector<std::uint32_t>& into, const std::vector<std::uint32_t>& faces) {
    into.insert(into.end(), faces.begin(), faces.end());
    std::sort(into.begin(), into.end());
    into.erase(std::unique(into.begin(), into.end()), into.end());
  }

  const JointPlace& place_;
  const JointSides& seen_;
  const CutPlanes& cuts_;
  std::array<SidePieces, 2> sides_;
};

}  // namespace

std::vector<JointPiece> find_pieces(const JointPlace& place, const JointFaces& faces, const JointSides& seen,
                                    const CutPlanes& cuts) {
  return PieceSearch(place, seen, cuts).run(faces);
}

}  // namespace meshgate
