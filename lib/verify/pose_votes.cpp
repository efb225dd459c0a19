#include "verify/pose_votes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include "asset/closest_point.h"
#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::size_t kDistances = 12, kAngles = 12, kTurns = 30;
constexpr std::size_t kKeys = kDistances * kAngles * kAngles * kAngles;
constexpr std::size_t kReferences = 320;  // points of the place that votes are counted for
constexpr std::size_t kMostAlike = 48;    // pairs of the piece that one pair of the place votes with
constexpr std::size_t kPartners = 500;    // other points of the place that a reference is paired with
constexpr std::size_t kPeaks = 2;         // poses a reference gives
constexpr double kNearest = 0.1;          // of the diagonal: the direction of nearer pairs is noise
constexpr double kFlat = 0.99;            // cosine: such pairs lie in one plane, and say next to nothing
constexpr double kAgree = 0.7;            // cosine of normals that are about the same
constexpr std::size_t kLooks = 120;       // points of the piece that tell a good pose from a bad one
constexpr double kSamePlace = 0.1;        // of the diagonal: poses that differ by less are one

struct Basis {
  double3 u, v, n;
};

Basis basis_of(double3 n) {
  const double3 aside = std::abs(n.x) < 0.6 ? double3{1, 0, 0} : double3{0, 1, 0};
  const double3 across = cross(n, aside);
  const double3 u = across * (1 / length(across));
  return {u, cross(n, u), n};
}

// What two oriented points look like from any side, and the angle about the first one's normal at which the
// second lies.
struct PairLook {
  std::uint32_t key = 0;
  float angle = 0;
};

std::size_t bin_of(double share, std::size_t bins) {
  return std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, share) * static_cast<double>(bins)));
}

std::optional<PairLook> look_of(double3 p, const Basis& basis, double3 q, double3 other, double diagonal) {
  const double3 way = q - p;
  const double size = length(way);
  if (size < kNearest * diagonal || size > diagonal) return std::nullopt;
  const double own = dot(basis.n, way) / size, its = dot(other, way) / size, both = dot(basis.n, other);
  if (both > kFlat && std::abs(own) < 0.1 && std::abs(its) < 0.1) return std::nullopt;
  const auto angle = [](double cosine) {
    return bin_of(std::acos(std::clamp(cosine, -1.0, 1.0)) / kPi, kAngles);
  };
  PairLook look;
  look.key = static_cast<std::uint32_t>(
      ((bin_of(size / diagonal, kDistances) * kAngles + angle(own)) * kAngles + angle(its)) * kAngles +
      angle(both));
  look.angle = static_cast<float>(std::atan2(dot(way, basis.v), dot(way, basis.u)));
  return look;
}

// The pairs of the piece by what they look like.
class PairTable {
 public:
  struct Entry {
    std::uint32_t point = 0;
    float angle = 0;
  };

  PairTable(const OrientedPoints& piece, const std::vector<Basis>& bases, double diagonal) {
    std::vector<std::pair<std::uint32_t, Entry>> all;
    for (std::uint32_t i = 0; i < piece.size(); ++i) {
      for (std::size_t k = 0; k < piece.size(); ++k) {
        if (k == i) continue;
        const auto look = look_of(to_double(piece.points[i]), bases[i], to_double(piece.points[k]),
                                  piece.normals[k], diagonal);
        if (look) all.push_back({look->key, {i, look->angle}});
      }
    }
    starts_.assign(kKeys + 1, 0);
    for (const auto& [key, entry] : all) ++starts_[key + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    entries_.resize(all.size());
    for (const auto& [key, entry] : all) entries_[next[key]++] = entry;
  }

  // Those with a look, or some of them spread evenly.
  template <class Visit>
  void visit(std::uint32_t key, Visit visit) const {
    const std::size_t first = starts_[key], last = starts_[key + 1];
    const std::size_t stride = std::max<std::size_t>(1, (last - first) / kMostAlike);
    for (std::size_t i = first; i < last; i += stride) visit(entries_[i]);
  }

 private:
  std::vector<std::uint32_t> starts_;
  std::vector<Entry> entries_;
};

struct Candidate {
  std::uint32_t votes = 0;
  Similarity pose;
};

// Brings a point with its normal to another one, turned about the normal.
Similarity pose_between(double3 from, const Basis& own, double3 to, const Basis& target, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  const double3 u = target.u * c + target.v * s, v = target.v * c - target.u * s;
  Similarity pose;
  // R = U_target · U_ownᵀ
  const auto row = [&](double tu, double tv, double tn) { return own.u * tu + own.v * tv + own.n * tn; };
  pose.rows = {row(u.x, v.x, target.n.x), row(u.y, v.y, target.n.y), row(u.z, v.z, target.n.z)};
  pose.offset = to - pose.turn(from);
  return pose;
}

class Election {
 public:
  Election(const OrientedPoints& piece, double diagonal, const OrientedPoints& place)
      : piece_(piece),
        place_(place),
        diagonal_(diagonal),
        bases_(bases_of(piece)),
        table_(piece, bases_, diagonal) {}

  // The poses that most pairs with this point of the place vote for.
  void count(std::size_t reference, std::vector<std::uint32_t>& votes, std::vector<Candidate>& found) const {
    votes.assign(piece_.size() * kTurns, 0);
    const double3 p = to_double(place_.points[reference]);
    const Basis basis = basis_of(place_.normals[reference]);
    for (const std::uint32_t k : partners_of(p, reference)) {
      const auto look = look_of(p, basis, to_double(place_.points[k]), place_.normals[k], diagonal_);
      if (!look) continue;
      table_.visit(look->key, [&](const PairTable::Entry& entry) {
        const double turn = static_cast<double>(look->angle - entry.angle) / (2 * kPi);
        ++votes[entry.point * kTurns + bin_of(turn - std::floor(turn), kTurns)];
      });
    }
    for (std::size_t peak = 0; peak < kPeaks; ++peak) take_peak(p, basis, votes, found);
  }

