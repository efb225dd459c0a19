#pragma once
// Pieces of a surface against the surface that they were cut from.
#include <cstdint>
#include <span>
#include <vector>

#include "verify/comparison.h"

namespace meshgate {

/// What a segmentation gives each face of its source.
struct SegmentComparison {
  Comparison base;  ///< the segments are its parts
  /// How the segments were told apart: "nodes", "groups", "materials", "colors", "components" or "files".
  std::string told_by;
  std::vector<std::uint32_t> labels;  ///< segment of each face of the source by its middle; kNoIndex: of none
  double label_stability = 0;  ///< share of the source's samples on a segment that is their face's label
  double source_area = 0, segments_area = 0;  ///< square units
  double duplicate_area = 0;                  ///< of segments where an earlier one lies, square units
  std::vector<Region> duplicates;             ///< largest first; members are samples of `duplicate_of`
  std::vector<double> area_of;                ///< one a segment
};

/// Measures a segmentation. Segments are nodes or groups; in a single mesh its materials or vertex colours
/// when there are 2 to 256 of them, else its connected pieces.
SegmentComparison compare_segments(const Asset& source, std::vector<ComparedFile> files,
                                   const ComparisonOptions& options);

/// Mean over the labels of `reference` of the intersection over union with the label that fits it best, each
/// used once (the best pairs first); faces weigh by `weights`, their areas. kNoIndex is no label: it is
/// paired with none, and a label of `reference` without a partner counts as 0. 1 is the same cut, whatever
/// the numbers. The lists must have the same length.
double mean_iou(std::span<const std::uint32_t> labels, std::span<const std::uint32_t> reference,
                std::span<const double> weights);

}  // namespace meshgate
