#include "support/gltf_builder.h"

#include <array>
#include <cmath>

namespace meshgate::test {
namespace {

void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void append_u32(std::vector<std::byte>& to, std::size_t value) {
  const auto number = static_cast<std::uint32_t>(value);
  append(to, std::as_bytes(std::span(&number, 1)));
}

std::vector<std::byte> text_bytes(const std::string& text) {
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

std::vector<float> corner_floats(const Shape& shape) {
  std::vector<float> floats;
  for (const float3& p : shape.positions) floats.insert(floats.end(), {p.x, p.y, p.z});
  return floats;
}

template <class T>
std::vector<T> repeated(std::size_t times, std::initializer_list<T> values) {
  std::vector<T> out;
  for (std::size_t i = 0; i < times; ++i) out.insert(out.end(), values);
  return out;
}

}  // namespace

int GltfFile::add_view(std::span<const std::byte> bytes, int target, int stride) {
  while (bin.size() % 4 != 0) bin.push_back(std::byte{0});
  nlohmann::json view{{"buffer", 0}, {"byteOffset", bin.size()}, {"byteLength", bytes.size()}};
  if (target != 0) view["target"] = target;
  if (stride != 0) view["byteStride"] = stride;
  append(bin, bytes);
  json["bufferViews"].push_back(view);
  json["buffers"] = {{{"byteLength", bin.size()}}};
  return static_cast<int>(json["bufferViews"].size()) - 1;
}

int GltfFile::add_accessor(int view, int component, const std::string& type, std::size_t count) {
  json["accessors"].push_back(
      {{"bufferView", view}, {"componentType", component}, {"type", type}, {"count", count}});
  return static_cast<int>(json["accessors"].size()) - 1;
}

int GltfFile::add(std::span<const std::byte> bytes, int component, const std::string& type, std::size_t count,
                  int target) {
  return add_accessor(add_view(bytes, target), component, type, count);
}

void GltfFile::set_bounds(int accessor) {
  nlohmann::json& record = json["accessors"][static_cast<std::size_t>(accessor)];
  const auto& view = json["bufferViews"][record["bufferView"].get<std::size_t>()];
  const std::string type = record["type"];
  const std::size_t width = type == "SCALAR" ? 1 : static_cast<std::size_t>(type[3] - '0');
  std::vector<float> low(width, INFINITY), high(width, -INFINITY);
  for (std::size_t i = 0; i < record["count"].get<std::size_t>() * width; ++i) {
    const float value = load_le<float>(bin.data() + view["byteOffset"].get<std::size_t>() + 4 * i);
    low[i % width] = std::min(low[i % width], value);
    high[i % width] = std::max(high[i % width], value);
  }
  record["min"] = low;
  record["max"] = high;
}

std::vector<std::byte> glb_of(std::string_view json, std::span<const std::byte> bin) {
  std::vector<std::byte> text = text_bytes(std::string(json));
  while (text.size() % 4 != 0) text.push_back(std::byte{' '});
  std::vector<std::byte> data(bin.begin(), bin.end());
  while (data.size() % 4 != 0) data.push_back(std::byte{0});
  std::vector<std::byte> file = text_bytes("glTF");
  append_u32(file, 2);
  append_u32(file, 12 + 8 + text.size() + (data.empty() ? 0 : 8 + data.size()));
  append_u32(file, text.size());
  append(file, text_bytes("JSON"));
  append(file, text);
  if (data.empty()) return file;
  append_u32(file, data.size());
  append(file, text_bytes(std::string("BIN\0", 4)));
  append(file, data);
  return file;
}

std::string base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = (group << 8U) | (i + k < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? kAlphabet[(group >> (18U - 6U * k)) & 63U] : '=';
    }
  }
  return text;
}

std::vector<std::byte> GltfFile::glb() const { return glb_of(json.dump(), bin); }

std::vector<std::byte> GltfFile::gltf_with_uri(const std::string& uri) const {
  nlohmann::json copy = json;
  if (!uri.empty()) copy["buffers"][0]["uri"] = uri;
  return text_bytes(copy.dump(1));
}

