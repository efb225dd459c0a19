// meshgate-import HINT MEMORY SECONDS < model > scene
//
// Reads one model with Assimp and writes it as lib/formats/detail/import_protocol.h says. A process of its
// own, because Assimp's readers crash and hang on damaged files: everything that it may use up is limited
// before the first byte is looked at. No post-processing step is asked for, so nothing is repaired, joined or
// triangulated.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <assimp/material.h>
#include <assimp/scene.h>
#include <assimp/IOStream.hpp>
#include <assimp/IOSystem.hpp>
#include <assimp/Importer.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "formats/detail/import_protocol.h"
#include "meshgate/scene.h"

namespace {

using meshgate::kNoIndex;

// Standard input, a file of known size, as the one and only file in Assimp's world.
class ModelStream : public Assimp::IOStream {
 public:
  std::size_t Read(void* buffer, std::size_t size, std::size_t count) override {
    if (size == 0) return 0;
    std::size_t done = 0;
    const std::size_t wanted = size * count;
    while (done < wanted) {
      const ssize_t got =
          ::pread(STDIN_FILENO, static_cast<char*>(buffer) + done, wanted - done, static_cast<off_t>(at_));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
      at_ += static_cast<std::size_t>(got);
    }
    return done / size;
  }
  std::size_t Write(const void*, std::size_t, std::size_t) override { return 0; }
  aiReturn Seek(std::size_t offset, aiOrigin origin) override {
    const std::size_t base = origin == aiOrigin_SET ? 0 : origin == aiOrigin_CUR ? at_ : FileSize();
    const std::size_t target = base + offset;
    if (target > FileSize()) return aiReturn_FAILURE;
    at_ = target;
    return aiReturn_SUCCESS;
  }
  [[nodiscard]] std::size_t Tell() const override { return at_; }
  [[nodiscard]] std::size_t FileSize() const override {
    struct stat status {};
    return ::fstat(STDIN_FILENO, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
  }
  void Flush() override {}

 private:
  std::size_t at_ = 0;
};

class OneFile : public Assimp::IOSystem {
 public:
  explicit OneFile(std::string name) : name_(std::move(name)) {}
  bool Exists(const char* file) const override { return name_ == file; }
  char getOsSeparator() const override { return '/'; }
  Assimp::IOStream* Open(const char* file, const char* mode) override {
    return name_ == file && std::strchr(mode, 'w') == nullptr ? new ModelStream : nullptr;
  }
  void Close(Assimp::IOStream* stream) override { delete stream; }

 private:
  std::string name_;
};

class Writer {
 public:
  ~Writer() { flush(); }
  void bytes(const void* data, std::size_t size) {
    const char* from = static_cast<const char*>(data);
    buffer_.insert(buffer_.end(), from, from + size);
    if (buffer_.size() > kFlushAt) flush();
  }
  void u32(std::size_t value) {
    const auto number = static_cast<std::uint32_t>(value);
    bytes(&number, sizeof number);
  }
  void f32(float value) { bytes(&value, sizeof value); }
  void blob(const void* data, std::size_t size) {
    u32(size);
    bytes(data, size);
    bytes("\0\0\0", (4 - size % 4) % 4);
  }
  void string(std::string_view text) { blob(text.data(), text.size()); }
  void string(const aiString& text) { string(std::string_view(text.data, text.length)); }
  void mark(std::string_view magic) { bytes(magic.data(), magic.size()); }

