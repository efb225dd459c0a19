#include "formats/detail/glb_write.h"

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

using Json = nlohmann::ordered_json;

// Numbers of the specification (glTF 2.0, 3.6 and 4).
constexpr int kArrayBuffer = 34962, kElementArrayBuffer = 34963;
constexpr int kFloat = 5126, kUnsignedInt = 5125;
constexpr int kLines = 1, kTriangles = 4;
constexpr std::uint32_t kMagic = 0x46546C67U, kJsonChunk = 0x4E4F534AU, kBinaryChunk = 0x004E4942U;

class GlbDocument {
 public:
  void add(const GlbPart& part) {
    if (part.triangles.empty() && part.lines.empty()) return;
    const std::size_t material = materials_.size();
    materials_.push_back({{"pbrMetallicRoughness",
                           {{"baseColorFactor", {part.color.x, part.color.y, part.color.z, part.color.w}},
                            {"metallicFactor", 0}}},
                          {"doubleSided", true}});
    const std::size_t positions = add_positions(part.positions);
    Json primitives = Json::array();
    const auto add_primitive = [&](const std::vector<std::uint32_t>& indices, int mode) {
      if (indices.empty()) return;
      primitives.push_back({{"attributes", {{"POSITION", positions}}},
                            {"indices", add_indices(indices)},
                            {"material", material},
                            {"mode", mode}});
    };
    add_primitive(part.triangles, kTriangles);
    add_primitive(part.lines, kLines);
    nodes_.push_back({{"mesh", meshes_.size()}, {"name", printable(part.name)}});
    meshes_.push_back({{"primitives", std::move(primitives)}});
  }

  std::vector<std::byte> bytes() {
    Json scene_nodes = Json::array();
    for (std::size_t i = 0; i < nodes_.size(); ++i) scene_nodes.push_back(i);
    Json json = {{"asset", {{"version", "2.0"}, {"generator", "meshgate " + std::string(version())}}}};
    if (!nodes_.empty()) {
      json["scene"] = 0;
      json["scenes"] = Json::array({{{"nodes", std::move(scene_nodes)}}});
      json["nodes"] = nodes_;
      json["meshes"] = meshes_;
      json["materials"] = materials_;
      json["accessors"] = accessors_;
      json["bufferViews"] = views_;
      json["buffers"] = Json::array({{{"byteLength", binary_.size()}}});
    }
    std::string text = json.dump();
    text.resize((text.size() + 3) / 4 * 4, ' ');
    const std::size_t binary_chunk = binary_.empty() ? 0 : 8 + binary_.size();
    std::vector<std::byte> file;
    file.reserve(20 + text.size() + binary_chunk);
    append_word(kMagic, file);
    append_word(2, file);
    append_word(static_cast<std::uint32_t>(20 + text.size() + binary_chunk), file);
    append_word(static_cast<std::uint32_t>(text.size()), file);
    append_word(kJsonChunk, file);
    append(text.data(), text.size(), file);
    if (binary_.empty()) return file;
    append_word(static_cast<std::uint32_t>(binary_.size()), file);
    append_word(kBinaryChunk, file);
    append(binary_.data(), binary_.size(), file);
    return file;
  }

 private:
  static void append(const void* data, std::size_t size, std::vector<std::byte>& to) {
    const auto* bytes = static_cast<const std::byte*>(data);
    to.insert(to.end(), bytes, bytes + size);
  }
  // glTF is little-endian, and so are the machines that meshgate runs on.
  static void append_word(std::uint32_t word, std::vector<std::byte>& to) { append(&word, sizeof word, to); }

  std::size_t add_view(const void* data, std::size_t size, int target) {
    views_.push_back(
        {{"buffer", 0}, {"byteOffset", binary_.size()}, {"byteLength", size}, {"target", target}});
    append(data, size, binary_);
    return views_.size() - 1;
  }

  std::size_t add_positions(const std::vector<float3>& positions) {
    Box3 box;
    for (const float3 p : positions) box.add(p);
    accessors_.push_back({{"bufferView", add_view(positions.data(), 12 * positions.size(), kArrayBuffer)},
                          {"componentType", kFloat},
                          {"count", positions.size()},
                          {"type", "VEC3"},
                          {"min", {box.min.x, box.min.y, box.min.z}},
                          {"max", {box.max.x, box.max.y, box.max.z}}});
    return accessors_.size() - 1;
  }

  std::size_t add_indices(const std::vector<std::uint32_t>& indices) {
    accessors_.push_back({{"bufferView", add_view(indices.data(), 4 * indices.size(), kElementArrayBuffer)},
                          {"componentType", kUnsignedInt},
                          {"count", indices.size()},
                          {"type", "SCALAR"}});
    return accessors_.size() - 1;
  }

  Json nodes_ = Json::array(), meshes_ = Json::array(), materials_ = Json::array(),
       accessors_ = Json::array(), views_ = Json::array();
  std::vector<std::byte> binary_;
};

}  // namespace

std::vector<std::byte> render_glb(const std::vector<GlbPart>& parts) {
  GlbDocument document;
  for (const GlbPart& part : parts) document.add(part);
  return document.bytes();
}

}  // namespace meshgate
