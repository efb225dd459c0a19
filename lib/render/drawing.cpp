#include "render/drawing.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "asset/placed.h"
#include "core/parallel.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 15U;
constexpr std::size_t kMaxMarks = 200'000;  // lines and points each: more are a blot anyway

bool has(const InputReport& report, std::string_view rule) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& finding) { return finding.rule == rule; });
}

/// Defects of one mesh in its own coordinates.
struct MeshMarks {
  std::vector<MarkedLine> lines;
  std::vector<MarkedPoint> points;
  std::vector<std::pair<std::uint32_t, Mark>> faces;
};

/// The defects of all meshes that the findings name.
class Marker {
 public:
  Marker(const AssetFacts& facts, const InputReport& report) : report_(report) {
    for (const SurfaceFacts& surface : facts.surfaces()) add_surface(surface);
  }

  [[nodiscard]] const MeshMarks* find(const Mesh& mesh) const {
    const auto found = marks_.find(&mesh);
    return found == marks_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::string legend() const {
    std::string text;
    const auto add = [&](std::uint64_t count, std::string_view what, std::string_view color) {
      if (count > 0)
        text += fmt::format("{}{} ({}) {}", text.empty() ? "" : ", ", what, group_digits(count), color);
    };
    add(open_, "open edges", "red");
    add(non_manifold_, "non-manifold edges and vertices", "orange");
    add(crossing_, "self-intersecting faces", "magenta");
    add(inverted_, "shells inside out", "blue");
    if (mark_backs()) text += std::string(text.empty() ? "" : ", ") + "faces seen from behind blue";
    return text;
  }
  // Which faces of a surface are the turned ones is a matter of the side from which one looks.
  [[nodiscard]] bool mark_backs() const { return has(report_, "mesh/inconsistent-winding"); }

 private:
  void add_surface(const SurfaceFacts& facts) {
    const Surface& surface = facts.surface();
    if (has(report_, "mesh/open-edge")) {
      open_ += facts.topology().open_edges;
      add_edges(surface, facts.topology().open, Mark::kOpen);
    }
    if (has(report_, "mesh/non-manifold-edge")) {
      non_manifold_ += facts.topology().non_manifold_edges;
      add_edges(surface, facts.topology().non_manifold, Mark::kNonManifold);
    }
    if (has(report_, "mesh/non-manifold-vertex")) {
      non_manifold_ += facts.topology().non_manifold_vertices;
      facts.topology().split.for_each([&](std::size_t corner) {
        MeshMarks& marks = marks_[mesh_of(surface, corner / 3)];
        marks.points.push_back({surface.positions[surface.corners[corner]], Mark::kNonManifold});
        return marks.points.size() < kMaxMarks;
      });
    }
    if (has(report_, "mesh/inverted-shell")) add_inverted(facts);
    if (const SelfIntersection* found = facts.self_intersection_if_known();
        found != nullptr && !found->gave_up && has(report_, "mesh/self-intersection")) {
      crossing_ += found->faces;
      add_faces(surface, found->crossing);
      add_faces(surface, found->coplanar);
    }
  }

  static std::size_t number_of_mesh(const Surface& surface, std::size_t face) {
    const auto after = std::upper_bound(surface.first_face.begin(), surface.first_face.end(), face);
    return static_cast<std::size_t>(after - surface.first_face.begin()) - 1;
  }
  static const Mesh* mesh_of(const Surface& surface, std::size_t face) {
    return surface.meshes[number_of_mesh(surface, face)];
  }

  void add_edges(const Surface& surface, const BitSet& edges, Mark mark) {
    edges.for_each([&](std::size_t edge) {
      MeshMarks& marks = marks_[mesh_of(surface, edge / 3)];
      marks.lines.push_back({surface.positions[surface.corners[edge]],
                             surface.positions[surface.corners[next_corner(edge)]], mark});
      return marks.lines.size() < kMaxMarks;
    });
  }

  void add_inverted(const SurfaceFacts& facts) {
    const Surface& surface = facts.surface();
    const Shells& shells = facts.shells();
    std::vector<bool> inverted(shells.shells.size());
    for (std::uint32_t i = 0; i < inverted.size(); ++i) {
      if (!looks_inwards(shells.shells[i]) || !is_inverted(shells, facts.nesting(), i)) continue;
      inverted[i] = true;
      ++inverted_;
    }
    for (std::size_t face = 0; face < surface.face_count(); ++face) {
      if (surface.usable(face) && inverted[shells.of_face.empty() ? 0 : shells.of_face[face]])
        add_face(surface, face, Mark::kTurned);
    }
  }

  void add_face(const Surface& surface, std::size_t face, Mark mark) {
    const std::size_t mesh = number_of_mesh(surface, face);
    marks_[surface.meshes[mesh]].faces.emplace_back(
        static_cast<std::uint32_t>(face - surface.first_face[mesh]), mark);
  }

  void add_faces(const Surface& surface, const BitSet& faces) {
    faces.for_each([&](std::size_t face) {
      add_face(surface, face, Mark::kCrossing);
      MeshMarks& marks = marks_[mesh_of(surface, face)];
      // A face of less than a pixel is seen by its point.
      const std::array<float3, 3> t = surface.triangle(face);
      if (marks.points.size() < kMaxMarks) {
        marks.points.push_back(
            {{(t[0].x + t[1].x + t[2].x) / 3, (t[0].y + t[1].y + t[2].y) / 3, (t[0].z + t[1].z + t[2].z) / 3},
             Mark::kCrossing});
      }
      return true;
    });
  }

  const InputReport& report_;
  std::map<const Mesh*, MeshMarks> marks_;
  std::uint64_t open_ = 0, non_manifold_ = 0, crossing_ = 0, inverted_ = 0;
};

void add_triangles(const Mesh& mesh, const Matrix4& world, const ToDrawing& to_drawing, std::size_t first,
                   std::uint64_t room, const MeshMarks* marks, Drawing& drawing) {
  const auto faces = static_cast<std::size_t>(std::min<std::uint64_t>(mesh.face_count(), room));
  drawing.left_out += mesh.face_count() - faces;
  drawing.positions.resize(first + mesh.positions.size());
  parallel_ranges(mesh.positions.size(), kPerRange, {}, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      drawing.positions[first + i] = to_drawing(world, mesh.positions[i]);
  });
  std::vector<Mark> marked(marks != nullptr && !marks->faces.empty() ? faces : 0, Mark::kNone);
  if (!marked.empty()) {
    for (const auto& [face, mark] : marks->faces) {
      if (face < faces) marked[face] = mark;
    }
  }
  const auto is_drawn = [&](std::uint32_t corner) {
    return corner < mesh.positions.size() && is_finite(drawing.positions[first + corner]);
  };
  constexpr std::array<std::size_t, 3> kAsStored{0, 1, 2}, kTurned{0, 2, 1};
  const bool mirrored = determinant3(world) < 0;
  const bool any_marks = !marked.empty() || !drawing.marks.empty();
  if (any_marks) drawing.marks.resize(drawing.indices.size() / 3, Mark::kNone);
  for (std::size_t face = 0; face < faces; ++face) {
    const std::uint32_t* corner = mesh.indices.data() + 3 * face;
    if (!is_drawn(corner[0]) || !is_drawn(corner[1]) || !is_drawn(corner[2])) continue;
    // A mirrored node turns the winding over (glTF 2.0, 3.7.4).
    for (const std::size_t i : mirrored ? kTurned : kAsStored)
      drawing.indices.push_back(static_cast<std::uint32_t>(first + corner[i]));
    if (any_marks) drawing.marks.push_back(marked.empty() ? Mark::kNone : marked[face]);
  }
}