 private:
  static constexpr std::size_t kFlushAt = std::size_t{1} << 20U;
  void flush() {
    std::size_t done = 0;
    while (done < buffer_.size()) {
      const ssize_t written = ::write(STDOUT_FILENO, buffer_.data() + done, buffer_.size() - done);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) ::_exit(2);  // nobody listens
      done += static_cast<std::size_t>(written);
    }
    buffer_.clear();
  }
  std::vector<char> buffer_;
};

void set_limit(__rlimit_resource resource, rlim_t value) {
  const rlimit limit{value, value};
  ::setrlimit(resource, &limit);
}

// Reading a model takes no network and no other program: the kernel answers such calls with EPERM. Where it
// knows no filters the other limits still hold.
void forbid_calls() {
#if defined(__x86_64__)
  constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
  constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
  constexpr std::uint32_t kArchitecture = 0;
#endif
  if (kArchitecture == 0) return;
  constexpr auto kCalls =
      std::to_array<std::uint32_t>({SYS_socket, SYS_connect, SYS_bind, SYS_execve, SYS_execveat, SYS_ptrace});
  const auto statement = [](unsigned code, std::uint32_t value) {
    return sock_filter{static_cast<std::uint16_t>(code), 0, 0, value};
  };
  std::vector<sock_filter> program;
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
  program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kArchitecture});
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
  for (const std::uint32_t call : kCalls) {
    program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, 1, call});
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  }
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}

void limit_self([[maybe_unused]] rlim_t memory, rlim_t seconds) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_CPU, seconds);
  set_limit(RLIMIT_NOFILE, 16);
  set_limit(RLIMIT_NPROC, 0);
  set_limit(RLIMIT_FSIZE, 0);
  forbid_calls();
#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // sanitizers reserve terabytes of addresses
  set_limit(RLIMIT_AS, memory);
#endif
}

// What a number in the scene's metadata says, whichever type it has.
double metadata_number(const aiScene& scene, const char* key, double otherwise) {
  if (scene.mMetaData == nullptr) return otherwise;
  double wide = 0;
  float narrow = 0;
  std::int32_t whole = 0;
  if (scene.mMetaData->Get(key, wide)) return wide;
  if (scene.mMetaData->Get(key, narrow)) return static_cast<double>(narrow);
  return scene.mMetaData->Get(key, whole) ? whole : otherwise;
}

// Metres of a unit and the up axis, where the format and Assimp's reader of it tell.
void write_units(Writer& out, const aiScene& scene, const std::string& hint) {
  double meters = 0;
  std::size_t axis = 0;
  if (hint == "fbx") {
    meters = metadata_number(scene, "UnitScaleFactor", 0) / 100;  // centimetres
    const double up = metadata_number(scene, "UpAxis", -1);
    axis = up == 1 ? 'Y' : up == 2 ? 'Z' : 0;
  } else if (hint == "dae" || hint == "x3d") {
    // Assimp puts unit and axis of COLLADA into the root node; X3D has no others.
    meters = 1;
    axis = 'Y';
  }
  out.f32(static_cast<float>(std::isfinite(meters) ? meters : 0));
  out.u32(axis);
}

void write_nodes(Writer& out, const aiScene& scene) {
  struct Entry {
    const aiNode* node;
    std::uint32_t parent;
  };
  std::vector<Entry> entries;
  if (scene.mRootNode != nullptr) entries.push_back({scene.mRootNode, kNoIndex});
  for (std::size_t i = 0; i < entries.size(); ++i) {  // parents first
    const aiNode& node = *entries[i].node;
    for (unsigned c = 0; c < node.mNumChildren; ++c)
      entries.push_back({node.mChildren[c], static_cast<std::uint32_t>(i)});
  }
  out.u32(entries.size());
  for (const Entry& entry : entries) {
    const aiNode& node = *entry.node;
    out.string(node.mName);
    out.u32(entry.parent);
    const aiMatrix4x4& m = node.mTransformation;
    for (unsigned column = 0; column < 4; ++column) {
      for (unsigned row = 0; row < 4; ++row) out.f32(static_cast<float>(m[row][column]));
    }
    out.u32(node.mNumMeshes);
    for (unsigned i = 0; i < node.mNumMeshes; ++i) out.u32(node.mMeshes[i]);
  }
}

