#pragma once
// Binary USD layers ("crate" files), versions 0.0.1 to 0.12: sections, and values on demand.
//
// The format is told by OpenUSD's crateFile (Pixar): a table of sections; tokens, strings, fields (name and a
// 64-bit representation of a value), sets of fields, paths as a tree, and specs that join a path to a set.
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/detail/usd_crate_coding.h"
#include "formats/detail/usd_layer.h"

namespace meshgate {

/// Numbers of value types in a representation, bits 48 to 55.
enum class CrateType : std::uint8_t {
  kBool = 1,
  kUchar = 2,
  kInt = 3,
  kUint = 4,
  kInt64 = 5,
  kUint64 = 6,
  kHalf = 7,
  kFloat = 8,
  kDouble = 9,
  kString = 10,
  kToken = 11,
  kAssetPath = 12,
  kMatrix2d = 13,
  kMatrix3d = 14,
  kMatrix4d = 15,
  kQuatd = 16,
  kQuatf = 17,
  kQuath = 18,
  kVec2d = 19,  // then f, h, i; then Vec3 and Vec4 alike
  kVec4i = 30,
  kTokenListOp = 32,
  kPathListOp = 34,
  kReferenceListOp = 35,
  kTokenVector = 41,
  kSpecifier = 42,
  kVariantSelectionMap = 45,
  kTimeSamples = 46,
  kPayload = 47,
  kStringVector = 50,
  kValueBlock = 51,
  kPayloadListOp = 55,
  kTimeCode = 56,
};

/// A value, or where it is.
struct CrateRep {
  std::uint64_t bits = 0;
  [[nodiscard]] bool is_array() const { return (bits >> 63U & 1U) != 0; }
  [[nodiscard]] bool is_inlined() const { return (bits >> 62U & 1U) != 0; }
  [[nodiscard]] bool is_compressed() const { return (bits >> 61U & 1U) != 0; }
  [[nodiscard]] CrateType type() const { return static_cast<CrateType>(bits >> 48U & 0xFFU); }
  [[nodiscard]] std::uint64_t payload() const { return bits & 0xFFFF'FFFF'FFFFU; }
};

/// The sections of a crate file. Views look into the source or into unpacked sections.
class UsdCrate {
 public:
  struct Field {
    std::uint32_t token = 0;
    std::uint64_t rep = 0;
  };
  struct Path {
    std::uint32_t parent = kNone;  ///< into paths()
    std::string_view element;      ///< name of a prim or property, or "{set=variant}"
    bool is_property = false;
    bool known = false;
  };
  struct Spec {
    std::uint32_t path = 0, field_set = 0, type = 0;
  };
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  /// Reads all sections. Throws UsdBroken, UsdTooLarge.
  UsdCrate(const Source& source, const UsdLimits& limits);

  [[nodiscard]] const std::vector<Spec>& specs() const { return specs_; }
  [[nodiscard]] const std::vector<Path>& paths() const { return paths_; }
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  /// Into fields(); kNone ends a set.
  [[nodiscard]] const std::vector<std::uint32_t>& field_sets() const { return field_sets_; }

  [[nodiscard]] std::string_view token(std::uint64_t index) const;
  [[nodiscard]] std::string_view string(std::uint64_t index) const;
  /// "/Root/Child.property".
  [[nodiscard]] std::string path_text(std::uint32_t index) const;
  [[nodiscard]] CrateCursor cursor(std::uint64_t at) const { return {source_.bytes(), at}; }
  [[nodiscard]] bool at_least(unsigned minor) const { return minor_ >= minor; }
  /// Bytes that the sections take, about.
  [[nodiscard]] std::uint64_t memory() const { return memory_; }

  /// Reads a number, text or array of them; kNone for types that no geometry needs.
  [[nodiscard]] UsdValue value(std::uint64_t rep, const UsdLimits& limits) const;

 private:
  struct Section {
    std::uint64_t start = 0, size = 0;
  };
  Section section(std::string_view name) const;
  void read_contents();
  void read_tokens(UsdBudget& budget);
  void read_strings();
  void read_fields(UsdBudget& budget);
  void read_field_sets(UsdBudget& budget);
  void read_paths(UsdBudget& budget);
  void read_packed_paths(CrateCursor& in, UsdBudget& budget);
  void read_tree_paths(CrateCursor& in);
  void set_path(std::uint32_t index, std::uint32_t parent, std::uint32_t token, bool is_property);
  void read_specs(UsdBudget& budget);

  Source source_;
  unsigned minor_ = 0, patch_ = 0;
  std::uint64_t memory_ = 0;
  std::vector<std::pair<std::string_view, Section>> sections_;
  std::vector<std::byte> token_bytes_;
  std::vector<std::string_view> tokens_;
  std::vector<std::uint32_t> strings_;
  std::vector<Field> fields_;
  std::vector<std::uint32_t> field_sets_;
  std::vector<Path> paths_;
  std::vector<Spec> specs_;
};

}  // namespace meshgate
