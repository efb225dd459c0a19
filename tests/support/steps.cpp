#include "support/steps.h"

#include <catch2/catch.hpp>

#include "support/invariants.h"

namespace meshgate::test {

StepSetting::StepSetting(const PrepareOptions& options, const char* output)
    : profile_(load_profile("asset").value()) {
  context_.options = &options;
  context_.profile = &profile_;
  context_.before = &before_;
  context_.input = find_format("stl");
  context_.output = find_format(output);
}

StepResult run_step(std::string_view id, const Asset& asset, const PrepareOptions& options) {
  const Step* step = find_step(id, AssetKind::kMesh);
  REQUIRE(step != nullptr);
  const StepSetting setting(options);
  Asset file = asset;
  file.format = "stl";
  const AssetFacts facts(file, {});
  auto result = step->run(facts, setting.context());
  REQUIRE(result);
  CHECK(result->asset.has_value() == (result->count > 0));
  if (!result->asset) result->asset = file;
  check_invariants(*result->asset);
  return std::move(*result);
}

Shape shape_of(const Asset& asset) {
  Shape all;
  for (const Mesh& mesh : asset.scene.meshes) {
    Shape shape;
    shape.positions.assign(mesh.positions.begin(), mesh.positions.end());
    shape.indices.assign(mesh.indices.begin(), mesh.indices.end());
    all = joined(all, shape);
  }
  return all;
}

Asset decorated_asset(const Shape& shape) {
  Asset asset = make_asset(shape);
  Mesh& mesh = asset.scene.meshes.front();
  std::vector<float3> normals(shape.positions.size());
  for (std::size_t i = 0; i < normals.size(); ++i) {
    const double3 p = to_double(shape.positions[i]);
    const double size = length(p) > 0 ? length(p) : 1;
    normals[i] = {static_cast<float>(p.x / size), static_cast<float>(p.y / size),
                  static_cast<float>(p.z / size)};
  }
  mesh.normals = std::move(normals);
  UvSet set;
  std::vector<float2> values;
  std::vector<std::uint32_t> indices;
  for (const std::uint32_t index : shape.indices) {
    indices.push_back(static_cast<std::uint32_t>(values.size()));
    values.push_back({shape.positions[index].x, shape.positions[index].y});
  }
  set.values = std::move(values);
  set.indices = std::move(indices);
  mesh.uvs.push_back(std::move(set));
  asset.scene.materials.resize(2);
  const auto faces = static_cast<std::uint32_t>(shape.faces());
  mesh.materials = {{0, faces / 2, 0, {}}, {faces / 2, faces - faces / 2, 1, {}}};
  mesh.groups = {{0, faces, kNoIndex, "all"}, {faces / 4, faces / 4, kNoIndex, "part"}};
  return asset;
}

}  // namespace meshgate::test
