#include "sandbox/sandbox.h"

#include <fmt/core.h>

#include <array>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "command.h"
#include "meshgate/output.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 14> kOptions{{
    {"--port", "N", "on 127.0.0.1; default 0 = any free one, which the first line of stdout names"},
    {"--port-file", "PATH", "write the port there once the server listens"},
    {"--fault", "FILE|SPEC", "faults by script, see docs/guide/sandbox.md; may be repeated", true},
    {"--list-faults", "", "list all faults with their parameters, and end"},
    {"--client", "ID:SECRET", "the credentials that are taken; default demo:demo"},
    {"--task-seconds", "S", "from creation to the end of a task, 0 to 86400; default 3"},
    {"--url-life", "S", "seconds until a result URL expires; default 3600"},
    {"--token-life", "S", "seconds until a token expires; default 86400"},
    {"--balance", "CREDITS", "at the start; default 1000"},
    {"--limit", "N", "unfinished tasks at once, more are HTTP 429; default 0 = any number"},
    {"--clearance", "UNITS", "gap of joints in units of the model; default 0.1 % of its diagonal"},
    {"--any-format", "", "characters in every format; the service has GLB only"},
    {"--workers", "N", "tasks worked on at once, 1 to 64; default 1"},
    {"--seed", "TEXT", "makes task ids, tokens and signatures repeatable"},
}};

constexpr std::string_view kDetails =
    "Answers as the documented API does, on loopback only, and says in every answer that it is a stand-in.\n"
    "Models are really cut, pictures really looked at; nothing of it is the quality of the service.\n"
    "GET /sandbox/stats tells what was created. Ends with Ctrl-C.\n"
    "\n"
    "Examples:\n"
    "  meshgate sandbox --port 8080\n"
    "  HITEM3D_CLIENT_ID=demo HITEM3D_CLIENT_SECRET=demo HITEM3D_BASE_URL=http://127.0.0.1:8080 \\\n"
    "    meshgate run split figure.glb --format glb -o out\n"
    "  meshgate sandbox --fault 'drop-after-accept;cut-download:at=30%'\n";

Result<std::string> read_script(const std::string& file_or_spec) {
  std::error_code error;
  if (std::filesystem::is_directory(file_or_spec, error))
    return fail(ErrorKind::kUsage,
                "--fault " + file_or_spec + ": that is a folder. It takes a file, or a script as 429:n=2");
  // What names no file is a script.
  if (!std::filesystem::exists(file_or_spec, error)) return file_or_spec;
  std::ifstream file(file_or_spec, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file.is_open() || file.bad())
    return fail(ErrorKind::kIo, "--fault " + file_or_spec + ": the file cannot be read");
  return text.str();
}

void list_faults() {
  std::string text;
  for (const sandbox::FaultKind& kind : sandbox::fault_kinds()) {
    std::string name(kind.name);
    if (!kind.parameter.empty()) name += fmt::format(":{}={}", kind.parameter, kind.fallback);
    text += fmt::format("{:34}{:14}{:5}{}\n", name, kind.on,
                        kind.times == 0 ? "" : fmt::format("n={}", kind.times), kind.doc);
  }
  write_stdout(text);
}

Result<sandbox::SandboxOptions> parse_options(const Arguments& arguments) {
  sandbox::SandboxOptions options;
  const auto number = [&](const char* name, double max, double fallback) -> Result<double> {
    if (!arguments.has(name)) return fallback;
    return parse_number(name, arguments.get(name), 0, max);
  };
  const auto count = [&](const char* name, int min, int max, int fallback) -> Result<int> {
    if (!arguments.has(name)) return fallback;
    return parse_count(name, arguments.get(name), min, max);
  };
  constexpr double kYear = 366.0 * 86400;
  MG_TRY(options.port, count("--port", 0, 65535, 0));
  MG_TRY(options.task_s, number("--task-seconds", 86400, options.task_s));
  MG_TRY(options.url_life_s, number("--url-life", kYear, options.url_life_s));
  MG_TRY(options.token_life_s, number("--token-life", kYear, options.token_life_s));
  MG_TRY(options.balance, number("--balance", 1e9, options.balance));
  MG_TRY(options.concurrent, count("--limit", 0, 1'000'000, 0));
  MG_TRY(options.produce.clearance, number("--clearance", 1e6, 0));
  MG_TRY(const int workers, count("--workers", 1, 64, 1));
  options.workers = static_cast<std::size_t>(workers);
  options.any_format = arguments.has("--any-format");
  options.seed = arguments.get("--seed");
  const std::string client = arguments.get("--client", "demo:demo");
  const std::size_t colon = client.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == client.size())
    return fail(ErrorKind::kUsage, "--client takes ID:SECRET");
  options.client_id = client.substr(0, colon);
  options.client_secret = client.substr(colon + 1);
  for (const std::string& argument : arguments.all("--fault")) {
    MG_TRY(const std::string script, read_script(argument));
    auto faults = sandbox::parse_faults(script);
    if (!faults) return fail(std::move(faults.error()).with_context("--fault " + argument));
    if (faults->empty())
      return fail(
          ErrorKind::kUsage,
          fmt::format("--fault \"{}\": there is no rule in it; --list-faults lists what there is", argument));
    options.faults.insert(options.faults.end(), faults->begin(), faults->end());
  }
  return options;
}

void wait_for_stop(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

Result<int> serve(const Arguments& arguments, const std::stop_token& stop) {
  if (arguments.has("--list-faults")) {
    list_faults();
    return 0;
  }
  MG_TRY(sandbox::SandboxOptions options, parse_options(arguments));
  MG_TRY(const sandbox::Sandbox sandbox, sandbox::Sandbox::start(std::move(options)));
  if (arguments.has("--port-file")) {
    MG_TRY([[maybe_unused]] const bool written,
           write_file(arguments.get("--port-file"), std::to_string(sandbox.port()) + "\n"));
  }
  write_stdout(sandbox.base_url() + "\n");
  write_note("sandbox: a stand-in of the Hitem3D API on loopback; Ctrl-C ends it");
  wait_for_stop(stop);
  return 0;
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = serve(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_sandbox{.name = "sandbox",
                                     .summary = "run a local stand-in of the service's API",
                                     .details = kDetails,
                                     .options = kOptions,
                                     .run = run};

}  // namespace meshgate