std::vector<std::byte> GltfFile::gltf() const {
  return gltf_with_uri("data:application/octet-stream;base64," + base64(bin));
}

GltfFile gltf_of(const Shape& shape) {
  GltfFile file;
  file.json = {{"asset", {{"version", "2.0"}}},
               {"scene", 0},
               {"scenes", {{{"nodes", {0}}}}},
               {"nodes", {{{"mesh", 0}}}},
               {"meshes", {{{"primitives", {{{"attributes", {{"POSITION", 0}}}, {"indices", 1}}}}}}}};
  file.add(bytes_of(shape.positions), kFloat, "VEC3", shape.positions.size(), kVertexTarget);
  file.set_bounds(0);
  file.add(bytes_of(shape.indices), kUnsignedInt, "SCALAR", shape.indices.size(), kIndexTarget);
  return file;
}

GltfFile gltf_cube() {
  GltfFile file;
  file.json["asset"] = {{"version", "2.0"}};
  const Shape shape = cube();
  file.add(bytes_of(corner_floats(shape)), kFloat, "VEC3", shape.positions.size(), kVertexTarget);
  file.set_bounds(0);
  const std::vector<std::uint16_t> indices(shape.indices.begin(), shape.indices.end());
  file.add(bytes_of(indices), kUnsignedShort, "SCALAR", indices.size(), kIndexTarget);
  file.json["meshes"] = {{{"primitives", {{{"attributes", {{"POSITION", 0}}}, {"indices", 1}}}}}};
  file.json["nodes"] = {{{"mesh", 0}}};
  file.json["scenes"] = {{{"nodes", {0}}}};
  file.json["scene"] = 0;
  return file;
}

std::vector<std::byte> tiny_png() {
  constexpr auto kPng = std::to_array<std::uint8_t>(
      {0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00,
       0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4, 0x89, 0x00,
       0x00, 0x00, 0x0B, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0xF8, 0x0F, 0x04, 0x00, 0x09, 0xFB, 0x03,
       0xFD, 0x68, 0xFA, 0x1C, 0xCC, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82});
  const auto bytes = std::as_bytes(std::span(kPng));
  return {bytes.begin(), bytes.end()};
}

GltfFile gltf_painted_cube(std::span<const std::byte> png) {
  GltfFile file = gltf_cube();
  std::vector<float2> uvs;
  for (const float3& p : cube().positions) uvs.push_back({p.x + p.z / 2, p.y + p.z / 4});
  const int accessor = file.add(bytes_of(uvs), kFloat, "VEC2", uvs.size(), kVertexTarget);
  file.json["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"] = accessor;
  file.json["meshes"][0]["primitives"][0]["material"] = 0;
  file.json["images"] = {{{"bufferView", file.add_view(png)}, {"mimeType", "image/png"}}};
  file.json["textures"] = {{{"source", 0}}};
  file.json["materials"] = {{{"pbrMetallicRoughness", {{"baseColorTexture", {{"index", 0}}}}}}};
  return file;
}

