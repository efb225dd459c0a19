#include "sandbox/geometry/segment.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <queue>
#include <tuple>

namespace meshgate::sandbox {
namespace {

struct Faces {
  std::vector<double3> normal;  // unit, or zero
  std::vector<double> area;
};

Faces faces_of(const Body& body) {
  Faces faces;
  for (std::size_t face = 0; face < body.face_count(); ++face) {
    const double3 a = to_double(body.corner(3 * face)), b = to_double(body.corner(3 * face + 1)),
                  c = to_double(body.corner(3 * face + 2));
    const double3 cross_product = cross(b - a, c - a);
    const double size = length(cross_product);
    faces.area.push_back(size / 2);
    faces.normal.push_back(size > 0 ? cross_product * (1 / size) : double3{});
  }
  return faces;
}

class Grower {
 public:
  Grower(const Body& body, const std::vector<std::uint32_t>& twins, const Faces& faces, double angle_deg)
      : twins_(twins),
        faces_(faces),
        least_(std::cos(angle_deg * std::numbers::pi / 180)),
        label_(body.face_count(), kNoIndex) {}

  std::vector<std::uint32_t> run() {
    std::vector<std::uint32_t> seeds(label_.size());
    std::iota(seeds.begin(), seeds.end(), 0U);
    std::stable_sort(seeds.begin(), seeds.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return faces_.area[a] > faces_.area[b]; });
    std::uint32_t count = 0;
    for (const std::uint32_t seed : seeds) {
      if (label_[seed] == kNoIndex) grow(seed, count++);
    }
    return std::move(label_);
  }

 private:
  void grow(std::uint32_t seed, std::uint32_t label) {
    double3 sum{};
    std::priority_queue<std::tuple<double, std::uint32_t>> edge;  // how well it fits, face
    const auto take = [&](std::uint32_t face) {
      label_[face] = label;
      sum = sum + faces_.normal[face] * faces_.area[face];
      for (std::uint32_t i = 3 * face; i < 3 * face + 3; ++i) {
        const std::uint32_t other = twins_[i] == kNoIndex ? kNoIndex : twins_[i] / 3;
        if (other != kNoIndex && label_[other] == kNoIndex) edge.emplace(fit(sum, other), other);
      }
    };
    take(seed);
    while (!edge.empty()) {
      const std::uint32_t face = std::get<1>(edge.top());
      edge.pop();
      if (label_[face] == kNoIndex && fit(sum, face) >= least_) take(face);
    }
  }

  [[nodiscard]] double fit(double3 sum, std::uint32_t face) const {
    const double size = length(sum);
    if (size == 0 || faces_.area[face] == 0) return 1;  // a face without a direction goes with anybody
    return dot(sum, faces_.normal[face]) / size;
  }

  const std::vector<std::uint32_t>& twins_;
  const Faces& faces_;
  double least_;
  std::vector<std::uint32_t> label_;
};

// Joins regions below the smallest area with the neighbour that they have the longest border with.
void join_small(const Body& body, const std::vector<std::uint32_t>& twins, const Faces& faces, double least,
                std::vector<std::uint32_t>& label) {
  const std::uint32_t count = label.empty() ? 0 : *std::max_element(label.begin(), label.end()) + 1;
  std::vector<double> area(count, 0);
  std::vector<std::map<std::uint32_t, double>> border(count);
  for (std::uint32_t face = 0; face < label.size(); ++face) {
    area[label[face]] += faces.area[face];
    for (std::uint32_t i = 3 * face; i < 3 * face + 3; ++i) {
      if (twins[i] == kNoIndex || label[twins[i] / 3] == label[face]) continue;
      const std::uint32_t next = i % 3 == 2 ? i - 2 : i + 1;
      border[label[face]][label[twins[i] / 3]] +=
          length(to_double(body.corner(next)) - to_double(body.corner(i)));
    }
  }
  std::vector<std::uint32_t> goes_to(count);
  std::iota(goes_to.begin(), goes_to.end(), 0U);
  std::priority_queue<std::pair<double, std::uint32_t>, std::vector<std::pair<double, std::uint32_t>>,
                      std::greater<>>
      smallest;
  for (std::uint32_t i = 0; i < count; ++i) smallest.emplace(area[i], i);
  while (!smallest.empty() && smallest.top().first < least) {
    const auto [size, small] = smallest.top();
    smallest.pop();
    if (goes_to[small] != small || size != area[small] || border[small].empty()) continue;
    const auto longest = std::max_element(border[small].begin(), border[small].end(),
                                          [](const auto& a, const auto& b) { return a.second < b.second; });
    const std::uint32_t into = longest->first;
    goes_to[small] = into;
    area[into] += area[small];
    for (const auto& [other, edge] : border[small]) {
      border[other].erase(small);
      if (other == into) continue;
      border[other][into] += edge;
      border[into][other] += edge;
    }
    border[into].erase(small);
    smallest.emplace(area[into], into);
  }
  for (std::uint32_t& value : label) {
    while (goes_to[value] != value) value = goes_to[value];
  }
}

void number_by_area(const Faces& faces, std::vector<std::uint32_t>& label) {
  std::map<std::uint32_t, double> area;
  for (std::size_t face = 0; face < label.size(); ++face) area[label[face]] += faces.area[face];
  std::vector<std::pair<double, std::uint32_t>> order;
  for (const auto& [name, size] : area) order.emplace_back(-size, name);
  std::sort(order.begin(), order.end());
  std::map<std::uint32_t, std::uint32_t> number;
  for (std::uint32_t i = 0; i < order.size(); ++i) number[order[i].second] = i;
  for (std::uint32_t& value : label) value = number[value];
}

}  // namespace

std::vector<std::uint32_t> segments_of(const Body& body, const SegmentOptions& options,
                                       const std::stop_token& stop) {
  const std::vector<std::uint32_t> twins = twins_of(body, stop);
  const Faces faces = faces_of(body);
  std::vector<std::uint32_t> label = Grower(body, twins, faces, options.angle_deg).run();
  const double total = std::accumulate(faces.area.begin(), faces.area.end(), 0.0);
  join_small(body, twins, faces, options.smallest_area * total, label);
  number_by_area(faces, label);
  return label;
}

}  // namespace meshgate::sandbox
