#pragma once
// A value that is computed at the first request, once, whichever thread asks.
#include <mutex>
#include <optional>

namespace meshgate {

template <class T>
class Lazy {
 public:
  /// Returns the value, computing it when this is the first call. When `compute` throws, the next call tries
  /// again.
  template <class Compute>
  const T& get(Compute compute) const {
    std::call_once(once_, [&] { value_.emplace(compute()); });
    return *value_;
  }

  /// The value when it was computed, else null. Not to be called beside get().
  const T* if_known() const { return value_ ? &*value_ : nullptr; }

 private:
  mutable std::once_flag once_;
  mutable std::optional<T> value_;
};

}  // namespace meshgate
