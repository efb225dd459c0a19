#include <fmt/core.h>

#include <array>

#include "asset/transform.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

struct Unit {
  std::string_view name;
  double meters;
};
constexpr std::array<Unit, 4> kUnits{{{"mm", 0.001}, {"cm", 0.01}, {"m", 1}, {"in", 0.0254}}};

// glTF counts in metres and has Y upwards. STL and OBJ say neither; slicers take millimetres, and Z upwards
// in an STL, while OBJ comes from programs that have Y upwards.
struct Frame {
  Unit unit;
  char up;
};
Frame frame_of(const Format& format) {
  if (format.id == "glb" || format.id == "gltf" || format.id == "usdz") return {{"m", 1}, 'Y'};
  return {{"mm", 0.001}, format.id == "stl" ? 'Z' : 'Y'};
}

std::string wanted(const AssetFacts& /*facts*/, const StepContext& context) {
  std::string why;
  if (!context.options->unit.empty()) why = "--unit " + context.options->unit;
  if (context.options->up != 0) why += fmt::format("{}--up {}", why.empty() ? "" : " ", context.options->up);
  return why;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Frame target = frame_of(*context.output);
  Matrix4 matrix;
  std::string done;
  double scale = 1;
  for (const Unit& unit : kUnits) {
    if (unit.name != context.options->unit) continue;
    scale = unit.meters / target.unit.meters;
    if (scale == 1) continue;
    matrix = scaling(scale);
    done = fmt::format("scaled by {:g}: from {} to {}", scale, unit.name, target.unit.name);
  }
  if (context.options->up != 0 && context.options->up != target.up) {
    matrix = axis_turn(context.options->up, target.up) * matrix;
    done += fmt::format("{}turned: {} upwards becomes {} upwards", done.empty() ? "" : ", ",
                        context.options->up, target.up);
  }
  if (is_identity(matrix)) return result;
  result.count = 1;
  result.done = std::move(done);
  result.numbers = {{"scale", scale}};
  result.moved = 0;
  result.asset = facts.asset();
  transform_scene(result.asset->scene, matrix, context.stop);
  return result;
}

}  // namespace

extern const Step step_set_frame{
    .id = "set-frame",
    .summary = "bring unit and axes to those of the output's format",
    .explanation =
        R"(`--unit` says what one unit of the input is (mm, cm, m, in), `--up` which axis points upwards (Y or Z). The model is scaled
and turned to what the format of the output means: metres and Y upwards in a GLB, millimetres and Z upwards in an STL,
millimetres and Y upwards in an OBJ. Without these options nothing is scaled or turned, whatever the formats are: what was
meant is not guessed. The distance to the input is measured after this step.)",
    .order = 15,
    .sets_reference = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
