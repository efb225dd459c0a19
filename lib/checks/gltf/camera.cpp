// Cameras (section 3.10). They do not change the model. The reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/camera-zfar-lequal-znear",
        .summary = "the far plane of a camera is not behind the near plane",
        .severity = Severity::kError,
        .explanation = R"(`zfar` must be greater than `znear`.

**Why it matters.** The view shows nothing.

**How to fix it.** Correct or delete the camera.)",
        .since = "0.1",
    },
    {
        .id = "gltf/camera-yfov-gequal-pi",
        .summary = "the field of view of a camera is half a turn or more",
        .severity = Severity::kWarning,
        .explanation = R"(`yfov` is in radians and should be less than π. Often degrees were written.

**Why it matters.** The view is inverted.

**How to fix it.** Correct or delete the camera.)",
        .since = "0.1",
    },
    {
        .id = "gltf/camera-xmag-ymag-zero",
        .summary = "the view of an orthographic camera has no size",
        .severity = Severity::kError,
        .explanation = R"(`xmag` and `ymag` must not be 0.

**Why it matters.** The view divides by zero.

**How to fix it.** Correct or delete the camera.)",
        .since = "0.1",
    },
    {
        .id = "gltf/camera-xmag-ymag-negative",
        .summary = "the view of an orthographic camera is negative",
        .severity = Severity::kWarning,
        .explanation = R"(`xmag` and `ymag` should be positive.

**Why it matters.** The view is mirrored.

**How to fix it.** Correct or delete the camera.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_camera{.rules = kRules, .run = {}};

}  // namespace meshgate
