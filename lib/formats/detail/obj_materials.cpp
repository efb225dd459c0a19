#include "formats/detail/obj_materials.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/text.h"
#include "formats/detail/mtl.h"
#include "formats/detail/text_words.h"
#include "formats/detail/texture.h"

namespace meshgate {
namespace {

// No real model comes near; a hostile one must not make us open files for minutes.
constexpr std::size_t kMaxLibraries = 256;
constexpr std::size_t kMaxTextures = 4096;
constexpr std::uint64_t kMaxLibraryBytes = std::uint64_t{256} << 20U;

class Materials {
 public:
  Materials(const Source& source, const ReadOptions& options, Scene& scene, FindingSink& notes)
      : source_(source), options_(options), scene_(scene), notes_(notes) {}

  void add_statement(std::string_view names, std::uint64_t line);
  void judge_pictures() { judge_textures(options_, scene_.images, notes_); }
  std::uint32_t find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? kNoIndex : found->second;
  }
  /// Whether a material says more than is kept of it.
  [[nodiscard]] bool has_more() const { return has_more_; }
  [[nodiscard]] bool any_library() const { return !seen_.empty(); }
  [[nodiscard]] bool all_read() const { return missing_.count == 0 && unsafe_.count == 0; }
  void report_libraries();

 private:
  // Libraries that were not read, the first few by name.
  struct Problems {
    Tally tally;
    std::uint64_t count = 0;
    std::string text;

    void add(const std::string& name, std::string_view reason, std::uint64_t line) {
      tally.add(at_line(line).tally.witnesses.front());
      constexpr std::uint64_t kShown = 3;
      if (++count <= kShown) {
        // The reason begins with the name when it comes from the system.
        const std::string prefix = name + ": ";
        if (reason.substr(0, prefix.size()) == prefix) reason.remove_prefix(prefix.size());
        text +=
            fmt::format("{}\"{}\" ({})", count == 1 ? "" : ", ", printable(name, 60), printable(reason, 100));
      } else if (count == kShown + 1) {
        text += " and others";
      }
    }
  };

  bool try_library(const std::string& name, std::uint64_t line, bool last);
  void add_library(const std::string& name, const Source& library);
  void add_material(const std::string& library, const MtlMaterial& material);
  std::uint32_t add_texture(const std::string& library, const MtlMaterial& material,
                            const MtlTexture& texture);

