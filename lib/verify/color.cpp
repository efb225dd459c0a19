#include "verify/color.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace meshgate {
namespace {

constexpr double kPi = 3.141592653589793;

double linear_of_srgb(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

// Material of a face of a mesh; null when it has none.
const Material* material_of(const Scene& scene, const Mesh& mesh, std::size_t face) {
  auto after = std::upper_bound(mesh.materials.begin(), mesh.materials.end(), face,
                                [](std::size_t f, const FaceRange& range) { return f < range.first_face; });
  if (after == mesh.materials.begin()) return nullptr;
  const FaceRange& range = *(after - 1);
  if (face >= std::size_t{range.first_face} + range.face_count || range.material >= scene.materials.size())
    return nullptr;
  return &scene.materials[range.material];
}

// Texture of the base colour with pixels, and the coordinates to look it up with; null when there is none.
struct Texture {
  const TextureUse* use = nullptr;
  const Image* image = nullptr;
  const UvSet* uvs = nullptr;
};
Texture texture_of(const Scene& scene, const Mesh& mesh, const Material* material) {
  if (material == nullptr) return {};
  for (const TextureUse& use : material->textures) {
    if (use.role != TextureRole::kBaseColor || use.image >= scene.images.size()) continue;
    const Image& image = scene.images[use.image].image;
    if (!image.decoded() || image.pixel_channels == 0 || use.uv_set >= mesh.uvs.size()) continue;
    if (mesh.uvs[use.uv_set].values.empty()) continue;
    return {&use, &image, &mesh.uvs[use.uv_set]};
  }
  return {};
}

// The corner of the mesh behind corner i of a face of the flat mesh.
std::size_t source_corner(const FlatRun& run, std::size_t face, std::size_t i) {
  return 3 * face + (run.turned && i > 0 ? 3 - i : i);
}

std::optional<double3> weights_of(const FlatMesh& flat, std::size_t face, float3 point) {
  std::array<double3, 3> corner;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint32_t index = flat.indices[3 * face + i];
    if (index >= flat.positions.size()) return std::nullopt;
    corner[i] = to_double(flat.positions[index]);
  }
  const double3 p = to_double(point);
  const double3 normal = cross(corner[1] - corner[0], corner[2] - corner[0]);
  const double square = dot(normal, normal);
  if (!(square > 0)) return std::nullopt;
  double3 w{dot(cross(corner[1] - p, corner[2] - p), normal),
            dot(cross(corner[2] - p, corner[0] - p), normal), 0};
  w = w * (1 / square);
  w = {std::clamp(w.x, 0.0, 1.0), std::clamp(w.y, 0.0, 1.0), 0};
  w.z = std::max(0.0, 1 - w.x - w.y);
  return w;
}

std::optional<float2> uv_at(const Mesh& mesh, const UvSet& uvs, const std::array<std::size_t, 3>& corners,
                            double3 weights) {
  double u = 0, v = 0;
  const std::array<double, 3> w{weights.x, weights.y, weights.z};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint32_t index = uvs.indices.empty() ? mesh.indices[corners[i]] : uvs.indices[corners[i]];
    if (index >= uvs.values.size()) return std::nullopt;
    u += w[i] * static_cast<double>(uvs.values[index].x);
    v += w[i] * static_cast<double>(uvs.values[index].y);
  }
  if (!std::isfinite(u) || !std::isfinite(v)) return std::nullopt;
  return float2{static_cast<float>(u), static_cast<float>(v)};
}

double3 texel(const Image& image, double u, double v) {
  // Repeats, as textures do when nothing else is said.
  const auto at = [](double x, std::uint32_t size) {
    const double place = (x - std::floor(x)) * size;
    return std::min<std::size_t>(static_cast<std::size_t>(place), size - 1);
  };
  const std::size_t first = (at(v, image.height) * image.width + at(u, image.width)) * image.pixel_channels;
  const auto channel = [&](std::size_t i) {
    const double value =
        image.pixels16.empty() ? image.pixels8[first + i] / 255.0 : image.pixels16[first + i] / 65535.0;
    return linear_of_srgb(value);
  };
  if (image.pixel_channels < 3) return {channel(0), channel(0), channel(0)};
  return {channel(0), channel(1), channel(2)};
}

double3 transformed_uv(const TextureUse& use, float2 uv) {
  const double u = static_cast<double>(uv.x) * static_cast<double>(use.scale.x);
  const double v = static_cast<double>(uv.y) * static_cast<double>(use.scale.y);
  const double c = std::cos(static_cast<double>(use.rotation_rad)),
               s = std::sin(static_cast<double>(use.rotation_rad));
  return {c * u + s * v + static_cast<double>(use.offset.x),
          -s * u + c * v + static_cast<double>(use.offset.y), 0};
}

double degrees_atan2(double y, double x) {
  if (x == 0 && y == 0) return 0;
  const double angle = std::atan2(y, x) * 180 / kPi;
  return angle < 0 ? angle + 360 : angle;
}

}  // namespace

