// Takes apart what only touches. Copies of a vertex at one place would be one vertex again to everybody who
// welds equal positions, as STL readers and the checks do: so each fan but one moves into itself by a hair.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/text.h"
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
    const float3 place{static_cast<float>(there.x), static_cast<float>(there.y), static_cast<float>(there.z)};
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

void split_surface(const AssetFacts& facts, const SurfaceFacts& surface, Asset& asset, Outcome& outcome,
                   const std::stop_token& stop) {
  const Fans fans = find_fans(surface, stop);
  outcome.vertices += fans.vertices;
  outcome.edges += fans.edges;
  outcome.joined_again += fans.edges_joined_again;
  Splitter splitter(facts, surface, asset);
  for (std::size_t begin = 0; begin < fans.fans.size();) {
    std::vector<FanShape> shapes;
    std::size_t end = begin;
    for (; end < fans.fans.size() && fans.fans[end].vertex == fans.fans[begin].vertex; ++end)
      shapes.push_back(shape_of_fan(surface.surface(), fans.fans[end]));
    const auto stays = std::max_element(
        shapes.begin(), shapes.end(), [](const FanShape& a, const FanShape& b) { return a.angle < b.angle; });
    for (auto shape = shapes.begin(); shape != shapes.end(); ++shape) {
      if (shape == stays) continue;
      const Fan& fan = fans.fans[begin + static_cast<std::size_t>(shape - shapes.begin())];
      const auto place = place_of(surface.surface(), fan, *shape);
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

// All surfaces once.
Outcome split_once(const AssetFacts& facts, Asset& asset, const std::stop_token& stop) {
  Outcome outcome;
  asset = facts.asset();
  for (const SurfaceFacts& surface : facts.surfaces()) {
    if (!surface.topology().manifold()) split_surface(facts, surface, asset, outcome, stop);
  }
  return outcome;
}

// Fans of equal faces go to equal places and touch there: once more, until nothing moves.
Outcome split_all(const AssetFacts& facts, Asset& asset, const std::stop_token& stop) {
  Outcome all = split_once(facts, asset, stop);
  bool goes_on = all.moved_fans > 0;
  for (int round = 1; goes_on && round < kMostRounds; ++round) {
    const Asset before = asset;
    const Outcome more = split_once(AssetFacts(before, stop), asset, stop);
    all.moved_fans += more.moved_fans;
    all.farthest += more.farthest;
    all.stuck = more.stuck;
    all.joined_again = more.joined_again;
    goes_on = more.moved_fans > 0;
  }
  return all;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset;
  const Outcome outcome = split_all(facts, asset, context.stop);
  if (outcome.stuck > 0)
    result.refused.push_back(count_of(outcome.stuck, "place is", "places are") +
                             " so small that floats have no room to part the faces there");
  if (outcome.joined_again > 0)
    result.refused.push_back(
        count_of(outcome.joined_again, "edge") +
        " of three faces or more cannot be taken apart: the faces are connected at both ends");
  if (outcome.moved_fans == 0) return result;
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
all fans but the widest move into themselves by 1/1024 of the way to the middle of their faces (more, up to 1/8, where
floats are too coarse). A fin that stood on a body becomes a sheet beside it. Refused where floats have no room, and for
edges whose faces are connected with each other again at both ends.)",
    .loses = "the contact: parts that touched are apart by a hair",
    .order = 80,
    .run = run};

}  // namespace meshgate
