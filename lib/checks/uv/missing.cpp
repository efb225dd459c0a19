#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "uv/missing",
    .summary = "a textured surface has no texture coordinates",
    .severity = Severity::kWarning,
    .explanation =
        R"(A material has a texture that is placed by a set of texture coordinates (UVs), and the mesh does not have that set, or
some of its triangles with the material have a corner without UVs (in OBJ: `f 1 2 3` among `f 1/1 2/2 3/3`).
Reflection maps of an OBJ (`refl`) need no UVs and do not count.

**Why it matters.** The picture cannot be placed: the surface shows one colour of it, is black, or gets coordinates that
a loader makes up. Texture baking and image-to-3D retexturing fail or start from nothing. Splitters and slicers look
at the shape alone.

**How to fix it.** Unwrap the mesh and export its UVs (in Blender: *UV > Smart UV Project*, and tick *UV Coordinates* in
the exporter), correct `texCoord`, or remove the texture from the material.

*Other tools:* Khronos' glTF validator says MESH_PRIMITIVE_TOO_FEW_TEXCOORDS for glTF (here
`gltf/mesh-primitive-too-few-texcoords` as well) and knows nothing of OBJ; assimp and trimesh load such files without a
message.)",
    .since = "0.1",
}}};

// The UV sets that textures of a material are placed by.
std::set<std::uint32_t> wanted_sets(const Material& material, std::string_view format) {
  std::set<std::uint32_t> sets;
  for (const TextureUse& use : material.textures) {
    // Of an OBJ, kOther holds reflection maps, which follow the direction of view.
    if (format == "obj" && use.role == TextureRole::kOther) continue;
    sets.insert(use.uv_set);
  }
  return sets;
}

bool has_set(const Mesh& mesh, std::uint32_t set) {
  return set < mesh.uvs.size() && !mesh.uvs[set].values.empty();
}

// What one mesh lacks in one UV set.
struct Missing {
  Tally faces;
  std::uint64_t wanted = 0;  // faces with a texture in this set
  std::set<std::uint32_t> materials;
};

void add_range(const MeshFacts& facts, const FaceRange& range, std::uint32_t set, Missing& missing) {
  const Mesh& mesh = facts.mesh();
  Tally tally;
  if (!has_set(mesh, set)) {
    for (std::uint32_t i = 0; i < std::min<std::uint64_t>(range.face_count, kMaxWitnesses); ++i)
      tally.witnesses.push_back(face_location(mesh, range.first_face + i));
    tally.count = range.face_count;
  } else if (!facts.uvs()[set].without.empty()) {
    tally = compute_faces_without_uv(mesh, mesh.uvs[set], range.first_face, range.face_count, facts.stop());
  }
  if (!tally.empty()) missing.materials.insert(range.material);
  missing.wanted += range.face_count;
  missing.faces.merge(std::move(tally));
}

std::string material_name(const Scene& scene, std::uint32_t index) {
  const Material& material = scene.materials[index];
  return material.name.empty() ? material.element : "\"" + printable(material.name, 60) + "\"";
}

void report(const Scene& scene, const MeshFacts& facts, std::uint32_t set, Missing missing,
            CheckContext& context) {
  const bool absent = !has_set(facts.mesh(), set);
  const std::uint64_t faces = missing.faces.count;
  std::string name = material_name(scene, *missing.materials.begin());
  if (missing.materials.size() > 1) name += " and " + count_of(missing.materials.size() - 1, "other");
  Where where{uv_element(facts.mesh(), set),
              std::move(missing.faces),
              {{"uv_set", std::int64_t{set}},
               {"textured_faces", static_cast<std::int64_t>(missing.wanted)},
               {"materials", static_cast<std::int64_t>(missing.materials.size())}}};
  context.out.report("uv/missing", std::move(where),
                     "{} of {} with a texture {} no texture coordinates (material {}{}): unwrap the mesh and "
                     "export them, or remove the texture",
                     group_digits(faces), count_of(missing.wanted, "triangle"), faces == 1 ? "has" : "have",
                     name, absent ? fmt::format("; the mesh has no set {}", set) : std::string());
}

void run(const AssetFacts& facts, CheckContext& context) {
  const Scene& scene = facts.asset().scene;
  std::vector<std::set<std::uint32_t>> wanted;
  for (const Material& material : scene.materials)
    wanted.push_back(wanted_sets(material, facts.asset().format));
  for (const MeshFacts& mesh : facts.meshes()) {
    std::map<std::uint32_t, Missing> missing;
    for (const FaceRange& range : mesh.mesh().materials) {
      if (range.material >= wanted.size()) continue;
      for (const std::uint32_t set : wanted[range.material]) add_range(mesh, range, set, missing[set]);
    }
    for (auto& [set, found] : missing) {
      if (!found.faces.empty()) report(scene, mesh, set, std::move(found), context);
    }
  }
}

}  // namespace

extern const Check check_uv_missing{.rules = kRules, .run = run};

}  // namespace meshgate
