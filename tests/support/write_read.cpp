#include "support/write_read.h"

#include <catch2/catch.hpp>
#include <limits>

#include "asset/placed.h"
#include "meshgate/gate.h"
#include "support/invariants.h"

namespace meshgate::test {

Written written_as(const Asset& asset, std::string_view format, const WriteOptions& options) {
  const Format* record = find_format(format);
  REQUIRE(record != nullptr);
  REQUIRE(record->write != nullptr);
  Result<Written> written = record->write(asset, options);
  if (!written) FAIL(describe(written.error()));
  REQUIRE_FALSE(written->files.empty());
  return std::move(*written);
}

Asset read_back(const Written& written, const TemporaryFolder& folder, const ReadOptions& options) {
  const std::string path = (folder.path() / written.files.front().name).string();
  const Result<bool> done = write_output(path, written, Existing::kReplace);
  if (!done) FAIL(describe(done.error()));
  Result<Asset> asset = read_asset(path, options);
  if (!asset) FAIL(describe(asset.error()));
  check_invariants(*asset);
  return std::move(*asset);
}

std::vector<float3> shown_corners(const Asset& asset) {
  std::vector<float3> corners;
  for_each_placed(asset.scene, [&](std::uint32_t index, const Matrix4& world) {
    const Mesh& mesh = asset.scene.meshes[index];
    const bool mirrors = determinant3(world) < 0;
    for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
      const std::size_t turned = mirrors && i % 3 != 0 ? (i % 3 == 1 ? i + 1 : i - 1) : i;
      const double3 p = transform_point(world, to_double(mesh.positions[mesh.indices[turned]]));
      corners.push_back({static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
    }
  });
  return corners;
}

std::vector<float2> uv_corners(const Scene& scene, const Mesh& mesh) {
  std::vector<float2> corners;
  if (mesh.uvs.empty()) return corners;
  const UvSet& set = mesh.uvs[0];
  for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
    const std::uint32_t index = set.indices.empty() ? mesh.indices[i] : set.indices[i];
    const float none = std::numeric_limits<float>::quiet_NaN();
    float2 uv = index == kNoIndex ? float2{none, none} : set.values[index];
    if (scene.uv_from_below) uv.y = 1 - uv.y;
    corners.push_back(uv);
  }
  return corners;
}

std::vector<std::string> gltf_complaints(const Written& written) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "written.glb").string();
  REQUIRE(write_output(path, written, Existing::kReplace));
  CheckOptions options;
  options.profile = load_profile("gltf-conformance").value();
  const Report report = check_files({path}, options).value();
  std::vector<std::string> complaints;
  for (const Finding& finding : report.inputs[0].findings) {
    if (finding.rule.starts_with("gltf/") && finding.severity != Severity::kInfo)
      complaints.push_back(finding.rule + " " + finding.element + ": " + finding.message);
  }
  return complaints;
}

}  // namespace meshgate::test
