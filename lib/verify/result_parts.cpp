#include "verify/result_parts.h"
#include "verify/sight.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meshgate {
namespace {

constexpr std::size_t kFewestSamples = 2'000;  // on a part, however small it is, unless few are wanted
constexpr std::size_t kMostParts = 1'000;

std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// Parts beyond a number that no split has go into the last one: pairs would cost the square.
void limit_parts(PartList& list) {
  if (list.parts.size() <= kMostParts) return;
  FlatMesh& last = list.parts[kMostParts - 1];
  for (std::size_t i = kMostParts; i < list.parts.size(); ++i) {
    const FlatMesh& more = list.parts[i];
    const auto base = static_cast<std::uint32_t>(last.positions.size());
    for (FlatRun run : more.runs) {
      run.first_face += last.face_count();
      last.runs.push_back(run);
    }
    last.positions.insert(last.positions.end(), more.positions.begin(), more.positions.end());
    for (const std::uint32_t index : more.indices)
      last.indices.push_back(index == kNoIndex ? kNoIndex : base + index);
    last.source_faces.insert(last.source_faces.end(), more.source_faces.begin(), more.source_faces.end());
  }
  list.parts.resize(kMostParts);
}

std::size_t sample_count(const Comparison& comparison, double share) {
  const double wanted = share * static_cast<double>(comparison.options.samples);
  const std::size_t fewest = std::min(kFewestSamples, comparison.options.samples / 6);
  return std::max(fewest, static_cast<std::size_t>(std::isfinite(wanted) ? wanted : 0));
}

}  // namespace

Comparison start_comparison(const Asset& source, std::vector<ComparedFile> files,
                            const ComparisonOptions& options) {
  Comparison comparison;
  comparison.options = options;
  comparison.source_asset = &source;
  comparison.files = std::move(files);
  comparison.source = std::make_unique<Body>(flatten_scene(source.scene, options.stop), options.stop);
  if (const Box3 box = comparison.source->bounds(); !box.empty())
    comparison.diagonal = length(to_double(box.max) - to_double(box.min));
  comparison.source_samples = sample_surface(comparison.source->positions(), comparison.source->indices(),
                                             options.samples, 1, options.stop);
  return comparison;
}

void add_parts(Comparison& comparison, std::vector<FlatMesh> meshes, const ComparedFile& file) {
  // Parts are laid into the frame of the source, so their unit is its unit.
  SurfaceFacts::Placing placing;
  placing.meters_per_unit = comparison.source_asset->scene.meters_per_unit;
  if (const auto mm = comparison.options.mm_per_unit) placing.meters_per_unit = *mm / 1000;
  for (FlatMesh& mesh : meshes) {
    Part part;
    part.element = mesh.element = "/parts/" + std::to_string(comparison.parts.size());
    part.name = mesh.name;
    part.file = file.path;
    part.format = file.asset->format;
    part.body = std::make_unique<Body>(std::move(mesh), comparison.options.stop, placing);
    if (part.body->empty()) part.role = PartRole::kEmpty;
    comparison.parts.push_back(std::move(part));
  }
}

void add_result_parts(Comparison& comparison) {
  const std::stop_token& stop = comparison.options.stop;
  const bool whole = comparison.options.expectation.kind == ExpectationKind::kNone;
  const bool several = comparison.files.size() > 1;
  const PartShape shape = comparison.options.expectation.kind == ExpectationKind::kSegmentation
                              ? PartShape::kSurface
                              : PartShape::kSolid;
  for (const ComparedFile& file : comparison.files) {
    if (file.asset == nullptr) continue;
    const Scene& scene = file.asset->scene;
    PartList own;
    if (!whole) own = split_into_parts(scene, shape, stop);
    // Of several files each is one part, with all the solids in it, unless it has nodes of its own.
    if (whole || (several && own.kind != PartKind::kNodes)) {
      own.parts.clear();
      own.parts.push_back(flatten_scene(scene, stop));
    }
    if (several && own.parts.size() == 1) own.parts.front().name = file_name(file.path);
    comparison.part_kind = several ? PartKind::kFiles : own.kind;
    comparison.parts_found += own.parts.size();
    limit_parts(own);
    add_parts(comparison, std::move(own.parts), file);
  }
}

namespace {

// A cut that ends in a hole of the source has no sure side there: where it touches another part it is a cut.
void take_cuts_as_inside(Comparison& comparison) {
  constexpr double kTouching = 0.01;  // of the tolerance
  std::vector<const Body*> others;
  for (Part& part : comparison.parts) {
    others.clear();
    for (const Part& other : comparison.parts) {
      if (&other == &part || other.role != PartRole::kPart) continue;
      others.push_back(other.body.get());
    }
    PartSurface& surface = part.surface;
    bool any = false;
    for (std::size_t i = 0; i < surface.places.size(); ++i) {
      if (surface.places[i] != PartSurface::Place::kOutside) continue;
      if (!touches(surface.samples.points[i], part.body->normal(surface.samples.faces[i]), others,
                   kTouching * comparison.tolerance()))
        continue;
      surface.places[i] = PartSurface::Place::kInside;
      any = true;
    }
    if (any) sum_places(surface);
  }
}

}  // namespace

void measure_surfaces(Comparison& comparison) {
  double area = 0;
  for (const Part& part : comparison.parts) area += part.body->area();
  for (std::size_t i = 0; i < comparison.parts.size(); ++i) {
    Part& part = comparison.parts[i];
    if (part.role == PartRole::kEmpty) continue;
    part.surface = measure_part_surface(*comparison.source, *part.body,
                                        sample_count(comparison, part.body->area() / area), 100 + i,
                                        comparison.tolerance(), comparison.options.stop);
  }
  if (!comparison.source->closed()) take_cuts_as_inside(comparison);
}

void measure_source(Comparison& comparison) {
  std::vector<const ClosestPoint*> members;
  for (const Part& part : comparison.parts) members.push_back(&part.body->closest());
  const bool split = comparison.options.expectation.kind == ExpectationKind::kSplit;
  comparison.coverage =
      measure_coverage(comparison.source_samples, split ? comparison.source.get() : nullptr,
                       ClosestSet(members), comparison.tolerance(), comparison.options.stop);
}

}  // namespace meshgate
