// USDZ packages: "Usdz File Format Specification" 1.3 of OpenUSD.
#include <fmt/core.h>

#include <algorithm>

#include "asset/finding_sink.h"
#include "core/text.h"
#include "formats/detail/usd_reader.h"
#include "formats/detail/zip_archive.h"
#include "formats/detail/zip_notes.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kAlignment = 64;

bool is_layer(const ZipEntry& entry) {
  const std::string suffix = suffix_of(entry.name);
  return suffix == ".usdc" || suffix == ".usda" || suffix == ".usd";
}

// What other readers of the package refuse, since they map its files into memory.
void note_package(const ZipArchive& archive, FindingSink& notes) {
  std::uint64_t packed = 0, crooked = 0;
  for (const ZipEntry& entry : archive.entries) {
    if (entry.method != 0 || entry.encrypted()) ++packed;
    if (entry.data_offset % kAlignment != 0) ++crooked;
  }
  const bool late = !archive.entries.empty() && !is_layer(archive.entries.front());
  if (packed + crooked == 0 && !late) return;
  std::vector<std::string> parts;
  if (packed > 0) parts.push_back(count_of(packed, "file") + " compressed, where the format stores");
  if (crooked > 0) parts.push_back(count_of(crooked, "file") + " not aligned to 64 bytes");
  if (late) parts.push_back("the first file is no USD layer");
  std::string list;
  for (const std::string& part : parts) list += (list.empty() ? "" : "; ") + part;
  Where where;
  where.tally.count = packed + crooked + (late ? 1 : 0);
  where.evidence = {{"compressed", static_cast<std::int64_t>(packed)},
                    {"misaligned", static_cast<std::int64_t>(crooked)}};
  notes.report("usd/package", std::move(where),
               "the package breaks the rules of USDZ, so viewers refuse it though it can be read here: {}. "
               "Pack it with "
               "usdzip",
               list);
}

}  // namespace

Result<Asset> read_usdz(const Source& source, const ReadOptions& options) {
  MG_TRY(ZipArchive archive, read_zip(source));
  const auto layer = std::find_if(archive.entries.begin(), archive.entries.end(), is_layer);
  if (layer == archive.entries.end())
    return fail(ErrorKind::kMalformed, source.path() + ": the package has no USD layer");
  FindingSink notes;
  note_package(archive, notes);
  note_unsafe_names(archive, notes);
  const ZipEntry root = *layer;
  const ZipFiles files(source, std::move(archive), {options.max_memory, options.stop});
  MG_TRY(const Source root_file, files.open(root));
  MG_TRY(Asset asset, read_usd(root_file, "usdz", source, options));
  std::vector<Finding> all = std::move(notes).take();
  all.insert(all.end(), std::make_move_iterator(asset.notes.begin()),
             std::make_move_iterator(asset.notes.end()));
  asset.notes = std::move(all);
  return asset;
}

}  // namespace meshgate
