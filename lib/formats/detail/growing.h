#pragma once
// A growing array for parsers: no zeroing, one capacity check for several elements.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "core/buffer.h"

namespace meshgate {

/// A vector of trivially copyable T whose new elements are undefined until written. Large ones grow by moving
/// pages (realloc), so the unused part of the capacity costs no memory. Throws std::bad_alloc.
template <class T>
class Growing {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Growing() = default;
  Growing(Growing&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Growing& operator=(Growing&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  Growing(const Growing&) = delete;
  Growing& operator=(const Growing&) = delete;
  ~Growing() { std::free(data_); }

  /// Appends `count` undefined elements and returns the first of them.
  T* grow_by(std::size_t count) {
    if (capacity_ - size_ < count) reserve(std::max(size_ + count, 2 * capacity_));
    T* first = data_ + size_;
    size_ += count;
    return first;
  }
  void push_back(T value) { *grow_by(1) = value; }
  void fill_to(std::size_t size, T value) {
    if (size <= size_) return;
    const std::size_t added = size - size_;
    std::fill_n(grow_by(added), added, value);
  }
  /// Drops elements at the end; never grows.
  void truncate(std::size_t size) { size_ = std::min(size_, size); }

  [[nodiscard]] T* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T& operator[](std::size_t i) const { return data_[i]; }
  [[nodiscard]] std::span<const T> span() const { return {data_, size_}; }
  [[nodiscard]] std::size_t bytes() const { return size_ * sizeof(T); }

 private:
  void reserve(std::size_t wanted) {
    wanted = std::max<std::size_t>(wanted, 256);
    void* moved = std::realloc(static_cast<void*>(data_), wanted * sizeof(T));
    if (moved == nullptr) throw std::bad_alloc();
    data_ = static_cast<T*>(moved);
    capacity_ = wanted;
    prefer_huge_pages(data_, wanted * sizeof(T));
  }
  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace meshgate
