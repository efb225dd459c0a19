#pragma once
// The JSON part of a glTF file as a compact read-only tree, parsed with bounds on depth and memory.
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace meshgate {

enum class JsonKind : std::uint8_t { kNull, kBool, kInteger, kReal, kString, kArray, kObject };

/// Returns "null", "boolean", "integer", "number", "string", "array" or "object".
std::string_view to_string(JsonKind kind);

/// One value; 24 bytes. Children of a container are neighbours in JsonDocument::nodes.
struct JsonNode {
  const std::string* key = nullptr;  ///< of a member; shared by all members of that name
  union {
    std::int64_t integer = 0;  ///< kInteger, kBool
    double real;               ///< kReal
    const std::string* text;   ///< kString
    std::uint64_t first;       ///< kArray, kObject: index of the first child
  };
  std::uint32_t size = 0;  ///< number of children
  JsonKind kind = JsonKind::kNull;
};

/// Owner of a parsed document.
struct JsonDocument {
  std::vector<JsonNode> nodes;
  std::unordered_set<std::string> keys;
  std::deque<std::string> texts;
  JsonNode root;
  std::vector<std::string>
      duplicate_keys;  ///< JSON pointers are not known yet while parsing: names only, at most 10
  std::uint64_t duplicate_key_count = 0;
};

/// A value of a document, or nothing. Cheap to copy; must not outlive the document.
class Json {
 public:
  Json() = default;
  Json(const JsonDocument& document, const JsonNode& node) : document_(&document), node_(&node) {}

  [[nodiscard]] explicit operator bool() const { return node_ != nullptr; }
  [[nodiscard]] JsonKind kind() const { return node_ == nullptr ? JsonKind::kNull : node_->kind; }
  [[nodiscard]] bool is_object() const { return kind() == JsonKind::kObject; }
  [[nodiscard]] bool is_array() const { return kind() == JsonKind::kArray; }
  [[nodiscard]] bool is_string() const { return kind() == JsonKind::kString; }
  [[nodiscard]] bool is_number() const { return kind() == JsonKind::kInteger || kind() == JsonKind::kReal; }

  /// Number of elements or members; 0 for everything else.
  [[nodiscard]] std::size_t size() const;
  /// Element or member value; nothing when out of range.
  [[nodiscard]] Json operator[](std::size_t i) const;
  /// Name of a member; empty for array elements.
  [[nodiscard]] const std::string& key() const;
  /// Member with this name, the last one when it is repeated; nothing when absent or when this is no object.
  [[nodiscard]] Json find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return static_cast<bool>(find(name)); }

  /// Whole number, also written as 2.0; nothing otherwise.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  /// Empty when this is no string.
  [[nodiscard]] const std::string& text() const;
  /// The value as a person would write it, at most about 60 characters; containers as "array" and "object".
  [[nodiscard]] std::string brief() const;

 private:
  const JsonDocument* document_ = nullptr;
  const JsonNode* node_ = nullptr;
};

/// What parse_json may use.
struct JsonLimits {
  std::size_t max_depth = 256;
  std::uint64_t max_memory = std::uint64_t{1} << 32U;  ///< bytes of the tree and of the parser's own copies
};

/// Why a text is not a usable JSON document.
struct JsonFailure {
  std::string message;       ///< one sentence without a full stop
  std::uint64_t offset = 0;  ///< byte in the text
  bool limit = false;        ///< too large or too deep rather than wrong
};

/// Parses one JSON text (RFC 8259, UTF-8, without a byte-order mark). Returns null and fills `failure` when
/// it is not one.
std::unique_ptr<JsonDocument> parse_json(std::string_view text, const JsonLimits& limits,
                                         JsonFailure& failure);

}  // namespace meshgate
