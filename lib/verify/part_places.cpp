#include "verify/part_places.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/part_moves.h"
#include "verify/part_offsets.h"
#include "verify/part_skins.h"
#include "verify/part_spins.h"

namespace meshgate {
namespace {

constexpr std::size_t kPlacePoints = 2'400;
constexpr std::size_t kMostParts = 24, kMostSearches = 64, kMostSpun = 8;
constexpr std::size_t kSpunPoints = 4'000;
constexpr double kParallel = 0.9;      // cosine of normals of surfaces that run along each other
constexpr double kAgree = 0.5;         // cosine of normals of the same surface
constexpr double kLeastOn = 0.15;      // of a part's area: less of a skin says nothing of its place
constexpr double kMoreOn = 0.02;       // of its area that another place has to bring onto the source
constexpr double kMostOutside = 0.02;  // of a part's area
constexpr double kMostBeside = 0.03;   // of its samples beside the source, with the same side out
constexpr double kBesideReach = 8;     // tolerances
constexpr double kLeastPlace = 0.002;  // of the source's area
constexpr double kVacant = 0.5;        // of what a part gains has to be covered by nothing else
constexpr double kAsMuchExact = 0.8;   // of the most: then what fits exactly is taken
constexpr double kAsMuch = 0.97;       // of the most: then the shorter way is taken

double diagonal_of(const Body& body) {
  const Box3 box = body.bounds();
  return length(to_double(box.max) - to_double(box.min));
}

// A pose of a part, and what it would be worth.
struct Option {
  std::uint32_t part = 0;
  SkinPose skin;
  std::vector<std::uint32_t> covers;  // of the vacant points
};

class PartPlaces {
 public:
  explicit PartPlaces(Comparison& comparison) : comparison_(comparison), stop_(comparison.options.stop) {}

  bool run() {
    find_vacant();
    if (vacant_area() < kLeastPlace * comparison_.source->area()) return false;
    find_candidates();
    bool any = false;
    // What was found makes room, and leaves less to choose from, for the next.
    while (!candidates_.empty() && vacant_area() >= kLeastPlace * comparison_.source->area()) {
      if (!place_some()) break;
      any = true;
    }
    if (!any) return false;
    turn_placed();
    put_back_offsets();
    return true;
  }

 private:
  // A skin that is round about an axis holds a part that was put back in no direction: what reaches into its
  // neighbours does.
  void turn_placed() {
    const std::vector<std::uint32_t> settled = settled_;
    for (const std::uint32_t number : settled) {
      const Part& part = comparison_.parts[number];
      if (!part.moved || part.moved->mirrored || spins_ == kMostSpun) continue;
      ++spins_;
      std::erase(settled_, number);
      const Similarity moved = *part.moved;
      const std::size_t pushed = comparison_.pushed.size();
      Option as_it_lies;
      as_it_lies.part = number;
      for (const Option& option : spun(as_it_lies)) {
        if (!accept(option, kAsMuch * on_source_area(part.surface))) continue;
        comparison_.parts[number].moved = compose(option.skin.pose, moved);
        comparison_.pushed.resize(pushed);  // it never lay where it was just now
        break;
      }
      if (std::find(settled_.begin(), settled_.end(), number) == settled_.end()) settled_.push_back(number);
    }
  }

  // Parts beside those that were put back that are off by less than the tolerance go back as well: left where
  // they are they would seem to overlap them, or to stand off.
  void put_back_offsets() {
    const std::vector<std::uint32_t> settled = settled_;
    for (const std::uint32_t number : settled) {
      const Part& part = comparison_.parts[number];
      if (part.moved) continue;
      const PartOffset offset = measure_offset(comparison_, number);
      if (!offset.is_off(comparison_.least_offset())) continue;
      put_part(comparison_, number, moved_body(part, offset.pose, stop_), offset.pose);
    }
  }

  [[nodiscard]] const Body& source() const { return *comparison_.source; }
  [[nodiscard]] double vacant_area() const { return static_cast<double>(vacant_.size()) * area_each_; }

