#include "formats/detail/glb_builder.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "core/buffer.h"
#include "core/parallel.h"
#include "core/text.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

// Numbers of the specification (glTF 2.0, 3.6 and 4).
constexpr int kArrayBuffer = 34962, kElementArrayBuffer = 34963;
constexpr int kUnsignedByte = 5121, kUnsignedShort = 5123, kUnsignedInt = 5125, kFloat = 5126;
constexpr int kLines = 1, kTriangles = 4;
constexpr std::uint32_t kMagic = 0x46546C67U, kJsonChunk = 0x4E4F534AU, kBinaryChunk = 0x004E4942U;
constexpr std::size_t kGrain = std::size_t{1} << 16U;

constexpr std::uint64_t padded(std::uint64_t size) { return (size + 3) / 4 * 4; }

template <class T>
Array<std::byte> bytes_of(const Array<T>& values) {
  return {values.owner(), std::as_bytes(values.span())};
}

Box3 bounds_of(const Array<float3>& positions, const std::stop_token& stop) {
  const auto map = [&](std::size_t begin, std::size_t end) {
    Box3 box;
    for (std::size_t i = begin; i < end; ++i) box.add(positions[i]);
    return box;
  };
  return parallel_reduce(positions.size(), kGrain, stop, Box3{}, map,
                         [](Box3& total, const Box3& part) { total.add(part); });
}

// Whether every component is a multiple of 1/steps, so that an integer holds it without loss.
bool fits_steps(const Array<float4>& colors, float steps, const std::stop_token& stop) {
  const auto is_step = [&](float value) {
    const float step = std::round(value * steps);
    return step / steps == value;
  };
  const auto count_others = [&](std::size_t begin, std::size_t end) {
    std::size_t others = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const float4& c = colors[i];
      others += is_step(c.x) && is_step(c.y) && is_step(c.z) && is_step(c.w) ? 0U : 1U;
    }
    return others;
  };
  return parallel_reduce(colors.size(), kGrain, stop, std::size_t{0}, count_others,
                         [](std::size_t& total, std::size_t part) { total += part; }) == 0;
}

template <class T>
Array<std::byte> as_steps(const Array<float4>& colors) {
  constexpr auto kSteps = static_cast<float>(std::numeric_limits<T>::max());
  Buffer<T> out(4 * colors.size());
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const float4& c = colors[i];
    const float values[4] = {c.x, c.y, c.z, c.w};
    for (std::size_t k = 0; k < 4; ++k) out[4 * i + k] = static_cast<T>(std::lround(values[k] * kSteps));
  }
  return bytes_of(std::move(out).freeze());
}

void store_word(std::uint32_t word, std::byte*& out) {
  // glTF is little-endian, and so are the machines that meshgate runs on.
  std::memcpy(out, &word, sizeof word);
  out += sizeof word;
}

}  // namespace

Result<Array<std::byte>> assemble_glb(std::string text, std::uint64_t binary_size,
                                      const std::function<void(std::byte* binary)>& fill) {
  text.resize(padded(text.size()), ' ');
  const std::uint64_t binary = padded(binary_size);
  const std::uint64_t size = 20 + text.size() + (binary == 0 ? 0 : 8 + binary);
  if (size > std::numeric_limits<std::uint32_t>::max())
    return fail(ErrorKind::kLimit, "the model takes " + format_bytes(size) + ", a GLB holds 4.3 GB at most");
  Buffer<std::byte> file(size);
  std::byte* out = file.data();
  store_word(kMagic, out);
  store_word(2, out);
  store_word(static_cast<std::uint32_t>(size), out);
  store_word(static_cast<std::uint32_t>(text.size()), out);
  store_word(kJsonChunk, out);
  std::memcpy(out, text.data(), text.size());
  out += text.size();
  if (binary > 0) {
    store_word(static_cast<std::uint32_t>(binary), out);
    store_word(kBinaryChunk, out);
    std::memset(out + binary_size, 0, binary - binary_size);
    fill(out);
  }
  return std::move(file).freeze();
}

GlbBuilder::GlbBuilder() {
  root_["asset"] = {{"version", "2.0"}, {"generator", "meshgate " + std::string(version())}};
}

std::size_t GlbBuilder::append(std::string_view list, Json value) {
  Json& values = root_[std::string(list)];
  values.push_back(std::move(value));
  return values.size() - 1;
}

void GlbBuilder::use_extension(std::string_view name, bool required) {
  used_.emplace(name);
  if (required) required_.emplace(name);
}

std::size_t GlbBuilder::add_piece(Piece piece, int target) {
  Json view = {{"buffer", 0}, {"byteOffset", binary_size_}, {"byteLength", piece.size}};
  if (target != 0) view["target"] = target;
  binary_size_ += padded(piece.size);
  pieces_.push_back(std::move(piece));
  return append("bufferViews", std::move(view));
}

std::size_t GlbBuilder::add_accessor(std::size_t view, int component, std::size_t count,
                                     std::string_view type) {
  return append("accessors",
                {{"bufferView", view}, {"componentType", component}, {"count", count}, {"type", type}});
}

std::size_t GlbBuilder::add_view(Array<std::byte> bytes) {
  const std::uint64_t size = bytes.size();
  return add_piece({std::move(bytes), {}, size}, 0);
}

template <class T, class Add>
std::size_t GlbBuilder::add_once(const Array<T>& values, Use use, Add add) {
  const Key key{values.data(), values.size(), use};
  if (const auto found = known_.find(key); found != known_.end()) return found->second.accessor;
  const std::size_t accessor = add();
  known_.emplace(key, Known{values.owner(), accessor});
  return accessor;
}

