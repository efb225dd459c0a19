#include "asset/uv_scan.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "asset/face_scan.h"
#include "asset/predicates.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;

bool is_finite(float2 uv) { return std::isfinite(uv.x) && std::isfinite(uv.y); }

// Index of the value that a corner uses; kNoIndex when it has none.
std::uint32_t value_of(const Mesh& mesh, const UvSet& uvs, std::size_t corner) {
  const std::uint32_t value = uvs.indices.empty() ? mesh.indices[corner] : uvs.indices[corner];
  return value < uvs.values.size() ? value : kNoIndex;
}

// A value until resolve() finds where it is used.
Location stored_value(std::size_t value) {
  Location location;
  location.indices = {value};
  return location;
}

// Stored values become vertices, or in OBJ, where a UV belongs to no vertex, the first face that uses them.
void resolve(const Mesh& mesh, const UvSet& uvs, Tally& tally) {
  if (tally.empty()) return;
  std::map<std::uint64_t, std::vector<Location*>> wanted;
  for (Location& witness : tally.witnesses) wanted[witness.indices.at(0)].push_back(&witness);
  if (uvs.indices.empty()) {
    for (Location& witness : tally.witnesses) witness = vertex_location(mesh, witness.indices.at(0));
    return;
  }
  const std::uint64_t lowest = wanted.begin()->first, highest = wanted.rbegin()->first;
  for (std::size_t corner = 0; corner < uvs.indices.size() && !wanted.empty(); ++corner) {
    if (uvs.indices[corner] < lowest || uvs.indices[corner] > highest) continue;
    const auto found = wanted.find(uvs.indices[corner]);
    if (found == wanted.end()) continue;
    for (Location* witness : found->second) {
      *witness = face_location(mesh, corner / 3);
      const std::uint32_t vertex = mesh.indices[corner];
      if (vertex < mesh.positions.size()) witness->position = mesh.positions[vertex];
    }
    wanted.erase(found);
  }
  std::erase_if(tally.witnesses, [](const Location& w) { return w.kind == LocationKind::kNone; });
}

struct ValueScan {
  UvBox inside, all;
  Tally beyond, non_finite;
};

ValueScan scan_values(const UvSet& uvs, double max_abs, const std::stop_token& stop) {
  const auto add = [](UvBox& box, const UvBox& more) {
    if (more.empty()) return;
    box.add(more.min);
    box.add(more.max);
  };
  return parallel_reduce(
      uvs.values.size(), kPerRange, stop, ValueScan{},
      [&](std::size_t begin, std::size_t end) {
        ValueScan part;
        for (std::size_t i = begin; i < end; ++i) {
          const float2 uv = uvs.values[i];
          if (!is_finite(uv)) {
            part.non_finite.add([&] { return stored_value(i); });
          } else if (std::abs(uv.x) > max_abs || std::abs(uv.y) > max_abs) {
            part.beyond.add([&] { return stored_value(i); });
            part.all.add(uv);
          } else {
            part.inside.add(uv);
          }
        }
        add(part.all, part.inside);
        return part;
      },
      [&](ValueScan& total, ValueScan& part) {
        add(total.inside, part.inside);
        add(total.all, part.all);
        total.beyond.merge(std::move(part.beyond));
        total.non_finite.merge(std::move(part.non_finite));
      });
}

void scan_face(const Mesh& mesh, const UvSet& uvs, std::size_t face, UvScan& scan) {
  std::array<float2, 3> uv;
  for (std::size_t corner = 0; corner < 3; ++corner) {
    const std::uint32_t value = value_of(mesh, uvs, 3 * face + corner);
    if (value == kNoIndex) {
      // Without indices of its own a set has a value for each vertex: then the vertex does not exist.
      if (!uvs.indices.empty()) scan.without.add([&] { return face_location(mesh, face); });
      return;
    }
    uv[corner] = uvs.values[value];
    if (!is_finite(uv[corner])) return;
  }
  ++scan.judged;
  const bool one_point = uv[0] == uv[1] && uv[1] == uv[2];
  if ((!one_point && orient2d(uv[0], uv[1], uv[2]) != 0) || !has_area(mesh, face)) return;
  scan.zero_area.add([&] { return face_location(mesh, face); });
  scan.one_point += one_point;
}

UvScan scan_set(const Mesh& mesh, const UvSet& uvs, const std::stop_token& stop) {
  if (uvs.values.empty()) return {};
  UvScan scan = parallel_reduce(
      mesh.face_count(), kPerRange, stop, UvScan{},
      [&](std::size_t begin, std::size_t end) {
        UvScan part;
        for (std::size_t face = begin; face < end; ++face) scan_face(mesh, uvs, face, part);
        return part;
      },
      [](UvScan& total, UvScan& part) {
        total.without.merge(std::move(part.without));
        total.zero_area.merge(std::move(part.zero_area));
        total.one_point += part.one_point;
        total.judged += part.judged;
      });
  ValueScan values = scan_values(uvs, std::numeric_limits<double>::infinity(), stop);
  scan.bounds = values.all;
  scan.non_finite = std::move(values.non_finite);
  resolve(mesh, uvs, scan.non_finite);
  return scan;
}

}  // namespace

float UvBox::largest() const {
  if (empty()) return 0;
  return std::max({std::abs(min.x), std::abs(min.y), std::abs(max.x), std::abs(max.y)});
}

void UvBox::add(float2 uv) {
  min = {std::min(min.x, uv.x), std::min(min.y, uv.y)};
  max = {std::max(max.x, uv.x), std::max(max.y, uv.y)};
}

std::vector<UvScan> compute_uv_scans(const Mesh& mesh, const std::stop_token& stop) {
  std::vector<UvScan> scans;
  std::map<std::pair<const void*, const void*>, std::size_t> known;
  for (std::size_t i = 0; i < mesh.uvs.size(); ++i) {
    const UvSet& uvs = mesh.uvs[i];
    const auto [same, added] = known.emplace(std::make_pair(uvs.values.data(), uvs.indices.data()), i);
    scans.push_back(added ? scan_set(mesh, uvs, stop) : scans[same->second]);
  }
  return scans;
}

UvOutliers compute_uv_outliers(const Mesh& mesh, const UvSet& uvs, double max_abs,
                               const std::stop_token& stop) {
  ValueScan values = scan_values(uvs, max_abs, stop);
  resolve(mesh, uvs, values.beyond);
  return {std::move(values.beyond), values.inside};
}

Tally compute_faces_without_uv(const Mesh& mesh, const UvSet& uvs, std::size_t first_face,
                               std::size_t face_count, const std::stop_token& stop) {
  return parallel_reduce(
      face_count, kPerRange, stop, Tally{},
      [&](std::size_t begin, std::size_t end) {
        Tally part;
        for (std::size_t face = first_face + begin; face < first_face + end; ++face) {
          bool missing = false;
          for (std::size_t corner = 3 * face; corner < 3 * face + 3; ++corner)
            missing = missing || value_of(mesh, uvs, corner) == kNoIndex;
          if (missing) part.add([&] { return face_location(mesh, face); });
        }
        return part;
      },
      [](Tally& total, Tally& part) { total.merge(std::move(part)); });
}

std::string uv_element(const Mesh& mesh, std::size_t set) {
  if (mesh.element.find("/primitives/") != std::string::npos)
    return fmt::format("{}/attributes/TEXCOORD_{}", mesh.element, set);
  return set == 0 ? mesh.element : fmt::format("{}/uvs/{}", mesh.element, set);
}

}  // namespace meshgate
