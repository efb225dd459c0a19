#include <algorithm>
#include <array>

#include "common_options.h"
#include "configured.h"
#include "meshgate/emitter.h"
#include "meshgate/prepare.h"
#include "outputs.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 36> kOptions{{
    {"INPUT", "PATH", "a model or a picture", false},
    {"-o,--output", "PATH", "what to write; the suffix chooses the format"},
    {"--target-triangles", "N", "decimate to at most N triangles"},
    {"--target-ratio", "R", "decimate to this part of the triangles, as 0.25"},
    {"--max-error", "E", "decimate as far as this error allows, relative to the diagonal, as 0.001"},
    {"--max-bytes", "BYTES",
     "make the output smaller until it is below, as 20M; default: the profile's limit"},
    {"--max-side", "PIXELS", "scale pictures and textures down to this side"},
    {"--max-drift", "R",
     "refuse an output whose surface is farther from the input, relative to the diagonal; default 0.005, and "
     "0.01 "
     "when decimating"},
    {"--unit", "UNIT", "what one unit of the input is: mm, cm, m or in"},
    {"--up", "AXIS", "which axis of the input points upwards: Y or Z"},
    {"--fill-holes", "", "close holes"},
    {"--drop-tiny", "", "remove pieces that the rule mesh/tiny-component finds"},
    {"--triangulate", "", "write polygons as triangles, also when nothing else is to be done"},
    {"--weld-tolerance", "UNITS", "merge vertices at most this far apart"},
    {"--step", "NAME", "run this step whatever the findings say; docs/reference/steps.md lists them", true},
    {"--set", "STEP.PARAMETER=N", "a parameter of a step", true},
    {"--dry-run", "", "print the plan, write nothing"},
    {"--overwrite", "", "replace an output that is there; never the input"},
    {"--keep", "", "write a refused output all the same, as NAME.refused.SUFFIX"},
    {"--profile", "NAME|FILE", "what the target accepts: `meshgate profiles` lists names; default hitem3d"},
    kConfigOption,
    kReportOption,
    {"--fail-on", "LEVEL",
     "refuse an output with such a finding: error, warning, info or never; default error"},
    {"--select", "GLOB", "only rules that match, as \"mesh/*\"", true},
    kIgnoreOption,
    kSeverityOption,
    {"--jobs", "N", "threads; default all cores. The output does not depend on it"},
    {"--max-memory", "BYTES",
     "memory for one input and its checks, as 2G; default three quarters of the machine"},
    {"--timeout", "SECONDS", "end each of the two checks after this time; default none"},
    {"--hash", "", "add SHA-256 to the report"},
    kTimingsOption,
    {"--quiet", "", "only what fails; no progress"},
    kNoColorOption,
    {"--no-progress", "", "no line that says what is being done"},
    {"--list-steps", "", "print the steps, and stop"},
    {"--describe-steps", "",
     "print what each step does (docs/reference/steps.md is made this way), and stop"},
}};

constexpr std::string_view kDetails =
    "The input is checked, what the findings need is done, the result is checked again and compared with "
    "the\n"
    "input. Nothing is written when it is still not acceptable or has moved too far. A file that needs "
    "nothing is\n"
    "copied byte for byte.\n"
    "\n"
    "Examples:\n"
    "  meshgate prepare scan.stl -o scan.glb\n"
    "  meshgate prepare scan.stl -o scan.glb --dry-run\n"
    "  meshgate prepare statue.obj -o statue.glb --target-triangles 500000 --unit mm\n"
    "  meshgate prepare part.stl -o part.mended.stl --profile print-fdm --fill-holes\n";