void add_marks(const MeshMarks& marks, const Matrix4& world, const ToDrawing& to_drawing, Drawing& drawing) {
  for (const MarkedLine& line : marks.lines) {
    if (drawing.lines.size() == kMaxMarks) break;
    const MarkedLine placed{to_drawing(world, line.a), to_drawing(world, line.b), line.mark};
    if (is_finite(placed.a) && is_finite(placed.b)) drawing.lines.push_back(placed);
  }
  for (const MarkedPoint& point : marks.points) {
    if (drawing.points.size() == kMaxMarks) break;
    const MarkedPoint placed{to_drawing(world, point.p), point.mark};
    if (is_finite(placed.p)) drawing.points.push_back(placed);
  }
}

// The worst finding of the mesh itself that has places.
void add_focus(const InputReport& report, const ToDrawing& to_drawing, Drawing& drawing) {
  for (const Finding& finding : report.findings) {
    if (!finding.rule.starts_with("mesh/") || finding.severity < Severity::kWarning) continue;
    for (const Location& location : finding.locations) {
      const auto& place = shown_position(location);
      if (!place) continue;
      const float3 p = to_drawing(to_double(*place));
      if (is_finite(p)) drawing.focus.push_back(p);
    }
    if (drawing.focus.empty()) continue;
    drawing.focus_rule = finding.rule;
    return;
  }
}

}  // namespace

ToDrawing::ToDrawing(const Box3& bounds, bool z_up) : z_up_(z_up) {
  if (bounds.empty()) return;
  const double3 min = to_double(bounds.min), max = to_double(bounds.max);
  center_ = (min + max) * 0.5;
  const double radius = length(max - min) / 2;
  scale_ = radius > 0 ? 1 / radius : 1;
}

float3 ToDrawing::operator()(double3 world) const {
  const double3 q = (world - center_) * scale_;
  const auto x = static_cast<float>(q.x), y = static_cast<float>(q.y), z = static_cast<float>(q.z);
  return z_up_ ? float3{x, z, -y} : float3{x, y, z};
}

bool has_z_up(const Asset& asset) {
  return asset.scene.up_axis == 'Z' || (asset.scene.up_axis == 0 && asset.format == "stl");
}

Drawing compute_drawing(const AssetFacts& facts, const InputReport& report, std::uint64_t max_triangles) {
  const Scene& scene = facts.asset().scene;
  Drawing drawing;
  const Box3& bounds = facts.world().bounds;
  if (bounds.empty()) return drawing;
  const ToDrawing to_drawing(bounds, has_z_up(facts.asset()));
  const Marker marker(facts, report);
  drawing.mark_backs = marker.mark_backs();
  drawing.legend = marker.legend();
  for_each_placed(scene, [&](std::uint32_t index, const Matrix4& world) {
    const Mesh& mesh = scene.meshes[index];
    const std::uint64_t drawn = drawing.indices.size() / 3;
    const bool full = drawn >= max_triangles || drawing.positions.size() + mesh.positions.size() >
                                                    std::min<std::uint64_t>(3 * max_triangles, kNoIndex);
    if (full) {
      drawing.left_out += mesh.face_count();
      return;
    }
    const MeshMarks* marks = marker.find(mesh);
    drawing.first_triangles.push_back(drawing.indices.size() / 3);
    add_triangles(mesh, world, to_drawing, drawing.positions.size(), max_triangles - drawn, marks, drawing);
    if (marks != nullptr) add_marks(*marks, world, to_drawing, drawing);
  });
  if (!drawing.marks.empty()) drawing.marks.resize(drawing.indices.size() / 3, Mark::kNone);
  add_focus(report, to_drawing, drawing);
  return drawing;
}

}  // namespace meshgate
