#include <fmt/core.h>

#include <string>
#include <utility>

#include "asset/transform.h"
#include "prepare/frame.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

std::string wanted(const AssetFacts& /*facts*/, const StepContext& context) {
  std::string why;
  if (!context.options->unit.empty()) why = "--unit " + context.options->unit;
  if (context.options->up != 0) why += fmt::format("{}--up {}", why.empty() ? "" : " ", context.options->up);
  return why;
}

void say(std::string& done, std::string text) { done += (done.empty() ? "" : ", ") + std::move(text); }

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Frame target = frame_of(*context.output);
  const LengthUnit* const unit = find_length_unit(context.options->unit);
  const char up = context.options->up;
  Matrix4 matrix;
  std::string done;
  const double scale = unit == nullptr ? 1 : unit->meters / target.unit.meters;
  if (scale != 1) {
    matrix = scaling(scale);
    say(done, fmt::format("scaled by {:g}: from {} to {}", scale, unit->name, target.unit.name));
  }
  if (up != 0 && up != target.up) {
    matrix = axis_turn(up, target.up) * matrix;
    say(done, fmt::format("turned: {} upwards becomes {} upwards", up, target.up));
  }
  // Where the file states them, it must state these.
  const Scene& before = facts.asset().scene;
  const bool states_unit =
      target.is_stated && unit != nullptr && before.meters_per_unit != target.unit.meters;
  const bool states_up = target.is_stated && up != 0 && before.up_axis != target.up;
  if (states_unit) say(done, fmt::format("one unit is stated to be a {}", target.unit.word));
  if (states_up) say(done, fmt::format("{} is stated to point upwards", target.up));
  if (done.empty()) return result;
  result.count = 1;
  result.done = std::move(done);
  result.numbers = {{"scale", scale}};
  result.moved = 0;
  result.asset = facts.asset();
  Scene& scene = result.asset->scene;
  if (!is_identity(matrix)) transform_scene(scene, matrix, context.stop);
  if (unit != nullptr) scene.meters_per_unit = target.unit.meters;
  if (up != 0) scene.up_axis = target.up;
  return result;
}

}  // namespace

extern const Step step_set_frame{
    .id = "set-frame",
    .summary = "bring unit and axes to those of the output's format",
    .explanation =
        R"(`--unit` says what one unit of the input is (mm, cm, m, in), `--up` which axis points upwards (Y or Z). The model is scaled
and turned to what the format of the output means: metres and Y upwards in a GLB, millimetres and Z upwards in an STL,
millimetres and Y upwards in an OBJ. USDZ and FBX state their unit and axis: they get metres and centimetres, with Y upwards.
Without these options nothing is scaled or turned, whatever the formats are: what was meant is not guessed, and what the input
states is stated again where the output can. COLLADA is read in metres with Y upwards, from what its file says: other
units and axes are refused there. The distance to the input is measured after this step.)",
    .order = 15,
    .sets_reference = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
