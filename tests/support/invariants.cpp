#include "support/invariants.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cstring>
#include <set>
#include <span>
#include <tuple>

#include "meshgate/format.h"
#include "meshgate/rule.h"

namespace meshgate::test {
namespace {

/// Collects what does not hold.
class Violations {
 public:
  explicit Violations(std::string where) : where_(std::move(where)) {}

  template <class... Args>
  void require(bool holds, fmt::format_string<Args...> format, Args&&... args) {
    if (!holds) found_.push_back(where_ + ": " + fmt::format(format, std::forward<Args>(args)...));
  }
  void add(std::vector<std::string> others) {
    for (std::string& other : others) found_.push_back(where_ + ", " + std::move(other));
  }
  [[nodiscard]] std::vector<std::string> take() && { return std::move(found_); }

 private:
  std::string where_;
  std::vector<std::string> found_;
};

/// Reads every byte, so that a view beyond its memory shows under a sanitizer or as a fault.
template <class T>
void touch(const Array<T>& array) {
  std::uint64_t sum = 0;
  for (const std::byte b : std::as_bytes(array.span())) sum += std::to_integer<std::uint64_t>(b);
  volatile std::uint64_t sink = sum;
  static_cast<void>(sink);
}

template <class T>
std::uint64_t bytes_of(const Array<T>& array) {
  return array.size() * sizeof(T);
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, or 0 (Unicode 15, table 3-7).
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto in = [](unsigned value, unsigned low, unsigned high) { return value >= low && value <= high; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (in(lead, 0xC2, 0xDF)) return in(byte(1), 0x80, 0xBF) ? 2 : 0;
  if (in(lead, 0xE0, 0xEF)) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) ? 3 : 0;
  }
  if (in(lead, 0xF0, 0xF4)) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) && in(byte(3), 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

/// Valid UTF-8 without control characters: may go to any terminal and into any report.
bool is_safe_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    const auto first = static_cast<unsigned char>(text[0]);
    if (length == 0 || first < 0x20 || first == 0x7F) return false;
    const std::string_view rest = text.substr(1);
    if (first == 0xC2 && static_cast<unsigned char>(rest[0]) < 0xA0) return false;  // C1
    if (first == 0xE2 && rest.substr(0, 2) == "\x80\xAE") return false;             // right to left
    text.remove_prefix(length);
  }
  return true;
}

bool all_distinct(const Array<float3>& positions) {
  std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> keys;
  keys.reserve(positions.size());
  const auto key = [](float value) { return std::bit_cast<std::uint32_t>(value == 0 ? 0.0F : value); };
  for (const float3& p : positions) keys.emplace_back(key(p.x), key(p.y), key(p.z));
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) == keys.end();
}

void check_ranges(Violations& out, std::string_view what, const std::vector<FaceRange>& ranges,
                  std::size_t faces, std::size_t materials) {
  std::uint64_t last_start = 0;
  std::uint64_t last_end = 0;
  for (const FaceRange& range : ranges) {
    const std::uint64_t end = std::uint64_t{range.first_face} + range.face_count;
    out.require(end <= faces, "{}: range ends at face {} of {}", what, end, faces);
    out.require(range.first_face >= last_start, "{}: not ascending at face {}", what, range.first_face);
    out.require(what != "materials" || range.first_face >= last_end, "{}: overlap at face {}", what,
                range.first_face);
    out.require(range.material == kNoIndex || range.material < materials, "{}: material {} of {}", what,
                range.material, materials);
    last_start = range.first_face;
    last_end = end;
  }
}

/// An attribute is one a vertex, or has an index a corner.
void check_attribute(Violations& out, std::string_view what, std::size_t values, std::size_t own_indices,
                     const Mesh& mesh) {
  if (own_indices != 0) {
    out.require(own_indices == mesh.indices.size(), "{}: {} indices for {} corners", what, own_indices,
                mesh.indices.size());
  } else if (values != 0) {
    out.require(values == mesh.positions.size(), "{}: {} for {} vertices", what, values,
                mesh.positions.size());
  }
}