  void find_candidates() {
    const std::vector<Part>& parts = comparison_.parts;
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
      if (parts[i].role != PartRole::kPart) continue;
      (may_lie_wrong(i) ? candidates_ : settled_).push_back(i);
    }
    candidates_ = largest_of(comparison_, std::move(candidates_), kMostParts);
  }

  // A part that was pushed into the source's inside has nothing outside of it.
  [[nodiscard]] bool may_lie_wrong(std::uint32_t number) const {
    if (is_suspicious(comparison_.parts[number])) return true;
    const PartOffset offset = measure_offset(comparison_, number);
    return offset.is_off(comparison_.tolerance());
  }

  // Samples of the source that no part covers, thinned.
  void find_vacant() {
    const std::vector<SetHit>& hits = comparison_.coverage.hits;
    for (std::uint32_t i = 0; i < hits.size(); ++i) {
      if (static_cast<double>(hits[i].hit.distance) > comparison_.tolerance()) vacant_.push_back(i);
    }
    constexpr std::size_t kMost = 12'000;
    const std::size_t stride = std::max<std::size_t>(1, vacant_.size() / kMost);
    std::vector<std::uint32_t> some;
    for (std::size_t i = 0; i < vacant_.size(); i += stride) some.push_back(vacant_[i]);
    vacant_ = std::move(some);
    area_each_ = comparison_.source_samples.area_each() * static_cast<double>(stride);
  }

  bool place_some() {
    const OrientedPoints place = oriented_points(source(), comparison_.source_samples, vacant_, kPlacePoints);
    std::vector<Option> options;
    for (const std::uint32_t part : candidates_) {
      if (searches_ == kMostSearches) break;
      ++searches_;
      for (Option& option : options_of(part, skin_poses(search_for(part), place, stop_)))
        options.push_back(std::move(option));
    }
    const std::vector<Option> best = best_of_each_part(options);
    return place_from(std::move(options)) || spin_some(best);
  }

  bool place_from(std::vector<Option> options) {
    std::vector<bool> taken(vacant_.size(), false);
    bool any = false;
    while (std::optional<Option> best = take_best(options, taken)) {
      if (!accept(*best)) continue;
      any = true;
      for (const std::uint32_t i : best->covers) taken[i] = true;
      std::erase_if(options, [&](const Option& option) { return option.part == best->part; });
    }
    std::vector<std::uint32_t> left;
    for (std::size_t i = 0; i < vacant_.size(); ++i) {
      if (!taken[i]) left.push_back(vacant_[i]);
    }
    vacant_ = std::move(left);
    return any;
  }

  // The option of each part that lays most of it onto the source.
  static std::vector<Option> best_of_each_part(const std::vector<Option>& options) {
    std::vector<Option> best;
    for (const Option& option : options) {
      if (best.empty() || best.back().part != option.part) best.push_back(option);
      if (option.skin.on > best.back().skin.on) best.back() = option;
    }
    return best;
  }

  // Where nothing could be placed: parts whose skin fits, turned where it leaves that open.
  bool spin_some(const std::vector<Option>& skins) {
    for (const Option& skin : skins) {
      if (spins_ == kMostSpun) return false;
      ++spins_;
      if (place_from(spun(skin))) return true;
    }
    return false;
  }

  std::vector<Option> spun(const Option& skin) const {
    const Body& body = *comparison_.parts[skin.part].body;
    const OrientedPoints points = oriented_points(body, kSpunPoints, 9, stop_);
    const std::vector<std::uint32_t> samples = wanted_from(skin);
    const OrientedPoints wanted = oriented_points(source(), comparison_.source_samples, samples, kSpunPoints);
    SpinProblem problem;
    problem.part = &body;
    problem.source = &source();
    problem.points = &points;
    problem.wanted = &wanted;
    problem.wanted_area = static_cast<double>(samples.size()) * comparison_.source_samples.area_each();
    const OrientedPoints facing = facing_points(skin, problem);
    problem.facing = &facing;
    problem.before = comparison_.parts[skin.part].moved.value_or(Similarity());
    problem.reach = 4 * comparison_.tolerance();
    const std::optional<Similarity> pose = spun_pose(problem, skin.skin.pose, stop_);
    if (!pose) return {};
    return options_of(skin.part, fitting_poses(search_for(skin.part), {*pose}, stop_));
  }

