#pragma once
// Everything that is measured between a source and a result that came back: what the rules of parts/ and
// segments/ ask.
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/asset.h"
#include "meshgate/verify.h"
#include "verify/body.h"
#include "verify/coverage.h"
#include "verify/joints.h"
#include "verify/open_rims.h"
#include "verify/overlap.h"
#include "verify/pose.h"

namespace meshgate {

/// One file of a result.
struct ComparedFile {
  std::string path;
  const Asset* asset = nullptr;  ///< null: it could not be read
  std::string problem;           ///< why not
  std::string container = {};    ///< id of the archive's format when the model was in one, as "zip"
};

/// What to compare, and how closely. Lengths are shares of the source's diagonal.
struct ComparisonOptions {
  Expectation expectation;
  double tolerance = 0.0025;          ///< τ: what is nearer belongs together
  double band = 0.005;                ///< parts that face each other within it are in contact
  double band_mm = 0;                 ///< the same at print scale when that is known; the larger one holds
  double same_place = 0.001;          ///< a pose that moves no corner of the box by more is none
  double part_offset = 0.0005;        ///< a part that is off its place by less is not
  double part_offset_mm = 0;          ///< the same at print scale; holds when that is known
  bool resin = false;                 ///< printed in resin, else by FDM
  std::size_t samples = 200'000;      ///< on the source, and on all parts together
  std::optional<double> mm_per_unit;  ///< millimetres at print scale for one unit of the source
  std::stop_token stop;
  std::function<void()> step_done;  ///< called kComparisonSteps times on the way; may be empty
};
inline constexpr std::uint64_t kComparisonSteps = 6;

/// What a part turned out to be.
enum class PartRole {
  kPart,
  kEmpty,      ///< no face with an area
  kDuplicate,  ///< the same geometry as an earlier part, in the same place
  kForeign,    ///< most of it lies outside of the source
  kContained,  ///< inside of another part
  kSwollen,    ///< around its place in the source: most of it lies outside, along what is beneath
};

/// How far a part is off its place in the source. All 0 where its skin lies on the source as it is.
struct PartOffset {
  Similarity pose;  ///< rigid: what would bring it there
  double move = 0;  ///< of the middle of its box by that, units
  double before =
      0;             ///< root mean square of the distances of its skin along the normals where it lies, units
  double after = 0;  ///< the same in its place: what is noise or another shape