std::vector<std::string> mesh_violations(const Mesh& mesh, const Asset& asset, std::size_t number) {
  Violations out(fmt::format("mesh {}", number));
  const std::size_t faces = mesh.face_count();
  out.require(mesh.indices.size() % 3 == 0, "{} indices are no triangles", mesh.indices.size());
  check_attribute(out, "normals", mesh.normals.size(), mesh.normal_indices.size(), mesh);
  check_attribute(out, "colors", mesh.colors.size(), 0, mesh);
  check_attribute(out, "tangents", mesh.tangents.size(), 0, mesh);
  for (const UvSet& set : mesh.uvs) check_attribute(out, "uvs", set.values.size(), set.indices.size(), mesh);
  check_ranges(out, "materials", mesh.materials, faces, asset.scene.materials.size());
  check_ranges(out, "groups", mesh.groups, faces, asset.scene.materials.size());

  out.require(mesh.stored_vertices >= mesh.positions.size(), "stored_vertices {} below {} positions",
              mesh.stored_vertices, mesh.positions.size());
  out.require(!mesh.positions_unique || all_distinct(mesh.positions), "positions_unique, but two are equal");
  out.require(mesh.face_numbers.empty() || mesh.face_numbers.size() == faces, "{} face_numbers for {} faces",
              mesh.face_numbers.size(), faces);
  out.require(std::all_of(mesh.face_numbers.begin(), mesh.face_numbers.end(),
                          [&](std::uint32_t in_file) { return in_file < faces; }),
              "a face has a number beyond {}", faces);
  out.require(mesh.face_lines.empty() || mesh.face_lines.size() == faces, "{} face_lines for {} faces",
              mesh.face_lines.size(), faces);
  out.require(mesh.face_polygons.empty() || mesh.face_polygons.size() == faces,
              "{} face_polygons for {} faces", mesh.face_polygons.size(), faces);
  out.require(std::is_sorted(mesh.face_polygons.begin(), mesh.face_polygons.end()),
              "face_polygons not ascending");
  out.require(mesh.face_stride == 0 || mesh.face_offset + faces * mesh.face_stride <= asset.bytes,
              "faces at {} + {} × {} lie beyond the file", mesh.face_offset, faces, mesh.face_stride);

  touch(mesh.positions), touch(mesh.indices), touch(mesh.normals), touch(mesh.normal_indices);
  touch(mesh.colors), touch(mesh.tangents), touch(mesh.face_numbers), touch(mesh.face_lines),
      touch(mesh.face_polygons);
  for (const UvSet& set : mesh.uvs) touch(set.values), touch(set.indices);
  return std::move(out).take();
}

std::vector<std::string> image_violations(const Image& image, std::string where) {
  Violations out(std::move(where));
  const std::uint64_t samples = std::uint64_t{image.width} * image.height * image.pixel_channels;
  const std::size_t stored = image.pixels8.size() + image.pixels16.size() + image.pixels32f.size();
  out.require(stored == std::max({image.pixels8.size(), image.pixels16.size(), image.pixels32f.size()}),
              "samples of more than one type");
  out.require(image.orientation >= 1 && image.orientation <= 8, "orientation {}", image.orientation);
  // An EXR may have any number of channels, and names them.
  out.require(image.channels <= 4 || image.channel_names.size() == image.channels, "{} channels",
              image.channels);
  for (const std::string& name : image.channel_names)
    out.require(is_safe_text(name), "the name of a channel is not printable");
  out.require(image.bit_depth <= 32, "{} bits", image.bit_depth);
  if (image.decoded()) {
    out.require(image.pixel_channels >= 1 && image.pixel_channels <= 4, "{} pixel channels",
                image.pixel_channels);
    out.require(stored == samples, "{} samples for {} × {} × {}", stored, image.width, image.height,
                image.pixel_channels);
  }
  touch(image.pixels8), touch(image.pixels16), touch(image.pixels32f);
  return std::move(out).take();
}

std::vector<std::string> scene_violations(const Scene& scene) {
  Violations out("scene");
  const auto valid = [](std::uint32_t index, std::size_t size) { return index == kNoIndex || index < size; };
  for (const Node& node : scene.nodes) {
    out.require(valid(node.parent, scene.nodes.size()), "parent {} of {} nodes", node.parent,
                scene.nodes.size());
  }
  for (const Instance& instance : scene.instances) {
    out.require(instance.mesh < scene.meshes.size(), "instance of mesh {} of {}", instance.mesh,
                scene.meshes.size());
    out.require(valid(instance.node, scene.nodes.size()), "instance at node {}", instance.node);
  }
  for (const Material& material : scene.materials) {
    for (const TextureUse& use : material.textures) {
      out.require(valid(use.image, scene.images.size()), "texture {} of {}", use.image, scene.images.size());
    }
  }
  for (const TextureImage& image : scene.images) {
    out.require(image.available || image.encoded.empty(), "bytes of an image that is not available");
    out.require(image.encoded.empty() || image.encoded.size() == image.bytes, "{} bytes of {}",
                image.encoded.size(), image.bytes);
    out.require(is_safe_text(image.element), "element of an image is not printable");
    touch(image.encoded);
    out.add(image_violations(image.image, "image " + image.element));
  }
  out.require(scene.up_axis == 0 || scene.up_axis == 'Y' || scene.up_axis == 'Z', "up axis {}",
              static_cast<int>(scene.up_axis));
  return std::move(out).take();
}