  // Whether a point is about the place of a part.
  [[nodiscard]] bool is_about(const Option& skin, float3 point) const {
    const Body& body = *comparison_.parts[skin.part].body;
    return length(to_double(point) - skin.skin.pose(body.bounds().middle())) <= diagonal_of(body);
  }

  // Samples of the parts that lie right about the place of a part.
  OrientedPoints facing_points(const Option& skin, SpinProblem& problem) const {
    OrientedPoints facing;
    for (const std::uint32_t number : settled_) {
      const Part& other = comparison_.parts[number];
      const SurfaceSamples& samples = other.surface.samples;
      std::vector<std::uint32_t> chosen;
      for (std::uint32_t i = 0; i < samples.points.size(); ++i) {
        if (is_about(skin, samples.points[i])) chosen.push_back(i);
      }
      if (chosen.empty()) continue;
      other.body->prepare_queries();
      problem.others.push_back(other.body.get());
      problem.facing_area += static_cast<double>(chosen.size()) * samples.area_each();
      const OrientedPoints some = oriented_points(*other.body, samples, chosen, kSpunPoints);
      facing.points.insert(facing.points.end(), some.points.begin(), some.points.end());
      facing.normals.insert(facing.normals.end(), some.normals.begin(), some.normals.end());
    }
    return facing;
  }

  // Samples of the source about the place of a part where no other part lies.
  [[nodiscard]] std::vector<std::uint32_t> wanted_from(const Option& skin) const {
    const std::vector<SetHit>& hits = comparison_.coverage.hits;
    std::vector<std::uint32_t> samples;
    for (std::uint32_t i = 0; i < hits.size(); ++i) {
      const bool is_taken =
          hits[i].member != skin.part && static_cast<double>(hits[i].hit.distance) <= comparison_.tolerance();
      if (!is_taken && is_about(skin, comparison_.source_samples.points[i])) samples.push_back(i);
    }
    return samples;
  }

  // With what they would cover.
  std::vector<Option> options_of(std::uint32_t number, const std::vector<SkinPose>& poses) const {
    std::vector<Option> options;
    for (const SkinPose& pose : poses) {
      Option& option = options.emplace_back(Option{number, pose, {}});
      find_covered(option);
    }
    return options;
  }
  [[nodiscard]] SkinSearch search_for(std::uint32_t number) const {
    return {comparison_.parts[number].body.get(), comparison_.source.get(), comparison_.tolerance()};
  }