GltfFile gltf_rich() {
  GltfFile file = gltf_cube();
  const std::size_t n = 8;
  const auto attribute = [&](std::span<const std::byte> bytes, int component, const std::string& type) {
    return file.add(bytes, component, type, n, kVertexTarget);
  };
  attribute(bytes_of(repeated<float>(n, {0, 0, 1})), kFloat, "VEC3");
  attribute(bytes_of(repeated<float>(n, {1, 0, 0, 1})), kFloat, "VEC4");
  attribute(bytes_of(repeated<float>(n, {0.25F, 0.75F})), kFloat, "VEC2");
  attribute(bytes_of(repeated<float>(n, {0.5F, 0, 1, 1})), kFloat, "VEC4");
  attribute(bytes_of(repeated<std::uint8_t>(n, {0, 1, 0, 0})), kUnsignedByte, "VEC4");
  attribute(bytes_of(repeated<float>(n, {0.5F, 0.5F, 0, 0})), kFloat, "VEC4");
  file.set_bounds(attribute(bytes_of(repeated<float>(n, {0, 0.5F, 0})), kFloat, "VEC3"));
  const std::vector<float> identity{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  std::vector<float> matrices;
  for (int i = 0; i < 3; ++i) matrices.insert(matrices.end(), identity.begin(), identity.end());
  file.add(bytes_of(matrices), kFloat, "MAT4", 3);
  file.add(bytes_of(std::vector<float>{0, 0.5F, 1}), kFloat, "SCALAR", 3);
  file.set_bounds(10);
  file.add(bytes_of(repeated<float>(3, {0, 0, 0, 1})), kFloat, "VEC4", 3);
  file.add(bytes_of(std::vector<float>{0, 1, 0}), kFloat, "SCALAR", 3);
  const int sparse_indices = file.add_view(bytes_of(std::vector<std::uint16_t>{1, 6}));
  const int sparse_values = file.add_view(bytes_of(std::vector<float>{0, 0, 0.25F, 0, 0.25F, 0}));
  file.json["accessors"].push_back(
      {{"componentType", kFloat},
       {"type", "VEC3"},
       {"count", n},
       {"sparse",
        {{"count", 2},
         {"indices", {{"bufferView", sparse_indices}, {"componentType", kUnsignedShort}}},
         {"values", {{"bufferView", sparse_values}}}}}});
  const int png = file.add_view(tiny_png());
  file.json["images"] = {{{"bufferView", png}, {"mimeType", "image/png"}}};
  file.json["samplers"] = {{{"wrapS", 10497}}};
  file.json["textures"] = {{{"source", 0}, {"sampler", 0}}};
  file.json["materials"] = {
      {{"pbrMetallicRoughness", {{"baseColorTexture", {{"index", 0}}}, {"roughnessFactor", 0.5}}},
       {"normalTexture", {{"index", 0}}}}};
  auto& primitive = file.json["meshes"][0]["primitives"][0];
  primitive["attributes"] = {{"POSITION", 0}, {"NORMAL", 2},   {"TANGENT", 3},  {"TEXCOORD_0", 4},
                             {"COLOR_0", 5},  {"JOINTS_0", 6}, {"WEIGHTS_0", 7}};
  primitive["material"] = 0;
  primitive["targets"] = {{{"POSITION", 8}, {"NORMAL", 13}}};
  file.json["meshes"][0]["weights"] = {0.5};
  file.json["meshes"].push_back({{"primitives", {{{"attributes", {{"POSITION", 0}}}, {"indices", 1}}}}});
  file.json["skins"] = {{{"joints", {1, 2, 3}}, {"inverseBindMatrices", 9}, {"skeleton", 1}}};
  file.json["nodes"] = {
      {{"mesh", 0}, {"skin", 0}},
      {{"children", {2, 3}}},
      {{"translation", {0, 1, 0}}},
      {{"rotation", {0, 0, 0, 1}}},
      {{"mesh", 1}, {"camera", 0}, {"matrix", {2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 5, 0, 0, 1}}}};
  file.json["scenes"] = {{{"nodes", {0, 1, 4}}}};
  file.json["cameras"] = {
      {{"type", "perspective"}, {"perspective", {{"yfov", 1}, {"znear", 0.1}, {"zfar", 10}}}},
      {{"type", "orthographic"}, {"orthographic", {{"xmag", 1}, {"ymag", 1}, {"znear", 0.1}, {"zfar", 10}}}}};
  file.json["nodes"][1]["camera"] = 1;
  file.json["animations"] = {
      {{"samplers", {{{"input", 10}, {"output", 11}}, {{"input", 10}, {"output", 12}}}},
       {"channels",
        {{{"sampler", 0}, {"target", {{"node", 2}, {"path", "rotation"}}}},
         {{"sampler", 1}, {"target", {{"node", 0}, {"path", "weights"}}}}}}}};
  return file;
}

}  // namespace meshgate::test
