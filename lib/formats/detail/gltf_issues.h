#pragma once
// Collects what is wrong with a glTF document: one finding per rule, or per rule and element, however often
// it occurs.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asset/finding_sink.h"

namespace meshgate {

/// Collects issues and groups them.
///
/// A defect of the document's structure is grouped by rule: the finding is about the whole file, and the JSON
/// pointers of the first places are its witnesses. A defect of the data names the element itself.
class GltfIssues {
 public:
  /// One place where the JSON is wrong.
  void add(std::string_view rule, std::string_view pointer, std::string message);
  /// One place where the container is wrong, as a byte of the file.
  void add_at_byte(std::string_view rule, std::uint64_t offset, std::string message);
  /// One defect of data, already counted; findings of the same rule and element are not merged.
  void add(std::string_view rule, Where where, std::string message);

  /// All findings in order of their first occurrence.
  [[nodiscard]] FindingSink take();

 private:
  void add_to_rule(std::string_view rule, Location location, std::string message);

  struct Group {
    std::string_view rule;
    Where where;
    std::string message;
  };
  std::vector<Group> groups_;
  std::map<std::string_view, std::size_t> by_rule_;
  std::map<std::string_view, std::size_t> elements_;
};

}  // namespace meshgate
