#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

#include "command.h"
#include "meshgate/emitter.h"
#include "meshgate/gate.h"
#include "meshgate/output.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 17> kOptions{{
    {"INPUT", "PATH", "files, folders (searched for known suffixes) or globs (\"assets/**/*.glb\")", true},
    {"--files-from", "FILE", "read more inputs from FILE, one a line; - is stdin"},
    {"--profile", "NAME|FILE", "what the target accepts: `meshgate profiles` lists names; default hitem3d"},
    {"--report", "FORMAT[=PATH]", "write a report: text or json; without a path to stdout; default text",
     true},
    {"--fail-on", "LEVEL", "exit with 1 from this severity on: error, warning, info or never; default error"},
    {"--select", "GLOB", "only rules that match, as \"mesh/*\"", true},
    {"--ignore", "GLOB", "no rules that match", true},
    {"--severity", "RULE=LEVEL", "error, warning, info or off for one rule", true},
    {"--jobs", "N", "threads; default all cores. The report does not depend on it"},
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

/// A report that was asked for: how and where to.
struct Output {
  const Emitter* emitter = nullptr;
  std::string path;  // empty = stdout
};

Result<std::vector<Output>> parse_outputs(const Arguments& arguments) {
  std::vector<Output> outputs;
  bool stdout_taken = false;
  for (const std::string& spec : arguments.all("--report")) {
    const std::size_t equals = spec.find('=');
    const std::string format = spec.substr(0, equals);
    Output output{find_emitter(format),
                  equals == std::string::npos ? std::string() : spec.substr(equals + 1)};
    if (output.emitter == nullptr) {
      std::vector<std::string_view> known;
      for (const Emitter* emitter : all_emitters()) known.push_back(emitter->id);
      return unknown_name("report format", format, known);
    }
    if (equals != std::string::npos && output.path.empty()) {
      return fail(ErrorKind::kUsage, "--report " + spec + ": the path is empty");
    }
    if (output.path.empty() && std::exchange(stdout_taken, true)) {
      return fail(ErrorKind::kUsage,
                  "--report: only one report can go to stdout; give the others a path, as json=report.json");
    }
    outputs.push_back(std::move(output));
  }
  if (outputs.empty()) outputs.push_back({find_emitter("text"), {}});
  return outputs;
}

Result<std::vector<std::string>> gather_inputs(const Arguments& arguments) {
  std::vector<std::string> inputs = arguments.all("INPUT");
  for (const std::string& file : arguments.all("--files-from")) {
    MG_TRY(const std::vector<std::string> lines, read_lines(file));
    inputs.insert(inputs.end(), lines.begin(), lines.end());
  }
  if (inputs.empty() && !arguments.has("--files-from")) {
    return fail(ErrorKind::kUsage,
                "check: nothing to check. Give files, folders or globs, or --files-from FILE");
  }
  std::vector<std::string> files = expand_inputs(inputs);
  for (const std::string& input : inputs) {
    std::error_code error;
    const bool used = !std::filesystem::is_directory(input, error) ||
                      std::any_of(files.begin(), files.end(),
                                  [&](const std::string& file) { return file.starts_with(input); });
    if (!used) {
      write_stderr("meshgate: " + input +
                   ": no file with the suffix of a model or picture is in this folder\n");
    }
  }
  return files;
}

Result<CheckOptions> parse_options(const Arguments& arguments, const std::stop_token& stop) {
  CheckOptions options;
  MG_TRY(options.profile, load_profile(arguments.get("--profile", "hitem3d")));
  for (const std::string& setting : arguments.all("--severity")) {
    MG_TRY(const auto rule_and_level, parse_severity_setting(setting));
    options.profile.rules[rule_and_level.first].severity = rule_and_level.second;
  }
  options.select = arguments.all("--select");
  options.ignore = arguments.all("--ignore");
  if (arguments.has("--jobs")) {
    MG_TRY(options.jobs, parse_count("--jobs", arguments.get("--jobs"), 1, 1024));
  }
  if (arguments.has("--timeout")) {
    MG_TRY(options.timeout_s, parse_number("--timeout", arguments.get("--timeout"), 0.001, 1e9));
  }
  if (arguments.has("--max-memory")) {
    MG_TRY(options.max_memory, parse_bytes("--max-memory", arguments.get("--max-memory")));
  }
  options.hash = arguments.has("--hash");
  options.stop = stop;
  return options;
}

Result<int> check(const Arguments& arguments, const std::stop_token& stop) {
  MG_TRY(CheckOptions options, parse_options(arguments, stop));
  MG_TRY(const std::vector<Output> outputs, parse_outputs(arguments));
  MG_TRY(const Severity fail_on, parse_fail_on(arguments.get("--fail-on", "error")));
  MG_TRY(const std::vector<std::string> inputs, gather_inputs(arguments));
  if (arguments.has("--list")) {
    for (const std::string& input : inputs) write_stdout(input + "\n");
    return 0;
  }
  Progress progress;
  options.progress = &progress;
  Report report;
  {
    const ProgressBar bar(progress, !arguments.has("--no-progress") && !arguments.has("--quiet"));
    MG_TRY(report, check_files(inputs, options));
  }
  for (const Output& output : outputs) {
    EmitOptions emit;
    emit.quiet = arguments.has("--quiet");
    emit.fail_on = fail_on;
    emit.timings = arguments.has("--timings");
    emit.color = output.path.empty() && wants_color(arguments);
    emit.width = output.path.empty() ? terminal_width() : 100;
    const std::string text = output.emitter->render(report, emit);
    if (output.path.empty()) {
      write_stdout(text);
    } else {
      MG_TRY([[maybe_unused]] const bool written, write_file(output.path, std::string_view(text)));
    }
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
