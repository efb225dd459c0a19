// Splits a model into parts with meshgate's library: one task, remembered in a journal, so that running the
// program again after a crash neither pays twice nor loses the result.
//
//   HITEM3D_CLIENT_ID=… HITEM3D_CLIENT_SECRET=… split_model figure.glb results/
#include <meshgate/meshgate.h>

#include <iostream>

int main(int argc, char** argv) {
  using namespace meshgate;
  if (argc != 3) return 2;
  const auto stop_with = [](const Error& error) {
    std::cerr << describe(error) << '\n';
    return exit_code(error.kind);
  };

  // What is asked for, as data: the fields and values are in docs/reference/tasks.md.
  JobSpec spec;
  spec.request = {
      .task = "split", .input = argv[1], .views = {}, .values = {{"part", "a"}, {"joint", "ball"}}};
  spec.folder = argv[2];

  // A wrong request is a finding, before anything is sent.
  const auto profile = load_profile("hitem3d-split");
  if (!profile) return stop_with(profile.error());
  const auto checked = check_task(spec.request, {.profile = *profile});
  if (!checked) return stop_with(checked.error());
  for (const Finding& finding : checked->findings)
    std::cerr << finding.rule << ": " << finding.message << '\n';
  if (checked->verdict == Verdict::kFail) return 1;

  ClientOptions options;
  options.credentials = credentials_from_environment();
  options.base_url = base_url_from_environment();
  auto client = Client::open(std::move(options));
  if (!client) return stop_with(client.error());
  const auto place = default_journal_path();
  if (!place) return stop_with(place.error());
  auto journal = Journal::open(*place);
  if (!journal) return stop_with(journal.error());
  const auto poll_s = poll_seconds_from_environment();
  if (!poll_s) return stop_with(poll_s.error());

  JobOptions how;
  how.poll_s = *poll_s;
  how.on_change = [](const JobProgress& progress) { std::cerr << progress.stage << '\n'; };
  const auto outcomes = drive_jobs(*journal, *client, {spec}, how);
  if (!outcomes) return stop_with(outcomes.error());
  const JobOutcome& outcome = outcomes->front();
  if (outcome.error) return stop_with(*outcome.error);
  for (const FetchedFile& file : outcome.files) std::cout << file.path << '\n';
  return 0;
}
