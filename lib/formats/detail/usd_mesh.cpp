#include "formats/detail/usd_mesh.h"

#include <algorithm>
#include <limits>

#include "core/buffer.h"
#include "formats/detail/polygon_cut.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kCutBudget = std::uint64_t{1} << 28U;  // tests of points in triangles

enum class Interpolation : std::uint8_t { kConstant, kUniform, kVertex, kFaceVarying };

Interpolation interpolation_of(std::string_view word, Interpolation otherwise) {
  if (word == "constant") return Interpolation::kConstant;
  if (word == "uniform") return Interpolation::kUniform;
  if (word == "vertex" || word == "varying") return Interpolation::kVertex;
  return word == "faceVarying" ? Interpolation::kFaceVarying : otherwise;
}

// Numbers and the indices into them.
struct Primvar {
  Array<float> numbers;
  std::size_t components = 0;
  Array<std::int32_t> indices;  // empty: they are used in turn
  bool indexed = false;
  Interpolation interpolation = Interpolation::kVertex;
  [[nodiscard]] std::size_t values() const { return components == 0 ? 0 : numbers.size() / components; }
};

class Builder {
 public:
  Builder(const UsdStage& stage, std::uint32_t prim, UsdBudget& budget)
      : stage_(stage), prim_(prim), budget_(budget) {}

  UsdMesh build() {
    read_points();
    read_faces();
    read_normals();
    read_uvs();
    read_colors();
    note_flags();
    return std::move(out_);
  }

 private:
  void lose(std::string what) {
    if (std::find(out_.lost.begin(), out_.lost.end(), what) == out_.lost.end())
      out_.lost.push_back(std::move(what));
  }
  UsdValue animated_value(std::string_view name) {
    const UsdOpinion opinion = stage_.find_value(prim_, name);
    out_.animated = out_.animated || (opinion && opinion.property->animated);
    return stage_.value(opinion);
  }

  template <class T>
  Array<T> tuples(const Array<float>& numbers) {
    constexpr std::size_t kComponents = sizeof(T) / sizeof(float);
    return {numbers.owner(),
            std::span<const T>(reinterpret_cast<const T*>(numbers.data()), numbers.size() / kComponents)};
  }

  void read_points() {
    const UsdValue points = animated_value("points");
    budget_.take(points.reals.size(), sizeof(float));
    if (points.reals.size() % 3 != 0) lose("points that are no whole number of triples");
    if (points.reals.size() / 3 > std::numeric_limits<std::int32_t>::max()) throw UsdTooLarge{};
    out_.mesh.positions = tuples<float3>(points.reals);
    out_.mesh.stored_vertices = out_.mesh.positions.size();
  }

  void read_faces() {
    const UsdValue counts = stage_.value(prim_, "faceVertexCounts");
    const UsdValue corners = stage_.value(prim_, "faceVertexIndices");
    left_handed_ = first_text("orientation") == "leftHanded";
    corners_ = corners.integers;
    const UsdValue hole_list = stage_.value(prim_, "holeIndices");
    std::vector<std::int32_t> holes(hole_list.integers.begin(), hole_list.integers.end());
    std::sort(holes.begin(), holes.end());
    PolygonCutter cutter(kCutBudget);
    std::vector<float3> polygon;
    std::size_t first = 0;
    for (std::size_t face = 0; face < counts.integers.size(); ++face) {
      const std::int32_t count = counts.integers[face];
      if (count < 0 || static_cast<std::size_t>(count) > corners_.size() - first) {
        out_.dropped_faces += counts.integers.size() - face;
        break;
      }
      const auto size = static_cast<std::size_t>(count);
      if (std::binary_search(holes.begin(), holes.end(), static_cast<std::int32_t>(face))) {
        ++out_.holes;
      } else if (!gather(first, size, polygon)) {
        ++out_.dropped_faces;
      } else {
        add_face(static_cast<std::uint32_t>(face), first, cutter.cut(polygon));
      }
      first += size;
    }
    out_.fanned = cutter.fanned();
    finish_faces(counts.integers.size());
  }

  std::string first_text(std::string_view name) const {
    const UsdValue value = stage_.value(prim_, name);
    return value.texts.empty() ? std::string() : value.texts.front();
  }