  const Source& source_;
  const ReadOptions& options_;
  Scene& scene_;
  FindingSink& notes_;
  std::set<std::string, std::less<>> seen_;
  Problems missing_, unsafe_;
  bool too_many_textures_ = false;
  bool has_more_ = false;
  std::unordered_map<std::string, std::uint32_t> by_name_;
  std::unordered_map<std::string, std::uint32_t> image_by_uri_;
};

// "a.mtl b.mtl" are two files, "my model.mtl" is one: words belong together up to one that ends in .mtl.
std::vector<std::string> split_names(std::string_view names) {
  std::vector<std::string> files;
  std::string name;
  for (std::string_view word = next_word(names); !word.empty(); word = next_word(names)) {
    if (!name.empty()) name += ' ';
    name += word;
    if (suffix_of(word) == ".mtl") files.push_back(std::exchange(name, {}));
  }
  if (!name.empty()) files.push_back(std::move(name));
  return files;
}

void Materials::add_statement(std::string_view names, std::uint64_t line) {
  const std::string whole(trim(names));
  if (whole.empty() || seen_.count(whole) != 0) return;
  const std::vector<std::string> parts = split_names(whole);
  if (parts.size() == 1) {
    try_library(whole, line, true);
  } else if (!try_library(whole, line, false)) {
    for (const std::string& part : parts) {
      if (seen_.count(part) == 0) try_library(part, line, true);
    }
  }
}

// False when there is no such library; then `last` says that there is no other way to understand the name.
bool Materials::try_library(const std::string& name, std::uint64_t line, bool last) {
  if (seen_.size() >= kMaxLibraries) {
    missing_.add(name, "there are too many libraries", line);
    return false;
  }
  seen_.insert(name);
  const Result<Source> library = source_.open_sibling(name);
  if (library && library->size() <= std::min(kMaxLibraryBytes, options_.max_memory / 16)) {
    add_library(name, *library);
    return true;
  }
  if (!library && !last) return false;
  const bool unsafe = !library && library.error().kind == ErrorKind::kUsage;
  (unsafe ? unsafe_ : missing_).add(name, library ? "it is too large" : library.error().message, line);
  return false;
}

void Materials::report_libraries() {
  if (!missing_.tally.empty()) {
    notes_.report("obj/missing-mtllib", Where{{}, std::move(missing_.tally), {}},
                  "{} cannot be read: {}. Send it along with the model, or remove the mtllib line",
                  count_of(missing_.count, "material library", "material libraries"), missing_.text);
  }
  if (!unsafe_.tally.empty()) {
    notes_.report("obj/unsafe-path", Where{{}, std::move(unsafe_.tally), {}},
                  "{} not opened: {}. Put it beside the model and use its plain name",
                  count_of(unsafe_.count, "material library was", "material libraries were"), unsafe_.text);
  }
}

void Materials::add_library(const std::string& name, const Source& library) {
  for (const MtlMaterial& material : parse_mtl(library.text())) {
    if (options_.stop.stop_requested()) return;
    add_material(name, material);
  }
}

void Materials::add_material(const std::string& library, const MtlMaterial& parsed) {
  const auto index = static_cast<std::uint32_t>(scene_.materials.size());
  if (!by_name_.emplace(parsed.name, index).second) return;  // the first library that defines a name wins
  Material material;
  material.element = fmt::format("/materials/{}", index);
  material.name = parsed.name;
  material.base_color = parsed.base_color;
  material.metallic = parsed.metallic;
  material.roughness = parsed.roughness;
  material.emissive = parsed.emissive;
  if (parsed.base_color.w < 1) material.alpha_mode = AlphaMode::kBlend;
  has_more_ |= parsed.has_more;
  for (const MtlTexture& texture : parsed.textures) {
    const std::uint32_t image = add_texture(library, parsed, texture);
    if (image != kNoIndex)
      material.textures.push_back({texture.role, image, 0, texture.offset, texture.scale, 0});
  }
  scene_.materials.push_back(std::move(material));
}

// Paths in a library are relative to it; a library may lie in a folder below the model.
std::string path_from_model(const std::string& library, const std::string& path) {
  const std::size_t slash = library.find_last_of("/\\");
  const auto reason = unsafe_path_reason(path);
  const bool climbs = reason && path.find("..") != std::string::npos && path.front() != '/' &&
                      path.front() != '\\' && (path.size() < 2 || path[1] != ':') &&
                      path.find("://") == std::string::npos;
  if (slash == std::string::npos || (reason && !climbs)) return path;
  return library.substr(0, slash + 1) + path;
}

std::uint32_t Materials::add_texture(const std::string& library, const MtlMaterial& material,
                                     const MtlTexture& use) {
  const std::string uri = path_from_model(library, use.path);
  if (const auto found = image_by_uri_.find(uri); found != image_by_uri_.end()) return found->second;
  if (scene_.images.size() == kMaxTextures) {
    if (!std::exchange(too_many_textures_, true)) {
      notes_.report("obj/unsupported-element", Where{"/materials"},
                    "the material libraries name more than {} pictures: the others were not looked at",
                    kMaxTextures);
    }
    return kNoIndex;
  }
  TextureImage image;
  // The statement in its library; a second one of the same keyword gets a number.
  const auto earlier = std::count_if(material.textures.data(), &use,
                                     [&](const MtlTexture& other) { return other.keyword == use.keyword; });
  const std::string statement = fmt::format("{}/{}/{}{}", library, material.name, use.keyword,
                                            earlier == 0 ? "" : fmt::format("#{}", earlier + 1));
  image.element =
      statement.size() <= 150 ? printable(statement, 600) : fmt::format("/images/{}", scene_.images.size());
  image.name = use.path;
  image.uri = uri;
  open_texture(source_, PathSyntax::kPlain, image, notes_);
  const auto index = static_cast<std::uint32_t>(scene_.images.size());
  scene_.images.push_back(std::move(image));
  image_by_uri_.emplace(uri, index);
  return index;
}

// Collects consecutive ranges; one with the name and material of the one before continues it.
class Ranges {
 public:
  explicit Ranges(std::vector<FaceRange>& out) : out_(out) {}
  void begin(std::size_t face, std::string name, std::uint32_t material) {
    end(face);
    current_.first_face = static_cast<std::uint32_t>(face);
    current_.name = std::move(name);
    current_.material = material;
    open_ = true;
  }
  void end(std::size_t face) {
    current_.face_count = static_cast<std::uint32_t>(face) - current_.first_face;
    if (!open_ || current_.face_count == 0) return;
    open_ = false;
    if (!out_.empty() && out_.back().name == current_.name && out_.back().material == current_.material &&
        out_.back().first_face + out_.back().face_count == current_.first_face) {
      out_.back().face_count += current_.face_count;
    } else {
      out_.push_back(std::move(current_));
    }
    current_ = {};
  }

