#pragma once
// Accessors: where their elements lie, and the elements themselves as the meshes want them.
#include <map>

#include "formats/detail/gltf_document.h"

namespace meshgate {

/// Reports layout: bounds of views, alignment, strides, min and max of the wrong form, sparse ranges.
void check_gltf_accessors(GltfDocument& document);

/// The elements of an accessor as far as their bytes exist; sparse values applied. Nothing is copied unless
/// the accessor is sparse. An accessor with a broken layout has no elements.
GltfElements gltf_elements(GltfDocument& document, std::uint32_t accessor);

/// Notes that an accessor is used for this; reports a second, different use. `pointer` is the place of the
/// reference.
void use_gltf_accessor(GltfDocument& document, std::uint32_t accessor, GltfAccessorUse use,
                       const std::string& pointer);

/// Turns elements into arrays of a mesh, each accessor once. Floats that lie tightly and aligned in the file
/// are not copied. Empty arrays when the type does not fit or the memory budget is exceeded.
class GltfDecoder {
 public:
  explicit GltfDecoder(GltfDocument& document) : document_(document) {}

  Array<float2> float2s(std::uint32_t accessor);
  Array<float3> float3s(std::uint32_t accessor);
  /// VEC3 is completed with w = 1.
  Array<float4> float4s(std::uint32_t accessor);
  Array<std::uint32_t> indices(std::uint32_t accessor);

 private:
  GltfDocument& document_;
  std::map<std::uint32_t, Array<float2>> float2s_;
  std::map<std::uint32_t, Array<float3>> float3s_;
  std::map<std::uint32_t, Array<float4>> float4s_;
  std::map<std::uint32_t, Array<std::uint32_t>> indices_;
};

}  // namespace meshgate
