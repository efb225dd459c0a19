#pragma once
// A glTF document while it is read: its objects with typed fields, and what the stages of the reader share.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/source.h"
#include "formats/detail/gltf_issues.h"
#include "formats/detail/gltf_json.h"
#include "formats/detail/gltf_schema.h"
#include "meshgate/format.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// Accessor component types, as numbered by OpenGL; 0 = missing or invalid.
enum class GltfComponent : std::uint16_t {
  kNone = 0,
  kInt8 = 5120,
  kUint8 = 5121,
  kInt16 = 5122,
  kUint16 = 5123,
  kUint32 = 5125,
  kFloat = 5126,
};
/// Bytes of one component; 0 for kNone.
std::uint64_t size_of(GltfComponent component);
/// Returns "FLOAT", "UNSIGNED_SHORT", …
std::string_view to_string(GltfComponent component);

enum class GltfType : std::uint8_t { kNone, kScalar, kVec2, kVec3, kVec4, kMat2, kMat3, kMat4 };
/// Components of one element; 0 for kNone.
std::uint32_t component_count(GltfType type);
std::string_view to_string(GltfType type);

/// Component type, element type and normalisation: what a semantic allows or forbids.
struct GltfFormat {
  GltfType type = GltfType::kNone;
  GltfComponent component = GltfComponent::kNone;
  bool normalized = false;
  friend bool operator==(const GltfFormat&, const GltfFormat&) = default;
};
/// Returns "VEC3 of FLOAT" or "VEC4 of normalized UNSIGNED_BYTE".
std::string describe(const GltfFormat& format);

struct GltfBuffer {
  Json json;
  std::optional<std::uint64_t> byte_length;
  bool has_uri = false;
  bool fallback = false;  ///< has no bytes of its own (meshopt)
  bool loaded = false;
  Array<std::byte> bytes;                    ///< at most byte_length
  std::optional<std::uint64_t> file_offset;  ///< where they are in the file that is read
};

/// What a buffer view is used for; glTF wants one use.
enum class GltfViewUse : std::uint8_t { kNone, kVertices, kIndices, kInverseBindMatrices, kImage, kOther };

struct GltfBufferView {
  bool exists = false;
  Json json;
  std::uint32_t buffer = kNoIndex;
  std::optional<std::uint64_t> byte_offset;
  std::optional<std::uint64_t> byte_length;
  std::uint32_t stride = 0;  ///< 0 = not stated
  std::uint32_t target = 0;
  GltfViewUse use = GltfViewUse::kNone;
  Array<std::byte> bytes;  ///< what is there of it, decompressed; at most byte_length
  std::optional<std::uint64_t> file_offset;
};

struct GltfSparse {
  std::uint64_t count = 0;
  std::uint32_t index_view = kNoIndex;
  std::optional<std::uint64_t> index_offset;
  GltfComponent index_type = GltfComponent::kNone;
  std::uint32_t value_view = kNoIndex;
  std::optional<std::uint64_t> value_offset;
};

enum class GltfAccessorUse : std::uint8_t {
  kNone,
  kVertices,
  kIndices,
  kInverseBindMatrices,
  kInput,
  kOutput
};

struct GltfAccessor {
  bool exists = false;
  Json json;
  std::uint32_t view = kNoIndex;
  std::optional<std::uint64_t> byte_offset;  ///< nothing when it is invalid
  GltfFormat format;
  std::uint64_t count = 0;
  std::optional<std::vector<double>> min;  ///< as many numbers as components, rounded to float for floats
  std::optional<std::vector<double>> max;
  std::optional<GltfSparse> sparse;
  GltfAccessorUse use = GltfAccessorUse::kNone;

  /// Type, component type and count are known.
  [[nodiscard]] bool complete() const {
    return format.type != GltfType::kNone && format.component != GltfComponent::kNone && count > 0;
  }
  /// Bytes of one element without padding behind it (columns of small matrices are padded).
  [[nodiscard]] std::uint64_t element_size() const;
  /// Distance of elements when the view states none.
  [[nodiscard]] std::uint64_t tight_stride() const;
  /// Byte of component `i` within its element.
  [[nodiscard]] std::uint64_t component_offset(std::uint32_t i) const;
};