meshgate::TextureRole role_of(aiTextureType type) {
  using meshgate::TextureRole;
  switch (type) {
    case aiTextureType_DIFFUSE:
    case aiTextureType_BASE_COLOR:
      return TextureRole::kBaseColor;
    case aiTextureType_NORMALS:
    case aiTextureType_NORMAL_CAMERA:
      return TextureRole::kNormal;
    case aiTextureType_METALNESS:
      return TextureRole::kMetallic;
    case aiTextureType_DIFFUSE_ROUGHNESS:
      return TextureRole::kRoughness;
    case aiTextureType_AMBIENT_OCCLUSION:
    case aiTextureType_LIGHTMAP:
      return TextureRole::kOcclusion;
    case aiTextureType_EMISSIVE:
    case aiTextureType_EMISSION_COLOR:
      return TextureRole::kEmissive;
    case aiTextureType_OPACITY:
      return TextureRole::kOpacity;
    case aiTextureType_HEIGHT:
      return TextureRole::kBump;
    default:
      return TextureRole::kOther;
  }
}

void write_materials(Writer& out, const aiScene& scene, bool embedded) {
  out.u32(scene.mNumMaterials);
  for (unsigned i = 0; i < scene.mNumMaterials; ++i) {
    const aiMaterial& material = *scene.mMaterials[i];
    aiString name;
    material.Get(AI_MATKEY_NAME, name);
    out.string(name);
    aiColor4D color(1, 1, 1, 1);
    if (material.Get(AI_MATKEY_BASE_COLOR, color) != aiReturn_SUCCESS)
      material.Get(AI_MATKEY_COLOR_DIFFUSE, color);
    float opacity = color.a, metallic = 0, roughness = 1;
    material.Get(AI_MATKEY_OPACITY, opacity);
    material.Get(AI_MATKEY_METALLIC_FACTOR, metallic);
    material.Get(AI_MATKEY_ROUGHNESS_FACTOR, roughness);
    aiColor3D emissive(0, 0, 0);
    int two_sided = 0;
    material.Get(AI_MATKEY_COLOR_EMISSIVE, emissive);
    material.Get(AI_MATKEY_TWOSIDED, two_sided);
    for (const float value :
         {color.r, color.g, color.b, opacity, metallic, roughness, emissive.r, emissive.g, emissive.b})
      out.f32(value);
    out.u32(two_sided != 0 ? 1 : 0);
    std::vector<std::pair<meshgate::TextureRole, std::string>> textures;
    for (int type = aiTextureType_DIFFUSE; type <= AI_TEXTURE_TYPE_MAX; ++type) {
      const auto kind = static_cast<aiTextureType>(type);
      for (unsigned t = 0; t < material.GetTextureCount(kind); ++t) {
        aiString path;
        if (material.GetTexture(kind, t, &path) != aiReturn_SUCCESS) continue;
        textures.emplace_back(role_of(kind), std::string(path.data, path.length));
        // FBX names an embedded texture by its file name.
        const int number = embedded ? scene.GetEmbeddedTextureAndIndex(path.C_Str()).second : -1;
        if (number >= 0) textures.back().second = "*" + std::to_string(number);
      }
    }
    out.u32(textures.size());
    for (const auto& texture : textures) {
      out.u32(static_cast<std::size_t>(texture.first));
      out.string(texture.second);
    }
  }
}

void write_embedded(Writer& out, const aiScene& scene, bool embedded) {
  const unsigned count = embedded ? scene.mNumTextures : 0;
  out.u32(count);
  for (unsigned i = 0; i < count; ++i) {
    const aiTexture& texture = *scene.mTextures[i];
    out.string(texture.mFilename);
    out.string(std::string_view(texture.achFormatHint,
                                ::strnlen(texture.achFormatHint, sizeof texture.achFormatHint)));
    const bool encoded = texture.mHeight == 0;  // else raw texels, with nothing to judge
    out.blob(texture.pcData, encoded ? texture.mWidth : 0);
  }
}

// Faces of `mesh` that are surface.
bool is_surface(const aiFace& face) { return face.mNumIndices >= 3; }

void write_faces(Writer& out, const aiMesh& mesh, bool sizes) {
  for (unsigned i = 0; sizes && i < mesh.mNumFaces; ++i) {
    if (is_surface(mesh.mFaces[i])) out.u32(mesh.mFaces[i].mNumIndices);
  }
  for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
    const aiFace& face = mesh.mFaces[i];
    if (is_surface(face)) out.bytes(face.mIndices, std::size_t{4} * face.mNumIndices);
  }
}

