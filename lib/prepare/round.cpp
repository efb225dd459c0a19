// One round of decimation: patches side by side, their borders fixed.
#include <algorithm>
#include <cmath>
#include <memory>

#include "core/parallel.h"
#include "prepare/piece.h"

namespace meshgate {
namespace {

/// Up to so many faces all patches are kept in memory at the same time: about 90 bytes a face.
constexpr std::size_t kResidentFaces = 1'600'000;
/// So are they when at least this share of the faces remains: what is left to do is little.
constexpr double kLittleShare = 0.75;
/// A patch loses at most this share of its faces in one round: beyond, its fixed border rules.
constexpr double kLeastShare = 0.125;

class Round {
 public:
  Round(const Soup& soup, const RoundGoal& goal, const std::stop_token& stop)
      : soup_(soup),
        goal_(goal),
        stop_(stop),
        clusters_(
            make_clusters(soup.points.span(), soup.corners.span(), goal.patch_faces, goal.variant, stop)),
        cutter_(soup, clusters_),
        outputs_(clusters_.count()) {}

  RoundResult run() {
    RoundResult result;
    result.whole = clusters_.count() == 1;
    const bool little = static_cast<double>(goal_.faces) > kLittleShare * static_cast<double>(soup_.faces());
    if (soup_.faces() <= kResidentFaces || little || result.whole) {
      run_resident(result);
    } else {
      run_in_passing();
    }
    assemble(result);
    return result;
  }

 private:
  [[nodiscard]] PatchLimits limits() const {
    PatchLimits limits;
    limits.stop = &stop_;
    limits.max_error_sq = goal_.max_error * goal_.max_error;
    return limits;
  }
  [[nodiscard]] std::size_t least_faces(std::size_t faces) const {
    if (clusters_.count() == 1) return 0;
    return static_cast<std::size_t>(kLeastShare * static_cast<double>(faces));
  }

  // Worth asking what holds the rest: another round would not bring much.
  [[nodiscard]] bool hardly_moved(std::size_t before, std::size_t after) const {
    return clusters_.count() == 1 || static_cast<double>(before - after) < 0.02 * static_cast<double>(before);
  }

  // --- large soups: each patch is in memory once

  void run_in_passing() {
    std::uint32_t bucket = probe();
    while (true) {
      parallel_ranges(clusters_.count(), 1, stop_, [&](std::size_t c, std::size_t) {
        thread_local Piece piece;
        outputs_[c] = {};
        cutter_.gather(c, piece);
        PatchLimits patch_limits = limits();
        patch_limits.last_bucket = bucket;
        patch_limits.stop_at = least_faces(piece.patch.all_faces());
        piece.patch.prepare(patch_limits);
        piece.patch.run(patch_limits);
        if (hardly_moved(piece.patch.all_faces(), piece.patch.faces()))
          piece.patch.count_held(outputs_[c].held);
        cutter_.emit(piece, outputs_[c]);
      });
      std::size_t left = 0;
      for (const PieceOutput& out : outputs_) left += out.corners.size() / 3;
      // The sample was not like the whole: more carefully.
      if (left >= goal_.faces || bucket == 0) return;
      bucket -= std::min(bucket, 8U);
    }
  }

  // Decimates a sample of the patches and returns the bucket at which the wanted share of its faces was left.
  std::uint32_t probe() {
    const std::size_t count = clusters_.count(),
                      samples = std::clamp<std::size_t>(count / 16, std::min<std::size_t>(count, 6), 64);
    const double share =
        std::max(kLeastShare, static_cast<double>(goal_.faces) / static_cast<double>(soup_.faces()));
    struct Tally {
      std::vector<std::uint64_t> removed = std::vector<std::uint64_t>(kCostBuckets, 0);
      double faces = 0;
    };
    std::vector<Tally> tallies(samples);
    parallel_ranges(samples, 1, stop_, [&](std::size_t s, std::size_t) {
      thread_local Piece piece;
      const std::size_t cluster = (2 * s + 1) * count / (2 * samples);
      cutter_.gather(cluster, piece);
      Patch& patch = piece.patch;
      std::size_t bordering = 0;
      for (std::size_t f = 0; f < patch.all_faces(); ++f) {
        const std::uint32_t* c = &patch.corners[3 * f];
        bordering += (patch.fixed[c[0]] | patch.fixed[c[1]] | patch.fixed[c[2]]) != 0;
      }
      std::vector<Patch::Progress> record;
      patch.record = &record;
      PatchLimits patch_limits = limits();
      patch_limits.stop_at = static_cast<std::size_t>(0.8 * share * static_cast<double>(patch.all_faces()));
      patch.prepare(patch_limits);
      patch.run(patch_limits);
      patch.record = nullptr;
      std::size_t before = patch.all_faces();
      for (const Patch::Progress& step : record) {
        tallies[s].removed[step.bucket] += before - step.faces;
        before = step.faces;
      }
      tallies[s].faces = static_cast<double>(patch.all_faces()) - 0.5 * static_cast<double>(bordering);
    });
    std::vector<std::uint64_t> removed(kCostBuckets, 0);
    double faces = 0;
    for (const Tally& tally : tallies) {
      faces += tally.faces;
      for (std::size_t b = 0; b < kCostBuckets; ++b) removed[b] += tally.removed[b];
    }
    double sum = 0;
    for (std::uint32_t b = 0; b < kCostBuckets; ++b) {
      sum += static_cast<double>(removed[b]);
      if (sum >= (1 - share) * faces) return b;
    }
    return kCostBuckets - 1;
  }

