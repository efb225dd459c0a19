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

 private:
  mutable std::once_flag once_;
  mutable std::optional<T> value_;
};

}  // namespace meshgate