void write_mesh(Writer& out, const aiMesh& mesh) {
  std::size_t faces = 0, corners = 0, others = 0;
  for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
    const aiFace& face = mesh.mFaces[i];
    if (is_surface(face)) {
      ++faces;
      corners += face.mNumIndices;
    } else {
      ++others;
    }
  }
  const bool sizes = corners != 3 * faces;
  std::uint32_t uv_sets = 0;
  while (uv_sets < std::min(meshgate::kImportMaxUvSets, std::uint32_t{AI_MAX_NUMBER_OF_TEXTURECOORDS}) &&
         mesh.HasTextureCoords(uv_sets)) {
    ++uv_sets;
  }
  std::uint32_t flags = 0;
  if (mesh.HasNormals()) flags |= meshgate::kImportNormals;
  if (mesh.HasVertexColors(0)) flags |= meshgate::kImportColors;
  if (mesh.HasBones()) flags |= meshgate::kImportSkinned;
  if (mesh.mNumAnimMeshes > 0) flags |= meshgate::kImportMorphs;
  if (sizes) flags |= meshgate::kImportFaceSizes;
  out.string(mesh.mName);
  const std::size_t vertices = mesh.HasPositions() ? mesh.mNumVertices : 0;
  for (const std::size_t value : {std::size_t{mesh.mMaterialIndex}, std::size_t{flags}, std::size_t{uv_sets},
                                  vertices, faces, corners, others}) {
    out.u32(value);
  }
  static_assert(sizeof(aiVector3D) == 12 && sizeof(aiColor4D) == 16,
                "Assimp was built with double precision");
  out.bytes(mesh.mVertices, 12 * vertices);
  if (mesh.HasNormals()) out.bytes(mesh.mNormals, 12 * vertices);
  if (mesh.HasVertexColors(0)) out.bytes(mesh.mColors[0], 16 * vertices);
  for (std::uint32_t set = 0; set < uv_sets; ++set) {
    for (std::size_t i = 0; i < vertices; ++i) out.bytes(&mesh.mTextureCoords[set][i], 8);
  }
  write_faces(out, mesh, sizes);
}

void write_failure(std::string_view reason) {
  Writer out;
  out.mark(meshgate::kImportFailure);
  out.string(reason.substr(0, 1000));
}

void import_model(const std::string& hint) {
  const std::string name = "model." + hint;
  // Never destroyed: destructors crash on scenes that readers left half built, and the process ends anyway.
  auto* importer = new Assimp::Importer;
  importer->SetIOHandler(new OneFile(name));
  const aiScene* scene = importer->ReadFile(name, 0);
  if (scene == nullptr) return write_failure(importer->GetErrorString());
  // The 3MF reader of Assimp 5.2.5 frees its textures and leaves them in the scene.
  const bool textures = hint != "3mf";
  Writer out;
  out.mark(meshgate::kImportScene);
  out.u32(scene->mNumAnimations > 0 ? 1 : 0);
  out.u32(scene->mNumCameras);
  out.u32(scene->mNumLights);
  write_units(out, *scene, hint);
  write_nodes(out, *scene);
  write_materials(out, *scene, textures);
  write_embedded(out, *scene, textures);
  out.u32(scene->mNumMeshes);
  for (unsigned i = 0; i < scene->mNumMeshes; ++i) write_mesh(out, *scene->mMeshes[i]);
  out.mark(meshgate::kImportEnd);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 || ::isatty(STDIN_FILENO) != 0) {
    constexpr std::string_view kUsage = "usage: meshgate-import HINT MEMORY SECONDS < model > scene\n";
    return ::write(STDERR_FILENO, kUsage.data(), kUsage.size()) < 0 ? 2 : 2;
  }
  limit_self(std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
  try {
    import_model(argv[1]);
  } catch (const std::exception& error) {
    write_failure(error.what());
  } catch (...) {
    write_failure("the importer threw something that is no std::exception");
  }
  ::_exit(0);
}
