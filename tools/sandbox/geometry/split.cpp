#include "sandbox/geometry/split.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

#include "core/parallel.h"

namespace meshgate::sandbox {
namespace {

constexpr int kPlanesPerAxis = 24;
constexpr std::size_t kMaxTries = 48;     // cuts of a part that are tried for a joint
constexpr std::size_t kMaxLoop = 20'000;  // points of an area; more would take long to triangulate
constexpr double kMainPiece = 0.05;       // of the volume: a piece that counts as a part of its own

// A way to cut a part.
struct Candidate {
  Plane plane;
  std::vector<std::size_t> outlines;  // of outlines_at
  double score = 0;                   // less is better: the area of the cut over what it takes off
  double smaller = 0;                 // volume of the smaller side
};

// A part with what is known about cutting it.
struct Piece {
  Body body;
  std::vector<PartCut> cuts;
  std::vector<std::uint32_t> twins = {};
  std::optional<std::vector<Candidate>> candidates = {};  // best first; absent = not looked for yet
};

bool is_usable(const Outline& outline) {
  return !outline.through_made &&
         std::all_of(outline.loops.begin(), outline.loops.end(), [](const SectionLoop& loop) {
           return loop.points.size() >= 3 && loop.points.size() <= kMaxLoop;
         });
}

std::vector<Candidate> candidates_at(const Piece& piece, const Plane& plane) {
  std::vector<Candidate> found;
  const std::vector<Outline> outlines = outlines_at(piece.body, piece.twins, plane);
  const auto consider = [&](const std::vector<std::size_t>& chosen) {
    std::vector<const Outline*> cut_along;
    double area = 0;
    for (const std::size_t i : chosen) {
      if (!is_usable(outlines[i])) return;
      cut_along.push_back(&outlines[i]);
      area += outlines[i].area;
    }
    const std::optional<Separation> separation = separate(piece.body, piece.twins, plane, cut_along);
    if (!separation) return;
    const double smaller = std::min(separation->volume_above, separation->volume_below);
    if (smaller > 0) found.push_back({plane, chosen, area / std::pow(smaller, 2.0 / 3.0), smaller});
  };
  for (std::size_t i = 0; i < outlines.size(); ++i) consider({i});
  // A ring comes apart only when it is cut twice.
  if (found.empty() && outlines.size() > 1 && outlines.size() <= 8) {
    std::vector<std::size_t> all(outlines.size());
    std::iota(all.begin(), all.end(), 0U);
    consider(all);
  }
  return found;
}

// The middle of the widest gap between the heights of corners near `at`: a plane close to corners makes
// slivers.
float widest_gap(const std::vector<float>& heights, float at, float window) {
  auto next = std::lower_bound(heights.begin(), heights.end(), at - window);
  float best = at, widest = 0;
  for (; next != heights.end() && next + 1 != heights.end() && *next <= at + window; ++next) {
    const float low = std::max(*next, at - window), high = std::min(*(next + 1), at + window);
    if (high - low > widest) widest = high - low, best = low + (high - low) / 2;
  }
  return best;
}

void find_candidates(Piece& piece, const std::stop_token& stop) {
  if (piece.candidates) return;
  piece.twins = twins_of(piece.body, stop);
  const Box3 box = box_of(piece.body);
  std::vector<Plane> planes;
  for (int axis = 0; axis < 3; ++axis) {
    const float low = along(box.min, axis), high = along(box.max, axis);
    std::vector<float> heights;
    for (const float3 p : piece.body.positions) heights.push_back(along(p, axis));
    std::sort(heights.begin(), heights.end());
    const float step = (high - low) / kPlanesPerAxis;
    for (int i = 1; i < kPlanesPerAxis; ++i) {
      const float at = widest_gap(heights, low + step * static_cast<float>(i), step / 4);
      if (const std::optional<Plane> plane = clear_plane(piece.body, axis, at)) planes.push_back(*plane);
    }
  }
  std::vector<std::vector<Candidate>> by_plane(planes.size());
  parallel_ranges(planes.size(), 1, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) by_plane[i] = candidates_at(piece, planes[i]);
  });
  std::vector<Candidate>& all = piece.candidates.emplace();
  for (const auto& found : by_plane) all.insert(all.end(), found.begin(), found.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
}

// The two sides of a cut with its joints and connectors, or nothing when they do not come out well.
struct Cut {
  Body below, above;
  std::vector<Seat> seats;
  std::vector<Body> connectors;
};

std::optional<Cut> try_cut(const Piece& piece, const Candidate& candidate, const JointStyle& style,
                           const std::stop_token& stop) {
  const std::vector<Outline> outlines = outlines_at(piece.body, piece.twins, candidate.plane);
  std::vector<const Outline*> chosen;
  for (const std::size_t i : candidate.outlines) chosen.push_back(&outlines[i]);
  const std::optional<Separation> separation = separate(piece.body, piece.twins, candidate.plane, chosen);
  if (!separation) return {};
  Halves halves = cut(piece.body, candidate.plane, *separation);
  Cut result;
  for (const Outline* outline : chosen) {
    std::optional<Seat> seat;
    if (style.kind != JointKind::kNone) {
      seat = find_seat(halves, candidate.plane, *outline, style);
      if (!seat) return {};
      result.seats.push_back(*seat);
    }
    Body connector = close_cut(halves, candidate.plane, *outline, seat, style);
    if (connector.face_count() > 0) result.connectors.push_back(std::move(connector));
  }
  result.below = welded(std::move(halves.below));
  result.above = welded(std::move(halves.above));
  if (!require_closed(result.below, stop) || !require_closed(result.above, stop)) return {};
  return result;
}

// Groups of pieces that belong together from the start: what is small goes with what is near, and what
// overlaps would be torn apart.
std::vector<Body> loose_groups(const Body& body, std::size_t most, const std::stop_token& stop) {
  const std::vector<std::uint32_t> piece = pieces_of(body, twins_of(body, stop));
  const std::size_t count =
      piece.empty() ? 0 : *std::max_element(piece.begin(), piece.end()) + std::size_t{1};
  if (count <= 1) return {body};
  struct Shell {
    Box3 box;
    double volume = 0;
    std::size_t group = 0;
  };
  std::vector<Shell> shells(count);
  for (std::size_t face = 0; face < body.face_count(); ++face) {
    Shell& shell = shells[piece[face]];
    const double3 a = to_double(body.corner(3 * face)), b = to_double(body.corner(3 * face + 1)),
                  c = to_double(body.corner(3 * face + 2));
    for (std::size_t i = 0; i < 3; ++i) shell.box.add(body.corner(3 * face + i));
    shell.volume += dot(a, cross(b, c)) / 6;
  }
  const double total = std::accumulate(shells.begin(), shells.end(), 0.0,
                                       [](double sum, const Shell& shell) { return sum + shell.volume; });
  const auto gap = [](const Box3& a, const Box3& b) {
    double sum = 0;
    for (int axis = 0; axis < 3; ++axis) {
      const double apart = std::max({0.0, double{along(a.min, axis)} - double{along(b.max, axis)},
                                     double{along(b.min, axis)} - double{along(a.max, axis)}});
      sum += apart * apart;
    }
    return std::sqrt(sum);
  };
  // Repeatedly joins the smallest group that may not stand alone, or one too many, with the nearest one.
  std::vector<Shell> groups = shells;
  for (std::size_t i = 0; i < count; ++i) groups[i].group = shells[i].group = i;
  while (groups.size() > 1) {
    std::tuple<int, double, double, std::size_t, std::size_t> best{9, 0, 0, 0, 0};
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (std::size_t j = 0; j < groups.size(); ++j) {
        if (i == j) continue;
        const double apart = gap(groups[i].box, groups[j].box);
        const bool small = groups[i].volume < kMainPiece * total;
        const int urgency = small ? 0 : apart == 0 ? 1 : groups.size() > most ? 2 : 9;
        best = std::min(best, {urgency, small ? apart : groups[i].volume, apart, i, j});
      }
    }
    const auto [urgency, unused_a, unused_b, from, to] = best;
    if (urgency == 9) break;
    groups[to].box.add(groups[from].box);
    groups[to].volume += groups[from].volume;
    for (Shell& shell : shells) {
      if (shell.group == groups[from].group) shell.group = groups[to].group;
    }
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(from));
  }
  std::vector<Body> bodies;
  for (const Shell& group : groups) {
    std::vector<bool> keep(body.face_count());
    for (std::size_t face = 0; face < keep.size(); ++face)
      keep[face] = shells[piece[face]].group == group.group;
    bodies.push_back(extract(body, keep));
  }
  return bodies;
}

