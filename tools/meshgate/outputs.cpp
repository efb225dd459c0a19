#include "outputs.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "meshgate/output.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

Result<Output> parse_output(const std::string& spec) {
  const std::size_t equals = spec.find('=');
  const std::string format = spec.substr(0, equals);
  Output output{find_emitter(format), equals == std::string::npos ? std::string() : spec.substr(equals + 1)};
  if (output.emitter == nullptr) {
    std::vector<std::string_view> known;
    for (const Emitter* emitter : all_emitters()) known.push_back(emitter->id);
    return unknown_name("report format", format, known);
  }
  if (equals != std::string::npos && output.path.empty()) {
    return fail(ErrorKind::kUsage, "--report " + spec + ": the path is empty");
  }
  return output;
}

// That of `others` which is the same file, or will be; null when there is none.
const std::string* find_same(const std::string& path, const std::vector<std::string>& others) {
  const auto whole = [](const std::string& name) {
    std::error_code error;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(name, error), error);
  };
  const auto found = std::find_if(others.begin(), others.end(),
                                  [&](const std::string& other) { return whole(other) == whole(path); });
  return found == others.end() ? nullptr : &*found;
}

}  // namespace

Result<bool> refuse_existing(const std::string& path, const std::vector<std::string>& inputs,
                             bool overwrite) {
  std::error_code missing;
  if (!std::filesystem::exists(path, missing)) return true;
  const bool is_input = std::any_of(inputs.begin(), inputs.end(), [&](const std::string& input) {
    std::error_code error;
    return std::filesystem::equivalent(input, path, error) && !error;
  });
  if (is_input) return fail(ErrorKind::kUsage, path + " is one of the inputs, which are never changed");
  if (!overwrite) return fail(ErrorKind::kUsage, path + " is there already; --overwrite replaces it");
  return true;
}

Result<std::vector<Output>> parse_outputs(const Arguments& arguments,
                                          const std::vector<std::string>& inputs) {
  std::vector<Output> outputs;
  bool stdout_taken = false;
  for (const std::string& spec : arguments.all("--report")) {
    MG_TRY(Output output, parse_output(spec));
    if (output.path.empty() && std::exchange(stdout_taken, true)) {
      return fail(ErrorKind::kUsage,
                  "--report: only one report can go to stdout; give the others a path, as json=report.json");
    }
    if (!output.path.empty()) {
      MG_TRY([[maybe_unused]] const bool allowed, refuse_existing(output.path, inputs, true));
      if (const std::string* other = find_same(output.path, inputs))
        return fail(ErrorKind::kUsage,
                    "--report " + spec + ": " + *other +
                        " is another file of this call: give the report a name of its own");
      // Before anything is done, above all before anything is paid.
      const std::filesystem::path folder = std::filesystem::path(output.path).parent_path();
      std::error_code missing;
      if (!folder.empty() && !std::filesystem::is_directory(folder, missing))
        return fail(ErrorKind::kIo, "--report " + spec + ": there is no folder " + folder.string());
    }
    outputs.push_back(std::move(output));
  }
  if (outputs.empty()) outputs.push_back({find_emitter("text"), {}});
  return outputs;
}

Result<bool> write_outputs(const std::vector<Output>& outputs, const Report& report,
                           const Arguments& arguments, Severity fail_on) {
  for (const Output& output : outputs) {
    EmitOptions emit;
    emit.quiet = arguments.has("--quiet");
    emit.fail_on = fail_on;
    emit.timings = arguments.has("--timings");
    emit.color = output.path.empty() && wants_color(arguments);
    emit.full = !output.path.empty();
    emit.width = output.path.empty() ? terminal_width() : 100;
    const std::string text = output.emitter->render(report, emit);
    if (output.path.empty()) {
      write_stdout(text);
    } else {
      MG_TRY([[maybe_unused]] const bool written, write_file(output.path, std::string_view(text)));
    }
  }
  return true;
}

}  // namespace meshgate
