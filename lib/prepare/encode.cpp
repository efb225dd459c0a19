#include "prepare/encode.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "asset/placed.h"
#include "core/source.h"
#include "core/text.h"
#include "formats/detail/glb_patch.h"
#include "formats/detail/gltf_pack.h"
#include "prepare/size_search.h"

namespace meshgate {
namespace {

// In the main file, which the limit is of; textures beside it do not count.
std::uint64_t texture_bytes(const Asset& asset, const Written& written) {
  std::uint64_t bytes = 0;
  if (written.files.size() > 1) return bytes;
  for (const TextureImage& image : asset.scene.images) bytes += image.encoded.size();
  return bytes;
}

std::uint32_t longest_side(const Asset& asset) {
  std::uint32_t side = asset.image ? std::max(asset.image->width, asset.image->height) : 0;
  for (const TextureImage& image : asset.scene.images)
    side = std::max({side, image.image.width, image.image.height});
  return side;
}

// What to make less of: triangles, or the sides of pictures.
struct Fitting {
  const Step* step = nullptr;
  void (*set_budget)(StepContext&, std::uint32_t size) = nullptr;
  std::uint64_t size = 0;      ///< now
  double bytes = 0, room = 0;  ///< of what grows with the size, now and at most
  double power = 1;            ///< bytes grow with this power of the size
};

Fitting fit_pictures(const Asset& asset, double bytes, double room) {
  const bool alone = asset.kind == AssetKind::kImage;
  return {find_step(alone ? "resize" : "resize-textures", asset.kind),
          [](StepContext& context, std::uint32_t side) { context.side_budget = side; },
          longest_side(asset),
          bytes,
          room,
          2};
}

// Nothing when nothing can be made less of. `decimated`: as few triangles as can be are there.
std::optional<Fitting> next_fitting(const StepContext& context, const Asset& asset, const Written& written,
                                    bool decimated) {
  const auto limit = static_cast<double>(*context.byte_limit),
             bytes = static_cast<double>(written.files.front().bytes.size());
  if (asset.kind == AssetKind::kImage) return fit_pictures(asset, bytes, limit);
  const auto textures = static_cast<double>(texture_bytes(asset, written));
  const double geometry = bytes - textures;
  if ((textures > geometry && textures > limit / 2) || (decimated && textures > 0))
    return fit_pictures(asset, textures, std::max(limit - geometry, limit / 4));
  if (decimated) return std::nullopt;
  const std::uint64_t triangles = placed_triangles(asset.scene);
  if (triangles == 0) return std::nullopt;
  return Fitting{find_step("decimate", asset.kind),
                 [](StepContext& of, std::uint32_t number) { of.triangle_budget = number; },
                 triangles,
                 geometry,
                 std::max(limit - textures, limit / 10),
                 1};
}

// Whether a .gltf only has to become one file: nothing in its JSON asks for being written anew.
bool only_packs(const StepContext& context) {
  const std::vector<std::string>& asked = context.options->steps;
  return context.input->id == "gltf" && std::find(asked.begin(), asked.end(), "convert") == asked.end() &&
         std::none_of(context.before->findings.begin(), context.before->findings.end(),
                      [](const Finding& finding) {
                        return finding.fix == "convert" && finding.severity >= Severity::kWarning &&
                               finding.rule != "file/format-unsupported";
                      });
}

// An error of the document itself, whatever the profile makes of it; pictures are changed anyway.
bool is_against_gltf(const Finding& finding) {
  const Rule* rule = finding.rule.starts_with("gltf/") ? find_rule(finding.rule) : nullptr;
  return rule != nullptr && rule->severity == Severity::kError && !finding.element.starts_with("/images/");
}

// Whether the steps did nothing but change pictures and the container, so that all else of a glTF can stay as
// it is.
bool keeps_the_scene(const StepContext& context, const Workpiece& work) {
  const bool from_gltf = context.input->id == "glb" || context.input->id == "gltf";
  if (!from_gltf || context.output->id != "glb" || work.records.empty()) return false;
  // What the specification forbids would stay, too.
  const std::vector<Finding>& findings = context.before->findings;
  if (std::any_of(findings.begin(), findings.end(), is_against_gltf)) return false;
  // A GLB that names what is not there, or no picture.
  const std::vector<TextureImage>& images = work.asset->asset.scene.images;
  if (context.input->id == "gltf" && std::any_of(images.begin(), images.end(), [](const TextureImage& image) {
        return image.encoded.empty() || image.image.width == 0;
      }))
    return false;
  return std::all_of(work.records.begin(), work.records.end(), [&](const StepRecord& record) {
    const Step* step = find_step(record.step, AssetKind::kMesh);
    return step != nullptr && step->keeps_triangles && (step->id != "convert" || only_packs(context));
  });
}

std::vector<PictureChange> changed_pictures(const Scene& before, const Scene& after) {
  std::vector<PictureChange> changes;
  for (std::uint32_t i = 0; i < after.images.size(); ++i) {
    const TextureImage &one = before.images[i], &other = after.images[i];
    if (one.encoded.data() == other.encoded.data() && one.mime_type == other.mime_type &&
        one.uri == other.uri)
      continue;
    changes.push_back({i, other.encoded, other.format});
  }
  return changes;
}

// The input with other pictures, where that is all there is to do; nothing when it has to be written anew.
std::optional<Written> patched(const StepContext& context, const std::string& stem, const Workpiece& work) {
  if (!keeps_the_scene(context, work)) return std::nullopt;
  Result<Source> source = Source::open(context.before->path);
  if (!source) return std::nullopt;
  const std::vector<PictureChange> changes =
      changed_pictures(work.reference->asset.scene, work.asset->asset.scene);
  Written written;
  if (context.input->id == "gltf") {
    Result<Array<std::byte>> packed = pack_gltf(*source);
    if (!packed) return std::nullopt;
    source = Source::part_of(*packed, context.before->path);
    if (changes.empty()) {
      written.files.push_back({stem + ".glb", std::move(*packed)});
      return written;
    }
  }
  Result<Array<std::byte>> bytes = patch_glb_pictures(*source, changes);
  if (!bytes) return std::nullopt;
  written.files.push_back({stem + ".glb", std::move(*bytes)});
  return written;
}

// A PNG has no quality to lower: to become smaller it loses pixels, which another format would keep.
void advise_other_format(const StepContext& context, const std::string& stem, Workpiece& work) {
  const std::vector<std::string>& accepted = context.profile->image_formats;
  const bool takes_jpeg =
      accepted.empty() || std::find(accepted.begin(), accepted.end(), "jpeg") != accepted.end();
  if (context.output->id == "png" && takes_jpeg)
    work.advice.push_back(fmt::format(
        "a PNG only becomes smaller with fewer pixels: -o {}.jpg keeps them all, with a little less quality",
        stem));
}

// The workpiece in the format of the output.
Result<Written> write_anew(const StepContext& context, const WriteOptions& options, const Workpiece& work) {
  if (std::optional<Written> written = patched(context, options.stem, work)) return std::move(*written);
  return context.output->write(work.asset->asset, options);
}

// Makes less of it, to about the largest size that has room; each try begins with what is there now. Whether
// anything changed.
Result<bool> fit(const PlannedStep& step, const Fitting& fitting, const StepContext& context,
                 const WriteOptions& options, Workpiece& work, Written& written) {
  const Workpiece whole = work;
  const double rest = static_cast<double>(written.files.front().bytes.size()) - fitting.bytes;
  SizeSearch search(static_cast<std::uint32_t>(std::min<std::uint64_t>(fitting.size, kNoIndex)),
                    fitting.bytes, fitting.room, fitting.power);
  bool changed = false;
  double last = 0;
  while (const std::optional<std::uint32_t> size = search.next()) {
    StepContext budget = context;
    fitting.set_budget(budget, *size);
    Workpiece fitted = whole;
    MG_TRY(const bool less, run_step(step, budget, fitted));
    if (!less) break;
    MG_TRY(Written tried, write_anew(context, options, fitted));
    const double bytes = static_cast<double>(tried.files.front().bytes.size()) - rest;
    if (search.take(*size, bytes)) {
      work = std::move(fitted);
      written = std::move(tried);
      changed = true;
    }
    if (bytes > fitting.room && bytes == last) break;  // it does not become less
    last = bytes;
  }
  return changed;
}

}  // namespace

std::uint64_t written_bytes(const Written& written) {
  std::uint64_t bytes = 0;
  for (const WrittenFile& file : written.files) bytes += file.bytes.size();
  return bytes;
}

Result<Written> encode(const StepContext& context, const std::string& stem, Workpiece& work) {
  WriteOptions options;
  options.stem = stem;
  options.max_bytes = context.byte_limit;
  options.stop = context.stop;
  MG_TRY(Written written, write_anew(context, options, work));
  if (!context.byte_limit) return written;
  const std::string why = fmt::format("{} bytes at most", group_digits(*context.byte_limit));
  bool decimated = false;
  for (int round = 0; round < kMostFittings; ++round) {
    const std::uint64_t bytes = written.files.front().bytes.size();
    if (bytes <= *context.byte_limit) break;
    const auto fitting = next_fitting(context, work.asset->asset, written, decimated);
    if (!fitting || fitting->step == nullptr) break;
    if (round == 0) advise_other_format(context, stem, work);
    MG_TRY(const bool changed, fit({fitting->step, {why}}, *fitting, context, options, work, written));
    const bool of_triangles = fitting->step->approximates;
    if (!changed && !of_triangles) break;
    decimated = decimated || of_triangles;
  }
  return written;
}

}  // namespace meshgate
