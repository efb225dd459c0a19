#pragma once
// A synthetic picture, its exact depth, and what can be wrong with it.
#include <functional>
#include <string>
#include <vector>

#include "meshgate/report.h"
#include "support/files.h"
#include "support/pictures.h"

namespace meshgate::test {

inline constexpr int kSceneWidth = 400, kSceneHeight = 300;

/// A big disc to the left with a square step on it, and a small box to the right: no symmetry.
bool in_subject(double x, double y);
bool in_disc(double x, double y);
/// Near is bright; the background is 0.
double depth_at(double x, double y);
/// Grey where the subject is, brighter on the step: the edges of the depth are edges of the picture.
int gray_at(double x, double y);

/// Writes the picture, with the subject as its alpha if wanted; its path.
std::string write_source(const TemporaryFolder& folder, bool alpha);

using DepthOf = std::function<double(double x, double y)>;

struct MapSpec {
  int width = kSceneWidth, height = kSceneHeight;
  int type = 2;  ///< of EXR: 1 half, 2 float; 16 and 8 are PNG
  std::vector<std::string> channels{"Z"};
  Bytes chunks = {};  ///< of a PNG
  double kept = 1;    ///< share of the file
};

/// Writes a map whose pixels are those of `depth` at the source's coordinates; its path.
std::string write_map(const TemporaryFolder& folder, const MapSpec& spec, const DepthOf& depth);

struct DepthVerdict {
  std::vector<Finding> findings;
  std::vector<NotChecked> not_checked;
  std::vector<Picture> pictures;
};

/// What `meshgate verify` finds with `--expect depth:base:rmbg` and the like, before the profile has its say.
DepthVerdict judge_depth(const std::string& source, const std::string& map,
                         const std::string& expect = "depth:base:rmbg",
                         const std::vector<Setting>& settings = {});

/// One thing wrong with the map of the picture.
struct DepthFault {
  std::string rule;
  std::string what;
  MapSpec spec;
  DepthOf depth;
};
/// One for each rule of depth/.
const std::vector<DepthFault>& depth_faults();

}  // namespace meshgate::test
