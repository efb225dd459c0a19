#pragma once
// The glTF 2.0 schema as tables, and the walk that compares a document with them.
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "formats/detail/gltf_issues.h"
#include "formats/detail/gltf_json.h"

namespace meshgate {

/// The arrays at the root of a document that others refer to by index.
enum class GltfCollection : std::uint8_t {
  kAccessors,
  kAnimations,
  kBuffers,
  kBufferViews,
  kCameras,
  kImages,
  kMaterials,
  kMeshes,
  kNodes,
  kSamplers,
  kScenes,
  kSkins,
  kTextures,
  kCount,
  kNone = kCount,
};
/// Returns the name of the property, as "bufferViews".
std::string_view to_string(GltfCollection collection);

/// What a property holds.
enum class GltfShape : std::uint8_t {
  kAny,
  kObject,
  kObjects,     ///< array of objects
  kCollection,  ///< array of objects at the root
  kString,
  kStrings,
  kVersion,  ///< "major.minor"
  kNumber,
  kNumbers,
  kInteger,
  kBool,
  kIndex,
  kIndices,
  kIndexMap,   ///< object of indices: attributes of a primitive
  kIndexMaps,  ///< array of those: morph targets
};

struct GltfSchema;

/// One property of one object: its type and what its values may be.
struct GltfProperty {
  std::string_view name;
  GltfShape shape = GltfShape::kAny;
  bool required = false;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_excluded = false;
  std::int64_t multiple_of = 1;
  std::size_t length = 0;                         ///< of kNumbers; 0 = any but zero
  std::span<const std::int64_t> values = {};      ///< allowed integers; empty = all in range
  std::span<const std::string_view> words = {};   ///< allowed strings; empty = all
  GltfCollection target = GltfCollection::kNone;  ///< what an index refers to
  bool marks_use = true;                          ///< whether the reference counts as a use of its target
  const GltfSchema* object = nullptr;             ///< schema of kObject, kObjects, kCollection
};

/// One kind of object. `extensions` and `extras` are allowed everywhere and not listed.
struct GltfSchema {
  std::string_view name;
  std::span<const GltfProperty> properties;
};

/// The root of a document.
const GltfSchema& gltf_root_schema();

/// Where an extension may stand and what its object looks like there.
struct GltfExtensionPlace {
  std::string_view owner;  ///< name of the schema that it extends
  const GltfSchema* object = nullptr;
};

/// What is lost when an extension is not interpreted.
enum class GltfSupport : std::uint8_t {
  kRead,      ///< meshgate reads it
  kHarmless,  ///< concerns looks or metadata only: shape and textures are complete without it
  kUnable,    ///< known, but what it describes cannot be read
};

/// One known extension.
struct GltfExtension {
  std::string_view name;
  GltfSupport support = GltfSupport::kHarmless;
  bool standalone = false;        ///< may not share its object with another extension
  bool must_be_required = false;  ///< a file that uses it cannot be read without it
  std::span<const GltfExtensionPlace> places = {};
};

/// Returns the record of this extension or null.
const GltfExtension* find_gltf_extension(std::string_view name);

/// Which objects of the collections exist (are objects) and which are referred to.
struct GltfUsage {
  std::array<std::vector<bool>, static_cast<std::size_t>(GltfCollection::kCount)> exists;
  std::array<std::vector<bool>, static_cast<std::size_t>(GltfCollection::kCount)> used;

  [[nodiscard]] bool has(GltfCollection collection, std::uint64_t index) const {
    const auto& list = exists[static_cast<std::size_t>(collection)];
    return index < list.size() && list[index];
  }
  void mark(GltfCollection collection, std::uint64_t index) {
    if (has(collection, index)) used[static_cast<std::size_t>(collection)][index] = true;
  }
};

/// Compares a document with the schema; reports types, ranges, missing and unknown properties, references and
/// extensions. O(values). Objects of the wrong shape stay readable for those who look at them afterwards.
GltfUsage check_gltf_schema(Json root, GltfIssues& issues);

/// Reports objects that nothing refers to.
void check_gltf_unused(const GltfUsage& usage, GltfIssues& issues);

}  // namespace meshgate