  /// Whether the part is moved by `least` or more, and the move explains most of what is between its skin and
  /// the source: a skin that was simplified is as far off after it.
  [[nodiscard]] bool is_off(double least) const { return move >= least && 2 * after <= before; }
};

/// One part of a result with its measures.
struct Part {
  std::unique_ptr<Body> body;  ///< in the frame of the source
  std::string element;         ///< for findings: "/parts/0"
  std::string name;
  std::string file;    ///< path of its file
  std::string format;  ///< id of the format of the file
  PartRole role = PartRole::kPart;
  std::uint32_t other = kNoIndex;   ///< the part that it is a copy of, or lies in
  std::optional<Similarity> moved;  ///< it lay elsewhere, or mirrored: what brought it to its place
  PartOffset offset;                ///< of one that was not put back
  PartSurface surface;
  double displaced_area = 0;  ///< square units of the source along which the part runs outside
  std::uint64_t shells = 0;   ///< solids of a closed part that lie beside each other; else 0
  OpenRims rims;
  double turned_share = 0;    ///< of its area on the source: faces look the other way than the source's
  double textured_share = 0;  ///< of the samples on the source where that is textured
  std::uint64_t texture_samples = 0;  ///< samples where the source is textured
  double painted_share = 0;           ///< of the samples where the source has vertex colours, not white
  std::uint64_t painted_samples = 0;  ///< such samples
  double color_drift = 0;             ///< mean ΔE2000 on the source's surface
  std::uint64_t color_samples = 0;
};

/// How the parts of a result lie that were put back.
struct PartLayout {
  enum class Kind {
    kScattered,  ///< none of the others
    kExchanged,  ///< two lie in each other's place
    kApart,      ///< spread from a middle, as in an exploded view
    kOnPlate,    ///< side by side on one plane
  };
  Kind kind = Kind::kScattered;
  std::size_t count = 0;  ///< parts that were put back, without reflections
  double move = 0;        ///< the longest way of the middle of a box, units
  double angle_deg = 0;   ///< the largest turn
  double factor = 1;      ///< of kApart: of the distances of parts from the middle
  char axis = 'z';        ///< of kOnPlate: across the plane
  double plane = 0;       ///< of kOnPlate: where it is on the axis
};

struct PartOverlap {
  std::uint32_t a = 0, b = 0;
  Overlap overlap;
};

/// A connected piece of the source of which nothing is in the result.
struct LostBody {
  float3 centre;           ///< of its box
  double size = 0;         ///< diagonal of its box, units
  std::uint32_t face = 0;  ///< one of it
};

struct Comparison {
  ComparisonOptions options;
  const Asset* source_asset = nullptr;
  std::unique_ptr<Body> source;
  std::vector<ComparedFile> files;
  PartKind part_kind = PartKind::kNodes;
  std::vector<Part> parts;
  double diagonal = 0;  ///< of the source's box, units
  Similarity pose;      ///< from the frame of the result into that of the source; identity when it lay right
  bool pose_changed = false;
  double pose_shift = 0;  ///< largest way of a corner of the source's box, share of the diagonal
  double pose_share = 0;  ///< of the source's samples that lie on the result then
  SurfaceSamples source_samples;
  Coverage coverage;
  std::uint64_t source_pieces = 0;             ///< connected pieces of the source
  std::vector<LostBody> lost_bodies;           ///< those of which nothing is left, largest first
  std::size_t parts_found = 0;                 ///< in the files; more than `parts` when there were too many
  double parts_volume = 0, source_volume = 0;  ///< cubic units
  bool volumes_known = false;         ///< source and all parts are closed and consistent, and bodies of
                                      ///< the source share less than 0.2 % of its volume
  std::vector<PartOverlap> overlaps;  ///< of kPart pairs with a depth above 0
  std::vector<PartOverlap> pushed;    ///< where a part lay that was moved a little: into others
  PartLayout layout;                  ///< of the parts that were put back
  Assembly assembly;                  ///< of the kPart parts; empty groups for others
  std::vector<std::uint32_t> source_body_of;  ///< one a part: those of one body of the source are equal

  [[nodiscard]] double tolerance() const { return options.tolerance * diagonal; }
  /// Distance in units within which parts are in contact.
  [[nodiscard]] double band() const {
    return std::max(options.band * diagonal,
                    options.mm_per_unit ? options.band_mm / *options.mm_per_unit : 0.0);
  }
  /// Distance in units from which a part is off its place.
  [[nodiscard]] double least_offset() const {
    const bool by_mm = options.mm_per_unit && options.part_offset_mm > 0;
    return by_mm ? options.part_offset_mm / *options.mm_per_unit : options.part_offset * diagonal;
  }
  /// Area in square units below which a contact does not count.
  [[nodiscard]] double smallest_contact() const { return 2e-4 * source->area(); }
  /// Millimetres at print scale, when known.
  [[nodiscard]] std::optional<double> mm(double units) const {
    if (!options.mm_per_unit) return std::nullopt;
    return units * *options.mm_per_unit;
  }
  [[nodiscard]] std::size_t count(PartRole role) const;
};

/// Measures a split: pose, coverage, foreign geometry, volumes, overlaps, contacts and joints, looks.
/// Parallel; the same for any number of threads. Throws Cancelled and std::bad_alloc.
Comparison compare_parts(const Asset& source, std::vector<ComparedFile> files,
                         const ComparisonOptions& options);

}  // namespace meshgate
