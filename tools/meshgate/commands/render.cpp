#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "configured.h"
#include "meshgate/gate.h"
#include "meshgate/output.h"
#include "outputs.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 8> kOptions{{
    {"INPUT", "PATH", "a model", false, true},
    {"-o,--output", "PNG", "where to write the picture", false, true},
    {"--view", "NAME",
     "front, side, top, three-quarter, defect, sheet with all of these (default), or parts: a colour each"},
    {"--size", "PIXELS", "of a view, each side, 64 to 2048; default 640"},
    {"--profile", "NAME|FILE", "whose findings are drawn; default hitem3d"},
    kConfigOption,
    {"--jobs", "N", "threads; default all cores. The picture does not depend on it"},
    {"--overwrite", "", "replace a picture that is there"},
}};

constexpr std::string_view kDetails =
    "Defects that the profile reports are drawn on the model: open edges red, non-manifold edges and "
    "vertices orange,\n"
    "self-intersecting faces magenta, faces seen from behind blue when faces are turned or shells inside "
    "out.\n"
    "\n"
    "Examples:\n"
    "  meshgate render figure.glb -o figure.png\n"
    "  meshgate render part.stl -o hole.png --view defect --profile print-fdm\n"
    "  meshgate render result.glb -o parts.png --view parts\n";

constexpr std::array<std::string_view, 7> kViews{"defect", "front",         "parts", "sheet",
                                                 "side",   "three-quarter", "top"};

Result<CheckOptions> parse_options(const Configured& settings, const std::stop_token& stop) {
  const Arguments& arguments = settings.arguments;
  CheckOptions options;
  MG_TRY(options.profile, configured_profile(settings));
  options.folder = settings.config.folder;
  options.path_settings = settings.config.path_settings;
  if (arguments.has("--size")) {
    MG_TRY(const int size, parse_count("--size", arguments.get("--size"), 64, 2048));
    options.picture_size = static_cast<std::uint32_t>(size);
  }
  if (arguments.has("--jobs")) {
    MG_TRY(options.jobs, parse_count("--jobs", arguments.get("--jobs"), 1, 1024));
  }
  options.pictures = PictureStyle::kView;
  options.picture_view = arguments.get("--view", "sheet");
  options.stop = stop;
  return options;
}

// Why there is no picture, as far as the findings tell.
tl::unexpected<Error> nothing_to_draw(const InputReport& input, const std::string& view) {
  if (input.kind == AssetKind::kImage)
    return fail(ErrorKind::kUsage, input.path + ": a picture already; render draws models");
  for (const Finding& finding : input.findings) {
    if (finding.severity == Severity::kError)
      return fail(ErrorKind::kMalformed, "nothing to draw: " + finding.message + " (" + finding.rule + ")");
  }
  if (view == "defect")
    return fail(ErrorKind::kUsage, input.path + ": no finding has a place, so there is no view \"defect\"");
  return fail(ErrorKind::kMalformed, input.path + ": nothing to draw: no triangle has finite corners");
}

Result<int> render(const Arguments& given, const std::stop_token& stop) {
  MG_TRY(const Configured settings, configured(given, kOptions));
  const std::string path = given.get("INPUT"), output = given.get("-o,--output");
  const std::string view = given.get("--view", "sheet");
  if (std::find(kViews.begin(), kViews.end(), view) == kViews.end())
    return unknown_name("view", view, {kViews.begin(), kViews.end()});
  MG_TRY(const CheckOptions options, parse_options(settings, stop));
  MG_TRY([[maybe_unused]] const bool allowed, refuse_existing(output, {path}, given.has("--overwrite")));
  MG_TRY(const Report report, check_files({path}, options));
  const InputReport& input = report.inputs.front();
  if (input.pictures.empty()) return nothing_to_draw(input, view);
  const Picture* picture = &input.pictures.front();
  MG_TRY([[maybe_unused]] const bool written, write_file(output, std::span(picture->bytes)));
  write_stdout(
      fmt::format("{}: {} × {} pixels; {}\n", output, picture->width, picture->height, picture->caption));
  return 0;
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = render(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_render{.name = "render",
                                    .summary = "draw a model, with its defects, as PNG",
                                    .details = kDetails,
                                    .options = kOptions,
                                    .run = run};

}  // namespace meshgate