  // --- what fits: patches wait for each other, so that the goal is met exactly

  void run_resident(RoundResult& result) {
    std::vector<std::unique_ptr<Piece>> pieces(clusters_.count());
    parallel_ranges(pieces.size(), 1, stop_, [&](std::size_t c, std::size_t) {
      pieces[c] = std::make_unique<Piece>();
      cutter_.gather(c, *pieces[c]);
      pieces[c]->patch.prepare(limits());
    });
    std::size_t left = descend(pieces);
    for (std::size_t before = left + 1; left > goal_.faces && left < before;) {
      before = left;
      parallel_ranges(pieces.size(), 1, stop_, [&](std::size_t c, std::size_t) { pieces[c]->patch.seed(); });
      left = descend(pieces);
    }
    if (left > goal_.faces && hardly_moved(soup_.faces(), left)) {
      for (const auto& piece : pieces) piece->patch.count_held(result.held);
    }
    parallel_ranges(pieces.size(), 1, stop_, [&](std::size_t c, std::size_t) {
      cutter_.emit(*pieces[c], outputs_[c]);
      pieces[c].reset();
    });
  }

  // Raises the cost that is paid until enough faces are gone or nothing more can be had; returns what is
  // left.
  std::size_t descend(const std::vector<std::unique_ptr<Piece>>& pieces) {
    std::size_t left = 0;
    for (const auto& piece : pieces) left += piece->patch.faces();
    std::uint32_t bucket = pieces.size() == 1 ? kCostBuckets - 1 : 0, step = 8;
    while (left > goal_.faces) {
      if (stop_.stop_requested()) throw Cancelled{};
      std::uint32_t lowest = kCostBuckets;
      for (const auto& piece : pieces) {
        if (piece->patch.faces() > least_faces(piece->patch.all_faces()))
          lowest = std::min(lowest, piece->patch.lowest_bucket());
      }
      if (lowest == kCostBuckets) return left;
      bucket = std::min(std::max(bucket, lowest + step - 1), kCostBuckets - 1);
      const std::size_t before = left;
      left = pay(pieces, bucket, left);
      // What one more step may bring is guessed from this one: smaller steps near the goal share it by error.
      if (left > goal_.faces && before - left > (left - goal_.faces) / 4) step = 1;
      if (before == left && ++bucket == kCostBuckets) return left;
    }
    return left;
  }

  // Every patch pays up to this bucket, but removes no more than its share of what is too much.
  std::size_t pay(const std::vector<std::unique_ptr<Piece>>& pieces, std::uint32_t bucket, std::size_t left) {
    const std::size_t excess = left - goal_.faces;
    std::vector<std::size_t> quota(pieces.size());
    std::size_t given = 0;
    for (std::size_t c = 0; c < pieces.size(); ++c) {
      quota[c] =
          static_cast<std::size_t>(static_cast<double>(excess) *
                                   static_cast<double>(pieces[c]->patch.faces()) / static_cast<double>(left));
      given += quota[c];
    }
    for (std::size_t c = 0; c < pieces.size() && given < excess; ++c) {
      Patch& patch = pieces[c]->patch;
      if (patch.lowest_bucket() > bucket || patch.faces() <= least_faces(patch.all_faces())) continue;
      ++quota[c];
      ++given;
    }
    parallel_ranges(pieces.size(), 1, stop_, [&](std::size_t c, std::size_t) {
      Patch& patch = pieces[c]->patch;
      PatchLimits patch_limits = limits();
      patch_limits.last_bucket = bucket;
      patch_limits.stop_at = std::max(patch.faces() - quota[c], least_faces(patch.all_faces()));
      patch.run(patch_limits);
    });
    std::size_t now = 0;
    for (const auto& piece : pieces) now += piece->patch.faces();
    return now;
  }