  bool gather(std::size_t first, std::size_t size, std::vector<float3>& polygon) const {
    if (size < 3) return false;
    polygon.clear();
    for (std::size_t i = first; i < first + size; ++i) {
      const std::int32_t vertex = corners_[i];
      if (vertex < 0 || static_cast<std::size_t>(vertex) >= out_.mesh.positions.size()) return false;
      polygon.push_back(out_.mesh.positions[static_cast<std::size_t>(vertex)]);
    }
    return true;
  }

  void add_face(std::uint32_t face, std::size_t first, std::span<const std::uint32_t> cut) {
    budget_.take(cut.size(), 2 * sizeof(std::uint32_t));
    budget_.take(cut.size() / 3, 2 * sizeof(std::uint32_t));
    for (std::size_t i = 0; i + 3 <= cut.size(); i += 3) {
      const std::size_t second = left_handed_ ? 2 : 1;
      for (const std::size_t k : {std::size_t{0}, second, 3 - second})
        triangle_corners_.push_back(static_cast<std::uint32_t>(first) + cut[i + k]);
      out_.face_of_triangle.push_back(face);
    }
  }

  void finish_faces(std::size_t faces) {
    std::vector<std::uint32_t> indices(triangle_corners_.size());
    std::transform(triangle_corners_.begin(), triangle_corners_.end(), indices.begin(),
                   [&](std::uint32_t corner) { return static_cast<std::uint32_t>(corners_[corner]); });
    out_.mesh.indices = std::move(indices);
    if (out_.face_of_triangle.size() != faces) out_.mesh.face_polygons = std::vector(out_.face_of_triangle);
    faces_ = faces;
  }

  // A primvar, or nothing when it is not there or its numbers do not fit.
  std::optional<Primvar> read_primvar(const std::string& name, std::size_t components,
                                      Interpolation otherwise) {
    const UsdValue value = animated_value(name);
    if (value.kind != UsdValue::Kind::kReals) return std::nullopt;
    Primvar primvar;
    primvar.components = components;
    primvar.numbers = value.reals;
    if (!value.is_array) {
      std::vector<float> single;
      for (const double number : value.exact) single.push_back(static_cast<float>(number));
      primvar.numbers = std::move(single);
    }
    primvar.interpolation = interpolation_of(stage_.interpolation(prim_, name), otherwise);
    if (stage_.find_value(prim_, name + ":indices")) {
      primvar.indices = stage_.value(prim_, name + ":indices").integers;
      primvar.indexed = true;
    }
    if (primvar.numbers.empty()) return std::nullopt;
    if (primvar.numbers.size() % components != 0 || !fits(primvar)) {
      lose(name + ", whose numbers do not fit the mesh");
      return std::nullopt;
    }
    budget_.take(primvar.numbers.size(), sizeof(float));
    return primvar;
  }

  bool fits(const Primvar& primvar) const {
    const std::size_t have = primvar.indexed ? primvar.indices.size() : primvar.values();
    switch (primvar.interpolation) {
      case Interpolation::kConstant:
        return have >= 1;
      case Interpolation::kUniform:
        return have == faces_;
      case Interpolation::kVertex:
        return have == out_.mesh.positions.size();
      default:
        return have == corners_.size();
    }
  }

  // Which value the corner of a triangle has; kNoIndex when the index is out of range.
  std::uint32_t value_of(const Primvar& primvar, std::size_t triangle_corner) const {
    const std::uint32_t corner = triangle_corners_[triangle_corner];
    std::size_t place = 0;
    if (primvar.interpolation == Interpolation::kUniform) place = out_.face_of_triangle[triangle_corner / 3];
    if (primvar.interpolation == Interpolation::kVertex) place = static_cast<std::size_t>(corners_[corner]);
    if (primvar.interpolation == Interpolation::kFaceVarying) place = corner;
    if (!primvar.indexed) return static_cast<std::uint32_t>(place);
    const std::int32_t index = primvar.indices[place];
    return index < 0 || static_cast<std::size_t>(index) >= primvar.values()
               ? kNoIndex
               : static_cast<std::uint32_t>(index);
  }

  // Empty when a value belongs to each vertex.
  Array<std::uint32_t> corner_indices(const Primvar& primvar) {
    if (primvar.interpolation == Interpolation::kVertex && !primvar.indexed) return {};
    budget_.take(triangle_corners_.size(), sizeof(std::uint32_t));
    Buffer<std::uint32_t> indices(triangle_corners_.size());
    for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = value_of(primvar, i);
    return std::move(indices).freeze();
  }

