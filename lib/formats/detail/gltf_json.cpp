#include "formats/detail/gltf_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace meshgate {
namespace {

// Receives the events of the parser and builds the tree bottom-up: values wait on a stack until their
// container ends, then move to the pool as neighbours. Returning false stops the parser.
class TreeBuilder {
 public:
  TreeBuilder(JsonDocument& document, const JsonLimits& limits, JsonFailure& failure)
      : document_(document), limits_(limits), failure_(failure) {}

  bool null() { return add({}); }
  bool boolean(bool value) {
    JsonNode node;
    node.kind = JsonKind::kBool;
    node.integer = value ? 1 : 0;
    return add(node);
  }
  bool number_integer(std::int64_t value) {
    JsonNode node;
    node.kind = JsonKind::kInteger;
    node.integer = value;
    return add(node);
  }
  bool number_unsigned(std::uint64_t value) {
    if (value <= static_cast<std::uint64_t>(INT64_MAX))
      return number_integer(static_cast<std::int64_t>(value));
    return add_real(static_cast<double>(value));
  }
  bool number_float(double value, const std::string& /*digits*/) { return add_real(value); }
  bool string(std::string& value) {
    if (!take(sizeof(std::string) + value.size())) return false;
    JsonNode node;
    node.kind = JsonKind::kString;
    node.text = &document_.texts.emplace_back(std::move(value));
    return add(node);
  }
  bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }  // not in JSON text
  bool start_object(std::size_t /*size*/) { return open(); }
  bool start_array(std::size_t /*size*/) { return open(); }
  bool key(std::string& name) {
    auto known = document_.keys.find(name);
    if (known == document_.keys.end()) {
      if (!take(64 + 2 * name.size())) return false;
      known = document_.keys.insert(std::move(name)).first;
    }
    next_key_ = &*known;
    return true;
  }
  bool end_object() {
    note_duplicates(frames_.back().first);
    return close(JsonKind::kObject);
  }
  bool end_array() { return close(JsonKind::kArray); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& error) {
    failure_.offset = position == 0 ? 0 : position - 1;
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while …"
    std::string_view text = error.what();
    if (const auto end = text.find("] "); end != std::string_view::npos) text.remove_prefix(end + 2);
    if (const auto end = text.find(": "); end != std::string_view::npos) text.remove_prefix(end + 2);
    failure_.message = printable(text);
    return false;
  }

  void finish() {
    if (!pending_.empty()) document_.root = pending_.back();
  }

 private:
  struct Frame {
    std::size_t first;       // of its children on the stack
    const std::string* key;  // of the container itself
  };

  bool stop(std::string message) {
    failure_.message = std::move(message);
    failure_.limit = true;
    return false;
  }
  bool take(std::uint64_t bytes) {
    used_ += bytes;
    return used_ <= limits_.max_memory || stop("the JSON text needs more memory than allowed");
  }
  bool add(JsonNode node) {
    // Twice: once on the stack or in the pool, once more while a vector grows.
    if (!take(2 * sizeof(JsonNode))) return false;
    node.key = next_key_;
    next_key_ = nullptr;
    pending_.push_back(node);
    return true;
  }
  bool add_real(double value) {
    JsonNode node;
    node.kind = JsonKind::kReal;
    node.real = value;
    return add(node);
  }
  bool open() {
    if (frames_.size() >= limits_.max_depth) {
      return stop(fmt::format("arrays and objects are nested more than {} deep", limits_.max_depth));
    }
    frames_.push_back({pending_.size(), next_key_});
    next_key_ = nullptr;
    return true;
  }
  bool close(JsonKind kind) {
    const Frame frame = frames_.back();
    frames_.pop_back();
    const std::size_t count = pending_.size() - frame.first;
    if (count > UINT32_MAX) return stop("an array has more than 4 294 967 295 elements");
    JsonNode node;
    node.kind = kind;
    node.size = static_cast<std::uint32_t>(count);
    node.first = document_.nodes.size();
    document_.nodes.insert(document_.nodes.end(), pending_.begin() + static_cast<std::ptrdiff_t>(frame.first),
                           pending_.end());
    pending_.resize(frame.first);
    next_key_ = frame.key;
    return add(node);
  }
  void note_duplicates(std::size_t first) {
    if (pending_.size() - first < 2) return;
    std::vector<const std::string*>& names = names_;
    names.clear();
    for (std::size_t i = first; i < pending_.size(); ++i) names.push_back(pending_[i].key);
    std::sort(names.begin(), names.end(), std::less<>());
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i] != names[i - 1]) continue;
      ++document_.duplicate_key_count;
      if (document_.duplicate_keys.size() < 10) document_.duplicate_keys.push_back(*names[i]);
    }
  }

  JsonDocument& document_;
  const JsonLimits& limits_;
  JsonFailure& failure_;
  std::vector<JsonNode> pending_;
  std::vector<Frame> frames_;
  std::vector<const std::string*> names_;
  const std::string* next_key_ = nullptr;
  std::uint64_t used_ = 0;
};

