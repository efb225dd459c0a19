#include "verify/open_rims.h"

#include <algorithm>
#include <vector>

#include "asset/nearest_float.h"
#include "asset/union_find.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kMostEdges = 200'000;
// Winding number below a surface from which on it bounds a body: half of one is a plane without an end.
constexpr double kSolid = 0.75;
constexpr std::size_t kLooks = 64;  // edges of a chain at which the source is asked for its inside
// Square of the length of the rims over the area: a tube 30 times as long as wide has more.
constexpr double kLongRims = 0.02;

struct RimEdges {
  std::vector<float3> middles;
  std::vector<std::uint32_t> chain;  // one an edge
  std::uint32_t chains = 0;
  double length = 0;
};

RimEdges rim_edges(const Body& part) {
  const Surface& surface = part.surface().surface();
  RimEdges rims;
  std::vector<std::uint32_t> ends;
  part.surface().topology().open.for_each([&](std::size_t half_edge) {
    const std::uint32_t from = surface.corners[half_edge], to = surface.corners[next_corner(half_edge)];
    const double3 a = to_double(surface.positions[from]), b = to_double(surface.positions[to]);
    rims.middles.push_back(nearest_float((a + b) * 0.5));
    rims.length += length(b - a);
    ends.insert(ends.end(), {from, to});
    return true;
  });
  std::vector<std::uint32_t> vertices = ends;
  std::sort(vertices.begin(), vertices.end());
  vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
  const auto number_of = [&](std::uint32_t vertex) {
    return static_cast<std::uint32_t>(std::lower_bound(vertices.begin(), vertices.end(), vertex) -
                                      vertices.begin());
  };
  LocalSets sets;
  sets.reset(vertices.size());
  for (std::size_t i = 0; i < ends.size(); i += 2) sets.join(number_of(ends[i]), number_of(ends[i + 1]));
  std::vector<std::uint32_t> chain_of(vertices.size(), kNoIndex);
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    std::uint32_t& chain = chain_of[sets.root(number_of(ends[i]))];
    if (chain == kNoIndex) chain = rims.chains++;
    rims.chain.push_back(chain);
  }
  return rims;
}

// Whether the source has material behind its surface at most of these points.
bool bounds_body(const Body& source, const std::vector<float3>& points, double tolerance) {
  const std::size_t stride = std::max<std::size_t>(1, points.size() / kLooks);
  std::vector<double> winding;
  for (std::size_t i = 0; i < points.size(); i += stride) {
    const ClosestHit hit = source.closest().find(points[i], nearest_float(tolerance));
    if (hit.face == kNoIndex) continue;
    const double3 behind = to_double(hit.point) - source.normal(hit.face) * (tolerance / 16);
    winding.push_back(source.winding().at(nearest_float(behind)));
  }
  if (winding.empty()) return true;
  const auto middle = winding.begin() + static_cast<std::ptrdiff_t>(winding.size() / 2);
  std::nth_element(winding.begin(), middle, winding.end());
  return *middle > kSolid;
}

// By chain: whether the source has it.
std::vector<bool> explained(const Body& source, const RimEdges& rims, double tolerance,
                            const std::stop_token& stop) {
  std::vector<bool> sent(rims.chains, false);
  const std::vector<ClosestHit> hits = source.rims().find_all(rims.middles, nearest_float(tolerance), stop);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (hits[i].face != kNoIndex) sent[rims.chain[i]] = true;
  }
  source.prepare_queries();
  std::vector<std::vector<float3>> points(rims.chains);
  for (std::size_t i = 0; i < rims.middles.size(); ++i) {
    if (!sent[rims.chain[i]]) points[rims.chain[i]].push_back(rims.middles[i]);
  }
  for (std::uint32_t chain = 0; chain < rims.chains; ++chain) {
    if (!sent[chain]) sent[chain] = !bounds_body(source, points[chain], tolerance);
  }
  return sent;
}

}  // namespace

OpenRims measure_open_rims(const Body& source, const Body& part, double tolerance,
                           const std::stop_token& stop) {
  OpenRims all;
  const Topology& topology = part.surface().topology();
  all.edges = topology.open_edges;
  all.chains = topology.boundary_loops;
  if (all.edges == 0) return all;
  const std::uint64_t in_source = source.surface().topology().open_edges;
  if (in_source == 0 || all.edges > kMostEdges || in_source > kMostEdges) {
    const bool as_many = all.edges <= in_source;
    all.new_edges = as_many ? 0 : all.edges;
    all.new_chains = as_many ? 0 : all.chains;
    return all;
  }
  const RimEdges rims = rim_edges(part);
  all.length = rims.length;
  all.chains = rims.chains;
  const std::vector<bool> sent = explained(source, rims, tolerance, stop);
  for (const std::uint32_t chain : rims.chain) all.new_edges += !sent[chain];
  all.new_chains = static_cast<std::uint64_t>(std::count(sent.begin(), sent.end(), false));
  return all;
}

void mark_sheet(const Body& source, Body& part, double tolerance, const std::stop_token& stop) {
  if (part.closed()) return;
  const OpenRims rims = measure_open_rims(source, part, tolerance, stop);
  part.set_sheet(rims.edges > 0 && rims.new_edges == 0 &&
                 rims.length * rims.length >= kLongRims * part.area());
}

}  // namespace meshgate
