#pragma once
// Which closed shells lie inside others.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/shells.h"

namespace meshgate {

/// A closed shell inside another one.
struct NestedShell {
  std::uint32_t shell;      ///< into Shells::shells
  std::uint32_t container;  ///< the smallest (by box) of those around it
  std::uint32_t depth;      ///< how many shells are around it
};

struct Nesting {
  std::vector<NestedShell> nested;  ///< ascending by shell; shells that are not listed lie in no closed one
  /// Shells whose box lies in that of a shell that is not closed: whether they are inside cannot be said.
  BitSet in_open_box;
  bool gave_up = false;  ///< more than kMostNestedBoxes: nothing above is complete
  [[nodiscard]] std::uint32_t depth(std::uint32_t shell) const;
};

/// Corners of a shell that are looked at to say that it lies inside another one.
inline constexpr std::size_t kCornersTested = 64;
/// Pairs of boxes inside each other that are looked at, besides eight a shell.
inline constexpr std::uint64_t kMostNestedBoxes = 50'000;

/// Whether a closed shell is inside out: it looks inwards and is no cavity. Not when that cannot be said.
bool is_inverted(const Shells& shells, const Nesting& nesting, std::uint32_t shell);

/// A shell lies inside another one when its box does and kCornersTested corners, evenly chosen, do (all of a
/// smaller shell). Exact for these corners. O(F log F) plus O(log F) for each pair of nested boxes.
Nesting compute_nesting(const Surface& surface, const Shells& shells, const std::stop_token& stop);

}  // namespace meshgate
