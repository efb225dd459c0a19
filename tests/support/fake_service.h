#pragma once
// A service in code, behind the transport of fake_transport.h, and a folder with a journal to drive jobs
// from.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/jobs.h"
#include "support/fake_transport.h"
#include "support/files.h"

namespace meshgate::test {

inline HttpOutcome answer(std::string body, int status = 200, HttpHeaders headers = {}) {
  HttpOutcome outcome;
  outcome.reply.status = status;
  outcome.reply.headers = std::move(headers);
  outcome.reply.body = std::move(body);
  return outcome;
}

/// A success with a link to a result, for FakeService::on_query.
inline HttpOutcome success() {
  return answer(R"({"code":200,"data":{"state":"success","url":"http://127.0.0.1:1/result.glb?s=PLANTED"}})");
}

/// Counts tokens, notes when it is asked for the task.
struct FakeService {
  FakeTime time;
  std::vector<double> asked;
  int tokens = 0;
  std::function<HttpOutcome(int number)> on_query = [](int) {
    return answer(R"({"code":200,"data":{"state":"processing"}})");
  };
  std::function<HttpOutcome()> on_token;  ///< in place of a token
  std::function<HttpOutcome()> on_create = [] {
    return answer(R"({"code":200,"data":{"task_id":"a.b","state":"queueing"}})");
  };
  std::function<HttpOutcome(const HttpRequest&)> on_download = [](const HttpRequest& request) {
    const std::string file = "solid result\nendsolid result\n";
    HttpReply reply;
    reply.status = 200;
    reply.headers = {{"content-length", std::to_string(file.size())}};
    HttpOutcome outcome;
    if (const auto taken = request.on_body(reply, as_bytes(file)); !taken) outcome.error = taken.error();
    outcome.reply = std::move(reply);
    return outcome;
  };
  std::function<bool(std::string_view path)> hangs;  ///< "/create-task": no answer comes
  bool all_arrives = false;                          ///< what hangs may have arrived
  std::stop_token stop;                              ///< of the client's own calls
  std::string process;                               ///< as which the journal is used; empty = this one
  TemporaryFolder folder;

  HttpOutcome handle(const HttpRequest& request) {
    const auto is_for = [&](std::string_view end) {
      return std::string_view(request.url).substr(0, request.url.find('?')).ends_with(end);
    };
    if (is_for("/auth/token")) {
      ++tokens;
      if (on_token) return on_token();
      return answer(R"({"code":200,"data":{"accessToken":"t"}})");
    }
    if (is_for("/create-task")) return on_create();
    if (is_for("/result.glb")) return on_download(request);
    if (is_for("/query-task")) {
      asked.push_back(time.now);
      return on_query(static_cast<int>(asked.size()));
    }
    return answer(R"({"code":200,"data":{"totalBalance":1}})");
  }

  Client client() {
    ClientOptions options;
    options.base_url = "http://127.0.0.1:1";
    options.credentials = {Secret("id"), Secret("secret"), {}};
    options.clock = time.clock();
    options.stop = stop;
    auto transport =
        std::make_shared<FakeTransport>(time, [this](const HttpRequest& request) { return handle(request); });
    transport->all_arrives = all_arrives;
    if (hangs)
      transport->hangs = [this](const HttpRequest& request) {
        const std::string_view url = std::string_view(request.url).substr(0, request.url.find('?'));
        return hangs(url.substr(url.rfind('/')));
      };
    options.transport = std::move(transport);
    return Client::open(std::move(options)).value();
  }

  [[nodiscard]] Journal journal() const {
    return Journal::open((folder.path() / "journal.sqlite").string()).value();
  }

  std::vector<JobOutcome> drive_all(const std::vector<std::string>& names, const JobOptions& options) {
    Journal book = journal();
    if (!process.empty()) book.act_as(process);
    Client own = client();
    std::vector<JobSpec> specs;
    for (const std::string& name : names) {
      const std::string input = (folder.path() / (name + ".stl")).string();
      write_text(input, "solid " + name);
      JobSpec& spec = specs.emplace_back();
      spec.request = {"split", input, {}, {}};
      spec.folder = (folder.path() / "out").string();
    }
    return drive_jobs(book, own, specs, options).value();
  }
  JobOutcome drive(const JobOptions& options = {}) { return drive_all({"a"}, options).at(0); }
};

}  // namespace meshgate::test
