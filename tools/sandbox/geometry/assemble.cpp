#include "sandbox/geometry/assemble.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "formats/detail/zip_write.h"
#include "meshgate/format.h"

namespace meshgate::sandbox {
namespace {

// Faces in order of their material, as ranges.
std::vector<FaceRange> sort_by_material(const Body& body, std::uint32_t made,
                                        std::vector<std::uint32_t>& order) {
  order.resize(body.face_count());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return body.material[a] < body.material[b]; });
  std::vector<FaceRange> ranges;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    const std::uint32_t of_face = body.material[order[i]];
    const std::uint32_t material = of_face == kMade ? made : of_face;
    if (ranges.empty() || ranges.back().material != material) ranges.push_back({i, 0, material, {}});
    ++ranges.back().face_count;
  }
  std::erase_if(ranges, [](const FaceRange& range) { return range.material == kNoIndex; });
  return ranges;
}

UvSet uvs_in_order(const Body& body, const std::vector<std::uint32_t>& order) {
  std::vector<float2> values;
  std::vector<std::uint32_t> indices;
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  for (const std::uint32_t face : order) {
    for (std::size_t i = 3 * std::size_t{face}; i < 3 * std::size_t{face} + 3; ++i) {
      const float2 uv = body.uvs[i];
      const std::uint64_t key =
          (std::uint64_t{std::bit_cast<std::uint32_t>(uv.x)} << 32U) | std::bit_cast<std::uint32_t>(uv.y);
      const auto [entry, fresh] = known.emplace(key, static_cast<std::uint32_t>(values.size()));
      if (fresh) values.push_back(uv);
      indices.push_back(entry->second);
    }
  }
  return {std::move(values), std::move(indices)};
}

Mesh mesh_of(const Part& part, bool has_uvs, std::uint32_t made) {
  Mesh mesh;
  mesh.name = part.name;
  mesh.positions = part.body.positions;
  mesh.positions_unique = true;
  std::vector<std::uint32_t> order;
  std::vector<FaceRange> ranges = sort_by_material(part.body, made, order);
  if (!part.stripped) mesh.materials = std::move(ranges);
  std::vector<std::uint32_t> indices;
  for (const std::uint32_t face : order) {
    const auto first = part.body.corners.begin() + 3 * static_cast<std::ptrdiff_t>(face);
    indices.insert(indices.end(), first, first + 3);
  }
  mesh.indices = std::move(indices);
  if (has_uvs && !part.stripped) mesh.uvs.push_back(uvs_in_order(part.body, order));
  return mesh;
}

bool has_uvs(const Scene& scene) {
  return std::any_of(scene.meshes.begin(), scene.meshes.end(),
                     [](const Mesh& mesh) { return !mesh.uvs.empty(); });
}

}  // namespace

Asset assemble(std::span<const Part> parts, const Scene& source) {
  Asset asset;
  asset.kind = AssetKind::kMesh;
  Scene& scene = asset.scene;
  scene.meters_per_unit = source.meters_per_unit;
  scene.up_axis = source.up_axis;
  std::uint32_t made = kNoIndex;
  if (!std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.stripped; })) {
    scene.materials = source.materials;
    scene.images = source.images;
    if (!scene.materials.empty()) {
      made = static_cast<std::uint32_t>(scene.materials.size());
      Material cut;
      cut.name = "cut";
      cut.base_color = {0.6F, 0.6F, 0.6F, 1};
      scene.materials.push_back(std::move(cut));
    }
  }
  for (const Part& part : parts) {
    const auto index = static_cast<std::uint32_t>(scene.meshes.size());
    scene.meshes.push_back(mesh_of(part, has_uvs(source), made));
    scene.meshes.back().element = fmt::format("/meshes/{}", index);
    scene.meshes.back().surface = index;
    Node node;
    node.name = part.name;
    scene.nodes.push_back(std::move(node));
    scene.instances.push_back({index, index});
  }
  return asset;
}

void part_ways(std::span<Part> parts) {
  for (Part& part : parts) {
    for (const PartCut& cut : part.cuts) {
      const float away =
          cut.side > 0 ? std::numeric_limits<float>::infinity() : -std::numeric_limits<float>::infinity();
      for (float3& p : part.body.positions) {
        if (along(p, cut.plane.axis) == cut.plane.at)
          p = lifted(flat(p, cut.plane.axis), std::nextafter(cut.plane.at, away), cut.plane.axis);
      }
    }
  }
}

Result<Product> encode(const Asset& asset, std::string_view suffix, const std::stop_token& stop) {
  const std::string id(suffix == ".zip" ? "obj" : suffix.substr(1));
  const Format* format = find_format(id);
  if (format == nullptr || format->write == nullptr)
    return fail(ErrorKind::kUnsupported, "this build writes no " + id);
  WriteOptions options;
  options.stem = "result";
  options.stop = stop;
  MG_TRY(Written written, format->write(asset, options));
  Product product{std::string(suffix), {}, {}};
  if (suffix == ".zip") {
    MG_TRY(product.bytes, render_zip(written.files, 1));
  } else {
    product.bytes = std::move(written.files.front().bytes);
  }
  return product;
}

}  // namespace meshgate::sandbox