  // The vacant points that a part would cover.
  void find_covered(Option& option) const {
    const Body& body = *comparison_.parts[option.part].body;
    const Similarity back = inverse(option.skin.pose);
    const float reach = nearest_float(comparison_.tolerance());
    std::vector<std::uint8_t> covered(vacant_.size(), 0);
    parallel_ranges(vacant_.size(), 512, stop_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const SurfaceSamples& samples = comparison_.source_samples;
        const float3 p = nearest_float(back(to_double(samples.points[vacant_[i]])));
        const ClosestHit hit = body.closest().find(p, reach);
        if (hit.face == kNoIndex) continue;
        const double3 normal = back.turn(source().normal(samples.faces[vacant_[i]]));
        covered[i] = dot(normal, body.normal(hit.face)) > kAgree ? 1 : 0;
      }
    });
    for (std::uint32_t i = 0; i < covered.size(); ++i) {
      if (covered[i] != 0) option.covers.push_back(i);
    }
  }

  [[nodiscard]] double gain_of(const Option& option, const std::vector<bool>& taken) const {
    const auto fresh =
        std::count_if(option.covers.begin(), option.covers.end(), [&](std::uint32_t i) { return !taken[i]; });
    return static_cast<double>(fresh) * area_each_;
  }

  // Takes the option that covers most of what is vacant; of those of one part that cover about as much the
  // one with the shortest way, and exact ones before others.
  std::optional<Option> take_best(std::vector<Option>& options, const std::vector<bool>& taken) const {
    if (options.empty()) return std::nullopt;
    std::vector<double> gains;
    for (const Option& option : options) gains.push_back(gain_of(option, taken));
    std::size_t best = 0;
    for (std::size_t i = 1; i < options.size(); ++i) {
      if (gains[i] > gains[best]) best = i;
    }
    if (gains[best] < kLeastPlace * source().area()) return std::nullopt;
    const std::uint32_t part = options[best].part;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const bool is_better = is_perfect(options[i].skin) && !is_perfect(options[best].skin);
      if (options[i].part == part && is_better && gains[i] >= kAsMuchExact * gains[best]) best = i;
    }
    const double most = gains[best];
    const bool perfectly = is_perfect(options[best].skin);
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (options[i].part == part && gains[i] >= kAsMuch * most &&
          options[i].skin.way < options[best].skin.way && (!perfectly || is_perfect(options[i].skin)))
        best = i;
    }
    Option taken_out = std::move(options[best]);
    options.erase(options.begin() + static_cast<std::ptrdiff_t>(best));
    const Part& own = comparison_.parts[part];
    const double more = taken_out.skin.on * own.body->area() - on_source_area(own.surface);
    if (gain_of(taken_out, taken) < kVacant * more) taken_out.skin.on = 0;  // it has its place already
    return taken_out;
  }

  // Share of samples that run along the source without lying on it: a skin of another shape or size.
  [[nodiscard]] double share_beside(const Body& body, const PartSurface& surface) const {
    std::size_t beside = 0;
    for (std::size_t i = 0; i < surface.hits.size(); ++i) {
      const ClosestHit& hit = surface.hits[i];
      const auto distance = static_cast<double>(hit.distance);
      if (distance <= comparison_.tolerance() || distance > kBesideReach * comparison_.tolerance()) continue;
      beside += dot(body.normal(surface.samples.faces[i]), source().normal(hit.face)) > kParallel;
    }
    return static_cast<double>(beside) / static_cast<double>(std::max<std::size_t>(1, surface.hits.size()));
  }

  bool accept(const Option& option) {
    const Part& part = comparison_.parts[option.part];
    return accept(option, on_source_area(part.surface) + kMoreOn * part.surface.samples.area);
  }
  // `least_on` is the area that has to lie on the source then, square units.
  bool accept(const Option& option, double least_on) {
    const Part& part = comparison_.parts[option.part];
    if (option.skin.on < kLeastOn || option.skin.way < comparison_.options.same_place * comparison_.diagonal)
      return false;
    std::unique_ptr<Body> body = moved_body(part, option.skin.pose, stop_);
    mark_sheet(comparison_, *body);
    const PartSurface surface = measure_part_surface(source(), *body, part.surface.samples.points.size(), 5,
                                                     comparison_.tolerance(), stop_);
    if (on_source_area(surface) < least_on) return false;
    if (surface.foreign_area > kMostOutside * surface.samples.area) return false;
    if (share_beside(*body, surface) > kMostBeside) return false;
    if (!fits_among(comparison_, settled_, *body, surface.samples)) return false;
    put_part(comparison_, option.part, std::move(body), option.skin.pose);
    comparison_.parts[option.part].surface = surface;
    std::erase(candidates_, option.part);
    settled_.push_back(option.part);
    return true;
  }

  Comparison& comparison_;
  const std::stop_token& stop_;
  std::vector<std::uint32_t> candidates_;  // parts that may lie wrong, largest first
  std::vector<std::uint32_t> settled_;     // those that do not, or no more
  std::vector<std::uint32_t> vacant_;      // samples of the source
  double area_each_ = 0;                   // of a vacant sample
  std::size_t searches_ = 0, spins_ = 0;
};

}  // namespace

bool place_parts_by_skin(Comparison& comparison) {
  if (comparison.coverage.hits.empty() || comparison.coverage.missing.empty()) return false;
  comparison.source->prepare_queries();
  for (const Part& part : comparison.parts) {
    if (part.role == PartRole::kPart) part.body->prepare_queries();
  }
  return PartPlaces(comparison).run();
}

}  // namespace meshgate
