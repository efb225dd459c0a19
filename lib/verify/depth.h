#pragma once
// What is measured between a picture and the depth map that came back for it: what the rules of depth/ ask.
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/asset.h"
#include "verify/depth_field.h"

namespace meshgate {

/// What the map was asked to be, and how closely to look.
struct DepthOptions {
  std::uint32_t long_side = 0;         ///< pixels; 0 = not known
  bool remove_background = false;      ///< outside of the subject there is to be nothing
  double background_tolerance = 0.02;  ///< share of the range that is still the background's value
  double edge_step = 0.03;        ///< share of the range between neighbours of a grid of 512 that is an edge
  std::uint32_t edge_reach = 4;   ///< pixels of that grid that an edge may be off
  double color_tolerance = 0.01;  ///< of the range that channels may differ by and still be one
  std::stop_token stop;
};

/// Numbers of the map by itself. Shares and positions are of its pixels.
struct DepthStats {
  std::uint64_t pixels = 0, finite = 0, non_finite = 0;
  std::uint32_t first_x = 0, first_y = 0;  ///< of the first pixel that is not finite
  double min = 0, max = 0, mean = 0;
  double p1 = 0,
         p99 = 0;    ///< percentiles of the subject where it is known and the background is gone, else of all
  double range = 0;  ///< what p99 − p1 is measured against: 1 for values in 0…1, else max − min
  std::uint64_t levels = 0;  ///< distinct values, counted up to kMaxLevels
  double largest_gap = 0;    ///< between neighbouring values, over max − min; only when levels < kMaxLevels
  static constexpr std::uint64_t kMaxLevels = 65'536;
};

/// Whether the edges of the map lie on edges of the picture.
struct DepthEdges {
  std::uint64_t edges = 0;    ///< pixels of the map's edges that were looked at
  double on_image_edges = 0;  ///< share of them within reach of an edge of the picture
  double by_chance = 0;       ///< share that would be anyway: how much of the picture is near an edge
  /// 1 = all, 0 = no more than by chance.
  [[nodiscard]] double score() const {
    return by_chance < 1 ? (on_image_edges - by_chance) / (1 - by_chance) : 0;
  }
};

struct DepthComparison {
  DepthOptions options;
  const Asset* source_asset = nullptr;
  const Asset* map_asset = nullptr;                   ///< null: it could not be read
  std::string problem;                                ///< why not
  std::uint32_t source_width = 0, source_height = 0;  ///< upright
  bool has_map = false;                               ///< decoded: everything below is measured
  bool is_colored = false;                            ///< its channels differ: a picture of a depth map
  double channel_spread = 0;                          ///< largest difference between channels, over the range
  DepthStats stats;
  double span = 0;      ///< between the percentiles 0.1 and 99.9 of the grid: a few outliers do not count
  SubjectMask subject;  ///< of the source, on the grid of `grid`
  Grid grid;            ///< the map at the size of the working grid
  bool background_known = false;  ///< the border of the map has one value
  double background = 0;          ///< that value
  double border_varying = 0;      ///< share of the border, outside of the subject, that has another value
  double outside_varying =
      0;            ///< share of all that lies clearly outside of the subject and has another value
  Mask foreground;  ///< of the map: what differs from the background
  double iou = 0;   ///< of subject and foreground
  std::uint32_t best_orientation = 1;  ///< in which the two fit best
  double best_iou = 0;
  /// The subject is a guess by colour that may be too small: it fades into the ground, and the map has all of
  /// it and more of the ground's colour. Then `iou` decides nothing.
  bool subject_fades = false;
  std::optional<DepthEdges> edges;         ///< absent: too few, or too much of the picture is edges
  std::uint32_t edges_orientation = 1;     ///< the other one in which the edges fit best, when they do not as
                                           ///< the map lies
  std::optional<DepthEdges> turned_edges;  ///< what they are then
};

/// Measures a decoded source against a map. O(pixels of both), single-threaded, deterministic. Throws
/// Cancelled.
DepthComparison compare_depth(const Asset& source, const Asset* map, std::string problem,
                              const DepthOptions& options);

/// Fills what compares the outlines: `subject`, of which a segmented one is looked at more closely where it
/// does not fit, `iou`, `best_iou`, `best_orientation` and `subject_fades`. Needs subject, grid and
/// foreground.
void compare_outlines(const SourceGrid& source, DepthComparison& comparison);

/// Edges of the map inside of `region` (empty = everywhere) against those of the picture, when the map is
/// turned upright from `orientation`.
std::optional<DepthEdges> compare_depth_edges(const SourceGrid& source, const Grid& depth, double range,
                                              const Mask& region, const DepthOptions& options,
                                              std::uint32_t orientation = 1);

}  // namespace meshgate
