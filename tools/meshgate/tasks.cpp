#include "tasks.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <set>

#include "job_table.h"
#include "meshgate/gate.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

std::string option_name(std::string_view field) {
  std::string name = "--" + std::string(field);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string values_text(const TaskField& field) {
  switch (field.type) {
    case FieldType::kUrl:
      return std::string(field.doc);
    case FieldType::kInteger:
    case FieldType::kNumber:
      return fmt::format("{}, {} to {}", field.doc, field.min, field.max);
    case FieldType::kChoice:
      break;
  }
  std::string text;
  for (const Choice& choice : field.choices) {
    text +=
        fmt::format("{}{}{}", text.empty() ? "" : "|", choice.name, choice.wire == field.fallback ? "*" : "");
  }
  return text;
}

// One option for all tasks that have the field; "*" marks the default.
struct MadeOptions {
  std::deque<std::string> texts;  // what the options point to
  std::vector<Option> options;

  MadeOptions() {
    std::map<std::string, std::string> docs;
    for (const Endpoint* endpoint : all_endpoints()) {
      if (!endpoint->inputs.url.empty())
        add(docs, option_name(endpoint->inputs.url), std::string(endpoint->id),
            "URL of the input instead of a file");
      for (const TaskField& field : endpoint->fields)
        add(docs, option_name(field.name), std::string(endpoint->id), values_text(field));
    }
    for (const auto& [name, doc] : docs)
      options.push_back({texts.emplace_back(name), "VALUE", texts.emplace_back(doc)});
    options.push_back(
        {"--view", "NAME=FILE", "generate: one of several pictures: front, back, left, right", true});
  }

  // "split, segment: obj|glb* · depth: exr*|png": tasks with the same text share it.
  static void add(std::map<std::string, std::string>& docs, const std::string& option,
                  const std::string& task, const std::string& text) {
    std::string& doc = docs[option];
    const std::string ending = ": " + text;
    if (doc.ends_with(ending)) {
      doc = doc.substr(0, doc.size() - ending.size()) + ", " + task + ending;
    } else {
      doc += (doc.empty() ? "" : " · ") + task + ending;
    }
  }
};

}  // namespace

std::span<const Option> task_options() {
  static const MadeOptions kMade;
  return kMade.options;
}

Result<TaskRequest> parse_task(const Arguments& arguments, const std::string& input) {
  TaskRequest request;
  request.task = arguments.get("TASK");
  request.input = input;
  std::vector<std::string_view> known;
  for (const Endpoint* endpoint : all_endpoints()) known.push_back(endpoint->id);
  if (find_endpoint(request.task) == nullptr) return unknown_name("task", request.task, known);
  for (const Option& option : task_options()) {
    const std::string name(option.name);
    if (name == "--view" || !arguments.has(name)) continue;
    std::string field = name.substr(2);
    std::replace(field.begin(), field.end(), '-', '_');
    request.values[field] = arguments.get(name);
  }
  for (const std::string& view : arguments.all("--view")) {
    const std::size_t equals = view.find('=');
    if (equals == std::string::npos)
      return fail(ErrorKind::kUsage, "--view takes NAME=FILE, as front=a.png, not \"" + view + "\"");
    request.views.push_back({view.substr(0, equals), view.substr(equals + 1)});
  }
  return request;
}

Result<std::vector<RunItem>> parse_tasks(const Arguments& arguments) {
  std::vector<std::string> inputs = arguments.all("INPUT");
  for (const std::string& file : arguments.all("--files-from")) {
    MG_TRY(const std::vector<std::string> lines, read_lines(file));
    inputs.insert(inputs.end(), lines.begin(), lines.end());
  }
  std::vector<RunItem> items;
  for (const std::string& input : expand_inputs(inputs)) {
    MG_TRY(TaskRequest request, parse_task(arguments, input));
    items.push_back({std::move(request), {}});
  }
  if (items.empty()) {
    MG_TRY(TaskRequest request, parse_task(arguments, {}));
    items.push_back({std::move(request), {}});
  }
  return items;
}

Result<Client> open_client(const Arguments& arguments, const std::stop_token& stop) {
  // Without it a crash would leave the credentials in a core file. Where it cannot be done, `doctor` says so.
  static_cast<void>(hide_memory());
  ClientOptions options;
  options.base_url = base_url_from_environment();
  options.stop = stop;
  MG_TRY(options.stall_s, stall_seconds_from_environment());
  options.credentials = credentials_from_environment();
  if (arguments.has("--credentials")) {
    MG_TRY(options.credentials, read_credentials(arguments.get("--credentials")));
  }
  return Client::open(std::move(options));
}

