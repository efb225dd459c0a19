#include "support/gltf_compress.h"

#include <meshoptimizer.h>

#include <catch2/catch.hpp>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#include <draco/compression/encode.h>
#include <draco/mesh/triangle_soup_mesh_builder.h>
#pragma GCC diagnostic pop

namespace meshgate::test {
namespace {

nlohmann::json document(std::size_t vertices, std::size_t indices) {
  return {{"asset", {{"version", "2.0"}}},
          {"accessors",
           {{{"componentType", kFloat},
             {"type", "VEC3"},
             {"count", vertices},
             {"min", {-9, -9, -9}},
             {"max", {9, 9, 9}}},
            {{"componentType", kUnsignedInt}, {"type", "SCALAR"}, {"count", indices}}}},
          {"meshes", {{{"primitives", {{{"attributes", {{"POSITION", 0}}}, {"indices", 1}}}}}}},
          {"nodes", {{{"mesh", 0}}}},
          {"scenes", {{{"nodes", {0}}}}}};
}

}  // namespace

std::vector<std::byte> draco_stream(const Shape& shape, bool edgebreaker) {
  draco::TriangleSoupMeshBuilder builder;
  builder.Start(static_cast<int>(shape.faces()));
  const int position = builder.AddAttribute(draco::GeometryAttribute::POSITION, 3, draco::DT_FLOAT32);
  const int normal = builder.AddAttribute(draco::GeometryAttribute::NORMAL, 3, draco::DT_FLOAT32);
  const float up[3] = {0, 0, 1};
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    const float3* corner[3];
    for (std::size_t k = 0; k < 3; ++k) corner[k] = &shape.positions[shape.indices[3 * face + k]];
    const draco::FaceIndex index(static_cast<std::uint32_t>(face));
    builder.SetAttributeValuesForFace(position, index, corner[0], corner[1], corner[2]);
    builder.SetAttributeValuesForFace(normal, index, up, up, up);
  }
  const std::unique_ptr<draco::Mesh> mesh = builder.Finalize();
  draco::Encoder encoder;
  encoder.SetEncodingMethod(edgebreaker ? draco::MESH_EDGEBREAKER_ENCODING : draco::MESH_SEQUENTIAL_ENCODING);
  encoder.SetAttributeQuantization(draco::GeometryAttribute::POSITION, 16);
  encoder.SetAttributeQuantization(draco::GeometryAttribute::NORMAL, 10);
  draco::EncoderBuffer buffer;
  REQUIRE(encoder.EncodeMeshToBuffer(*mesh, &buffer).ok());
  const auto bytes = std::as_bytes(std::span(buffer.data(), buffer.size()));
  return {bytes.begin(), bytes.end()};
}

GltfFile gltf_draco(const Shape& shape, bool edgebreaker) {
  GltfFile file;
  file.json = document(shape.positions.size(), shape.indices.size());
  file.json["accessors"].push_back(
      {{"componentType", kFloat}, {"type", "VEC3"}, {"count", shape.positions.size()}});
  const int view = file.add_view(draco_stream(shape, edgebreaker));
  auto& primitive = file.json["meshes"][0]["primitives"][0];
  primitive["attributes"]["NORMAL"] = 2;
  primitive["extensions"]["KHR_draco_mesh_compression"] = {{"bufferView", view},
                                                           {"attributes", {{"POSITION", 0}, {"NORMAL", 1}}}};
  file.json["extensionsUsed"] = {"KHR_draco_mesh_compression"};
  file.json["extensionsRequired"] = {"KHR_draco_mesh_compression"};
  return file;
}

GltfFile gltf_meshopt(const Shape& shape, const std::string& extension) {
  GltfFile file;
  file.json = document(shape.positions.size(), shape.indices.size());
  const std::size_t vertices = shape.positions.size();
  std::vector<unsigned char> packed(meshopt_encodeVertexBufferBound(vertices, 12));
  packed.resize(
      meshopt_encodeVertexBuffer(packed.data(), packed.size(), shape.positions.data(), vertices, 12));
  std::vector<unsigned char> faces(meshopt_encodeIndexBufferBound(shape.indices.size(), vertices));
  faces.resize(
      meshopt_encodeIndexBuffer(faces.data(), faces.size(), shape.indices.data(), shape.indices.size()));

  file.add_view(std::as_bytes(std::span(packed)));
  file.add_view(std::as_bytes(std::span(faces)));
  const auto compressed = file.json["bufferViews"];
  file.json["bufferViews"] = nlohmann::json::array();
  const auto view = [&](std::size_t i, std::size_t count, std::size_t stride, const char* mode) {
    nlohmann::json record{
        {"buffer", 1}, {"byteOffset", i == 0 ? 0 : vertices * 12}, {"byteLength", count * stride}};
    record["extensions"][extension] = {{"buffer", 0},
                                       {"byteOffset", compressed[i]["byteOffset"]},
                                       {"byteLength", compressed[i]["byteLength"]},
                                       {"byteStride", stride},
                                       {"count", count},
                                       {"mode", mode}};
    record["target"] = i == 0 ? kVertexTarget : kIndexTarget;
    file.json["bufferViews"].push_back(record);
    file.json["accessors"][i]["bufferView"] = i;
  };
  view(0, vertices, 12, "ATTRIBUTES");
  view(1, shape.indices.size(), 4, "TRIANGLES");
  nlohmann::json fallback{{"byteLength", vertices * 12 + shape.indices.size() * 4}};
  fallback["extensions"][extension] = {{"fallback", true}};
  file.json["buffers"].push_back(fallback);
  file.json["extensionsUsed"] = {extension};
  file.json["extensionsRequired"] = {extension};
  return file;
}

}  // namespace meshgate::test