double3 lab_of_linear(double3 rgb) {
  const double x = (0.4124564 * rgb.x + 0.3575761 * rgb.y + 0.1804375 * rgb.z) / 0.95047;
  const double y = 0.2126729 * rgb.x + 0.7151522 * rgb.y + 0.0721750 * rgb.z;
  const double z = (0.0193339 * rgb.x + 0.1191920 * rgb.y + 0.9503041 * rgb.z) / 1.08883;
  const auto f = [](double t) {
    constexpr double kEdge = 216.0 / 24389, kSlope = 24389.0 / 27;
    return t > kEdge ? std::cbrt(t) : (kSlope * t + 16) / 116;
  };
  return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

double ciede2000(double3 lab1, double3 lab2) {
  const auto pow7 = [](double x) { return x * x * x * x * x * x * x; };
  const double mean_c = (std::hypot(lab1.y, lab1.z) + std::hypot(lab2.y, lab2.z)) / 2;
  const double g = 0.5 * (1 - std::sqrt(pow7(mean_c) / (pow7(mean_c) + pow7(25))));
  const double a1 = (1 + g) * lab1.y, a2 = (1 + g) * lab2.y;
  const double c1 = std::hypot(a1, lab1.z), c2 = std::hypot(a2, lab2.z);
  const double h1 = degrees_atan2(lab1.z, a1), h2 = degrees_atan2(lab2.z, a2);
  double dh = 0;
  if (c1 * c2 != 0) {
    dh = h2 - h1;
    if (dh > 180) dh -= 360;
    if (dh < -180) dh += 360;
  }
  const double dl = lab2.x - lab1.x, dc = c2 - c1;
  const double dhue = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * kPi / 180);
  const double l = (lab1.x + lab2.x) / 2, c = (c1 + c2) / 2;
  double h = h1 + h2;
  if (c1 * c2 != 0) {
    if (std::abs(h1 - h2) > 180) h += h < 360 ? 360 : -360;
    h /= 2;
  }
  const auto cosine = [](double degrees) { return std::cos(degrees * kPi / 180); };
  const double t =
      1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.20 * cosine(4 * h - 63);
  const double turn = (h - 275) / 25;
  const double rc = 2 * std::sqrt(pow7(c) / (pow7(c) + pow7(25)));
  const double rt = -std::sin(60 * std::exp(-turn * turn) * kPi / 180) * rc;
  const double sl = 1 + 0.015 * (l - 50) * (l - 50) / std::sqrt(20 + (l - 50) * (l - 50));
  const double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
  const double x = dl / sl, y = dc / sc, z = dhue / sh;
  return std::sqrt(std::max(0.0, x * x + y * y + z * z + rt * y * z));
}

VertexColors vertex_colors_of(std::string_view format) {
  return format == "glb" || format == "gltf" ? VertexColors::kLinear : VertexColors::kSrgb;
}

bool is_textured(const FlatMesh& flat, std::size_t face) {
  const FlatRun& run = flat.run_of(face);
  const Mesh& mesh = run.scene->meshes[run.mesh];
  const std::size_t own = flat.source_faces[face];
  const Texture texture = texture_of(*run.scene, mesh, material_of(*run.scene, mesh, own));
  if (texture.image == nullptr) return false;
  if (texture.uvs->indices.empty()) return true;
  return texture.uvs->indices[3 * own] < texture.uvs->values.size();
}

std::optional<FaceColor> face_color(const FlatMesh& flat, std::size_t face, float3 point,
                                    VertexColors colors) {
  const std::optional<double3> weights = weights_of(flat, face, point);
  if (!weights) return std::nullopt;
  const FlatRun& run = flat.run_of(face);
  const Mesh& mesh = run.scene->meshes[run.mesh];
  const std::size_t own = flat.source_faces[face];
  const std::array<std::size_t, 3> corners{source_corner(run, own, 0), source_corner(run, own, 1),
                                           source_corner(run, own, 2)};
  const Material* material = material_of(*run.scene, mesh, own);
  const Texture texture = texture_of(*run.scene, mesh, material);
  double3 base{1, 1, 1};
  if (material != nullptr) {
    base = {static_cast<double>(material->base_color.x), static_cast<double>(material->base_color.y),
            static_cast<double>(material->base_color.z)};
  }
  const auto times = [&](double3 c) { return double3{base.x * c.x, base.y * c.y, base.z * c.z}; };
  if (texture.image != nullptr) {
    if (const std::optional<float2> uv = uv_at(mesh, *texture.uvs, corners, *weights)) {
      const double3 place = transformed_uv(*texture.use, *uv);
      const double v = run.scene->uv_from_below ? 1 - place.y : place.y;
      if (std::isfinite(place.x) && std::isfinite(v))
        return FaceColor{times(texel(*texture.image, place.x, v)), true, false};
    }
  }
  if (mesh.colors.size() >= mesh.positions.size() && !mesh.colors.empty()) {
    double3 sum;
    const std::array<double, 3> w{weights->x, weights->y, weights->z};
    for (std::size_t i = 0; i < 3; ++i) {
      const float4& c = mesh.colors[mesh.indices[corners[i]]];
      double3 value = to_double({c.x, c.y, c.z});
      if (colors == VertexColors::kSrgb)
        value = {linear_of_srgb(value.x), linear_of_srgb(value.y), linear_of_srgb(value.z)};
      sum = sum + value * w[i];
    }
    return FaceColor{times(sum), false, true};
  }
  if (material == nullptr) return std::nullopt;
  return FaceColor{base, false, false};
}

}  // namespace meshgate
