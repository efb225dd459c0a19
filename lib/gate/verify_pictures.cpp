// Pictures of a comparison for reports.
#include <new>

#include "core/parallel.h"
#include "gate/verify_branch.h"
#include "render/comparison_pictures.h"

namespace meshgate {

std::vector<Picture> pictures_of(const VerifyJob& job, const Comparison& comparison) {
  if (job.options->check.pictures == PictureStyle::kNone) return {};
  try {
    return render_comparison(comparison, job.stop);
  } catch (const Cancelled&) {
  } catch (const std::bad_alloc&) {
  }
  return {};
}

}  // namespace meshgate