/// Elements in memory: `count` of them, `stride` apart. Every byte may be read; nothing is aligned.
struct GltfElements {
  Array<std::byte> bytes;
  std::uint64_t count = 0;  ///< less than the accessor's when data is missing
  std::uint64_t stride = 0;
  bool complete = false;  ///< all elements are there, with all sparse values
  bool zeros = false;  ///< neither buffer view nor sparse values: every element is zero and `bytes` is empty
  std::optional<std::uint64_t> file_offset;
};

/// Accessors and primitives may share bytes, so a small file can ask for any amount of work: beyond this many
/// bytes of elements it is refused (kLimit). An honest file looks at each byte about once.
inline constexpr std::uint64_t kMaxGltfWork = std::uint64_t{16} << 30U;

/// Counts memory that a hostile file makes the reader allocate.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::uint64_t limit) : left_(limit) {}
  /// Whether this allocation is allowed; once refused, everything is.
  bool take(std::uint64_t bytes) {
    if (exceeded_ || bytes > left_) {
      exceeded_ = true;
      return false;
    }
    left_ -= bytes;
    return true;
  }
  /// The same for `count` things of `size` bytes, without overflow.
  bool take(std::uint64_t count, std::uint64_t size) {
    if (size != 0 && count > left_ / size) refuse();
    return !exceeded_ && take(count * size);
  }
  /// Gives up for another reason than memory.
  void refuse() { exceeded_ = true; }
  [[nodiscard]] bool exceeded() const { return exceeded_; }
  [[nodiscard]] std::uint64_t left() const { return left_; }

 private:
  std::uint64_t left_;
  bool exceeded_ = false;
};

/// Everything that the stages share.
struct GltfDocument {
  GltfDocument(const Source& source_file, const ReadOptions& read_options)
      : source(source_file), options(read_options), budget(read_options.max_memory) {}

  const Source& source;
  const ReadOptions& options;
  MemoryBudget budget;
  GltfIssues issues;
  FindingSink notes;  ///< findings of other families
  std::unique_ptr<JsonDocument> json;
  Json root;
  GltfUsage usage;
  bool is_glb = false;
  std::optional<Array<std::byte>> bin;  ///< of a GLB
  std::uint64_t bin_offset = 0;
  std::set<std::string, std::less<>> extensions_used;

  std::vector<GltfBuffer> buffers;
  std::vector<GltfBufferView> views;
  std::vector<GltfAccessor> accessors;
  std::map<std::uint32_t, GltfElements> sparse_elements;  ///< of sparse accessors, made once

  [[nodiscard]] bool uses(std::string_view extension) const;
  /// The accessor, or null when the index is not of one.
  [[nodiscard]] GltfAccessor* accessor(std::uint64_t index) {
    return index < accessors.size() && accessors[index].exists ? &accessors[index] : nullptr;
  }
  [[nodiscard]] GltfBufferView* view(std::uint64_t index) {
    return index < views.size() && views[index].exists ? &views[index] : nullptr;
  }
};

/// Fills buffers, views and accessors from the JSON; fields of the wrong type stay empty (the schema reported
/// them).
void parse_gltf_buffers(GltfDocument& document);

/// A non-negative whole number, or nothing.
std::optional<std::uint64_t> gltf_uint(Json object, std::string_view name);
/// An index: a whole number below 2^32 − 1, or kNoIndex.
std::uint32_t gltf_index(Json object, std::string_view name);
/// Exactly `count` numbers, or nothing.
std::optional<std::vector<double>> gltf_numbers(Json object, std::string_view name, std::size_t count);
/// An extension object of `object`, or nothing.
Json gltf_extension(Json object, std::string_view name);

}  // namespace meshgate
