#pragma once
// One USD layer as its file has it, before composition. Text and crate files become the same structure.
//
// Only what meshes, their places and their looks need is kept; values of a crate file stay in the file until
// they are asked for.
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/source.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// A value of a property or of metadata. Tuples are flat: a point3f[] of n points has 3·n reals.
struct UsdValue {
  enum class Kind { kNone, kBlocked, kIntegers, kReals, kTexts };
  Kind kind = Kind::kNone;
  bool is_array = false;
  Array<std::int32_t> integers;    ///< also bool; beyond 32 bits they are cut to the range
  Array<float> reals;              ///< of arrays: half, float and double
  std::vector<double> exact;       ///< of single values and tuples; matrices row by row
  std::vector<std::string> texts;  ///< strings, tokens, asset paths, paths
};

/// Where a value is: in memory, or 64 bits that the crate file knows to read. Neither = there is none.
struct UsdValueRef {
  std::shared_ptr<const UsdValue> parsed;
  std::uint64_t rep = 0;
  [[nodiscard]] explicit operator bool() const { return parsed != nullptr || rep != 0; }
};

struct UsdProperty {
  std::string name;           ///< "primvars:st:indices"
  std::string type;           ///< "texCoord2f[]"; empty for a relationship or an override that says none
  UsdValueRef value;          ///< the default, or the first time sample
  bool animated = false;      ///< has more than one time sample
  std::string interpolation;  ///< of a primvar; empty = not said
  std::vector<std::string> targets;  ///< paths: of a relationship, or connections of an attribute
};

/// An arc to a prim of another layer (or of the same one, when `asset` is empty).
struct UsdReference {
  std::string asset;
  std::string prim;  ///< path; empty = the default prim
};

/// What one layer says of one prim, or of one variant of it.
struct UsdSpec {
  enum class Specifier : std::uint8_t { kDef, kOver, kClass };
  std::string name;
  std::string type;  ///< "Mesh"; empty = not said
  Specifier specifier = Specifier::kOver;
  std::int8_t active = -1;              ///< 0, 1; −1 = not said
  std::vector<std::uint32_t> children;  ///< into UsdLayer::specs
  std::vector<UsdProperty> properties;
  std::vector<UsdReference> references, payloads;
  std::vector<std::string> inherits, specializes;  ///< paths
  std::map<std::string, std::string> selections;   ///< variant set to variant
  /// Variant sets, each with its variants: into UsdLayer::specs.
  std::map<std::string, std::map<std::string, std::uint32_t>> variants;

  [[nodiscard]] const UsdProperty* find(std::string_view property_name) const;
};

class UsdCrate;

/// specs[0] is the root, whose children are the root prims.
struct UsdLayer {
  Source source;
  std::vector<UsdSpec> specs;
  std::vector<std::string> sublayers;
  std::string default_prim;
  std::string up_axis;                    ///< "Y", "Z"; empty = not said
  double meters_per_unit = 0;             ///< 0 = not said
  std::shared_ptr<const UsdCrate> crate;  ///< of a binary layer
  std::uint64_t memory = 0;               ///< bytes that the layer holds, about
  /// What could not be understood: a word for each kind, as "a section of values", with how often.
  std::map<std::string, std::uint64_t> skipped;
};

/// Thrown inside the USD reader for a layer that contradicts itself; caught where layers and values are read.
struct UsdBroken {
  std::string what;
};
/// Thrown inside the USD reader when it would need more memory than is allowed; caught alike.
struct UsdTooLarge {};

/// Bounds of one read.
struct UsdLimits {
  std::uint64_t max_memory = 0;
  std::stop_token stop = {};
};

/// Nesting of prims, dictionaries and lists that is followed; no real asset comes near.
inline constexpr std::uint32_t kUsdMaxDepth = 200;
/// Prims of one layer, and of the composed stage.
inline constexpr std::size_t kUsdMaxPrims = 2'000'000;

/// Reads a text or a crate layer, whichever the content is. kMalformed, kUnsupported (a newer version),
/// kLimit.
Result<UsdLayer> read_usd_layer(const Source& source, const UsdLimits& limits);

/// The two halves. Throw UsdBroken, UsdTooLarge, Cancelled.
UsdLayer parse_usda(const Source& source, const UsdLimits& limits);
UsdLayer read_usdc(const Source& source, const UsdLimits& limits);

/// Gets a value; kNone when there is none. Throws UsdBroken, UsdTooLarge.
UsdValue read_usd_value(const UsdLayer& layer, const UsdValueRef& ref, const UsdLimits& limits);

/// Numbers in one element of a type, as 3 of "point3f[]" and 16 of "matrix4d"; 1 when it is no tuple.
std::uint32_t usd_components(std::string_view type);

}  // namespace meshgate
