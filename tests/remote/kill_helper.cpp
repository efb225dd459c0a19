// One run of one task, as a process that ends itself at a chosen moment: before or after each event of the
// journal and each request. For kill_test.cpp.
//   meshgate_kill_helper BASE_URL JOURNAL INPUT FOLDER events|requests KILL_AT
// KILL_AT counts moments of that sort; 0 = none. Exit code as the program's.
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "hitem3d/transport.h"
#include "meshgate/jobs.h"
#include "support/secrets.h"

namespace {

std::string wanted;
int moments = 0, kill_at = 0;

void moment(std::string_view sort) {
  if (sort == wanted && ++moments == kill_at) std::raise(SIGKILL);
}

class KillingTransport : public meshgate::Transport {
 public:
  std::uint64_t start(meshgate::HttpRequest request, Done done) override {
    moment("requests");
    return inner_->start(std::move(request), [done = std::move(done)](meshgate::HttpOutcome outcome) {
      moment("requests");
      done(std::move(outcome));
    });
  }
  void cancel(std::uint64_t id) override { inner_->cancel(id); }
  [[nodiscard]] bool may_have_arrived(std::uint64_t id) const override {
    return inner_->may_have_arrived(id);
  }
  void wait(double seconds) override { inner_->wait(seconds); }
  void wake() override { inner_->wake(); }

 private:
  std::unique_ptr<meshgate::Transport> inner_ = meshgate::make_curl_transport();
};

int run(char** argv) {
  using namespace meshgate;
  wanted = argv[5];
  kill_at = std::atoi(argv[6]);
  ClientOptions options;
  options.base_url = argv[1];
  options.credentials = {Secret(test::kPlantedId), Secret(test::kPlantedSecret), {}};
  options.transport = std::make_shared<KillingTransport>();
  auto client = Client::open(std::move(options));
  auto journal = Journal::open(argv[2]);
  if (!client || !journal) return 2;
  journal->observe([](std::string_view, bool) { moment("events"); });
  JobSpec spec;
  spec.request = {"split", argv[3], {}, {}};
  spec.folder = argv[4];
  JobOptions job_options;
  job_options.poll_s = 0.002;
  const auto outcomes = drive_jobs(*journal, *client, {spec}, job_options);
  if (!outcomes) return exit_code(outcomes.error().kind);
  const auto& error = outcomes->at(0).error;
  if (error) std::cerr << describe(*error) << "\n";
  return error ? exit_code(error->kind) : 0;
}

}  // namespace

int main(int argc, char** argv) { return argc == 7 ? run(argv) : 2; }
