#pragma once
// Welding positions that were probably welded before.
#include <functional>
#include <optional>
#include <stop_token>

#include "asset/weld.h"

namespace meshgate {

/// What weld_positions(records, stop, done) gives, in a third of its time, when the records are exactly the
/// positions that `expected` has at its indices (−0 = 0); its positions must differ from each other, in any
/// order. Nothing when they are not, or when an index is out of range: `done` may have been called for some
/// blocks then. O(n), parallel. Throws Cancelled and std::bad_alloc.
std::optional<Weld> weld_as_expected(const PositionRecords& records, const Weld& expected,
                                     const std::stop_token& stop,
                                     const std::function<void(std::size_t first, std::size_t count)>& done);

}  // namespace meshgate
