// Takes apart what only touches. Copies of a vertex at one place would be one vertex again to everybody who
// welds equal positions, as STL readers and the checks do: so each fan but one moves into itself by a hair.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "asset/nearest_float.h"
#include "core/text.h"
#include "gate/input_check.h"
#include "prepare/asset_edit.h"
#include "prepare/fans.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

// A fan moves this part of the way to the middle of its faces, or more where floats are too coarse, but never
// so much that faces could turn over.
constexpr double kLeastPart = 1.0 / 1024, kMostPart = 1.0 / 8;
constexpr double kFloatSteps = 8;
constexpr int kMostRounds = 8;

struct FanShape {
  double angle = 0;  // sum of the corners' angles: a flat fan has 2π, a spike little
  double3 middle;    // from the vertex to the mean of its faces, weighted by angle
  double3 normal;    // sum of the faces' normals
  double size = 0;   // mean length of the edges there
};

FanShape shape_of_fan(const Surface& surface, const Fan& fan) {
  FanShape shape;
  const double3 origin = to_double(surface.positions[fan.vertex]);
  for (const std::uint32_t corner : fan.corners) {
    const double3 a = to_double(surface.positions[surface.corners[next_corner(corner)]]) - origin;
    const double3 b = to_double(surface.positions[surface.corners[previous_corner(corner)]]) - origin;
    const double3 normal = cross(a, b);
    const double angle = std::atan2(length(normal), dot(a, b));
    shape.angle += angle;
    shape.middle = shape.middle + (a + b) * (angle / 2);
    shape.normal = shape.normal + normal;
    shape.size += (length(a) + length(b)) / 2;
  }
  if (shape.angle > 0) shape.middle = shape.middle * (1 / shape.angle);
  shape.size /= static_cast<double>(fan.corners.size());
  return shape;
}

// Where the vertex of a fan goes; nothing when floats have no place for it.
std::optional<float3> place_of(const Surface& surface, const Fan& fan, const FanShape& shape) {
  const float3 here = surface.positions[fan.vertex];
  double3 way = shape.middle;
  // The middle of a flat fan is its vertex: it goes to the side of the material.
  if (!(length(way) > 1e-3 * shape.size)) {
    const double size = length(shape.normal);
    if (!(size > 0)) return std::nullopt;
    way = shape.normal * (-shape.size / size);
  }
  const double largest = std::max({std::abs(here.x), std::abs(here.y), std::abs(here.z)});
  const double least = kFloatSteps * std::numeric_limits<float>::epsilon() * largest;
  for (double part = kLeastPart; part <= kMostPart; part *= 2) {
    const double3 there = to_double(here) + way * part;
    const float3 place{nearest_float(there.x), nearest_float(there.y), nearest_float(there.z)};
    const double moved = length(to_double(place) - to_double(here));
    if (is_finite(place) && moved > 0 && moved >= least) return place;
  }
  return std::nullopt;
}

struct Outcome {
  std::uint64_t vertices = 0, edges = 0, moved_fans = 0, stuck = 0, joined_again = 0;
  double farthest = 0;
};

// Gives the corners of moved fans vertices of their own, in the meshes of one surface.
class Splitter {
 public:
  Splitter(const AssetFacts& facts, const SurfaceFacts& surface, Asset& asset)
      : surface_(surface.surface()), places_(facts.asset(), surface_), asset_(asset) {
    edits_.resize(surface_.meshes.size());
    moves_.resize(surface_.face_count() * 3, false);
  }

  void move(const Fan& fan, float3 place) {
    moves_fans_.emplace_back(&fan, place);
    for (const std::uint32_t corner : fan.corners) moves_[corner] = true;
  }

  void apply(const std::stop_token& stop) {
    if (moves_fans_.empty()) return;
    find_staying();
    for (const auto& [fan, place] : moves_fans_) place_fan(*fan, place);
    for (std::size_t own = 0; own < edits_.size(); ++own) {
      if (!edits_[own].corners.empty())
        asset_.scene.meshes[places_.mesh(own)] = apply_edit(*surface_.meshes[own], edits_[own], stop);
    }
  }

