#include "formats/detail/import_bridge.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "formats/detail/import_child.h"
#include "formats/detail/import_stream.h"

namespace meshgate {

std::string find_import_helper() {
  namespace fs = std::filesystem;
  if (const char* named = std::getenv("MESHGATE_IMPORT"); named != nullptr && *named != '\0')
    return named;  // NOLINT
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const fs::path& candidate :
       {self / "meshgate-import", self.parent_path() / "libexec/meshgate/meshgate-import",
        fs::path(MESHGATE_LIBEXEC_DIR) / "meshgate-import"}) {
    if (::access(candidate.c_str(), X_OK) == 0) return candidate.string();
  }
  return {};
}

Result<Asset> read_through_bridge(const Source& source, const ReadOptions& options,
                                  const BridgeRequest& request) {
  const std::string program = request.program.empty() ? find_import_helper() : request.program;
  if (program.empty()) {
    return fail(ErrorKind::kUnsupported,
                source.path() +
                    ": the helper meshgate-import was not found, so this format cannot be read. Install it "
                    "beside meshgate, or set MESHGATE_IMPORT");
  }
  // Half for the child while it works, half for what it sends: the two peaks do not come together, but
  // nearly.
  const double patience = 10 + static_cast<double>(source.size()) / 2e6;
  const ChildLimits limits{options.max_memory, options.max_memory / 2,
                           request.deadline_s > 0 ? request.deadline_s : patience};
  Result<std::vector<std::byte>> stream =
      run_import_child(program, request.hint, source, limits, options.stop);
  if (!stream) return fail(std::move(stream.error()).with_context("reading " + source.path()));
  FindingSink notes;
  Result<Scene> scene = parse_import_stream(*std::move(stream), source, options, notes);
  if (!scene) return fail(std::move(scene.error()).with_context("reading " + source.path()));
  if (scene->meshes.empty()) {
    return fail(ErrorKind::kUnsupported, source.path() + ": Assimp finds no mesh in it");
  }
  Asset asset;
  asset.path = source.path();
  asset.format = request.format;
  asset.kind = AssetKind::kMesh;
  asset.bytes = source.size();
  asset.scene = *std::move(scene);
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
