#pragma once
// What the format of a part could have kept: what it has no room for is not the result's fault.
#include "meshgate/format.h"
#include "verify/comparison.h"

namespace meshgate {

inline FormatRoom room_of(const Part& part) {
  const Format* format = find_format(part.format);
  return format == nullptr ? FormatRoom() : format->room;
}

}  // namespace meshgate
