#include "meshgate/verify.h"

#include <array>
#include <filesystem>

#include "baselines.h"
#include "command.h"
#include "common_options.h"
#include "configured.h"
#include "inputs.h"
#include "meshgate/journal.h"
#include "meshgate/task.h"
#include "outputs.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 29> kOptions{{
    {"SOURCE", "PATH", "the model or picture that was sent, as `prepare` wrote it", false, true},
    {"RESULT", "PATH", "what came back; several files are the parts of one result", true, true},
    {"--expect", "WHAT",
     "what was asked for: split:character:TEMPLATE:JOINT, split:general:LEVEL, segmentation:LEVEL, "
     "depth:pro:rmbg, or none to compare two models; default none"},
    {"--job", "ID",
     "a task of the journal, as `meshgate jobs` lists it, instead of --expect: what it asked for is "
     "expected"},
    kUnitOption,
    kScaleOption,
    kProcessOption,
    {"--samples", "N", "points on the source, and on all parts together, 1000 to 100000000; default 200000"},
    {"--labels", "FILE", "segmentation: write the segment of each face of the source, as .json or .npy"},
    {"--reference", "FILE", "segmentation: labels to compare with, as --labels writes them: adds mean_iou"},
    {"--profile", "NAME|FILE", "settings of the rules: `meshgate profiles` lists names; default hitem3d"},
    kConfigOption,
    kReportOption,
    kFailOnOption,
    {"--select", "GLOB", "only rules that match, as \"parts/*\"", true},
    kIgnoreOption,
    kSeverityOption,
    kBaselineOption,
    kWriteBaselineOption,
    kJobsOption,
    {"--shard", "K/N", "a verification is one input: the first of N machines does it, the others nothing"},
    {"--max-memory", "BYTES", "memory for reading one file, as 2G; default as the readers allow"},
    {"--timeout", "SECONDS", "give up after this time; default none"},
    {"--hash", "", "add the SHA-256 of the source and of each result to the report"},
    kTimingsOption,
    {"--quiet", "", "only what fails at --fail-on, and the summary; no progress"},
    kNoColorOption,
    kNoProgressOption,
    {"--overwrite", "", "replace the file of --labels when it is there"},
}};

constexpr std::string_view kDetails =
    "Templates of split:character give a 6, b 5, c 4, d 4, e 3, f 2 parts; joints are none, ball, dovetail "
    "and pin.\n"
    "Add :loose when connectors are bodies of their own (merge=no).\n"
    "\n"
    "Examples:\n"
    "  meshgate verify figure.glb parts.glb --expect split:character:a:ball --unit mm\n"
    "  meshgate verify figure.stl parts/*.stl --expect split:general:medium --report html=verify.html\n"
    "  meshgate verify figure.glb out/figure.split.glb --job 3f2a9c01 --unit mm\n"
    "  meshgate verify figure.glb segments.glb --expect segmentation:high --labels labels.npy\n"
    "  meshgate verify portrait.png depth.exr --expect depth:pro:rmbg --report html=depth.html\n"
    "  meshgate verify figure.glb figure_small.glb        # how far apart are two models?\n";

// What the task asked for, or what --expect says.
Result<Expectation> expectation_from(const Arguments& arguments) {
  if (!arguments.has("--job")) return parse_expectation(arguments.get("--expect", "none"));
  if (arguments.has("--expect"))
    return fail(ErrorKind::kUsage, "--job and --expect both say what was asked for: give one of them");
  MG_TRY(const std::string path, default_journal_path());
  MG_TRY(Journal journal, Journal::open(path));
  MG_TRY(const Job job, journal.find(arguments.get("--job")));
  const std::string expected = expectation_of(job.request);
  if (expected == "none") {
    return fail(ErrorKind::kUsage, "job " + job.id + " is a task of " + job.request.task +
                                       ", whose result has no source that it can be compared with");
  }
  return parse_expectation(expected);
}

Result<VerifyOptions> parse_options(const Configured& configured, const std::stop_token& stop) {
  const Arguments& arguments = configured.arguments;
  VerifyOptions options;
  MG_TRY(options.check, configured_check(configured, stop));
  MG_TRY(options.check.baseline, known_findings(arguments));
  MG_TRY(options.expectation, expectation_from(arguments));
  MG_TRY([[maybe_unused]] const bool sized, take_print_options(arguments, options));
  if (arguments.has("--samples")) {
    MG_TRY(const int samples, parse_count("--samples", arguments.get("--samples"), 1000, 100'000'000));
    options.samples = static_cast<std::size_t>(samples);
  }
  options.labels = arguments.get("--labels");
  options.reference = arguments.get("--reference");
  return options;
}

// Whether this machine has the one input.
Result<bool> is_ours(const Arguments& arguments, const std::vector<std::string>& results) {
  if (!arguments.has("--shard")) return true;
  std::vector<std::string> input{results.front()};
  MG_TRY([[maybe_unused]] const bool taken, take_shard(arguments.get("--shard"), input));
  return !input.empty();
}

Result<Report> compare(const std::string& source, const std::vector<std::string>& results,
                       VerifyOptions options, const Arguments& arguments) {
  Progress progress;
  options.check.progress = &progress;
  const ProgressBar bar(progress, !arguments.has("--no-progress") && !arguments.has("--quiet"));
  return verify_files(source, results, options);
}

// What a machine says that has no input.
Result<Report> nothing(const VerifyOptions& options) {
  Report report;
  report.command = "verify";
  report.profile = options.check.profile.name;
  return report;
}

Result<int> verify(const Arguments& given, const std::stop_token& stop) {
  MG_TRY(const Configured settings, configured(given, kOptions));
  const Arguments& arguments = settings.arguments;
  MG_TRY(VerifyOptions options, parse_options(settings, stop));
  MG_TRY(const Severity fail_on, parse_fail_on(arguments.get("--fail-on", "error")));
  const std::string source = arguments.get("SOURCE");
  const std::vector<std::string> results = arguments.all("RESULT");
  std::vector<std::string> inputs = results;
  inputs.push_back(source);
  MG_TRY(const std::vector<Output> outputs, parse_outputs(arguments, inputs));
  for (const Output& output : outputs) {
    if (output.emitter->pictures) options.check.pictures = PictureStyle::kReport;
  }
  const bool segments = options.expectation.kind == ExpectationKind::kSegmentation;
  if (!segments && (arguments.has("--labels") || arguments.has("--reference")))
    return fail(ErrorKind::kUsage, "--labels and --reference go with --expect segmentation");
  if (!options.labels.empty()) {
    MG_TRY([[maybe_unused]] const bool allowed,
           refuse_existing(options.labels, inputs, arguments.has("--overwrite")));
  }
  MG_TRY(const bool ours, is_ours(arguments, results));
  MG_TRY(const Report report, ours ? compare(source, results, options, arguments) : nothing(options));
  MG_TRY([[maybe_unused]] const bool written, write_outputs(outputs, report, arguments, fail_on));
  if (arguments.has("--write-baseline")) {
    MG_TRY([[maybe_unused]] const bool accepted,
           write_new_baseline(arguments, report, options.check.baseline.get()));
    return 0;
  }
  return exit_code(report, fail_on);
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = verify(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_verify{.name = "verify",
                                    .summary = "compare what came back with what was sent",
                                    .details = kDetails,
                                    .options = kOptions,
                                    .run = run};

}  // namespace meshgate
