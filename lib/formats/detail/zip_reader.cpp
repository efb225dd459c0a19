#include "formats/detail/zip_reader.h"

#include <fmt/core.h>

#include <algorithm>

#include "asset/finding_sink.h"
#include "core/text.h"
#include "formats/detail/scene_merge.h"
#include "formats/detail/zip_archive.h"
#include "formats/detail/zip_notes.h"

namespace meshgate {
namespace {

constexpr std::size_t kMaxModels = 1024;

// The format of a model by the suffix of its name; null for what is no model. Archives in archives are not
// opened.
const Format* model_format(const ZipEntry& entry) {
  const std::size_t slash = entry.name.rfind('/');
  const std::string file = slash == std::string::npos ? entry.name : entry.name.substr(slash + 1);
  // What macOS puts beside every file.
  if (entry.name.starts_with("__MACOSX/") || file.starts_with(".")) return nullptr;
  const std::string suffix = suffix_of(file);
  for (const Format* format : all_formats()) {
    if (format->kind != AssetKind::kMesh || format->read == nullptr) continue;
    if (std::find(format->suffixes.begin(), format->suffixes.end(), suffix) != format->suffixes.end())
      return format;
  }
  return nullptr;
}

Result<std::vector<ZipEntry>> find_models(const Source& source, const ZipArchive& archive,
                                          const Format** format) {
  std::vector<ZipEntry> models;
  for (const ZipEntry& entry : archive.entries) {
    const Format* found = model_format(entry);
    if (found == nullptr) continue;
    if (!models.empty() && found != *format) {
      return fail(
          ErrorKind::kUnsupported,
          fmt::format(
              "{}: the archive holds models of different formats (\"{}\" and \"{}\"). Pack one of them",
              source.path(), printable(models.front().name), printable(entry.name)));
    }
    *format = found;
    models.push_back(entry);
  }
  if (models.empty())
    return fail(ErrorKind::kUnsupported, source.path() + ": the archive holds no model that can be read");
  if (models.size() > kMaxModels) {
    return fail(ErrorKind::kLimit, fmt::format("{}: the archive holds {} models, more than {}", source.path(),
                                               group_digits(models.size()), group_digits(kMaxModels)));
  }
  return models;
}

}  // namespace

Result<Asset> read_zip_model(const Source& source, const ReadOptions& options) {
  MG_TRY(ZipArchive archive, read_zip(source));
  const Format* format = nullptr;
  MG_TRY(const std::vector<ZipEntry> models, find_models(source, archive, &format));
  FindingSink notes;
  note_unsafe_names(archive, notes);
  const ZipFiles files(source, std::move(archive), {options.max_memory / 2, options.stop});
  ReadOptions own = options;
  own.max_memory -= options.max_memory / 2;
  Asset whole;
  whole.path = source.path();
  whole.format = format->id;
  whole.kind = AssetKind::kMesh;
  whole.notes = std::move(notes).take();
  for (const ZipEntry& entry : models) {
    MG_TRY(const Source file, files.open(entry));
    MG_TRY(Asset asset, format->read(file, own));
    // Offsets in findings are those of the model's file.
    whole.bytes = std::max(whole.bytes, asset.bytes);
    own.max_memory -= std::min(own.max_memory, scene_bytes(asset.scene));
    merge_asset(std::move(asset), models.size() > 1 ? printable(entry.name) : std::string(), whole);
  }
  return whole;
}

}  // namespace meshgate
