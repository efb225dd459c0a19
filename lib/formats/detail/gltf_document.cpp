#include "formats/detail/gltf_document.h"

#include <fmt/core.h>

#include <array>

namespace meshgate {
namespace {

GltfComponent component_of(std::optional<std::uint64_t> value) {
  for (const GltfComponent component :
       {GltfComponent::kInt8, GltfComponent::kUint8, GltfComponent::kInt16, GltfComponent::kUint16,
        GltfComponent::kUint32, GltfComponent::kFloat}) {
    if (value == static_cast<std::uint64_t>(component)) return component;
  }
  return GltfComponent::kNone;
}

GltfType type_of(std::string_view name) {
  for (const GltfType type : {GltfType::kScalar, GltfType::kVec2, GltfType::kVec3, GltfType::kVec4,
                              GltfType::kMat2, GltfType::kMat3, GltfType::kMat4}) {
    if (to_string(type) == name) return type;
  }
  return GltfType::kNone;
}

// A property with a default: absent gives the default, wrong gives nothing.
std::optional<std::uint64_t> uint_or(Json object, std::string_view name, std::uint64_t otherwise) {
  return object.has(name) ? gltf_uint(object, name) : std::optional(otherwise);
}

GltfBuffer parse_buffer(Json json) {
  GltfBuffer buffer;
  buffer.json = json;
  buffer.byte_length = gltf_uint(json, "byteLength");
  if (buffer.byte_length == std::uint64_t{0}) buffer.byte_length.reset();
  buffer.has_uri = json.has("uri");
  for (const std::string_view name : {"EXT_meshopt_compression", "KHR_meshopt_compression"}) {
    if (gltf_extension(json, name).find("fallback").boolean() == true) buffer.fallback = true;
  }
  return buffer;
}

GltfBufferView parse_view(Json json) {
  GltfBufferView view;
  view.exists = json.is_object();
  view.json = json;
  view.buffer = gltf_index(json, "buffer");
  view.byte_offset = uint_or(json, "byteOffset", 0);
  view.byte_length = gltf_uint(json, "byteLength");
  if (view.byte_length == std::uint64_t{0}) view.byte_length.reset();
  const std::uint64_t stride = gltf_uint(json, "byteStride").value_or(0);
  if (stride >= 4 && stride <= 252) view.stride = static_cast<std::uint32_t>(stride);
  const std::uint64_t target = gltf_uint(json, "target").value_or(0);
  if (target == 34962 || target == 34963) view.target = static_cast<std::uint32_t>(target);
  return view;
}

std::optional<GltfSparse> parse_sparse(Json json) {
  const Json indices = json.find("indices");
  const Json values = json.find("values");
  GltfSparse sparse;
  sparse.count = gltf_uint(json, "count").value_or(0);
  if (sparse.count == 0 || !indices.is_object() || !values.is_object()) return std::nullopt;
  sparse.index_view = gltf_index(indices, "bufferView");
  sparse.index_offset = uint_or(indices, "byteOffset", 0);
  sparse.index_type = component_of(gltf_uint(indices, "componentType"));
  if (sparse.index_type != GltfComponent::kUint8 && sparse.index_type != GltfComponent::kUint16 &&
      sparse.index_type != GltfComponent::kUint32) {
    sparse.index_type = GltfComponent::kNone;
  }
  sparse.value_view = gltf_index(values, "bufferView");
  sparse.value_offset = uint_or(values, "byteOffset", 0);
  return sparse;
}

GltfAccessor parse_accessor(Json json) {
  GltfAccessor accessor;
  accessor.exists = json.is_object();
  accessor.json = json;
  accessor.view = gltf_index(json, "bufferView");
  accessor.byte_offset =
      accessor.view == kNoIndex ? std::optional<std::uint64_t>(0) : uint_or(json, "byteOffset", 0);
  accessor.format.component = component_of(gltf_uint(json, "componentType"));
  accessor.format.type = type_of(json.find("type").text());
  accessor.format.normalized = json.find("normalized").boolean().value_or(false);
  accessor.count = gltf_uint(json, "count").value_or(0);
  const std::uint32_t components = component_count(accessor.format.type);
  if (components != 0 && accessor.format.component != GltfComponent::kNone) {
    accessor.min = gltf_numbers(json, "min", components);
    accessor.max = gltf_numbers(json, "max", components);
    if (accessor.format.component == GltfComponent::kFloat) {
      // Written with more digits than the data has: compare what the data can hold.
      for (auto* bounds : {&accessor.min, &accessor.max}) {
        if (!*bounds) continue;
        for (double& value : **bounds) value = static_cast<double>(static_cast<float>(value));
      }
    }
  }
  accessor.sparse = parse_sparse(json.find("sparse"));
  return accessor;
}

}  // namespace

std::uint64_t size_of(GltfComponent component) {
  switch (component) {
    case GltfComponent::kInt8:
    case GltfComponent::kUint8:
      return 1;
    case GltfComponent::kInt16:
    case GltfComponent::kUint16:
      return 2;
    case GltfComponent::kUint32:
    case GltfComponent::kFloat:
      return 4;
    case GltfComponent::kNone:
      break;
  }
  return 0;
}

std::string_view to_string(GltfComponent component) {
  switch (component) {
    case GltfComponent::kInt8:
      return "BYTE";
    case GltfComponent::kUint8:
      return "UNSIGNED_BYTE";
    case GltfComponent::kInt16:
      return "SHORT";
    case GltfComponent::kUint16:
      return "UNSIGNED_SHORT";
    case GltfComponent::kUint32:
      return "UNSIGNED_INT";
    case GltfComponent::kFloat:
      return "FLOAT";
    case GltfComponent::kNone:
      break;
  }
  return "unknown";
}

std::uint32_t component_count(GltfType type) {
  constexpr std::array<std::uint32_t, 8> kCounts{0, 1, 2, 3, 4, 4, 9, 16};
  return kCounts[static_cast<std::size_t>(type)];
}

std::string_view to_string(GltfType type) {
  constexpr std::array<std::string_view, 8> kNames{"unknown", "SCALAR", "VEC2", "VEC3",
                                                   "VEC4",    "MAT2",   "MAT3", "MAT4"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string describe(const GltfFormat& format) {
  return fmt::format("{} of {}{}", to_string(format.type), format.normalized ? "normalized " : "",
                     to_string(format.component));
}

// Specification section 3.6.2.4: each column of a matrix starts at a multiple of 4 bytes.
std::uint64_t GltfAccessor::component_offset(std::uint32_t i) const {
  const std::uint64_t size = size_of(format.component);
  const std::uint32_t rows = format.type == GltfType::kMat2 ? 2 : format.type == GltfType::kMat3 ? 3 : 0;
  if (rows == 0) return i * size;
  const std::uint64_t column = (rows * size + 3) / 4 * 4;
  return i / rows * column + i % rows * size;
}

std::uint64_t GltfAccessor::element_size() const {
  const std::uint32_t components = component_count(format.type);
  return components == 0 ? 0 : component_offset(components - 1) + size_of(format.component);
}

std::uint64_t GltfAccessor::tight_stride() const {
  const bool padded = format.type == GltfType::kMat2 || format.type == GltfType::kMat3;
  return padded ? (element_size() + 3) / 4 * 4 : element_size();
}

bool GltfDocument::uses(std::string_view extension) const {
  return extensions_used.find(extension) != extensions_used.end();
}

std::optional<std::uint64_t> gltf_uint(Json object, std::string_view name) {
  const std::optional<std::int64_t> value = object.find(name).integer();
  if (!value || *value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

std::uint32_t gltf_index(Json object, std::string_view name) {
  const std::optional<std::uint64_t> value = gltf_uint(object, name);
  return value && *value < kNoIndex ? static_cast<std::uint32_t>(*value) : kNoIndex;
}

std::optional<std::vector<double>> gltf_numbers(Json object, std::string_view name, std::size_t count) {
  const Json array = object.find(name);
  if (!array.is_array() || array.size() != count) return std::nullopt;
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<double> value = array[i].number();
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return values;
}

Json gltf_extension(Json object, std::string_view name) { return object.find("extensions").find(name); }

void parse_gltf_buffers(GltfDocument& document) {
  const Json buffers = document.root.find("buffers");
  const Json views = document.root.find("bufferViews");
  const Json accessors = document.root.find("accessors");
  const std::uint64_t bytes = buffers.size() * sizeof(GltfBuffer) + views.size() * sizeof(GltfBufferView) +
                              accessors.size() * (sizeof(GltfAccessor) + sizeof(double) * 32);
  if (!document.budget.take(bytes)) return;
  for (std::size_t i = 0; buffers.is_array() && i < buffers.size(); ++i) {
    document.buffers.push_back(parse_buffer(buffers[i]));
  }
  for (std::size_t i = 0; views.is_array() && i < views.size(); ++i)
    document.views.push_back(parse_view(views[i]));
  for (std::size_t i = 0; accessors.is_array() && i < accessors.size(); ++i) {
    document.accessors.push_back(parse_accessor(accessors[i]));
  }
}

}  // namespace meshgate