std::uint64_t held_bytes(const Image& image) {
  return bytes_of(image.pixels8) + bytes_of(image.pixels16) + bytes_of(image.pixels32f);
}

}  // namespace

std::vector<std::string> invariant_violations(const std::vector<Finding>& findings,
                                              std::uint64_t file_bytes) {
  Violations out("findings");
  std::set<std::pair<std::string, std::string>> seen;
  for (const Finding& finding : findings) {
    const std::string& rule = finding.rule;
    out.require(find_rule(rule) != nullptr, "{} is not a registered rule", rule);
    out.require(seen.emplace(rule, finding.element).second, "{} twice for '{}'", rule, finding.element);
    out.require(!finding.message.empty() && is_safe_text(finding.message),
                "{}: message empty or not printable", rule);
    out.require(is_safe_text(finding.element), "{}: element is not printable", rule);
    out.require(finding.locations.size() <= kMaxWitnesses, "{}: {} witnesses", rule,
                finding.locations.size());
    out.require(finding.count >= std::max<std::size_t>(1, finding.locations.size()),
                "{}: count {} for {} witnesses", rule, finding.count, finding.locations.size());
    for (const Location& location : finding.locations) {
      out.require(location.byte_offset.value_or(0) <= file_bytes, "{}: byte {} of {}", rule,
                  location.byte_offset.value_or(0), file_bytes);
      out.require(location.line.value_or(1) >= 1, "{}: line 0", rule);
      out.require(is_safe_text(location.pointer), "{}: pointer is not printable", rule);
    }
    for (const auto& [name, value] : finding.evidence) {
      out.require(!name.empty() && is_safe_text(name), "{}: evidence without a name", rule);
      const auto* const text = std::get_if<std::string>(&value);
      out.require(text == nullptr || is_safe_text(*text), "{}: evidence {} is not printable", rule, name);
    }
  }
  return std::move(out).take();
}

std::vector<std::string> invariant_violations(const Asset& asset) {
  Violations out(asset.path);
  out.require(find_format(asset.format) != nullptr, "format '{}' is unknown", asset.format);
  out.require(asset.kind == AssetKind::kMesh || asset.kind == AssetKind::kImage, "of no kind");
  out.require(asset.kind == AssetKind::kImage || !asset.image, "a model that is a picture");
  // A picture whose header is beyond use is still an asset: the notes say what is wrong.
  out.require(asset.kind != AssetKind::kImage || asset.image || !asset.notes.empty(),
              "no picture and no note");
  for (std::size_t i = 0; i < asset.scene.meshes.size(); ++i) {
    out.add(mesh_violations(asset.scene.meshes[i], asset, i));
  }
  out.add(scene_violations(asset.scene));
  if (asset.image) out.add(image_violations(*asset.image, "image"));
  out.add(invariant_violations(asset.notes, asset.bytes));
  return std::move(out).take();
}

void check_invariants(const Asset& asset) {
  for (const std::string& violation : invariant_violations(asset)) FAIL_CHECK(violation);
}

void check_invariants(const std::vector<Finding>& findings, std::uint64_t file_bytes) {
  for (const std::string& violation : invariant_violations(findings, file_bytes)) FAIL_CHECK(violation);
}

std::uint64_t held_bytes(const Asset& asset) {
  std::uint64_t sum = asset.image ? held_bytes(*asset.image) : 0;
  for (const Mesh& mesh : asset.scene.meshes) {
    sum += bytes_of(mesh.positions) + bytes_of(mesh.indices) + bytes_of(mesh.normals) +
           bytes_of(mesh.normal_indices) + bytes_of(mesh.colors) + bytes_of(mesh.tangents) +
           bytes_of(mesh.face_numbers) + bytes_of(mesh.face_lines) + bytes_of(mesh.face_polygons);
    for (const UvSet& set : mesh.uvs) sum += bytes_of(set.values) + bytes_of(set.indices);
  }
  for (const TextureImage& image : asset.scene.images) sum += held_bytes(image.image);
  return sum;
}

}  // namespace meshgate::test
