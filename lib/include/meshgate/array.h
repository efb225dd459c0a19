#pragma once
// Immutable array with shared ownership: of a vector, of a buffer, or of a part of a mapped file.
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace meshgate {

/// An immutable, cheaply copied sequence of T that keeps alive what it looks at.
///
/// Readers use it to hand out parts of a mapped file without a copy; steps use it to share what they
/// did not change. Copying costs one reference count. Thread-safe for reading.
template <class T>
class Array {
 public:
  Array() = default;
  /// Takes over the vector's storage; no element is copied.
  explicit(false) Array(std::vector<T> values) {
    auto kept = std::make_shared<const std::vector<T>>(std::move(values));
    view_ = *kept;
    owner_ = std::move(kept);
  }
  /// Looks at `view`, which must stay valid and unchanged as long as `owner` lives.
  Array(std::shared_ptr<const void> owner, std::span<const T> view) : owner_(std::move(owner)), view_(view) {}

  [[nodiscard]] const T* data() const { return view_.data(); }
  [[nodiscard]] std::size_t size() const { return view_.size(); }
  [[nodiscard]] bool empty() const { return view_.empty(); }
  [[nodiscard]] const T& operator[](std::size_t i) const { return view_[i]; }
  [[nodiscard]] auto begin() const { return view_.begin(); }
  [[nodiscard]] auto end() const { return view_.end(); }
  [[nodiscard]] std::span<const T> span() const { return view_; }
  [[nodiscard]] const std::shared_ptr<const void>& owner() const { return owner_; }

 private:
  std::shared_ptr<const void> owner_;
  std::span<const T> view_;
};

}  // namespace meshgate
