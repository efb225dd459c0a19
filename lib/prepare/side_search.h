#pragma once
// How large pictures may stay.
#include <cstdint>
#include <optional>

namespace meshgate {

/// Looks for the largest side of a picture whose bytes fit into a limit, with few tries. Bytes grow as a
/// power of the side: about its square, but noise is smoothed away by scaling, so that the power is taken
/// from the tries before.
class SideSearch {
 public:
  /// `bytes` at `side` are above `limit`, which is positive.
  SideSearch(std::uint32_t side, double bytes, double limit) : limit_(limit), large_{side, bytes} {}

  /// What to try next. Nothing when the best is within a tenth of the limit, when no side is left, or after
  /// kMostTries.
  [[nodiscard]] std::optional<std::uint32_t> next() const;
  /// The outcome of a try; true when it is the best one so far: the largest that fits, or while none fits the
  /// smallest.
  bool take(std::uint32_t side, double bytes);

  static constexpr int kMostTries = 6;

 private:
  struct Try {
    std::uint32_t side = 0;
    double bytes = 0;
  };
  double limit_;
  Try large_;   // the smallest that does not fit
  Try small_;   // the largest that fits; side 0 = none yet
  Try larger_;  // the one before large_; side 0 = none yet
  int tries_ = 0;
};

}  // namespace meshgate