 private:
  std::vector<FaceRange>& out_;
  FaceRange current_;
  bool open_ = false;
};

constexpr std::size_t kMaxUnknownNames = 4096;  // a hostile file must not fill the memory with names

struct UnknownMaterials {
  Tally tally;
  std::set<std::string, std::less<>> names;
};

void report_unknown(UnknownMaterials unknown, const Materials& materials, FindingSink& notes) {
  // When a library is missing, that is the defect and this its consequence.
  if (unknown.names.empty() || !materials.all_read()) return;
  std::string list;
  std::size_t shown = 0;
  for (const std::string& name : unknown.names) {
    if (shown++ == 3) break;
    list += (list.empty() ? "\"" : ", \"") + printable(name, 60) + '"';
  }
  if (unknown.names.size() > 3) list += fmt::format(" and {} more", group_digits(unknown.names.size() - 3));
  Where where;
  where.tally = std::move(unknown.tally);
  where.evidence = {{"materials", static_cast<std::int64_t>(unknown.names.size())}};
  notes.report("obj/missing-material", std::move(where),
               "usemtl names {} that {}: {}. Their faces have no material",
               (unknown.names.size() == kMaxUnknownNames ? "at least " : "") +
                   count_of(unknown.names.size(), "material"),
               materials.any_library() ? "no material library defines"
                                       : "cannot exist, since no mtllib names a library",
               list);
}

}  // namespace

void add_obj_materials(const Source& source, const ReadOptions& options, const std::vector<ObjChunk>& chunks,
                       const std::vector<ObjCounts>& bases, Scene& scene, Mesh& mesh, FindingSink& notes) {
  Materials materials(source, options, scene, notes);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (const ObjEvent& event : chunks[i].events) {
      if (event.kind == ObjEvent::Kind::kLibrary)
        materials.add_statement(event.name, bases[i].lines + event.line);
    }
  }
  materials.report_libraries();
  materials.judge_pictures();
  if (materials.has_more())
    scene.beyond.emplace_back("ambient and specular light of the MTL (Ka, Ks, Ns, illum …)");

  UnknownMaterials unknown;
  Ranges material_ranges(mesh.materials), group_ranges(mesh.groups);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (const ObjEvent& event : chunks[i].events) {
      if (event.kind == ObjEvent::Kind::kGroup) group_ranges.begin(event.triangle, event.name, kNoIndex);
      if (event.kind != ObjEvent::Kind::kMaterial) continue;
      const std::uint32_t index = materials.find(event.name);
      material_ranges.begin(event.triangle, event.name, index);
      if (index == kNoIndex && !event.name.empty() && unknown.names.size() < kMaxUnknownNames &&
          unknown.names.insert(event.name).second) {
        unknown.tally.add(at_line(bases[i].lines + event.line).tally.witnesses.front());
      }
    }
  }
  material_ranges.end(mesh.face_count());
  group_ranges.end(mesh.face_count());
  report_unknown(std::move(unknown), materials, notes);
}

}  // namespace meshgate
