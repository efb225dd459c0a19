#include <fmt/core.h>

#include <array>
#include <filesystem>
#include <set>

#include "command.h"
#include "configured.h"
#include "inputs.h"
#include "meshgate/gate.h"
#include "meshgate/output.h"
#include "outputs.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 23> kOptions{{
    {"INPUT", "PATH", "files, folders (searched for known suffixes) or globs (\"assets/**/*.glb\")", true},
    {"--files-from", "FILE", "read more inputs from FILE, one a line; - is stdin"},
    {"--profile", "NAME|FILE", "what the target accepts: `meshgate profiles` lists names; default hitem3d"},
    kConfigOption,
    {"--report", "FORMAT[=PATH]",
     "write a report: text, json, sarif, junit, markdown, html, github or gitlab; without a path to stdout; "
     "default text",
     true},
    {"--fail-on", "LEVEL", "exit with 1 from this severity on: error, warning, info or never; default error"},
    {"--select", "GLOB", "only rules that match, as \"mesh/*\"", true},
    {"--ignore", "GLOB", "no rules that match", true},
    {"--severity", "RULE=LEVEL", "error, warning, info or off for one rule", true},
    {"--baseline", "FILE", "findings of this file are known: only new ones count"},
    {"--write-baseline", "FILE", "accept all findings of this run into FILE, and exit with 0"},
    {"--witness", "FOLDER", "write the faces that mesh rules found into FOLDER, a small GLB for each rule"},
    {"--jobs", "N", "threads; default all cores. The report does not depend on it"},
    {"--shard", "K/N", "check only the K-th of N parts of the inputs, to share them among machines"},
    {"--max-memory", "BYTES",
     "memory for one input and its checks, as 2G; default three quarters of the machine"},
    {"--timeout", "SECONDS", "end the checks of an input after this time; default none"},
    {"--hash", "", "add the SHA-256 of each input that is read to the report"},
    {"--timings", "", "add the time of each stage to the report"},
    {"--quiet", "", "only inputs that fail at --fail-on, and the summary; no progress"},
    {"--no-color", "", "no colours (as does NO_COLOR in the environment)"},
    {"--no-progress", "", "no progress bar"},
    {"--list", "", "print the inputs that would be checked, and stop"},
}};

constexpr std::string_view kDetails =
    "Examples:\n"
    "  meshgate check model.glb\n"
    "  meshgate check assets/ --fail-on warning --report text --report json=report.json\n"
    "  git ls-files '*.stl' | meshgate check --files-from - --quiet\n";

// The baseline of the run: --baseline, else the one that is to be written anew.
Result<std::shared_ptr<const Baseline>> known_findings(const Arguments& arguments) {
  std::error_code error;
  const std::string written = arguments.get("--write-baseline");
  if (!written.empty() && std::filesystem::exists(written, error)) {
    // Also for its own sake: what is not a baseline is not overwritten.
    MG_TRY(Baseline baseline, read_baseline(written));
    if (!arguments.has("--baseline")) return std::make_shared<const Baseline>(std::move(baseline));
  }
  const std::string path = arguments.get("--baseline");
  if (path.empty() || path == written) return nullptr;  // the first one is about to be written
  if (!std::filesystem::exists(path, error))
    return fail(ErrorKind::kNotFound, path + ": no such baseline; --write-baseline " + path + " makes it");
  MG_TRY(Baseline baseline, read_baseline(path));
  return std::make_shared<const Baseline>(std::move(baseline));
}

Result<CheckOptions> parse_options(const Configured& configured, const std::stop_token& stop) {
  MG_TRY(CheckOptions options, configured_check(configured, stop));
  options.witness_folder = configured.arguments.get("--witness");
  MG_TRY(options.baseline, known_findings(configured.arguments));
  return options;
}

Result<int> write_new_baseline(const std::string& path, const Report& report, const Baseline* previous) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Baseline baseline = make_baseline(report, folder, previous);
  MG_TRY([[maybe_unused]] const bool written, write_file(path, std::string_view(render_baseline(baseline))));
  std::set<std::string_view> inputs;
  for (const BaselineEntry& entry : baseline.entries) inputs.insert(entry.path);
  write_note(fmt::format("{}: {} accepted finding{} of {} input{}", path, baseline.entries.size(),
                         baseline.entries.size() == 1 ? "" : "s", inputs.size(),
                         inputs.size() == 1 ? "" : "s"));
  return 0;
}

Result<int> check(const Arguments& given, const std::stop_token& stop) {
  MG_TRY(const Configured configured, meshgate::configured(given, kOptions));
  const Arguments& arguments = configured.arguments;
  MG_TRY(CheckOptions options, parse_options(configured, stop));
  MG_TRY(const Severity fail_on, parse_fail_on(arguments.get("--fail-on", "error")));
  MG_TRY(const std::vector<std::string> inputs, gather_inputs(configured));
  MG_TRY(const std::vector<Output> outputs, parse_outputs(arguments, inputs));
  if (arguments.has("--list")) {
    for (const std::string& input : inputs) write_stdout(input + "\n");
    return 0;
  }
  for (const Output& output : outputs) {
    if (output.emitter->pictures) options.pictures = PictureStyle::kReport;
  }
  Progress progress;
  options.progress = &progress;
  Report report;
  {
    const ProgressBar bar(progress, !arguments.has("--no-progress") && !arguments.has("--quiet"));
    MG_TRY(report, check_files(inputs, options));
  }
  MG_TRY([[maybe_unused]] const bool written, write_outputs(outputs, report, arguments, fail_on));
  if (arguments.has("--write-baseline"))
    return write_new_baseline(arguments.get("--write-baseline"), report, options.baseline.get());
  return exit_code(report, fail_on);
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = check(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_check{.name = "check",
                                   .summary = "validate meshes and images",
                                   .details = kDetails,
                                   .options = kOptions,
                                   .run = run};

}  // namespace meshgate
