#pragma once
// What a unit and an axis mean in each format of an output.
#include <span>
#include <string>
#include <string_view>

#include "meshgate/format.h"
#include "meshgate/scene.h"

namespace meshgate {

/// A unit of length by the name that `--unit` takes.
struct LengthUnit {
  std::string_view name;  ///< "mm"
  double meters = 1;
  std::string_view word;  ///< "millimetre"
};
/// Those that can be asked for.
std::span<const LengthUnit> length_units();
/// Null for a name that is none.
const LengthUnit* find_length_unit(std::string_view name);

/// Unit and up axis that a format has.
struct Frame {
  LengthUnit unit;
  char up = 'Y';
  /// A file says which unit and axis it has, so that any can be written; these are the usual ones.
  bool is_stated = false;
};

/// glTF counts in metres and has Y upwards, by its specification. STL and OBJ say neither; slicers take
/// millimetres, and Z upwards in an STL, while OBJ comes from programs that have Y upwards. USD and FBX state
/// both: metres and centimetres are usual, each with Y upwards.
Frame frame_of(const Format& format);

/// What becomes of unit and axis when nothing is asked for, with the options that change it; empty when there
/// is nothing to say. `unit`, `up`: whether these options were given.
std::string frame_advice(const Scene& scene, const Format& input, const Format& output, bool unit, bool up);

}  // namespace meshgate