  void read_normals() {
    // The primvar goes before the older attribute.
    for (const std::string name : {"primvars:normals", "normals"}) {
      const auto normals = read_primvar(name, 3, Interpolation::kVertex);
      if (!normals) continue;
      Array<std::uint32_t> indices = corner_indices(*normals);
      if (indices.empty() && !(normals->interpolation == Interpolation::kVertex && !normals->indexed)) return;
      out_.mesh.normals = tuples<float3>(normals->numbers);
      out_.mesh.normal_indices = std::move(indices);
      return;
    }
  }

  // "primvars:st" first, then others of a type for texture coordinates, by name.
  std::vector<std::string> uv_names() const {
    std::vector<std::string> names;
    for (const UsdSite& site : stage_.prims()[prim_].sites) {
      for (const UsdProperty& property : stage_.layers()[site.layer].specs[site.spec].properties) {
        const bool uv = property.type == "texCoord2f[]" || property.type == "texCoord2h[]" ||
                        property.type == "texCoord2d[]" ||
                        (property.type == "float2[]" && property.name.starts_with("primvars:st"));
        if (uv && property.name.starts_with("primvars:")) names.push_back(property.name);
      }
    }
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
      const bool first = a == "primvars:st", second = b == "primvars:st";
      return first != second ? first : a < b;
    });
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  void read_uvs() {
    constexpr std::size_t kMaxSets = 8;
    for (const std::string& name : uv_names()) {
      if (out_.mesh.uvs.size() == kMaxSets) break;
      const auto uvs = read_primvar(name, 2, Interpolation::kConstant);
      if (!uvs || triangle_corners_.empty()) continue;
      out_.mesh.uvs.push_back({tuples<float2>(uvs->numbers), corner_indices(*uvs)});
    }
  }

  void read_colors() {
    const auto colors = read_primvar("primvars:displayColor", 3, Interpolation::kConstant);
    if (!colors) return;
    const auto opacity = read_primvar("primvars:displayOpacity", 1, Interpolation::kConstant);
    const auto color_at = [&](std::uint32_t index) {
      const float* p = colors->numbers.data() + std::size_t{index} * 3;
      return float4{p[0], p[1], p[2], 1};
    };
    if (colors->interpolation == Interpolation::kConstant && !colors->indexed) {
      out_.constant_color = color_at(0);
      if (opacity && opacity->interpolation == Interpolation::kConstant)
        out_.constant_color->w = opacity->numbers[0];
      return;
    }
    budget_.take(out_.mesh.positions.size(), sizeof(float4));
    std::vector<float4> of_vertex(out_.mesh.positions.size(), float4{1, 1, 1, 1});
    std::vector<std::uint8_t> seen(of_vertex.size(), 0);
    for (std::size_t i = 0; i < triangle_corners_.size(); ++i) {
      const std::uint32_t vertex = out_.mesh.indices[i], index = value_of(*colors, i);
      if (seen[vertex] != 0 || index == kNoIndex) continue;  // the first corner wins: a vertex has one colour
      seen[vertex] = 1;
      of_vertex[vertex] = color_at(index);
      const std::uint32_t clear = opacity ? value_of(*opacity, i) : kNoIndex;
      if (clear != kNoIndex) of_vertex[vertex].w = opacity->numbers[clear];
    }
    out_.mesh.colors = std::move(of_vertex);
  }

  void note_flags() {
    out_.mesh.skinned = static_cast<bool>(stage_.find_value(prim_, "primvars:skel:jointIndices"));
    out_.mesh.morph_targets = static_cast<bool>(stage_.find_value(prim_, "skel:blendShapes"));
    // Subdivision surfaces are shown as their cages; only a scheme that the file names is worth a word.
    const std::string scheme = first_text("subdivisionScheme");
    if (!scheme.empty() && scheme != "none") lose("subdivision by " + scheme + " (the cage is read)");
  }

  const UsdStage& stage_;
  std::uint32_t prim_;
  UsdBudget& budget_;
  UsdMesh out_;
  Array<std::int32_t> corners_;
  std::vector<std::uint32_t> triangle_corners_;  // place in corners_
  std::size_t faces_ = 0;
  bool left_handed_ = false;
};

}  // namespace

UsdMesh read_usd_mesh(const UsdStage& stage, std::uint32_t prim, UsdBudget& budget) {
  return Builder(stage, prim, budget).build();
}

}  // namespace meshgate