  // --- outputs to soup

  void assemble(RoundResult& result) {
    const std::size_t count = outputs_.size();
    std::vector<std::size_t> first_point(count + 1, 0), first_face(count + 1, 0);
    for (std::size_t c = 0; c < count; ++c) {
      first_point[c + 1] = first_point[c] + outputs_[c].points.size();
      first_face[c + 1] = first_face[c] + outputs_[c].corners.size() / 3;
    }
    const auto own = static_cast<std::uint32_t>(first_point[count]);
    const std::size_t faces = first_face[count];
    const std::size_t shared_count = cutter_.rank().size();
    Buffer<float3> points(own + shared_count);
    Buffer<Quadric> quadrics(own + shared_count);
    const bool limiting = !soup_.error_limits.empty();
    Buffer<float> error_limits(limiting ? own + shared_count : 0);
    Buffer<std::uint32_t> corners(3 * faces), wedges(soup_.wedges.empty() ? 0 : 3 * faces),
        labels(soup_.labels.empty() ? 0 : faces);
    result.blends.resize(count);
    clusters_.shared.for_each([&](std::size_t point) {
      const std::uint32_t rank = cutter_.rank()(point), old = clusters_.points[point];
      points[own + rank] = soup_.points[old];
      if (limiting) error_limits[own + rank] = soup_.error_limits[old];
      quadrics[own + rank] = soup_.quadrics.empty() ? Quadric{} : soup_.quadrics[old];
      return true;
    });
    for (const PieceOutput& out : outputs_) {
      for (std::size_t i = 0; i < out.shared.size(); ++i) {
        const auto& [rank, quadric] = out.shared[i];
        quadrics[own + rank] += quadric;
        if (limiting) error_limits[own + rank] = std::min(error_limits[own + rank], out.shared_limits[i]);
      }
      result.error = std::max(result.error, std::sqrt(out.error_sq));
      for (std::size_t reason = 0; reason < kHeldReasons; ++reason) result.held[reason] += out.held[reason];
    }
    parallel_ranges(count, 1, stop_, [&](std::size_t c, std::size_t) {
      PieceOutput& out = outputs_[c];
      const auto base = static_cast<std::uint32_t>(first_point[c]);
      std::copy(out.points.begin(), out.points.end(), points.begin() + static_cast<std::ptrdiff_t>(base));
      std::copy(out.quadrics.begin(), out.quadrics.end(),
                quadrics.begin() + static_cast<std::ptrdiff_t>(base));
      if (limiting) std::copy(out.error_limits.begin(), out.error_limits.end(), error_limits.data() + base);
      std::uint32_t* to = corners.data() + 3 * first_face[c];
      for (const std::uint32_t v : out.corners)
        *to++ = (v & PieceOutput::kSharedBit) != 0 ? own + (v & ~PieceOutput::kSharedBit) : base + v;
      if (wedges.size() != 0)
        std::copy(out.wedges.begin(), out.wedges.end(), wedges.data() + 3 * first_face[c]);
      if (labels.size() != 0) std::copy(out.labels.begin(), out.labels.end(), labels.data() + first_face[c]);
      result.blends[c] = std::move(out.blends);
      out = {};
    });
    result.soup.points = std::move(points).freeze();
    result.soup.quadrics = std::move(quadrics).freeze();
    result.soup.corners = std::move(corners).freeze();
    result.soup.wedges = std::move(wedges).freeze();
    result.soup.labels = std::move(labels).freeze();
    result.soup.error_limits = std::move(error_limits).freeze();
    result.soup.label_scales = soup_.label_scales;
    result.soup.label_surfaces = soup_.label_surfaces;
    result.soup.unit = soup_.unit;
  }

  const Soup& soup_;
  const RoundGoal& goal_;
  const std::stop_token& stop_;
  Clusters clusters_;
  PieceCutter cutter_;
  std::vector<PieceOutput> outputs_;
};

}  // namespace

RoundResult decimate_round(const Soup& soup, const RoundGoal& goal, const std::stop_token& stop) {
  return Round(soup, goal, stop).run();
}

}  // namespace meshgate
