#pragma once
// What a writer leaves out, counted by kind and told in words at the end.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate {

/// Counts by kind, in the order in which the kinds were met.
class Losses {
 public:
  /// `one` and `many` name a kind, as "texture rotation" and "texture rotations"; many = one + "s" when
  /// empty.
  void add(std::string_view one, std::string_view many = {}, std::uint64_t count = 1);
  /// A text of its own, once.
  void say(std::string text);
  [[nodiscard]] std::vector<std::string> take() &&;

 private:
  struct Kind {
    std::string one, many;
    std::uint64_t count = 0;
  };
  std::vector<Kind> kinds_;
};

}  // namespace meshgate