 private:
  // Vertices that a corner keeps: only the others may move themselves.
  void find_staying() {
    for (const Mesh* mesh : surface_.meshes) stays_.emplace_back(mesh->positions.size());
    for (std::size_t own = 0; own < stays_.size(); ++own) {
      const Mesh& mesh = *surface_.meshes[own];
      const std::size_t first = 3 * surface_.first_face[own];
      for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner) {
        if (!moves_[first + corner] && mesh.indices[corner] < mesh.positions.size())
          stays_[own].set(mesh.indices[corner]);
      }
    }
  }

  void place_fan(const Fan& fan, float3 place) {
    std::vector<std::array<std::uint32_t, 3>> known;  // mesh, old vertex, new vertex
    for (const std::uint32_t corner : fan.corners) {
      const auto own = static_cast<std::uint32_t>(places_.owner(corner / 3));
      const Mesh& mesh = *surface_.meshes[own];
      const std::size_t at = corner - 3 * surface_.first_face[own];
      MeshEdit& edit = edits_[own];
      if (edit.corners.empty()) edit = identity_edit(mesh);
      const std::uint32_t old = mesh.indices[at];
      auto found = std::find_if(known.begin(), known.end(),
                                [&](const auto& entry) { return entry[0] == own && entry[1] == old; });
      if (found == known.end()) {
        std::uint32_t fresh = old;
        if (stays_[own].test(old)) {
          fresh = static_cast<std::uint32_t>(edit.sources.size());
          edit.sources.push_back(old);
        } else {
          stays_[own].set(old);  // taken: the next fan makes a copy
        }
        edit.positions.emplace_back(fresh, place);
        known.push_back({own, old, fresh});
        found = known.end() - 1;
      }
      edit.indices[at] = (*found)[2];
    }
  }

  const Surface& surface_;
  SurfaceFaces places_;
  Asset& asset_;
  std::vector<std::pair<const Fan*, float3>> moves_fans_;
  std::vector<bool> moves_;  // corners of the surface
  std::vector<BitSet> stays_;
  std::vector<MeshEdit> edits_;
};

// What hangs together once it is taken apart.
struct Body {
  double area = 0;
  Box3 box;
};

std::vector<Body> measure_bodies(const Surface& surface, const std::vector<std::uint32_t>& body_of_face) {
  std::vector<Body> bodies(body_of_face.size());
  for (std::size_t face = 0; face < body_of_face.size(); ++face) {
    if (!surface.usable(face)) continue;
    Body& body = bodies[body_of_face[face]];
    const auto [a, b, c] = surface.triangle(face);
    body.area += length(cross(to_double(b) - to_double(a), to_double(c) - to_double(a)));
    for (const float3& corner : {a, b, c}) body.box.add(corner);
  }
  return bodies;
}

std::array<float, 6> key_of(const Box3& box) {
  return {box.min.x, box.min.y, box.min.z, box.max.x, box.max.y, box.max.z};
}

// Which of two fans at one vertex stays: that of the larger body, so that all of a wall goes to one side. The
// order of the faces must not matter: sums that differ by rounding are the same.
bool stays_rather(const Body& one, const FanShape& shape, const Body& other, const FanShape& than) {
  constexpr double kSame = 1e-9;
  if (std::abs(one.area - other.area) > kSame * (one.area + other.area)) return one.area > other.area;
  if (key_of(one.box) != key_of(other.box)) return key_of(one.box) < key_of(other.box);
  if (std::abs(shape.angle - than.angle) > kSame) return shape.angle > than.angle;
  return std::array{shape.middle.x, shape.middle.y, shape.middle.z} <
         std::array{than.middle.x, than.middle.y, than.middle.z};
}

void split_surface(const AssetFacts& facts, const SurfaceFacts& surface, Asset& asset, Outcome& outcome,
                   const std::stop_token& stop) {
  const Fans fans = find_fans(surface, stop);
  outcome.vertices += fans.vertices;
  outcome.edges += fans.edges;
  outcome.joined_again += fans.edges_joined_again;
  const std::vector<Body> bodies = measure_bodies(surface.surface(), fans.body_of_face);
  const auto body_of = [&](const Fan& fan) -> const Body& {
    return bodies[fans.body_of_face[fan.corners.front() / 3]];
  };
  Splitter splitter(facts, surface, asset);
  for (std::size_t begin = 0; begin < fans.fans.size();) {
    std::vector<FanShape> shapes;
    std::size_t end = begin, stays = begin;
    for (; end < fans.fans.size() && fans.fans[end].vertex == fans.fans[begin].vertex; ++end) {
      shapes.push_back(shape_of_fan(surface.surface(), fans.fans[end]));
      if (stays_rather(body_of(fans.fans[end]), shapes.back(), body_of(fans.fans[stays]),
                       shapes[stays - begin]))
        stays = end;
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (i == stays) continue;
      const Fan& fan = fans.fans[i];
      const auto place = place_of(surface.surface(), fan, shapes[i - begin]);
      if (!place) {
        ++outcome.stuck;
        continue;
      }
      const double moved = length(to_double(*place) - to_double(surface.surface().positions[fan.vertex]));
      outcome.farthest = std::max(outcome.farthest, moved);
      ++outcome.moved_fans;
      splitter.move(fan, *place);
    }
    begin = end;
  }
  splitter.apply(stop);
}

std::uint32_t number_of(const SurfaceFacts& surface) { return surface.meshes().front()->mesh().surface; }

bool holds(const std::vector<std::uint32_t>& surfaces, const SurfaceFacts& surface) {
  return std::find(surfaces.begin(), surfaces.end(), number_of(surface)) != surfaces.end();
}

