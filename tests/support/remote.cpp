#include "support/remote.h"

#include <catch2/catch.hpp>

#include "support/mesh_files.h"
#include "support/secrets.h"

namespace meshgate::test {

RemoteBench::RemoteBench(std::string base_url) : base_url_(std::move(base_url)) {}

Client RemoteBench::client() const {
  ClientOptions options;
  options.credentials = {Secret(kPlantedId), Secret(kPlantedSecret), {}};
  options.base_url = base_url_;
  options.stall_s = 2;
  auto client = Client::open(std::move(options));
  REQUIRE(client);
  return std::move(*client);
}

Journal RemoteBench::journal() const {
  auto journal = Journal::open(journal_path());
  if (!journal) FAIL(describe(journal.error()));
  return std::move(*journal);
}

JobSpec RemoteBench::split(const std::string& content) const {
  const auto input = folder_.path() / (content + ".stl");
  if (!std::filesystem::exists(input)) write_text(input, "solid " + content);
  JobSpec spec;
  spec.request = {"split", input.string(), {}, {}};
  spec.folder = out() + "/" + content;
  return spec;
}

JobOptions RemoteBench::options() const {
  JobOptions options;
  options.poll_s = 0.002;
  options.grace_s = 1;
  return options;
}

std::vector<JobOutcome> RemoteBench::drive(const std::vector<JobSpec>& specs,
                                           const JobOptions& options) const {
  Client own = client();
  Journal book = journal();
  auto outcomes = drive_jobs(book, own, specs, options);
  if (!outcomes) FAIL(describe(outcomes.error()));
  return std::move(*outcomes);
}

RunOptions RemoteBench::run_options() const {
  RunOptions run;
  run.jobs = options();
  run.folder = out();
  run.check.profile = load_profile("hitem3d").value();
  return run;
}

RunOutcome RemoteBench::run_cube(const JobOptions& jobs) const {
  RunItem item;
  item.request = split("cube").request;
  write_binary(item.request.input, binary_stl(cube()));
  RunOptions options = run_options();
  options.verify = false;
  options.jobs = jobs;
  Journal book = journal();
  Client own = client();
  auto outcome = run_tasks(book, own, {item}, options);
  if (!outcome) FAIL(describe(outcome.error()));
  return std::move(*outcome);
}

std::vector<JobSpec> RemoteBench::resumable() const {
  std::vector<JobSpec> specs;
  Journal book = journal();
  const std::vector<Job> jobs = book.list().value();
  for (const Job& job : jobs) {
    JobSpec spec;
    spec.job = job.id;
    if (job.state != JobState::kAbandoned && job.state != JobState::kFailed) specs.push_back(std::move(spec));
  }
  return specs;
}

}  // namespace meshgate::test