class Splitter {
 public:
  Splitter(const SplitPlan& plan, double volume, std::stop_token stop)
      : plan_(plan), volume_(volume), stop_(std::move(stop)) {}

  Result<SplitResult> run(const Body& body) {
    for (Body& group : loose_groups(body, plan_.parts, stop_)) pieces_.push_back({std::move(group), {}});
    while (pieces_.size() < plan_.parts) {
      if (!cut_once())
        return fail(
            ErrorKind::kUnsupported,
            fmt::format("the model comes apart into {} of {} parts: no further cut leaves room for {}",
                        pieces_.size(), plan_.parts,
                        plan_.joint.kind == JointKind::kNone ? "a part" : "a joint"));
    }
    return finish();
  }

 private:
  // The best cut of any piece, among those that take off enough; with less and less of it.
  bool cut_once() {
    for (Piece& piece : pieces_) find_candidates(piece, stop_);
    for (const double least : {0.03, 0.01, 0.002}) {
      std::vector<std::pair<std::size_t, std::size_t>> order;
      for (std::size_t i = 0; i < pieces_.size(); ++i) {
        std::size_t tries = 0;
        for (std::size_t k = 0; k < pieces_[i].candidates->size() && tries < kMaxTries; ++k) {
          if ((*pieces_[i].candidates)[k].smaller < least * volume_) continue;
          order.emplace_back(i, k);
          ++tries;
        }
      }
      const auto score = [this](auto entry) {
        return (*pieces_[entry.first].candidates)[entry.second].score;
      };
      std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return score(a) < score(b); });
      for (const auto& [piece, candidate] : order) {
        if (apply(piece, candidate)) return true;
      }
    }
    return false;
  }

  bool apply(std::size_t index, std::size_t candidate) {
    const Candidate chosen = (*pieces_[index].candidates)[candidate];
    std::optional<Cut> cut = try_cut(pieces_[index], chosen, plan_.joint, stop_);
    if (!cut) return false;
    std::vector<PartCut> cuts = std::move(pieces_[index].cuts);
    cuts.push_back({chosen.plane, -1});
    pieces_[index] = {std::move(cut->below), cuts};
    cuts.back().side = 1;
    pieces_.push_back({std::move(cut->above), std::move(cuts)});
    seats_.insert(seats_.end(), cut->seats.begin(), cut->seats.end());
    for (Body& connector : cut->connectors) connectors_.push_back(std::move(connector));
    return true;
  }

  SplitResult finish() {
    std::stable_sort(pieces_.begin(), pieces_.end(),
                     [](const Piece& a, const Piece& b) { return volume_of(a.body) > volume_of(b.body); });
    SplitResult result;
    for (Piece& piece : pieces_)
      result.parts.push_back(
          {fmt::format("part_{}", result.parts.size() + 1), std::move(piece.body), std::move(piece.cuts)});
    for (Body& connector : connectors_) {
      const std::size_t number = result.parts.size() - pieces_.size() + 1;
      result.parts.push_back({fmt::format("connector_{}", number), std::move(connector), {}, true});
    }
    result.seats = std::move(seats_);
    return result;
  }

  const SplitPlan& plan_;
  double volume_;
  std::stop_token stop_;
  std::vector<Piece> pieces_;
  std::vector<Body> connectors_;
  std::vector<Seat> seats_;
};

}  // namespace

Result<SplitResult> split(const Body& body, const SplitPlan& plan, const std::stop_token& stop) {
  return Splitter(plan, volume_of(body), stop).run(body);
}

}  // namespace meshgate::sandbox
