#pragma once
// The figure's results with one fault each: what tests of rules and the examples on their pages are made of.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "meshgate/asset.h"
#include "support/figure.h"

namespace meshgate::test {

/// A result with a fault.
struct Planted {
  std::string rule;    ///< that has to fire; further ones in `also`
  std::string what;    ///< for people: "the head was left out"
  std::string expect;  ///< as --expect takes it
  std::function<Asset()> result;
  std::set<std::string> also = {};
  bool needs_nodes = false;     ///< a format without nodes cannot carry it
  bool needs_textures = false;  ///< nor one without textures
};

/// The source of all of them: the figure, textured. In millimetres.
const Asset& planted_source();

/// One of each kind, for splits and segmentations. What can only go wrong with files is not among them.
const std::vector<Planted>& planted_faults();

/// The clean result of an expectation.
Asset clean_result(const std::string& expect);

}  // namespace meshgate::test
