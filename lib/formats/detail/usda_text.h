#pragma once
// The text form of USD: indented statements, numbers that read back bit for bit, names that are identifiers.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "meshgate/geometry.h"

namespace meshgate {

/// Lines of a layer, with the depth of the block that is open.
class UsdaText {
 public:
  /// One statement.
  void line(std::string_view text);
  /// `def TYPE "NAME"` and the block's brace. `metadata` are lines between parentheses; may be empty.
  void open(std::string_view type, std::string_view name, const std::string& metadata = {});
  void close();
  /// `DECLARATION = [a, b, …]`, each element written by `write(i, text)`. `interpolation` becomes its
  /// metadata.
  template <class Write>
  void array(std::string_view declaration, std::size_t count, std::string_view interpolation, Write write) {
    begin_array(declaration);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) text_ += ", ";
      write(i, *this);
    }
    end_array(interpolation);
  }
  void put(float value);
  void put(double value);
  void put(std::uint32_t value);
  void put(float2 v) { tuple(v.x, v.y); }
  void put(float3 v) { tuple(v.x, v.y, v.z); }

  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void indent() { text_.append(4 * depth_, ' '); }
  void begin_array(std::string_view declaration);
  void end_array(std::string_view interpolation);
  template <class... Values>
  void tuple(Values... values) {
    text_ += '(';
    bool first = true;
    ((first ? void(first = false) : void(text_ += ", "), put(values)), ...);
    text_ += ')';
  }

  std::string text_;
  std::size_t depth_ = 0;
};

/// "(0.5, 1, 2)".
std::string usda_tuple(std::initializer_list<double> values);
/// A string literal, with what cannot stand in one replaced.
std::string usda_string(std::string_view text);

/// Names of the children of one prim.
class UsdNames {
 public:
  /// The name as an identifier that no sibling has; `fallback` for an empty one.
  std::string add(std::string_view name, std::string_view fallback);

 private:
  std::set<std::string> taken_;
};

}  // namespace meshgate