// All surfaces once, but for those that are left alone.
Outcome split_once(const AssetFacts& facts, const std::vector<std::uint32_t>& left_alone, Asset& asset,
                   const std::stop_token& stop) {
  Outcome outcome;
  asset = facts.asset();
  for (const SurfaceFacts& surface : facts.surfaces()) {
    if (!surface.topology().manifold() && !holds(left_alone, surface))
      split_surface(facts, surface, asset, outcome, stop);
  }
  return outcome;
}

// Fans of equal faces go to equal places and touch there: once more, until nothing moves.
Outcome split_all(const AssetFacts& facts, const std::vector<std::uint32_t>& left_alone, Asset& asset,
                  const std::stop_token& stop) {
  Outcome all = split_once(facts, left_alone, asset, stop);
  bool goes_on = all.moved_fans > 0;
  for (int round = 1; goes_on && round < kMostRounds; ++round) {
    const Asset before = asset;
    const Outcome more = split_once(AssetFacts(before, stop), left_alone, asset, stop);
    all.moved_fans += more.moved_fans;
    all.farthest += more.farthest;
    all.stuck = more.stuck;
    all.joined_again = more.joined_again;
    goes_on = more.moved_fans > 0;
  }
  return all;
}

// Surfaces that cross themselves more than before, with a word about each.
std::vector<std::uint32_t> find_worse(const AssetFacts& before, const AssetFacts& after,
                                      std::vector<std::string>& refused) {
  std::vector<std::uint32_t> worse;
  for (const SurfaceFacts& surface : before.surfaces()) {
    if (surface.topology().manifold()) continue;
    const auto other = std::find_if(
        after.surfaces().begin(), after.surfaces().end(),
        [&](const SurfaceFacts& candidate) { return number_of(candidate) == number_of(surface); });
    if (other == after.surfaces().end()) continue;
    const SelfIntersection &was = surface.self_intersection(), &is = other->self_intersection();
    if (was.gave_up || is.gave_up || is.faces <= was.faces) continue;
    worse.push_back(number_of(surface));
    const auto edges = surface.topology().non_manifold_edges;
    refused.push_back((edges > 0 ? count_of(edges, "edge") + " of three faces or more stay"
                                 : std::string("vertices where parts meet in a point stay")) +
                      ": with the parts there taken apart, " + group_digits(is.faces) + " faces instead of " +
                      group_digits(was.faces) + " would cross others");
  }
  return worse;
}

std::uint64_t non_manifold_edges(const AssetFacts& facts) {
  std::uint64_t edges = 0;
  for (const SurfaceFacts& surface : facts.surfaces()) edges += surface.topology().non_manifold_edges;
  return edges;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset;
  Outcome outcome = split_all(facts, {}, asset, context.stop);
  if (outcome.moved_fans > 0) {
    result.known = std::make_shared<const CheckedAsset>(Asset(asset), context.stop);
    const auto worse = find_worse(facts, result.known->facts, result.refused);
    if (!worse.empty()) {
      outcome = split_all(facts, worse, asset, context.stop);
      result.known = std::make_shared<const CheckedAsset>(Asset(asset), context.stop);
    }
  }
  if (outcome.stuck > 0)
    result.refused.push_back(count_of(outcome.stuck, "place is", "places are") +
                             " so small that floats have no room to part the faces there");
  if (outcome.joined_again > 0)
    result.refused.push_back(
        count_of(outcome.joined_again, "edge") +
        " of three faces or more cannot be taken apart: the faces are connected at both ends");
  if (outcome.moved_fans == 0) return result;
  const std::uint64_t edges_before = non_manifold_edges(facts);
  outcome.edges = edges_before - std::min(edges_before, non_manifold_edges(result.known->facts));
  result.count = outcome.moved_fans;
  result.done = "took apart ";
  if (outcome.edges > 0) result.done += count_of(outcome.edges, "edge") + " and ";
  result.done += count_of(outcome.vertices, "vertex", "vertices");
  result.numbers = {{"edges", static_cast<std::int64_t>(outcome.edges)},
                    {"vertices", static_cast<std::int64_t>(outcome.vertices)},
                    {"moved", static_cast<std::int64_t>(outcome.moved_fans)},
                    {"farthest", outcome.farthest}};
  result.moved = outcome.farthest;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_split_non_manifold{
    .id = "split-non-manifold",
    .summary = "take apart faces that only touch in an edge or a vertex",
    .explanation =
        R"(At an edge of three faces or more, the faces that have material between them stay together in pairs; at a vertex,
each fan of connected faces gets a vertex of its own. Equal positions are one vertex to whoever reads STL or welds, so
all fans but that of the largest body move into themselves by 1/1024 of the way to the middle of their faces (more, up to
1/8, where floats are too coarse). Where the walls of two bodies coincide, each keeps its own. A fin that stood on a body
becomes a sheet beside it. Refused where floats have no room, for edges whose faces are connected with each other again at
both ends, and where more faces than before would cross each other.)",
    .loses = "the contact: parts that touched are apart by a hair",
    .order = 80,
    .run = run};

}  // namespace meshgate