Result<Remote> open_remote(const Arguments& arguments, const std::stop_token& stop) {
  Remote remote;
  MG_TRY(Client client, open_client(arguments, stop));
  remote.client = std::make_unique<Client>(std::move(client));
  MG_TRY(const std::string path, default_journal_path());
  MG_TRY(Journal journal, Journal::open(path, stop));
  remote.journal = std::make_unique<Journal>(std::move(journal));
  remote.options.stop = stop;
  MG_TRY(remote.options.poll_s, poll_seconds_from_environment());
  if (arguments.has("--concurrency")) {
    MG_TRY(remote.options.limit, parse_count("--concurrency", arguments.get("--concurrency"), 1, 1000));
  }
  if (arguments.has("--deadline")) {
    MG_TRY(const double minutes, parse_number("--deadline", arguments.get("--deadline"), 0.001, 10'000));
    remote.options.deadline_s = minutes * 60;
    remote.options.fetch_s = 0;  // who says when to end means it
  }
  remote.options.again = arguments.has("--again");
  remote.options.force = arguments.has("--force");
  return remote;
}

namespace {

// Its result waits to be compared, and is still there.
bool waits_for_comparison(const Job& job) {
  return job.state == JobState::kFetched && job.to_compare &&
         std::all_of(job.files.begin(), job.files.end(), [](const FetchedFile& file) {
           std::error_code error;
           return std::filesystem::exists(file.path, error);
         });
}

}  // namespace

Result<std::vector<Job>> chosen_jobs(Journal& journal, const std::vector<std::string>& ids, bool to_compare) {
  std::vector<Job> jobs;
  for (const std::string& id : ids) {
    MG_TRY(Job job, journal.find(id));
    const bool is_there =
        std::any_of(jobs.begin(), jobs.end(), [&](const Job& other) { return other.id == job.id; });
    if (!is_there) jobs.push_back(std::move(job));
  }
  if (!ids.empty()) return jobs;
  MG_TRY(std::vector<Job> all, journal.list());
  for (Job& job : all) {
    const bool open = job.state == JobState::kPlanned || job.state == JobState::kSubmitting ||
                      job.state == JobState::kSubmitted || job.state == JobState::kSucceeded ||
                      job.state == JobState::kUnknown || (job.state == JobState::kRefused && job.can_retry);
    if (open || (to_compare && waits_for_comparison(job))) jobs.push_back(std::move(job));
  }
  return jobs;
}

void report_jobs(const std::vector<JobOutcome>& outcomes, const std::vector<std::string>& inputs,
                 const std::set<std::string>& told) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    for (const std::string& note : outcomes[i].notes) write_note(inputs[i] + ": " + note);
    if (!outcomes[i].error) continue;
    const std::string why = describe(*outcomes[i].error);
    if (!told.contains(why)) write_note(inputs[i] + ": " + why);
  }
}

namespace {

// Whether what goes to stdout is read beside what goes to stderr: a terminal, or one file or pipe for both.
bool is_one_stream() {
  if (::isatty(STDOUT_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0) return true;
  struct stat out {
  }, err{};
  return ::fstat(STDOUT_FILENO, &out) == 0 && ::fstat(STDERR_FILENO, &err) == 0 && out.st_dev == err.st_dev &&
         out.st_ino == err.st_ino;
}

// Errors that the same reader is told again, in the text report.
std::set<std::string> told_by_report(const Report& report, const std::vector<Output>& outputs) {
  std::set<std::string> told;
  const bool is_shown =
      is_one_stream() && std::any_of(outputs.begin(), outputs.end(), [](const Output& output) {
        return output.path.empty() && output.emitter->id == "text";
      });
  if (!is_shown) return told;
  for (const InputReport& input : report.inputs) {
    for (const Finding& finding : input.findings) {
      if (finding.rule == "task/no-result") told.insert(finding.message);
    }
  }
  return told;
}

// Where results are that no report names, since nothing compared them.
void note_unreported(const RunOutcome& outcome) {
  std::set<std::string> reported;
  for (const InputReport& input : outcome.report.inputs) reported.insert(input.path);
  for (std::size_t i = 0; i < outcome.jobs.size(); ++i) {
    const JobOutcome& job = outcome.jobs[i];
    if (job.error && !job.files.empty())
      write_note(fmt::format("{}: {} files of the result are there already, as {}", outcome.inputs[i],
                             job.files.size(), job.files.front().path));
    for (const FetchedFile& file : job.files) {
      if (!job.error && !reported.contains(file.path))
        write_note(outcome.inputs[i] + ": the result is " + file.path);
    }
  }
}

}  // namespace

Result<int> run_and_report(Remote& remote, const std::vector<RunItem>& items, RunOptions options,
                           const Arguments& arguments, const std::vector<Output>& outputs) {
  MG_TRY(const Severity fail_on, parse_fail_on(arguments.get("--fail-on", "error")));
  for (const Output& output : outputs) {
    if (output.emitter->pictures) options.check.pictures = PictureStyle::kReport;
  }
  options.block_on = fail_on;
  JobTable table(arguments);
  table.attach(remote.options);
  options.jobs = remote.options;
  options.on_stage = [&table](const std::string& input, std::string_view stage) {
    table.show_stage(input, stage);
  };
  auto ran = run_tasks(*remote.journal, *remote.client, items, options);
  table.end_stage();
  MG_TRY(const RunOutcome outcome, std::move(ran));
  for (const std::string& input : outcome.not_sent)
    write_note(input +
               ": not sent, because of its findings (errors always; --fail-on warning or info: those, too)");
  report_jobs(outcome.jobs, outcome.inputs, told_by_report(outcome.report, outputs));
  note_unreported(outcome);
  MG_TRY([[maybe_unused]] const bool written, write_outputs(outputs, outcome.report, arguments, fail_on));
  return exit_code(outcome, fail_on);
}

int exit_code(const std::vector<JobOutcome>& outcomes) {
  int code = 0;
  for (const JobOutcome& outcome : outcomes) {
    if (outcome.error) code = std::max(code, exit_code(outcome.error->kind));
  }
  return code;
}

}  // namespace meshgate