const std::string kNoText;

}  // namespace

std::string_view to_string(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "boolean";
    case JsonKind::kInteger:
      return "integer";
    case JsonKind::kReal:
      return "number";
    case JsonKind::kString:
      return "string";
    case JsonKind::kArray:
      return "array";
    case JsonKind::kObject:
      return "object";
  }
  return "";
}

std::size_t Json::size() const { return is_array() || is_object() ? node_->size : 0; }

Json Json::operator[](std::size_t i) const {
  if (i >= size()) return {};
  return {*document_, document_->nodes[node_->first + i]};
}

const std::string& Json::key() const {
  return node_ == nullptr || node_->key == nullptr ? kNoText : *node_->key;
}

Json Json::find(std::string_view name) const {
  if (!is_object()) return {};
  for (std::size_t i = node_->size; i-- > 0;) {
    const JsonNode& member = document_->nodes[node_->first + i];
    if (*member.key == name) return {*document_, member};
  }
  return {};
}

std::optional<std::int64_t> Json::integer() const {
  if (kind() == JsonKind::kInteger) return node_->integer;
  constexpr double kExact = 9007199254740992.0;  // 2^53: beyond it a double has lost digits
  if (kind() == JsonKind::kReal && std::abs(node_->real) <= kExact &&
      std::floor(node_->real) == node_->real) {
    return static_cast<std::int64_t>(node_->real);
  }
  return std::nullopt;
}

std::optional<double> Json::number() const {
  if (kind() == JsonKind::kInteger) return static_cast<double>(node_->integer);
  if (kind() == JsonKind::kReal) return node_->real;
  return std::nullopt;
}

std::optional<bool> Json::boolean() const {
  if (kind() == JsonKind::kBool) return node_->integer != 0;
  return std::nullopt;
}

const std::string& Json::text() const { return is_string() ? *node_->text : kNoText; }

std::string Json::brief() const {
  switch (kind()) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return node_->integer != 0 ? "true" : "false";
    case JsonKind::kInteger:
      return fmt::format("{}", node_->integer);
    case JsonKind::kReal:
      return fmt::format("{}", node_->real);
    case JsonKind::kString:
      return fmt::format("\"{}\"", printable(text(), 60));
    case JsonKind::kArray:
    case JsonKind::kObject:
      break;
  }
  return std::string(to_string(kind()));
}

std::unique_ptr<JsonDocument> parse_json(std::string_view text, const JsonLimits& limits,
                                         JsonFailure& failure) {
  // The lexer keeps two copies of the string that it is in; nothing in a text is longer than the text.
  if (text.size() > limits.max_memory / 3) {
    failure = {"the JSON text needs more memory than allowed", 0, true};
    return nullptr;
  }
  // The lexer takes NUL for the end of the text; the rest would go unseen.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    failure = {"there is a NUL byte in the text", nul, false};
    return nullptr;
  }
  auto document = std::make_unique<JsonDocument>();
  JsonLimits rest = limits;
  rest.max_memory -= 2 * text.size();
  TreeBuilder builder(*document, rest, failure);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    if (failure.message.empty()) failure.message = "this is not JSON";
    return nullptr;
  }
  builder.finish();
  return document;
}

}  // namespace meshgate