template <class T>
std::size_t GlbBuilder::add_floats(const Array<T>& values) {
  constexpr std::string_view kType = sizeof(T) == sizeof(float2)   ? "VEC2"
                                     : sizeof(T) == sizeof(float3) ? "VEC3"
                                                                   : "VEC4";
  const std::size_t view = add_piece({bytes_of(values), {}, values.size() * sizeof(T)}, kArrayBuffer);
  return add_accessor(view, kFloat, values.size(), kType);
}

std::size_t GlbBuilder::add_positions(const Array<float3>& positions, const std::stop_token& stop) {
  return add_once(positions, Use::kPositions, [&] {
    const std::size_t accessor = add_floats(positions);
    const Box3 box = bounds_of(positions, stop);
    Json& json = root_["accessors"][accessor];
    json["min"] = {box.min.x, box.min.y, box.min.z};
    json["max"] = {box.max.x, box.max.y, box.max.z};
    return accessor;
  });
}

std::size_t GlbBuilder::add_vectors(const Array<float2>& values) {
  return add_once(values, Use::kVectors, [&] { return add_floats(values); });
}
std::size_t GlbBuilder::add_vectors(const Array<float3>& values) {
  return add_once(values, Use::kVectors, [&] { return add_floats(values); });
}
std::size_t GlbBuilder::add_vectors(const Array<float4>& values) {
  return add_once(values, Use::kVectors, [&] { return add_floats(values); });
}

std::size_t GlbBuilder::add_colors(const Array<float4>& colors, const std::stop_token& stop) {
  return add_once(colors, Use::kColors, [&] {
    if (!fits_steps(colors, 65535, stop)) return add_floats(colors);
    const bool bytes = fits_steps(colors, 255, stop);
    Array<std::byte> steps = bytes ? as_steps<std::uint8_t>(colors) : as_steps<std::uint16_t>(colors);
    const std::uint64_t size = steps.size();
    const std::size_t view = add_piece({std::move(steps), {}, size}, kArrayBuffer);
    const std::size_t accessor =
        add_accessor(view, bytes ? kUnsignedByte : kUnsignedShort, colors.size(), "VEC4");
    root_["accessors"][accessor]["normalized"] = true;
    return accessor;
  });
}

std::size_t GlbBuilder::add_indices(const Array<std::uint32_t>& indices, std::size_t vertices) {
  return add_once(indices, Use::kIndices, [&] {
    // The greatest value of a type would restart the primitive.
    const bool narrow = vertices <= std::numeric_limits<std::uint16_t>::max();
    Piece piece;
    piece.size = indices.size() * (narrow ? 2U : 4U);
    if (narrow) {
      piece.narrow = indices;
    } else {
      piece.bytes = bytes_of(indices);
    }
    const std::size_t view = add_piece(std::move(piece), kElementArrayBuffer);
    return add_accessor(view, narrow ? kUnsignedShort : kUnsignedInt, indices.size(), "SCALAR");
  });
}

Result<Array<std::byte>> GlbBuilder::finish(const std::stop_token& stop) && {
  for (const auto& [list, names] :
       {std::pair{"extensionsUsed", &used_}, {"extensionsRequired", &required_}}) {
    if (!names->empty()) root_[list] = *names;
  }
  if (binary_size_ > 0) root_["buffers"] = Json::array({{{"byteLength", binary_size_}}});
  std::string text = root_.dump(-1, ' ', false, Json::error_handler_t::replace);
  return assemble_glb(std::move(text), binary_size_, [&](std::byte* out) {
    for (const Piece& piece : pieces_) {
      const bool narrow = piece.bytes.empty();
      const std::size_t count = narrow ? piece.narrow.size() : piece.bytes.size();
      parallel_ranges(count, 16 * kGrain, stop, [&](std::size_t begin, std::size_t end) {
        if (!narrow) {
          std::memcpy(out + begin, piece.bytes.data() + begin, end - begin);
          return;
        }
        for (std::size_t i = begin; i < end; ++i) {
          const auto index = static_cast<std::uint16_t>(piece.narrow[i]);
          std::memcpy(out + 2 * i, &index, sizeof index);
        }
      });
      std::memset(out + piece.size, 0, padded(piece.size) - piece.size);
      out += padded(piece.size);
    }
  });
}

Result<Array<std::byte>> render_glb(const std::vector<GlbPart>& parts) {
  using Json = GlbBuilder::Json;
  GlbBuilder glb;
  Json scene = Json::array();
  for (const GlbPart& part : parts) {
    if (part.triangles.empty() && part.lines.empty()) continue;
    const float4& color = part.color;
    const std::size_t material = glb.append(
        "materials", {{"pbrMetallicRoughness",
                       {{"baseColorFactor", {color.x, color.y, color.z, color.w}}, {"metallicFactor", 0}}},
                      {"doubleSided", true}});
    const std::size_t positions = glb.add_positions(part.positions, {});
    Json primitives = Json::array();
    const auto add_primitive = [&](const std::vector<std::uint32_t>& indices, int mode) {
      if (indices.empty()) return;
      primitives.push_back({{"attributes", {{"POSITION", positions}}},
                            {"indices", glb.add_indices(indices, part.positions.size())},
                            {"material", material},
                            {"mode", mode}});
    };
    add_primitive(part.triangles, kTriangles);
    add_primitive(part.lines, kLines);
    const std::size_t mesh = glb.append("meshes", {{"primitives", std::move(primitives)}});
    scene.push_back(glb.append("nodes", {{"mesh", mesh}, {"name", printable(part.name)}}));
  }
  if (!scene.empty()) {
    glb.set("scene", 0);
    glb.append("scenes", {{"nodes", std::move(scene)}});
  }
  return std::move(glb).finish({});
}

}  // namespace meshgate
