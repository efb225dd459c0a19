#pragma once
// What counts as a blank picture: image/blank reports it, the other rules about pixels leave it alone.
#include "asset/image_stats.h"

namespace meshgate {

/// Nothing visible, or an opaque picture of one colour: luminance within `max_range` and nothing that differs
/// from the border (which also sees colours of equal luminance).
inline bool is_blank(const ImageStats& stats, double max_range) {
  constexpr double kSpeck = 0.001;
  if (stats.levels == 0) return true;
  return stats.transparent_fraction == 0 && stats.max - stats.min <= max_range &&
         stats.foreground_fraction < kSpeck;
}

}  // namespace meshgate
