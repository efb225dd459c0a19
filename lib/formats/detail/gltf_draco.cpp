#include "formats/detail/gltf_draco.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#include <draco/compression/decode.h>
#include <draco/core/varint_decoding.h>
#include <draco/metadata/geometry_metadata.h>
#include <draco/metadata/metadata_decoder.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <exception>
#include <limits>

namespace meshgate {
namespace {

constexpr std::uint8_t kTriangularMesh = 1;
constexpr std::uint8_t kEdgebreaker = 1;
constexpr std::uint16_t kMetadataFlag = 0x8000;
constexpr std::uint16_t kVersion22 = 0x0202;  // counts became variable-length integers

bool decode_count(draco::DecoderBuffer& buffer, std::uint16_t version, std::uint64_t& count) {
  std::uint32_t value = 0;
  const bool ok = version < kVersion22 ? buffer.Decode(&value) : draco::DecodeVarint(&value, &buffer);
  count = value;
  return ok;
}

// Draco bitstream specification, sections "Header", "Metadata" and "Connectivity".
bool read_claims(draco::DecoderBuffer& buffer, DracoClaims& claims, std::string& problem) {
  std::uint8_t magic[5] = {};
  std::uint8_t major = 0, minor = 0, type = 0, method = 0;
  std::uint16_t flags = 0;
  if (!buffer.Decode(magic, sizeof magic) || !buffer.Decode(&major) || !buffer.Decode(&minor) ||
      !buffer.Decode(&type) || !buffer.Decode(&method) || !buffer.Decode(&flags)) {
    return false;
  }
  if (!std::equal(std::begin(magic), std::end(magic), "DRACO")) return false;
  if (type != kTriangularMesh) {
    problem = "it is a point cloud, not a mesh";
    return false;
  }
  const auto version = static_cast<std::uint16_t>((major << 8U) | minor);
  buffer.set_bitstream_version(version);
  if ((flags & kMetadataFlag) != 0) {
    draco::GeometryMetadata metadata;
    draco::MetadataDecoder decoder;
    if (!decoder.DecodeGeometryMetadata(&buffer, &metadata)) return false;
  }
  if (method == kEdgebreaker) {
    std::uint8_t traversal = 0;
    std::uint64_t new_vertices = 0;
    if (!buffer.Decode(&traversal)) return false;
    if (version < kVersion22 && !decode_count(buffer, version, new_vertices)) return false;
    return decode_count(buffer, version, claims.points) && decode_count(buffer, version, claims.faces);
  }
  return decode_count(buffer, version, claims.faces) && decode_count(buffer, version, claims.points);
}

DracoAttribute copy_attribute(const draco::Mesh& mesh, std::uint32_t id) {
  DracoAttribute out;
  out.id = id;
  const draco::PointAttribute* attribute = mesh.GetAttributeByUniqueId(id);
  if (attribute == nullptr || attribute->num_components() < 1 || attribute->num_components() > 4) return out;
  out.components = static_cast<std::uint32_t>(attribute->num_components());
  out.values.resize(std::size_t{mesh.num_points()} * out.components);
  for (draco::PointIndex point(0); point < mesh.num_points(); ++point) {
    const draco::AttributeValueIndex value = attribute->mapped_index(point);
    if (value.value() >= attribute->size()) continue;
    attribute->ConvertValue<float>(value, static_cast<std::int8_t>(out.components),
                                   out.values.data() + std::size_t{point.value()} * out.components);
  }
  return out;
}

}  // namespace

std::string read_draco_claims(ByteView data, DracoClaims& claims) {
  try {
    draco::DecoderBuffer buffer;
    buffer.Init(reinterpret_cast<const char*>(data.data()), data.size());
    std::string problem;
    if (read_claims(buffer, claims, problem)) return {};
    return problem.empty() ? "its header is damaged" : problem;
  } catch (const std::exception& error) {
    return error.what();
  }
}

std::string decode_draco(ByteView data, const std::vector<std::uint32_t>& ids, DracoMesh& mesh) {
  try {
    draco::DecoderBuffer buffer;
    buffer.Init(reinterpret_cast<const char*>(data.data()), data.size());
    draco::Decoder decoder;
    auto decoded = decoder.DecodeMeshFromBuffer(&buffer);
    if (!decoded.ok()) return decoded.status().error_msg_string();
    const draco::Mesh& source = *decoded.value();
    mesh.points = source.num_points();
    mesh.indices.reserve(std::size_t{source.num_faces()} * 3);
    for (draco::FaceIndex face(0); face < source.num_faces(); ++face) {
      for (const auto& corner : source.face(face)) mesh.indices.push_back(corner.value());
    }
    for (const std::uint32_t id : ids) mesh.attributes.push_back(copy_attribute(source, id));
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace meshgate
