#pragma once
// Running single steps of prepare in tests.
#include <string_view>

#include "meshgate/prepare.h"
#include "prepare/step_context.h"
#include "support/mesh_builder.h"

namespace meshgate::test {

/// What a step of a plan is given, with profile "asset" and an input without findings. The options must
/// outlive it.
class StepSetting {
 public:
  explicit StepSetting(const PrepareOptions& options, const char* output = "stl");
  StepSetting(const StepSetting&) = delete;
  StepSetting& operator=(const StepSetting&) = delete;
  [[nodiscard]] const StepContext& context() const { return context_; }

 private:
  const Profile profile_;
  const InputReport before_;
  StepContext context_;
};

/// Runs one step on an asset as if the file were STL and stayed STL, with profile "asset". The asset of the
/// result is always there: that of the input when there was nothing to do.
StepResult run_step(std::string_view id, const Asset& asset, const PrepareOptions& options = {});

/// The meshes of an asset as one shape.
Shape shape_of(const Asset& asset);

/// A shape whose faces have a material, a group, UVs by corner, and normals by vertex, so that a test can see
/// whether a step keeps them: UV of a corner is x and y of its position.
Asset decorated_asset(const Shape& shape);

}  // namespace meshgate::test
