#pragma once
// The figure's results with one fault each: what tests of rules and the examples on their pages are made of.
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "meshgate/asset.h"
#include "support/figure.h"

namespace meshgate::test {

/// A number that a report has to tell, as it was built.
struct TrueNumber {
  std::string rule;  ///< evidence of its only finding; empty: a metric
  std::string name;
  double value = 0;
  double margin = 0;  ///< how far off it may be
};

/// What a fault is about.
enum class FaultGroup { kPlace, kBodies, kFit, kSegments };

/// A result with a fault.
struct Planted {
  std::string rule;    ///< that has to fire; further ones in `also`
  std::string what;    ///< for people: "the head was left out"
  std::string expect;  ///< as --expect takes it
  std::function<Asset()> result;
  std::set<std::string> also = {};
  FaultGroup group = FaultGroup::kPlace;
  bool needs_nodes = false;     ///< a format without nodes cannot carry it
  bool needs_textures = false;  ///< nor one without textures
  std::vector<TrueNumber> numbers = {};
  std::optional<Matrix4> back = {};  ///< what puts the result, or the part that was moved, back in its place
};

/// The source of all of them: the figure, textured. In millimetres.
const Asset& planted_source();

/// One of each kind, for splits and segmentations. What can only go wrong with files is not among them.
const std::vector<Planted>& planted_faults();

/// The clean result of an expectation.
Asset clean_result(const std::string& expect);

/// What a report about it has to say.
std::vector<TrueNumber> clean_numbers(const std::string& expect);

}  // namespace meshgate::test
