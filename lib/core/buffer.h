#pragma once
// Large arrays without the cost of zeroing them.
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

#include "meshgate/array.h"

namespace meshgate {

/// Allocates `bytes` of uninitialised memory, with huge pages where the kernel offers them.
/// Throws std::bad_alloc.
std::shared_ptr<std::byte> allocate_uninitialized(std::size_t bytes);

/// Asks for huge pages in memory that was not used yet: only a hint, for large blocks. A page fault costs
/// more than the work on 4 kB.
void prefer_huge_pages(void* memory, std::size_t bytes);

/// A mutable array of trivially copyable T whose elements start out undefined; becomes an Array when filled.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  explicit Buffer(std::size_t size)
      : owner_(size == 0 ? nullptr : allocate_uninitialized(size * sizeof(T))),
        view_(reinterpret_cast<T*>(owner_.get()), size) {}

  [[nodiscard]] T* data() const { return view_.data(); }
  [[nodiscard]] std::size_t size() const { return view_.size(); }
  [[nodiscard]] T& operator[](std::size_t i) const { return view_[i]; }
  [[nodiscard]] std::span<T> span() const { return view_; }
  [[nodiscard]] auto begin() const { return view_.begin(); }
  [[nodiscard]] auto end() const { return view_.end(); }

  /// Ends the writing phase; the first `size` elements become immutable.
  [[nodiscard]] Array<T> freeze() && { return freeze_prefix(view_.size()); }
  [[nodiscard]] Array<T> freeze_prefix(std::size_t size) {
    Array<T> frozen(std::shared_ptr<const void>(std::move(owner_)), std::span<const T>(view_.data(), size));
    view_ = {};
    return frozen;
  }

 private:
  std::shared_ptr<std::byte> owner_;
  std::span<T> view_;
};

}  // namespace meshgate
