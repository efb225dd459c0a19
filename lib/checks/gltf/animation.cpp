// Animations (section 3.11). The service looks at the first pose; these rules keep the file readable. The
// reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/animation-channel-target-node-matrix",
        .summary = "an animation moves a node that has a matrix",
        .severity = Severity::kError,
        .explanation = R"(Translation, rotation and scale can only be animated on nodes without `matrix`.

**Why it matters.** The animation has no effect, or the matrix is lost.

**How to fix it.** Export the node with translation, rotation and scale.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-channel-target-node-skin",
        .summary = "an animation moves a node with a skinned mesh",
        .severity = Severity::kWarning,
        .explanation = R"(Transforms of the node do not move skinned vertices.

**Why it matters.** The movement is invisible.

**How to fix it.** Animate the skeleton.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-channel-target-node-weights-no-morphs",
        .summary = "an animation drives weights of a mesh without morph targets",
        .severity = Severity::kError,
        .explanation = R"(The node of the channel has no mesh, or the mesh no targets.

**Why it matters.** There is nothing to animate.

**How to fix it.** Remove the channel.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-duplicate-targets",
        .summary = "two channels animate the same property of a node",
        .severity = Severity::kError,
        .explanation = R"(Within one animation each property of a node has one channel.

**Why it matters.** Programs choose differently.

**How to fix it.** Remove one channel, or split the animation.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-sampler-accessor-with-bytestride",
        .summary = "animation data lies in a buffer view with a stride",
        .severity = Severity::kError,
        .explanation = R"(Times and values are tightly packed.

**Why it matters.** Readers ignore the stride and read wrong values.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-sampler-input-accessor-invalid-format",
        .summary = "the times of an animation have the wrong format",
        .severity = Severity::kError,
        .explanation = R"(Times are single floats, in seconds.

**Why it matters.** The animation cannot be played.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-sampler-input-accessor-without-bounds",
        .summary = "the times of an animation have no min and max",
        .severity = Severity::kError,
        .explanation = R"(The accessor must state both: they are the begin and the end.

**Why it matters.** Players do not know how long the animation is.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-sampler-input-accessor-too-few-elements",
        .summary = "a spline has fewer than two times",
        .severity = Severity::kError,
        .explanation = R"(CUBICSPLINE interpolates between two times at least.

**Why it matters.** The animation cannot be played.

**How to fix it.** Use STEP for a single pose.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-sampler-output-accessor-invalid-format",
        .summary = "the values of an animation have the wrong format",
        .severity = Severity::kError,
        .explanation = R"(Translations and scales are three floats, rotations four floats or normalized
integers, weights single ones.

**Why it matters.** The animation cannot be played.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/animation-sampler-output-accessor-invalid-count",
        .summary = "an animation has another number of values than its times ask for",
        .severity = Severity::kError,
        .explanation = R"(One value a time; three for CUBICSPLINE; for weights as many as morph targets.

**Why it matters.** Values and times drift apart; readers refuse the animation.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-animation-input-negative",
        .summary = "times of an animation are negative",
        .severity = Severity::kError,
        .explanation = R"(Times are 0 or more.

**Why it matters.** Players begin at 0 and skip what lies before.

**How to fix it.** Shift the animation to start at 0.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-animation-input-non-increasing",
        .summary = "times of an animation do not increase",
        .severity = Severity::kError,
        .explanation = R"(Each time must be greater than the one before.

**Why it matters.** The search for the current pose goes wrong and the animation jumps.

**How to fix it.** Export again; duplicate key frames are the usual cause.)",
        .since = "0.1",
    },
    {
        .id = "gltf/accessor-animation-sampler-output-non-normalized-quaternion",
        .summary = "rotations of an animation are not unit quaternions",
        .severity = Severity::kError,
        .explanation = R"(The length of the four numbers must be 1 within 0.00769. Tangents of splines are
not meant.

**Why it matters.** The object is scaled or sheared while it turns.

**How to fix it.** Export again.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_animation{.rules = kRules, .run = {}};

}  // namespace meshgate
