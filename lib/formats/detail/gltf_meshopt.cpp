#include "formats/detail/gltf_meshopt.h"

#include <meshoptimizer.h>

namespace meshgate {

std::string_view meshopt_problem(const MeshoptStream& stream) {
  const std::uint64_t size = stream.data.size();
  switch (stream.mode) {
    case MeshoptMode::kAttributes:
      if (stream.stride == 0 || stream.stride > 256 || stream.stride % 4 != 0)
        return "the byte stride is not usable";
      // 16 values of one byte of the element cost at least two bits.
      if (stream.count / 64 > size / stream.stride + 1) return "the data is too short for so many elements";
      break;
    case MeshoptMode::kTriangles:
      if (stream.stride != 2 && stream.stride != 4) return "the byte stride is not 2 or 4";
      if (stream.count % 3 != 0) return "the number of indices is not a multiple of 3";
      if (stream.count / 3 > size) return "the data is too short for so many triangles";
      break;
    case MeshoptMode::kIndices:
      if (stream.stride != 2 && stream.stride != 4) return "the byte stride is not 2 or 4";
      if (stream.count > size) return "the data is too short for so many indices";
      break;
  }
  switch (stream.filter) {
    case MeshoptFilter::kNone:
      return {};
    case MeshoptFilter::kOctahedral:
      if (stream.stride != 4 && stream.stride != 8)
        return "the octahedral filter needs a byte stride of 4 or 8";
      break;
    case MeshoptFilter::kQuaternion:
      if (stream.stride != 8) return "the quaternion filter needs a byte stride of 8";
      break;
    case MeshoptFilter::kExponential:
      break;  // a multiple of 4, checked above
    case MeshoptFilter::kColor:
      return "meshgate does not read the color filter yet";
  }
  return stream.mode == MeshoptMode::kAttributes ? std::string_view{} : "indices cannot have a filter";
}

std::string_view decode_meshopt(const MeshoptStream& stream, std::span<std::byte> out) {
  const auto* data = reinterpret_cast<const unsigned char*>(stream.data.data());
  const std::size_t size = stream.data.size();
  int status = -1;
  switch (stream.mode) {
    case MeshoptMode::kAttributes:
      if (size > 0 && data[0] == 0xA1)
        return "it is in version 1 of the vertex codec, which meshgate does not read yet";
      status = meshopt_decodeVertexBuffer(out.data(), stream.count, stream.stride, data, size);
      break;
    case MeshoptMode::kTriangles:
      status = meshopt_decodeIndexBuffer(out.data(), stream.count, stream.stride, data, size);
      break;
    case MeshoptMode::kIndices:
      status = meshopt_decodeIndexSequence(out.data(), stream.count, stream.stride, data, size);
      break;
  }
  if (status != 0) return "the compressed data is damaged";
  switch (stream.filter) {
    case MeshoptFilter::kOctahedral:
      meshopt_decodeFilterOct(out.data(), stream.count, stream.stride);
      break;
    case MeshoptFilter::kQuaternion:
      meshopt_decodeFilterQuat(out.data(), stream.count, stream.stride);
      break;
    case MeshoptFilter::kExponential:
      meshopt_decodeFilterExp(out.data(), stream.count, stream.stride);
      break;
    case MeshoptFilter::kNone:
    case MeshoptFilter::kColor:
      break;
  }
  return {};
}

}  // namespace meshgate
