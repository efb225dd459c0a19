#include "prepare/clusters.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = 1U << 16U;
constexpr std::size_t kSamplesPerCluster = 256;
/// Clusters are cut on into leaves of so many samples, only to order what is inside them: neighbours then lie
/// in the first-level cache, whatever the order was.
constexpr std::size_t kLeafSamples = 8;

float coordinate(float3 p, unsigned axis) { return axis == 0 ? p.x : axis == 1 ? p.y : p.z; }

/// A plane across one axis, or a leaf.
struct Split {
  float value = 0;
  std::uint32_t axis = 3;  // 3: leaf
  std::uint32_t next = 0;  // the child below the plane, or the number of the leaf; the other child follows
};

class SplitTree {
 public:
  SplitTree(std::vector<float3> samples, std::size_t cluster_samples, unsigned variant)
      : samples_(std::move(samples)), cluster_samples_(cluster_samples), variant_(variant) {
    nodes_.emplace_back();
    split(0, 0, samples_.size(), 0, false, Region{});
    first_leaves_.push_back(leaves_);
  }
  /// `leaf` is where a point before was found: neighbours lie in one leaf mostly.
  [[nodiscard]] std::uint32_t leaf_of(float3 p, std::uint32_t leaf) const {
    const Region& region = regions_[leaf];
    const std::array<float, 3> at{p.x, p.y, p.z};
    bool inside = true;
    for (std::size_t axis = 0; axis < 3; ++axis)
      inside = inside && at[axis] >= region.low[axis] && at[axis] < region.high[axis];
    if (inside) return leaf;
    const Split* node = nodes_.data();
    while (node->axis < 3) node = &nodes_[node->next + (at[node->axis] >= node->value)];
    return node->next;
  }
  [[nodiscard]] std::uint32_t leaves() const { return leaves_; }
  /// The first leaf of each cluster, and the number of leaves.
  [[nodiscard]] const std::vector<std::uint32_t>& first_leaves() const { return first_leaves_; }

 private:
  /// What goes down the tree to a leaf: from `low` to below `high`.
  struct Region {
    static constexpr float kFar = std::numeric_limits<float>::infinity();
    std::array<float, 3> low{-kFar, -kFar, -kFar}, high{kFar, kFar, kFar};
  };

  void split(std::size_t node, std::size_t begin, std::size_t end, unsigned depth, bool in_cluster,
             const Region& region) {
    Box3 box;
    for (std::size_t i = begin; i < end; ++i) box.add(samples_[i]);
    const std::array<double, 3> extent{double{box.max.x} - box.min.x, double{box.max.y} - box.min.y,
                                       double{box.max.z} - box.min.z};
    const auto axis = static_cast<unsigned>(std::max_element(extent.begin(), extent.end()) - extent.begin());
    const bool is_leaf = end - begin <= kLeafSamples || !(extent[axis] > 0);
    if (!in_cluster && (end - begin <= cluster_samples_ || is_leaf)) {
      in_cluster = true;
      first_leaves_.push_back(leaves_);
    }
    if (is_leaf) {
      nodes_[node] = {0, 3, leaves_++};
      regions_.push_back(region);
      return;
    }
    // The first cuts of another variant are elsewhere, hence all below them.
    static constexpr std::array<double, 4> kShares{0.5, 0.36, 0.59, 0.44};
    const double share = depth < 3 ? kShares[variant_ % 4] : 0.5;
    const std::size_t middle = begin + static_cast<std::size_t>(share * static_cast<double>(end - begin));
    const auto at = [&](std::size_t i) { return samples_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::nth_element(at(begin), at(middle), at(end),
                     [&](float3 a, float3 b) { return coordinate(a, axis) < coordinate(b, axis); });
    float value = coordinate(samples_[middle], axis);
    if (!(value > coordinate(box.min, axis))) {
      // Many samples have the least coordinate: they become one side.
      value = coordinate(box.max, axis);
      for (std::size_t i = begin; i < end; ++i) {
        const float other = coordinate(samples_[i], axis);
        if (other > coordinate(box.min, axis)) value = std::min(value, other);
      }
    }
    const auto above =
        std::partition(at(begin), at(end), [&](float3 p) { return coordinate(p, axis) < value; });
    const auto cut = static_cast<std::size_t>(above - samples_.begin());
    const auto children = static_cast<std::uint32_t>(nodes_.size());
    nodes_[node] = {value, axis, children};
    nodes_.resize(nodes_.size() + 2);
    Region below = region, beyond = region;
    below.high[axis] = beyond.low[axis] = value;
    split(children, begin, cut, depth + 1, in_cluster, below);
    split(children + 1, cut, end, depth + 1, in_cluster, beyond);
  }

  std::vector<float3> samples_;
  std::size_t cluster_samples_;
  unsigned variant_;
  std::vector<Split> nodes_;
  std::vector<Region> regions_;  // by leaf
  std::uint32_t leaves_ = 0;
  std::vector<std::uint32_t> first_leaves_;
};

SplitTree make_tree(std::span<const float3> points, std::span<const std::uint32_t> corners,
                    std::size_t faces_per_cluster, unsigned variant) {
  const std::size_t faces = corners.size() / 3;
  const std::size_t leaves = std::max<std::size_t>(1, (faces + faces_per_cluster - 1) / faces_per_cluster);
  const std::size_t wanted = leaves * kSamplesPerCluster;
  // An odd step does not fall into step with the rows of a grid as a power of two would.
  const std::size_t step = std::max<std::size_t>(1, faces / wanted) | 1U;
  std::vector<float3> samples;
  samples.reserve(faces / step + 1);
  for (std::size_t f = 0; f < faces; f += step) samples.push_back(points[corners[3 * f]]);
  return {std::move(samples), leaves == 1 ? faces : std::max<std::size_t>(1, faces_per_cluster / step),
          variant};
}

/// A stable counting sort of many things into few groups, in two passes over blocks.
class GroupSort {
 public:
  GroupSort(std::size_t things, std::size_t groups)
      : groups_(groups),
        grain_(std::max(kGrain, things / kMostBlocks + 1)),
        blocks_((things + grain_ - 1) / grain_) {}
  /// Things in a block.
  [[nodiscard]] std::size_t grain() const { return grain_; }
  /// First pass: the counter of a group for the block that begins here.
  std::vector<std::uint32_t>& counts(std::size_t begin) {
    std::vector<std::uint32_t>& counts = blocks_[begin / grain_];
    if (counts.empty()) counts.assign(groups_, 0);
    return counts;
  }
  /// Between the passes: turns counts into places; returns where each group begins, and the end.
  std::vector<std::size_t> finish_counting() {
    std::vector<std::size_t> first(groups_ + 1);
    std::uint32_t at = 0;
    for (std::size_t group = 0; group < groups_; ++group) {
      first[group] = at;
      for (std::vector<std::uint32_t>& block : blocks_) {
        const std::uint32_t count = block[group];
        block[group] = at;
        at += count;
      }
    }
    first[groups_] = at;
    return first;
  }