 private:
  // Points of the place that may lie on the piece as well, some of them spread evenly.
  [[nodiscard]] std::vector<std::uint32_t> partners_of(double3 p, std::size_t reference) const {
    std::vector<std::uint32_t> near;
    for (std::uint32_t k = 0; k < place_.size(); ++k) {
      const double3 way = to_double(place_.points[k]) - p;
      if (k != reference && dot(way, way) <= diagonal_ * diagonal_) near.push_back(k);
    }
    const std::size_t stride = std::max<std::size_t>(1, near.size() / kPartners);
    std::vector<std::uint32_t> some;
    for (std::size_t i = 0; i < near.size(); i += stride) some.push_back(near[i]);
    return some;
  }

  static std::vector<Basis> bases_of(const OrientedPoints& points) {
    std::vector<Basis> bases;
    for (const double3& normal : points.normals) bases.push_back(basis_of(normal));
    return bases;
  }

  void take_peak(double3 p, const Basis& basis, std::vector<std::uint32_t>& votes,
                 std::vector<Candidate>& found) const {
    std::uint32_t most = 0;
    std::size_t point = 0, turn = 0;
    for (std::size_t i = 0; i < piece_.size(); ++i) {
      const std::uint32_t* own = &votes[i * kTurns];
      for (std::size_t k = 0; k < kTurns; ++k) {
        const std::uint32_t sum = own[(k + kTurns - 1) % kTurns] + own[k] + own[(k + 1) % kTurns];
        if (sum <= most) continue;
        most = sum;
        point = i;
        turn = k;
      }
    }
    if (most < 3) return;
    const double angle = (static_cast<double>(turn) + 0.5) * 2 * kPi / static_cast<double>(kTurns);
    found.push_back({most, pose_between(to_double(piece_.points[point]), bases_[point], p, basis, angle)});
    for (const std::size_t k : {turn + kTurns - 1, turn, turn + 1}) votes[point * kTurns + k % kTurns] = 0;
  }

  const OrientedPoints& piece_;
  const OrientedPoints& place_;
  double diagonal_;
  std::vector<Basis> bases_;
  PairTable table_;
};

// How many points of the piece lie on the place, as far as its points tell.
std::uint32_t count_on(const OrientedPoints& piece, const Similarity& pose, const ClosestPoint& cloud,
                       const OrientedPoints& place, float reach) {
  const std::size_t stride = std::max<std::size_t>(1, piece.size() / kLooks);
  std::uint32_t on = 0;
  for (std::size_t i = 0; i < piece.size(); i += stride) {
    const ClosestHit hit = cloud.find(nearest_float(pose(to_double(piece.points[i]))), reach);
    on += hit.face != kNoIndex && dot(pose.turn(piece.normals[i]), place.normals[hit.face]) > kAgree;
  }
  return on;
}

// Whether two poses do about the same to the middle and the far ends of a piece.
bool is_same(const Similarity& a, const Similarity& b, double3 centre, double diagonal) {
  const double reach = diagonal / 2;
  for (const double3 arm : {double3{}, double3{reach, 0, 0}, double3{0, reach, 0}, double3{0, 0, reach}}) {
    if (length(a(centre + arm) - b(centre + arm)) > kSamePlace * diagonal) return false;
  }
  return true;
}

}  // namespace

std::vector<Similarity> vote_for_poses(const OrientedPoints& piece, double diagonal,
                                       const OrientedPoints& place, std::size_t most,
                                       const std::stop_token& stop) {
  if (piece.size() == 0 || place.size() == 0 || !(diagonal > 0)) return {};
  const Election election(piece, diagonal, place);
  const std::size_t stride = std::max<std::size_t>(1, place.size() / kReferences);
  const std::size_t references = (place.size() + stride - 1) / stride;
  std::vector<std::vector<Candidate>> of_reference(references);
  parallel_ranges(references, 8, stop, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> votes;
    for (std::size_t i = begin; i < end; ++i) election.count(i * stride, votes, of_reference[i]);
  });
  std::vector<Candidate> candidates;
  for (const auto& some : of_reference) candidates.insert(candidates.end(), some.begin(), some.end());
  std::vector<std::uint32_t> corners(3 * place.size());
  for (std::size_t i = 0; i < corners.size(); ++i) corners[i] = static_cast<std::uint32_t>(i / 3);
  const ClosestPoint cloud(place.points, corners, stop);
  const float reach = nearest_float(0.08 * diagonal);
  parallel_ranges(candidates.size(), 8, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      candidates[i].votes = count_on(piece, candidates[i].pose, cloud, place, reach);
  });
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.votes > b.votes; });
  double3 centre;
  for (const float3& p : piece.points)
    centre = centre + to_double(p) * (1.0 / static_cast<double>(piece.size()));
  std::vector<Similarity> poses;
  for (const Candidate& candidate : candidates) {
    if (poses.size() == most) break;
    const bool known = std::any_of(poses.begin(), poses.end(), [&](const Similarity& pose) {
      return is_same(pose, candidate.pose, centre, diagonal);
    });
    if (!known) poses.push_back(candidate.pose);
  }
  return poses;
}

}  // namespace meshgate
