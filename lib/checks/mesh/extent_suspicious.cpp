#include <algorithm>
#include <array>
#include <cmath>

#include "asset/placed.h"
#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::string_view kId = "mesh/extent-suspicious";

constexpr std::array<Parameter, 3> kParameters{{
    {"min-extent-mm", 0.001, 0, 1e12, "mm", "smallest plausible largest side"},
    {"max-extent-mm", 1e7, 0, 1e12, "mm", "largest plausible largest side"},
    {"unit-mm", 1, 1e-6, 1e6, "mm", "length of one unit where the format does not say (STL, OBJ, PLY)"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = kId,
    .summary = "the size of the model is implausible",
    .severity = Severity::kInfo,
    .explanation =
        R"(The box of the scene as it is placed (finite positions of all vertices, in the axes of the file) has

- a side that is not finite, because a node scales it beyond what a float holds;
- no size at all: all positions are equal;
- exactly no size along one axis or two: the model is a sheet or a line;
- or a largest side below `min-extent-mm` or above `max-extent-mm`.

Lengths are in the unit of the format: glTF counts in metres, by its specification. STL, OBJ and PLY have no unit; there
`unit-mm` is the length of one unit, 1 mm by default, as all slicers assume. Generators of figures often fill a box of
side 1 or 2 and care for no unit: for a print that is a figure of 2 m (GLB) or 2 mm (STL). The message names the
units in which the same numbers would be plausible.

The defaults (1 µm to 10 km) are only meant to find nonsense; the print profiles set the sizes that printers can make.

**Why it matters.** A slicer puts a speck or nothing on the plate, or refuses a model larger than the printer. All
tolerances in millimetres (wall thickness, joints, gaps) are meaningless at the wrong scale. In an engine the model is a dot or surrounds the camera. A
sheet has no inside: it can neither be split nor printed.

**How to fix it.** Scale the model on export, or say the unit: `meshgate prepare --unit m`, `unit-mm` in the
configuration. For a sheet, give it a thickness or remove it; one axis scaled to 0 is the usual cause.

*Other tools:* PrusaSlicer asks whether an object of less than 9 mm³ was drawn in inches, and of less than 0.001 mm³ in
metres; some of its relatives put the first limit at 8 mm³. trimesh guesses a unit from the size. Khronos' asset
auditor compares with a minimum and a maximum.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

struct Unit {
  std::string_view name;
  double mm;
};
constexpr std::array<Unit, 5> kUnits{
    {{"micrometres", 0.001}, {"millimetres", 1}, {"centimetres", 10}, {"inches", 25.4}, {"metres", 1000}}};

struct Size {
  double3 side;  // in units of the file
  double largest = 0;
  double unit_mm = 1;
  bool unit_known = false;
};

Size size_of(const AssetFacts& facts, const CheckContext& context) {
  const Box3& box = facts.world().bounds;
  Size size;
  size.side = to_double(box.max) - to_double(box.min);
  // Not std::max: a NaN must win.
  for (const double side : {size.side.x, size.side.y, size.side.z})
    size.largest = side <= size.largest ? size.largest : side;
  const auto meters = facts.asset().scene.meters_per_unit;
  size.unit_known = meters.has_value();
  size.unit_mm = meters ? *meters * 1000 : context.parameter(kId, "unit-mm");
  return size;
}

Where where_of(const AssetFacts& facts, const Size& size) {
  Where where;
  where.evidence = {
      {"size_x", size.side.x},   {"size_y", size.side.y},
      {"size_z", size.side.z},   {"largest_mm", size.largest * size.unit_mm},
      {"unit_mm", size.unit_mm}, {"unit", std::string(size.unit_known ? "of the format" : "assumed")}};
  if (const char up = facts.asset().scene.up_axis; up != 0)
    where.evidence.emplace_back("up_axis", std::string(1, up));
  return where;
}

// "in inches it would be 76.2 mm, in metres 3000 mm": readings of the numbers within the limits.
std::string other_readings(const Size& size, double low, double high) {
  std::string text;
  for (const Unit& unit : kUnits) {
    const double mm = size.largest * unit.mm;
    if (mm < low || mm > high) continue;
    text += fmt::format("{}{} {:.6g} mm", text.empty() ? "In " : ", in ", unit.name, mm);
    if (text.find("would") == std::string::npos) text.insert(text.find(' ', 3), " it would be");
  }
  return text.empty() ? text : text + ". ";
}

void judge_limits(const AssetFacts& facts, const Size& size, CheckContext& context) {
  const double low = context.parameter(kId, "min-extent-mm"), high = context.parameter(kId, "max-extent-mm");
  const double mm = size.largest * size.unit_mm;
  if (mm >= low && mm <= high) return;
  Where where = where_of(facts, size);
  where.evidence.emplace_back("min_mm", low);
  where.evidence.emplace_back("max_mm", high);
  context.out.report(kId, std::move(where),
                     "the largest side is {:.6g} mm ({:.6g} units of {:g} mm, {}), {} {:g} mm. {}Scale the "
                     "model, or say the right unit",
                     mm, size.largest, size.unit_mm,
                     size.unit_known ? "as the format says" : "assumed, the format has no unit",
                     mm < low ? "less than" : "more than", mm < low ? low : high,
                     other_readings(size, low, high));
}

void run(const AssetFacts& facts, CheckContext& context) {
  // Without a triangle or a finite position: mesh/empty, mesh/non-finite-position.
  if (placed_triangles(facts.asset().scene) == 0 || facts.world().bounds.empty()) return;
  const Size size = size_of(facts, context);
  const int flat = (size.side.x == 0) + (size.side.y == 0) + (size.side.z == 0);
  if (!std::isfinite(size.largest)) {
    context.out.report(kId, where_of(facts, size),
                       "the size of the scene is not finite: a node scales it beyond what a float holds. "
                       "Correct the scale");
  } else if (flat == 3) {
    context.out.report(kId, where_of(facts, size),
                       "the model has no size: all its vertices are at one place. Is a scale 0?");
  } else if (flat > 0) {
    context.out.report(
        kId, where_of(facts, size),
        "the model has no size in {}{}{}: it is a {}. Give it a thickness, or correct a scale of "
        "0",
        size.side.x == 0 ? "x" : "", size.side.y == 0 ? "y" : "", size.side.z == 0 ? "z" : "",
        flat == 1 ? "sheet" : "line");
  } else {
    judge_limits(facts, size, context);
  }
}

}  // namespace

extern const Check check_mesh_extent_suspicious{.rules = kRules, .run = run};

}  // namespace meshgate
