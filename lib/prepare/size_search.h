#pragma once
// How much of something may stay: the side of a picture, the triangles of a model.
#include <cstdint>
#include <optional>

namespace meshgate {

/// Looks for the largest size whose bytes fit into a limit, with few tries. Bytes grow as a power of the
/// size: for pictures about its square, but noise is smoothed away by scaling, so that the power is taken
/// from the tries before.
class SizeSearch {
 public:
  /// `bytes` at `size` are above `limit`, which is positive; they are taken to grow with this power.
  SizeSearch(std::uint32_t size, double bytes, double limit, double power)
      : limit_(limit), power_(power), large_{size, bytes} {}

  /// What to try next. Nothing when the best is just below the limit, when no size is left, or after
  /// kMostTries.
  [[nodiscard]] std::optional<std::uint32_t> next() const;
  /// The outcome of a try; true when it is the best one so far: the largest that fits, or while none fits the
  /// smallest.
  bool take(std::uint32_t size, double bytes);

  static constexpr int kMostTries = 7;

 private:
  struct Try {
    std::uint32_t size = 0;
    double bytes = 0;
  };
  double limit_, power_;
  Try large_;   // the smallest that does not fit
  Try small_;   // the largest that fits; size 0 = none yet
  Try larger_;  // the one before large_; size 0 = none yet
  int tries_ = 0;
};

}  // namespace meshgate
