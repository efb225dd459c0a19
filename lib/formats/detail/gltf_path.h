#pragma once
// JSON pointers (RFC 6901) of places in a document.
#include <string>
#include <string_view>
#include <vector>

namespace meshgate {

/// A key as one step of a JSON pointer: ~ and / escaped.
inline std::string escape_pointer_step(std::string_view key) {
  std::string text;
  for (const char c : key) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

/// The way from the root to the value that is looked at; becomes a pointer when something is wrong. Keys must
/// outlive it.
class GltfPath {
 public:
  void push(std::string_view key) { steps_.push_back({key, 0}); }
  void push(std::size_t index) { steps_.push_back({{}, index}); }
  void pop() { steps_.pop_back(); }

  [[nodiscard]] std::string pointer() const {
    std::string pointer;
    for (const Step& step : steps_) {
      pointer += '/';
      pointer += step.key.data() == nullptr ? std::to_string(step.index) : escape_pointer_step(step.key);
    }
    return pointer;
  }

 private:
  struct Step {
    std::string_view key;
    std::size_t index;
  };
  std::vector<Step> steps_;
};

}  // namespace meshgate
