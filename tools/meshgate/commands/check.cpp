#include <array>

#include "baselines.h"
#include "command.h"
#include "common_options.h"
#include "configured.h"
#include "inputs.h"
#include "meshgate/gate.h"
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
    kReportOption,
    kFailOnOption,
    {"--select", "GLOB", "only rules that match, as \"mesh/*\"", true},
    kIgnoreOption,
    kSeverityOption,
    kBaselineOption,
    kWriteBaselineOption,
    {"--witness", "FOLDER", "write the faces that mesh rules found into FOLDER, a small GLB for each rule"},
    kJobsOption,
    {"--shard", "K/N", "check only the K-th of N parts of the inputs, to share them among machines"},
    {"--max-memory", "BYTES",
     "memory for one input and its checks, as 2G; default three quarters of the machine"},
    {"--timeout", "SECONDS", "end the checks of an input after this time; default none"},
    {"--hash", "", "add the SHA-256 of each input that is read to the report"},
    kTimingsOption,
    {"--quiet", "", "only inputs that fail at --fail-on, and the summary; no progress"},
    kNoColorOption,
    kNoProgressOption,
    {"--list", "", "print the inputs that would be checked, and stop"},
}};

constexpr std::string_view kDetails =
    "Examples:\n"
    "  meshgate check model.glb\n"
    "  meshgate check assets/ --fail-on warning --report text --report json=report.json\n"
    "  git ls-files '*.stl' | meshgate check --files-from - --quiet\n";

Result<CheckOptions> parse_options(const Configured& configured, const std::stop_token& stop) {
  MG_TRY(CheckOptions options, configured_check(configured, stop));
  options.witness_folder = configured.arguments.get("--witness");
  MG_TRY(options.baseline, known_findings(configured.arguments));
  return options;
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
  if (arguments.has("--write-baseline")) {
    MG_TRY([[maybe_unused]] const bool accepted,
           write_new_baseline(arguments, report, options.baseline.get()));
    return 0;
  }
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