// Numbers of the options, absent when they are not given.
Result<bool> parse_targets(const Arguments& arguments, PrepareOptions& options) {
  if (arguments.has("--target-triangles")) {
    MG_TRY(const int count,
           parse_count("--target-triangles", arguments.get("--target-triangles"), 1, 2'000'000'000));
    options.target_triangles = static_cast<std::uint64_t>(count);
  }
  if (arguments.has("--target-ratio")) {
    MG_TRY(options.target_ratio, parse_number("--target-ratio", arguments.get("--target-ratio"), 0, 1));
  }
  if (arguments.has("--max-error")) {
    MG_TRY(options.max_error, parse_number("--max-error", arguments.get("--max-error"), 0, 1));
  }
  if (arguments.has("--max-bytes")) {
    MG_TRY(options.max_bytes, parse_bytes("--max-bytes", arguments.get("--max-bytes")));
  }
  if (arguments.has("--max-side")) {
    MG_TRY(const int side, parse_count("--max-side", arguments.get("--max-side"), 1, 1'000'000));
    options.max_side = static_cast<std::uint32_t>(side);
  }
  if (arguments.has("--max-drift")) {
    MG_TRY(options.max_drift, parse_number("--max-drift", arguments.get("--max-drift"), 0, 100));
  }
  return true;
}

// "STEP.PARAMETER=N".
Result<bool> parse_settings(const Arguments& arguments, PrepareOptions& options) {
  for (const std::string& text : arguments.all("--set")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
      return fail(ErrorKind::kUsage, "--set takes STEP.PARAMETER=N, as weld.tolerance=0.01");
    MG_TRY(options.parameters[text.substr(0, equals)],
           parse_number("--set", text.substr(equals + 1), -1e18, 1e18));
  }
  if (arguments.has("--weld-tolerance")) {
    MG_TRY(options.parameters["weld.tolerance"],
           parse_number("--weld-tolerance", arguments.get("--weld-tolerance"), 0, 1e9));
    options.steps.emplace_back("weld");
  }
  return true;
}

Result<bool> parse_frame(const Arguments& arguments, PrepareOptions& options) {
  options.unit = arguments.get("--unit");
  const std::string up = arguments.get("--up");
  const std::vector<std::string_view> units{"mm", "cm", "m", "in"};
  if (!options.unit.empty() && std::find(units.begin(), units.end(), options.unit) == units.end())
    return unknown_name("unit", options.unit, units);
  if (up.empty()) return true;
  if (up != "Y" && up != "Z" && up != "y" && up != "z") return unknown_name("axis", up, {"Y", "Z"});
  options.up = up == "Y" || up == "y" ? 'Y' : 'Z';
  return true;
}

Result<PrepareOptions> parse_options(const Configured& settings, const std::stop_token& stop) {
  const Arguments& arguments = settings.arguments;
  PrepareOptions options;
  MG_TRY(options.check, configured_check(settings, stop));
  MG_TRY(options.fail_on, parse_fail_on(arguments.get("--fail-on", "error")));
  MG_TRY([[maybe_unused]] const bool targets, parse_targets(arguments, options));
  options.steps = arguments.all("--step");
  for (const std::string_view step : {"fill-holes", "drop-tiny", "triangulate"}) {
    if (arguments.has("--" + std::string(step))) options.steps.emplace_back(step);
  }
  MG_TRY([[maybe_unused]] const bool parameters, parse_settings(arguments, options));
  MG_TRY([[maybe_unused]] const bool frame, parse_frame(arguments, options));
  options.dry_run = arguments.has("--dry-run");
  options.overwrite = arguments.has("--overwrite");
  options.keep = arguments.has("--keep");
  return options;
}

int list_steps() {
  std::string text;
  for (const Step* step : all_steps()) {
    std::string line = std::string(to_string(step->kind)) + "  " + std::string(step->id);
    line.resize(std::max<std::size_t>(line.size(), 28), ' ');
    text += line + std::string(step->summary) + (step->use == StepUse::kOptIn ? " (on request)" : "") + '\n';
  }
  write_stdout(text);
  return 0;
}

Result<Report> prepare_and_show(const std::string& input, const std::string& output, PrepareOptions options,
                                const Arguments& arguments) {
  StageLine line(!arguments.has("--no-progress") && !arguments.has("--quiet"));
  options.on_stage = [&line](std::string_view stage) { line.show(stage); };
  return prepare_file(input, output, options);
}

Result<int> prepare(const Arguments& given, const std::stop_token& stop) {
  if (given.has("--list-steps")) return list_steps();
  if (given.has("--describe-steps")) {
    write_stdout(render_steps_document());
    return 0;
  }
  MG_TRY(const Configured settings, configured(given, kOptions));
  const Arguments& arguments = settings.arguments;
  const std::string input = arguments.get("INPUT"), output = arguments.get("-o,--output");
  if (input.empty()) return fail(ErrorKind::kUsage, "prepare: name an input");
  if (output.empty()) return fail(ErrorKind::kUsage, "prepare: name the output with -o, as -o model.glb");
  MG_TRY(PrepareOptions options, parse_options(settings, stop));
  MG_TRY(const std::vector<Output> outputs, parse_outputs(arguments, {input, output}));
  for (const Output& report : outputs) {
    if (report.emitter->pictures) options.check.pictures = PictureStyle::kReport;
  }
  const Severity fail_on = options.fail_on;
  MG_TRY(const Report report, prepare_and_show(input, output, std::move(options), arguments));
  MG_TRY([[maybe_unused]] const bool written, write_outputs(outputs, report, arguments, fail_on));
  return is_prepared(report, fail_on) ? 0 : 1;
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = prepare(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_prepare{.name = "prepare",
                                     .summary = "make a file acceptable, and prove that no harm was done",
                                     .details = kDetails,
                                     .options = kOptions,
                                     .run = run};

}  // namespace meshgate
