// Subject and foreground: the outline of a map against that of its picture.
#include <algorithm>
#include <array>
#include <vector>

#include "verify/depth.h"

namespace meshgate {
namespace {

constexpr double kFits = 0.9;  // overlap over union from which no other subject is looked for
// Of a channel. A light subject on a light ground keeps more of its skin the less counts as ground.
constexpr std::array<float, 3> kCloser{0.04F, 0.02F, 0.01F};
constexpr double kMissing = 0.03;       // share of the subject that the map may lack and still hold all of it
constexpr std::uint32_t kReach = 3;     // pixels from the rim of a subject in which it fades into the ground
constexpr float kSoft = 0.25F;          // of a channel: a sharp outline differs by more within that reach
constexpr float kClipped = 1.5F / 255;  // a ground as light or dark as can be: a lit skin is no lighter
constexpr double kLeastSeen = 0.8;      // overlap over union with what can be subject at all

struct Fit {
  double iou = 0, best_iou = 0;
  std::uint32_t best_orientation = 1;
};

Fit fit_outlines(const Mask& subject, const Mask& foreground) {
  Fit fit;
  fit.iou = fit.best_iou = compute_iou(subject, foreground);
  for (std::uint32_t orientation = 2; orientation <= kOrientations; ++orientation) {
    const double iou = compute_iou(subject, upright(foreground, orientation, subject.width, subject.height));
    if (iou > fit.best_iou) {
      fit.best_iou = iou;
      fit.best_orientation = orientation;
    }
  }
  return fit;
}

// Whether the subject holds nothing that the map lacks, but for its rim.
bool is_held(const Mask& subject, const Mask& foreground) {
  const Mask around = dilated(foreground, kReach);
  std::size_t lacking = 0;
  for (std::size_t i = 0; i < subject.set.size(); ++i)
    lacking += subject.set[i] != 0 && around.set[i] == 0 ? 1U : 0U;
  return static_cast<double>(lacking) <= kMissing * static_cast<double>(subject.count());
}

// Whether the subject has no sharp outline where the map goes on: its colour comes near to that of the
// ground.
bool is_soft_there(const SourceGrid& source, const SubjectMask& subject, const Mask& foreground) {
  Mask surplus = foreground;
  for (std::size_t i = 0; i < surplus.set.size(); ++i) {
    if (subject.mask.set[i] != 0) surplus.set[i] = 0;
  }
  const Mask near = dilated(surplus, kReach);
  std::size_t rim = 0, soft = 0;
  for (std::size_t i = 0; i < near.set.size(); ++i) {
    if (subject.mask.set[i] == 0 || near.set[i] == 0) continue;
    ++rim;
    soft += color_distance(source.colors[i], subject.ground) < kSoft ? 1U : 0U;
  }
  return rim > 0 && 2 * soft > rim;
}

// Whether the map takes so much for subject that has exactly the ground's colour that no subject fits it. A
// ground that is clipped to white or black says nothing: what is lit well is white, too.
bool takes_ground(const SubjectMask& closest, const Mask& subject, const Mask& foreground) {
  const auto [low, high] = std::minmax_element(closest.ground.begin(), closest.ground.end());
  if (closest.source == MaskSource::kNone || *low >= 1 - kClipped || *high <= kClipped) return false;
  Mask possible = foreground;
  for (std::size_t i = 0; i < possible.set.size(); ++i) {
    if (closest.mask.set[i] == 0) possible.set[i] = 0;
    if (subject.set[i] != 0) possible.set[i] = 1;
  }
  return compute_iou(possible, foreground) < kLeastSeen;
}

}  // namespace

void compare_outlines(const SourceGrid& source, DepthComparison& comparison) {
  if (comparison.subject.source == MaskSource::kNone || !comparison.background_known) return;
  const SubjectMask guess = comparison.subject;
  Fit best = fit_outlines(guess.mask, comparison.foreground);
  if (guess.source == MaskSource::kSegmented && best.best_iou < kFits) {
    SubjectMask closest;
    for (const float tolerance : kCloser) {
      SubjectMask subject = find_subject(source, tolerance);
      if (subject.source != MaskSource::kSegmented) continue;
      const Fit fit = fit_outlines(subject.mask, comparison.foreground);
      closest = subject;
      if (fit.best_iou <= best.best_iou) continue;
      best = fit;
      comparison.subject = std::move(subject);
    }
    comparison.subject_fades = is_held(guess.mask, comparison.foreground) &&
                               is_soft_there(source, guess, comparison.foreground) &&
                               !takes_ground(closest, guess.mask, comparison.foreground);
  }
  comparison.iou = best.iou;
  comparison.best_iou = best.best_iou;
  comparison.best_orientation = best.best_orientation;
}

}  // namespace meshgate
