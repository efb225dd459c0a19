#pragma once
// A text that must not be shown.
#include <string>
#include <string_view>
#include <utility>

namespace meshgate {

/// Holds a secret. It has no conversion to text, cannot be streamed or formatted, and is wiped when it goes:
/// every use says reveal(), which can be searched for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe();
      text_ = other.text_;
    }
    return *this;
  }
  ~Secret() { wipe(); }

  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string_view reveal() const { return text_; }

 private:
  void wipe();
  std::string text_;
};

/// For programs: from now on this process leaves no core file and no other process of the user may look into
/// its memory, where secrets are in the clear. Holds for the whole process, so a library must not do it
/// unasked; a debugger cannot attach any more. Returns whether the system allowed it.
bool hide_memory();

}  // namespace meshgate
