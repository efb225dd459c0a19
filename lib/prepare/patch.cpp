// In which order edges are collapsed.
#include "prepare/patch.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace meshgate {
namespace {

/// A new vertex that is nearer to an end of its edge than 1/10000 of the length is that end.
constexpr float kStay = 1e-8F;
/// Edges between two looks at the stop token.
constexpr std::uint32_t kTurns = 1U << 14U;

}  // namespace

bool Patch::find_collapse(std::uint32_t a, std::uint32_t b, Collapse& out, Held& held) const {
  if (kind_[a] > kind_[b]) std::swap(a, b);
  const float3 d = positions[a] - positions[b];
  Quadric q = quadrics[a].about(d * -1);
  q += quadrics[b];
  out = {b, a, {0, 0, 0}, 0, 0, 0};
  if (kind_[a] == Kind::kFixed) {
    held = fixed[a] == kHeldByCrossing || fixed[b] == kHeldByCrossing ? Held::kCrossing : Held::kLocked;
    return false;
  }
  if (kind_[a] == Kind::kLine && !goes_along_line(a, b)) {
    held = Held::kBorder;
    return false;
  }
  if (kind_[b] != Kind::kFixed && kind_[a] == kind_[b]) {
    out.at = kind_[a] == Kind::kLine ? least_on_edge(q, d) : least_point(q, d);
    out.t = std::clamp(dot(out.at, d) / std::max(dot(d, d), 1e-30F), 0.0F, 1.0F);
  }
  const float value = std::max(q.value(out.at), 0.0F), weight = q.weight() + kNoWeight, size = dot(d, d);
  out.cost = edge_cost(value, weight, size);
  out.error_sq = value / weight;
  if (!(out.cost < 1e30F) || !(dot(out.at, out.at) < 1e30F)) {
    held = Held::kError;
    return false;
  }
  // What hardly moves does not move: corners keep their bits.
  const float3 rest = out.at - d;
  if (dot(out.at, out.at) <= kStay * size) {
    out.at = {0, 0, 0}, out.t = 0;
  } else if (dot(rest, rest) <= kStay * size) {
    out = {a, b, {0, 0, 0}, 0, out.cost, out.error_sq};
  }
  return true;
}

// From a line vertex along its line, unless the rest of the line would become one edge twice.
bool Patch::goes_along_line(std::uint32_t a, std::uint32_t b) const {
  if (!line_between(a, b)) return false;
  return kind_[b] != Kind::kLine || (line_between(b, a) && other_on_line(a, b) != other_on_line(b, a));
}

void Patch::push(std::uint32_t a, std::uint32_t b) {
  Collapse collapse;
  Held held{};
  if (!find_collapse(a, b, collapse, held) || collapse.error_sq > max_error_sq(a, b)) return;
  const std::uint32_t bucket = cost_bucket(collapse.cost);
  if (bucket > limits_.last_bucket) return;
  queue_.push(bucket, {collapse.kept, collapse.gone, version_[a] + version_[b]});
}

void Patch::push_later(std::uint32_t a, std::uint32_t b) {
  if (kind_[a] != Kind::kFree || kind_[b] != Kind::kFree) return push(a, b);
  batch_[batch_size_++] = {a, b};
  if (batch_size_ == batch_.size()) push_batch();
}

void Patch::push_batch() {
  if (batch_size_ == 0) return;
  std::array<CostedEdge, kCostedEdges> edges;
  for (std::size_t i = 0; i < kCostedEdges; ++i) {
    const auto [a, b] = batch_[std::min(i, batch_size_ - 1)];
    edges[i] = {&quadrics[a], &quadrics[b], positions[a] - positions[b]};
  }
  const EdgeCosts costs = compute_edge_costs(edges);
  for (std::size_t i = 0; i < batch_size_; ++i) {
    const auto [a, b] = batch_[i];
    if (!(costs.error_sq[i] <= max_error_sq(a, b)) || !(costs.cost[i] < 1e30F)) continue;
    const std::uint32_t bucket = cost_bucket(costs.cost[i]);
    if (bucket <= limits_.last_bucket) queue_.push(bucket, {b, a, version_[a] + version_[b]});
  }
  batch_size_ = 0;
}

void Patch::seed() {
  queue_.clear();
  // A closed surface has half as many edges as corners; borders have more.
  queue_.reserve(3 * faces_ / 2 + positions.size() / 8);
  tidy_stars();
  for (std::uint32_t v = 0; v < positions.size(); ++v) {
    if (count_[v] == 0) continue;
    for_each_neighbour(v, [&](std::uint32_t n) {
      if (v < n) push_later(v, n);
    });
  }
  push_batch();
}

void Patch::run(const PatchLimits& limits) {
  std::uint32_t dearest = 0;
  for (std::uint32_t turn = 1; faces_ > limits.stop_at; ++turn) {
    if (turn % kTurns == 0 && limits.stop != nullptr && limits.stop->stop_requested()) throw Cancelled{};
    const std::uint32_t bucket = queue_.lowest();
    if (bucket > limits.last_bucket || bucket == kCostBuckets) return;
    const QueuedEdge edge = queue_.pop();
    // Versions only grow, also when a vertex goes: the sum is the same when neither changed.
    if (version_[edge.a] + version_[edge.b] != edge.stamp) continue;
    Collapse collapse;
    Held held{};
    if (!find_collapse(edge.a, edge.b, collapse, held) || collapse.error_sq > max_error_sq(edge.a, edge.b))
      continue;
    if (!allowed(collapse, held)) continue;
    apply(collapse);
    error_sq_ = std::max(error_sq_, collapse.error_sq);
    dearest = std::max(dearest, bucket);
    if (record != nullptr) record->push_back({dearest, static_cast<std::uint32_t>(faces_)});
    for_each_neighbour(collapse.kept, [&](std::uint32_t n) { push_later(collapse.kept, n); });
    push_batch();
  }
}

void Patch::count_held(std::array<std::uint64_t, kHeldReasons>& held) {
  tidy_stars();
  std::vector<std::uint32_t> neighbours;
  for (std::uint32_t v = 0; v < positions.size(); ++v) {
    if (kind_[v] == Kind::kGone || count_[v] == 0) continue;
    neighbours.clear();
    for_each_neighbour(v, [&](std::uint32_t n) {
      if (v < n && (fixed[v] != kBorderOfPatch || fixed[n] != kBorderOfPatch)) neighbours.push_back(n);
    });
    for (const std::uint32_t n : neighbours) {
      Collapse collapse;
      Held why{};
      if (find_collapse(v, n, collapse, why)) {
        if (collapse.error_sq > max_error_sq(v, n)) {
          why = collapse.error_sq > limits_.max_error_sq ? Held::kError : Held::kCrossing;
        } else if (allowed(collapse, why)) {
          continue;
        }
      }
      ++held[static_cast<std::size_t>(why)];
    }
  }
}

}  // namespace meshgate