 private:
  /// Each block counts all groups: with more blocks the counters would outgrow the things.
  static constexpr std::size_t kMostBlocks = 32;

  std::size_t groups_;
  std::size_t grain_;
  std::vector<std::vector<std::uint32_t>> blocks_;
};

// Where each cluster begins, of where each leaf begins.
std::vector<std::size_t> cluster_starts(const SplitTree& tree, const std::vector<std::size_t>& leaf_starts) {
  std::vector<std::size_t> starts;
  for (const std::uint32_t leaf : tree.first_leaves()) starts.push_back(leaf_starts[leaf]);
  return starts;
}

// Gives points new numbers by leaf.
void group_points(const Buffer<std::uint32_t>& of_point, const SplitTree& tree, Clusters& clusters,
                  const std::stop_token& stop) {
  const std::size_t count = of_point.size();
  GroupSort sort(count, tree.leaves());
  parallel_ranges(count, sort.grain(), stop, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& counts = sort.counts(begin);
    for (std::size_t i = begin; i < end; ++i) ++counts[of_point[i]];
  });
  clusters.first_point = cluster_starts(tree, sort.finish_counting());
  clusters.points = Buffer<std::uint32_t>(count);
  clusters.number = Buffer<std::uint32_t>(count);
  parallel_ranges(count, sort.grain(), stop, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& next = sort.counts(begin);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t to = next[of_point[i]]++;
      clusters.number[i] = to;
      clusters.points[to] = static_cast<std::uint32_t>(i);
    }
  });
}

void group_faces(std::span<const std::uint32_t> corners, const Buffer<std::uint32_t>& of_point,
                 const SplitTree& tree, Clusters& clusters, const std::stop_token& stop) {
  const std::size_t faces = corners.size() / 3;
  GroupSort sort(faces, tree.leaves());
  std::vector<std::uint32_t> cluster_of(tree.leaves());
  for (std::uint32_t c = 0; c + 1 < tree.first_leaves().size(); ++c)
    std::fill(&cluster_of[tree.first_leaves()[c]], cluster_of.data() + tree.first_leaves()[c + 1], c);
  Buffer<std::uint32_t> of_face(faces);
  parallel_ranges(faces, sort.grain(), stop, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& counts = sort.counts(begin);
    for (std::size_t f = begin; f < end; ++f) {
      of_face[f] = of_point[corners[3 * f]];
      ++counts[of_face[f]];
    }
  });
  clusters.first_face = cluster_starts(tree, sort.finish_counting());
  clusters.faces = Buffer<std::uint32_t>(faces);
  parallel_ranges(faces, sort.grain(), stop, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& next = sort.counts(begin);
    for (std::size_t f = begin; f < end; ++f) {
      const std::uint32_t cluster = cluster_of[of_face[f]], to = next[of_face[f]]++;
      const std::size_t low = clusters.first_point[cluster], high = clusters.first_point[cluster + 1];
      clusters.faces[to] = static_cast<std::uint32_t>(f);
      for (std::size_t i = 0; i < 3; ++i) {
        const std::uint32_t point = clusters.number[corners[3 * f + i]];
        if (point < low || point >= high) clusters.shared.set(point);
      }
    }
  });
}

}  // namespace

Clusters make_clusters(std::span<const float3> points, std::span<const std::uint32_t> corners,
                       std::size_t faces_per_cluster, unsigned variant, const std::stop_token& stop) {
  Clusters clusters;
  const SplitTree tree = make_tree(points, corners, faces_per_cluster, variant);
  Buffer<std::uint32_t> of_point(points.size());
  parallel_ranges(points.size(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
    std::uint32_t leaf = 0;
    for (std::size_t i = begin; i < end; ++i) of_point[i] = leaf = tree.leaf_of(points[i], leaf);
  });
  clusters.shared = BitSet(points.size());
  group_points(of_point, tree, clusters, stop);
  group_faces(corners, of_point, tree, clusters, stop);
  return clusters;
}

}  // namespace meshgate
