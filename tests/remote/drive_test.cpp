// Whole tasks against a scripted service: what was received how often, and what is told.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/sha256.h"
#include "jobs/event_json.h"
#include "support/remote.h"
#include "support/scripted_api.h"
#include "support/secrets.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Reply = std::unique_ptr<ScriptedReply>;

}  // namespace

TEST_CASE("remote: a task goes from the request to a file", "[remote]") {
  ScriptedApi api;
  ScriptedRequest create;
  api.after = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind == "create") create = request;
    return nullptr;
  };
  const RemoteBench bench(api.base_url());
  std::vector<std::string> stages;
  JobOptions options = bench.options();
  options.on_change = [&](const JobProgress& progress) { stages.push_back(progress.stage); };
  const auto outcomes = bench.drive({bench.split("cube")}, options);
  REQUIRE(outcomes.size() == 1);
  INFO((outcomes[0].error ? describe(*outcomes[0].error) : ""));
  REQUIRE_FALSE(outcomes[0].error);
  CHECK(create.path == "/open-api/v1/split/create-task");
  CHECK(create.authorization == std::string("Token ") + kPlantedToken);
  CHECK(create.content == "solid cube");
  CHECK(create.fields ==
        std::map<std::string, std::string>{
            {"model", "character"}, {"part", "a"}, {"joint", "ball"}, {"merge", "yes"}, {"format", "2"}});
  CHECK(create.headers["Accept-Language"] == "en-US");
  CHECK(stages ==
        std::vector<std::string>{"reading", "uploading", "queueing", "processing", "downloading", "done"});
  REQUIRE(outcomes[0].files.size() == 1);
  CHECK(outcomes[0].files[0].path ==
        bench.out() + "/cube/cube.split.stl");  // by content, not by what was asked
  CHECK(read_text(outcomes[0].files[0].path) == api.result);
  CHECK(outcomes[0].job.state == JobState::kFetched);
  CHECK(std::distance(std::filesystem::directory_iterator(bench.out() + "/cube"), {}) ==
        1);  // no temporary file is left
}

TEST_CASE("remote: the same request is found and reused, --again pays twice on purpose", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  static_cast<void>(bench.drive({bench.split("cube")}));
  JobSpec elsewhere = bench.split("cube");
  elsewhere.folder = bench.out() + "/elsewhere";
  const auto reused = bench.drive({elsewhere, bench.split("cube")});
  CHECK(api.created_total() == 1);
  for (const JobOutcome& outcome : reused) {
    REQUIRE_FALSE(outcome.error);
    CHECK(outcome.reused);
    REQUIRE(outcome.files.size() == 1);
    CHECK(read_text(outcome.files[0].path) == api.result);
  }
  CHECK(reused[0].files[0].path == bench.out() + "/elsewhere/cube.split.stl");
  JobOptions again = bench.options();
  again.again = true;
  CHECK_FALSE(bench.drive({bench.split("cube")}, again)[0].error);
  CHECK(api.created_total() == 2);
  JobSpec other = bench.split("cube");
  other.request.values["joint"] = "none";
  CHECK_FALSE(bench.drive({other})[0].reused);
  CHECK(api.created_total() == 3);
}

TEST_CASE("remote: a job that another process finishes between two looks is done, not unknown", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const JobSpec spec = bench.split("cube");
  Journal other = bench.journal();
  Job job;
  job.account = bench.client().account();
  job.key = compute_task_key(spec.request).value();
  job.request = spec.request;
  const std::string id = other.plan(job, 1).value();
  REQUIRE(other.claim_submission(id, {.now = 1})->claim == Claim::kGranted);
  std::filesystem::create_directories(spec.folder);
  const std::string file = spec.folder + "/cube.split.stl";
  const std::string content = "solid done\nendsolid done\n";
  write_text(file, content);
  JobOptions options = bench.options();
  options.on_change = [&](const JobProgress& progress) {
    if (progress.stage != "reusing") return;
    REQUIRE(other.append(id, "submitted", 2, R"({"task_id":"a.b.c"})"));
    REQUIRE(other.append(id, "succeeded", 3));
    REQUIRE(other.append(id, "fetched", 4,
                         files_detail({{file, "stl", content.size(), sha256_hex(as_bytes(content))}})));
    REQUIRE(other.release(id));
  };
  const auto outcomes = bench.drive({spec}, options);
  INFO((outcomes[0].error ? describe(*outcomes[0].error) : ""));
  CHECK_FALSE(outcomes[0].error);
  CHECK(outcomes[0].reused);
  CHECK(other.load(id)->state == JobState::kFetched);
  CHECK(api.count("create") == 0);
}

TEST_CASE("remote: two specs with the same content in one run are one task", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  JobSpec twin = bench.split("cube");
  twin.folder = bench.out() + "/twin";
  const auto outcomes = bench.drive({bench.split("cube"), twin, bench.split("cone")});
  CHECK(api.created_total() == 2);
  for (const JobOutcome& outcome : outcomes) {
    INFO((outcome.error ? describe(*outcome.error) : ""));
    CHECK(outcome.files.size() == 1);
  }
}

TEST_CASE("remote: a lost answer ends as unknown, is never sent again by itself, only with --force",
          "[remote]") {
  ScriptedApi api;
  api.after = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "create" && request.number == 1 ? dropped() : nullptr;
  };
  const RemoteBench bench(api.base_url());
  const auto lost = bench.drive({bench.split("cube")});
  CHECK(lost[0].job.state == JobState::kUnknown);
  REQUIRE(lost[0].error);
  CHECK(exit_code(lost[0].error->kind) == 3);
  CHECK(lost[0].error->message.find("answer was lost") != std::string::npos);
  CHECK(lost[0].error->message.find("--force") != std::string::npos);
  const auto second = bench.drive({bench.split("cube")});
  CHECK(second[0].error->message == lost[0].error->message);
  static_cast<void>(bench.drive(bench.resumable()));
  CHECK(api.created_total() == 1);
  JobOptions force = bench.options();
  force.force = true;
  CHECK_FALSE(bench.drive({bench.split("cube")}, force)[0].error);
  CHECK(api.created_total() == 2);
}

TEST_CASE(
    "remote: a lost answer is sent again by its job with --force, and stays unknown when that comes to "
    "nothing",
    "[remote]") {
  ScriptedApi api;
  bool refuses = true;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "create" || request.number == 1 || !refuses) return nullptr;
    return std::make_unique<ScriptedReply>(
        ScriptedReply{200, R"({"code":30010000,"data":{},"msg":"no credits"})"});
  };
  api.after = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "create" && request.number == 1 ? dropped() : nullptr;
  };
  const RemoteBench bench(api.base_url());
  static_cast<void>(bench.drive({bench.split("cube")}));
  JobOptions force = bench.options();
  force.force = true;
  const std::vector<JobSpec> job = bench.resumable();
  REQUIRE(job.size() == 1);
  CHECK(bench.drive(job, force)[0].error);
  refuses = false;
  static_cast<void>(bench.drive(job));
  CHECK(bench.journal().load(job[0].job)->state == JobState::kUnknown);
  CHECK(api.created_total() == 1);
  CHECK_FALSE(bench.drive(job, force)[0].error);
  CHECK(api.created_total() == 2);
}

TEST_CASE("remote: libcurl's own retry on a kept connection never sends a create twice", "[remote]") {
  // The first requests warm up a connection; the create's is then closed without an answer.
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "create" ? dropped() : nullptr;
  };
  const RemoteBench bench(api.base_url());
  Client client = bench.client();
  for (int i = 0; i < 3; ++i) CHECK(client.fetch_balance() == 123.5);
  const Created created = client.create_task(bench.split("cube").request);
  CHECK(created.unknown);
  CHECK(api.count("create") == 1);
}

TEST_CASE("remote: refusals of the token are renewed once, then the other scheme is tried and remembered",
          "[remote]") {
  const char* refusal = GENERATE(R"({"code":40010000,"data":{},"msg":"no"})",
                                 R"({"code":"401","data":null,"message":"expired"})", "HTTP 401");
  ScriptedApi api;
  std::vector<std::string> seen;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "create" && request.kind != "query") return nullptr;
    seen.push_back(request.kind + " " + request.authorization.substr(0, 6));
    if (request.authorization.starts_with("Bearer ")) return nullptr;
    return std::string(refusal) == "HTTP 401" ? reply(401, "") : reply(200, refusal);
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  INFO((outcomes[0].error ? describe(*outcomes[0].error) : ""));
  CHECK_FALSE(outcomes[0].error);
  CHECK(api.created_total() == 1);
  CHECK(seen[0] == "create Token ");
  CHECK(seen[1] == "create Token ");  // with a new token
  CHECK(seen[2] == "create Bearer");
  CHECK(std::count(seen.begin(), seen.end(), "query Token ") == 0);
  CHECK(api.count("token") == 2);
  // The next process asks the journal: no upload is refused again.
  seen.clear();
  CHECK_FALSE(bench.drive({bench.split("cone")})[0].error);
  CHECK(seen[0] == "create Bearer");
  CHECK(api.count("token") == 3);
}

TEST_CASE("remote: an old token is renewed once before the other scheme is tried", "[remote]") {
  ScriptedApi api;
  int refusals = 1;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "balance" && request.number == 2 && refusals-- > 0 ? reply(401, "") : nullptr;
  };
  const RemoteBench bench(api.base_url());
  Client client = bench.client();
  CHECK(client.fetch_balance());
  CHECK(client.fetch_balance());
  CHECK(api.count("token") == 2);
  CHECK(api.count("balance") == 3);
}

TEST_CASE("remote: a token that is refused although it is new is renewed, too", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "create" && request.number == 1 ? reply(401, "") : nullptr;
  };
  const RemoteBench bench(api.base_url());
  CHECK_FALSE(bench.drive({bench.split("cube")})[0].error);
  CHECK(api.count("token") == 2);
  CHECK(api.created_total() == 1);
}

TEST_CASE("remote: wrong credentials end with exit code 3 and nothing created", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "token" ? reply(200, R"({"code":40010000,"data":{},"msg":"bad key"})") : nullptr;
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE(outcomes[0].error);
  CHECK(outcomes[0].error->kind == ErrorKind::kAuth);
  CHECK(outcomes[0].job.state == JobState::kRefused);
  CHECK(outcomes[0].job.can_retry);
  CHECK(api.count("create") == 0);
  CHECK(api.count("token") == 1);
}

TEST_CASE("remote: refusals of a create: what is tried again by itself, and what is not", "[remote]") {
  ScriptedApi api;
  Reply (*first)() = nullptr;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "create" && request.number == 1 ? first() : nullptr;
  };
  const RemoteBench bench(api.base_url());
  SECTION("429: waits as told, then sends") {
    first = [] { return reply(429, "slow down", {{"Retry-After", "0.01"}}); };
    CHECK_FALSE(bench.drive({bench.split("cube")})[0].error);
    CHECK(api.created_total() == 1);
  }
  SECTION("a server error, whatever its shape: something may have been created before it") {
    first = GENERATE(
        +[] { return reply(500, R"({"code":"10000000","data":null,"message":"system"})"); },
        +[] { return reply(200, R"({"code":10000000,"data":{},"msg":"system"})"); },
        +[] { return reply(502, "<html>bad gateway</html>"); },
        +[] { return reply(200, "<html>login</html>"); });
    const auto outcomes = bench.drive({bench.split("cube")});
    CHECK(outcomes[0].job.state == JobState::kUnknown);
    CHECK(exit_code(outcomes[0].error->kind) == 3);
    static_cast<void>(bench.drive(bench.resumable()));
    CHECK(api.count("create") == 1);
  }
  SECTION("a proxy's refusal of the upload is a refusal") {
    first = [] { return reply(413, "<html>too large</html>"); };
    const auto outcomes = bench.drive({bench.split("cube")});
    CHECK(outcomes[0].job.state == JobState::kRefused);
    CHECK_FALSE(outcomes[0].job.can_retry);
  }
  SECTION("no balance") {
    first = [] { return reply(200, R"({"code":"30010000","data":{},"msg":"insufficient"})"); };
    const auto outcomes = bench.drive({bench.split("cube")});
    CHECK(outcomes[0].error->kind == ErrorKind::kQuota);
    CHECK(outcomes[0].job.can_retry);
  }
  SECTION("a wrong parameter is final") {
    first = [] { return reply(200, R"({"code":10031004,"data":{},"msg":"format"})"); };
    const auto outcomes = bench.drive({bench.split("cube")});
    CHECK(outcomes[0].job.state == JobState::kRefused);
    CHECK_FALSE(outcomes[0].job.can_retry);
  }
  SECTION("accepted without a task id: nobody knows") {
    first = [] { return reply(200, R"({"code":200,"data":null,"msg":"success"})"); };
    CHECK(bench.drive({bench.split("cube")})[0].job.state == JobState::kUnknown);
  }
}

TEST_CASE("remote: an unreachable service sends nothing and loses nothing", "[remote]") {
  std::string dead;
  {
    const ScriptedApi gone;
    dead = gone.base_url();
  }
  const RemoteBench bench(dead);
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE(outcomes[0].error);
  CHECK(outcomes[0].error->kind == ErrorKind::kNetwork);
  CHECK(outcomes[0].job.state == JobState::kRefused);
  CHECK(outcomes[0].job.can_retry);
}

TEST_CASE("remote: queries that fail are asked again; unknown states are waited for", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "query") return nullptr;
    switch (request.number) {
      case 1:
        return reply(500, "oops");
      case 2:
        return dropped();
      case 3:
        return reply(429, "", {{"Retry-After", "0"}});
      case 4:
        return reply(200, R"({"code":"200","data":{"status":"archiving"},"message":"x"})");
      case 5:
        return reply(200, R"({"code":200,"data":null})");
      case 6:
        return reply(401, "");
      default:
        return nullptr;
    }
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  INFO((outcomes[0].error ? describe(*outcomes[0].error) : ""));
  CHECK_FALSE(outcomes[0].error);
  CHECK(api.created_total() == 1);
}

TEST_CASE("remote: a task that the service does not know any more is told, and not paid again by itself",
          "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "query" ? reply(200, R"({"code":"10031099","data":null,"msg":"no such task"})")
                                   : nullptr;
  };
  const RemoteBench bench(api.base_url());
  for (int i = 0; i < 2; ++i) {
    const auto gone = bench.drive({bench.split("cube")});
    REQUIRE(gone[0].error);
    CHECK(gone[0].error->message.find("`meshgate resume " + gone[0].job.id + "`") != std::string::npos);
    CHECK(exit_code(gone[0].error->kind) == 3);
  }
  CHECK(api.created_total() == 1);
}

TEST_CASE("remote: a failed task is told with its reason, and a new run pays for a new one", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "query" || request.number > 1) return nullptr;
    return reply(200, R"({"code":200,"data":{"state":"failed"},"msg":"mesh too complex"})");
  };
  const RemoteBench bench(api.base_url());
  const auto failed = bench.drive({bench.split("cube")});
  CHECK(failed[0].job.state == JobState::kFailed);
  CHECK(failed[0].error->message.find("mesh too complex") != std::string::npos);
  CHECK(exit_code(failed[0].error->kind) == 3);
  CHECK_FALSE(bench.drive({bench.split("cube")})[0].error);
  CHECK(api.created_total() == 2);
}

TEST_CASE("remote: an expired link is asked for once more, then it is said", "[remote]") {
  ScriptedApi api;
  int expired = 1;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "download" && request.number <= expired ? reply(403, "expired") : nullptr;
  };
  const RemoteBench bench(api.base_url());
  SECTION("a new link helps") {
    CHECK_FALSE(bench.drive({bench.split("cube")})[0].error);
    CHECK(api.count("download") == 2);
  }
  SECTION("it does not") {
    expired = 1000;
    const auto outcomes = bench.drive({bench.split("cube")});
    REQUIRE(outcomes[0].error);
    CHECK(outcomes[0].error->message.find("expired") != std::string::npos);
    CHECK(outcomes[0].error->message.find("Next: meshgate resume " + outcomes[0].job.id) !=
          std::string::npos);
    CHECK(outcomes[0].job.state == JobState::kSucceeded);
    CHECK(api.count("download") == 2);
    CHECK(api.created_total() == 1);
  }
}

TEST_CASE("remote: a download that breaks goes on where it broke", "[remote]") {
  ScriptedApi api;
  api.result = "solid big\n" + std::string(20'000, ' ') + "\nendsolid big\n";
  std::vector<std::string> ranges;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "download") return nullptr;
    const auto range = request.headers.find("Range");
    ranges.push_back(range == request.headers.end() ? "" : range->second);
    CHECK_FALSE(request.headers.contains("Authorization"));
    auto cut = std::make_unique<ScriptedReply>();
    cut->body = api.result;
    cut->cut_at = request.number < 3 ? static_cast<std::size_t>(request.number) * 5000 : api.result.size();
    return cut;
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  INFO((outcomes[0].error ? describe(*outcomes[0].error) : ""));
  REQUIRE_FALSE(outcomes[0].error);
  CHECK(read_text(outcomes[0].files[0].path) == api.result);
  CHECK(ranges == std::vector<std::string>{"", "bytes=5000-", "bytes=10000-"});
  CHECK(outcomes[0].files[0].sha256 == sha256_hex(as_bytes(api.result)));
}

TEST_CASE("remote: several links are several files, and that is told", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "query") return nullptr;
    const std::string url = api.base_url() + "/files/";
    return reply(
        200, R"({"code":200,"data":{"state":"success","url":[")" + url + "a.glb\",\"" + url + R"(b.glb"]}})");
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE_FALSE(outcomes[0].error);
  REQUIRE(outcomes[0].files.size() == 2);
  CHECK(outcomes[0].files[1].path == bench.out() + "/cube/cube.split-part2.stl");
  CHECK(outcomes[0].notes.size() == 1);
}

TEST_CASE("remote: results are not read from plain HTTP elsewhere", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "query"
               ? reply(
                     200,
                     R"({"code":200,"data":{"state":"success","url":"http://files.example.com/a.glb?s=PLANTED"}})")
               : nullptr;
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE(outcomes[0].error);
  CHECK(outcomes[0].error->message.find("plain HTTP to http://files.example.com") != std::string::npos);
  CHECK(outcomes[0].error->message.find("PLANTED") == std::string::npos);
}

TEST_CASE("remote: an existing file with other content is kept", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  std::filesystem::create_directories(bench.out() + "/cube");
  write_text(bench.out() + "/cube/cube.split.stl", "mine");
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE_FALSE(outcomes[0].error);
  CHECK(outcomes[0].files[0].path == bench.out() + "/cube/cube.split-2.stl");
  CHECK(read_text(bench.out() + "/cube/cube.split.stl") == "mine");
}

TEST_CASE("remote: a web page instead of a result is refused and kept", "[remote]") {
  ScriptedApi api;
  api.result = "<!DOCTYPE html><html><body>Sorry</body></html>";
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE(outcomes[0].error);
  CHECK(outcomes[0].error->message.find("a web page came instead of a result") != std::string::npos);
  CHECK(exit_code(outcomes[0].error->kind) == 3);
  CHECK(read_text(bench.out() + "/cube/cube.split.unrecognised") == api.result);
}

TEST_CASE("remote: the deadline leaves the task for resume", "[remote]") {
  ScriptedApi api;
  api.queries_until_done = 1000;
  const RemoteBench bench(api.base_url());
  JobOptions options = bench.options();
  options.deadline_s = 0.05;
  const auto outcomes = bench.drive({bench.split("cube")}, options);
  REQUIRE(outcomes[0].error);
  CHECK(exit_code(outcomes[0].error->kind) == 4);
  CHECK(outcomes[0].job.state == JobState::kSubmitted);
  api.queries_until_done = 0;
  CHECK_FALSE(bench.drive(bench.resumable())[0].error);
  CHECK(api.created_total() == 1);
}

TEST_CASE("remote: a stop leaves everything resumable; what was sent gets its answer", "[remote]") {
  ScriptedApi api;
  std::stop_source stop;
  const std::string moment = GENERATE("create", "query");
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind == moment && request.number == 1) stop.request_stop();
    return nullptr;
  };
  const RemoteBench bench(api.base_url());
  JobOptions options = bench.options();
  options.stop = stop.get_token();
  const auto outcomes = bench.drive({bench.split("cube"), bench.split("cone")}, options);
  for (const JobOutcome& outcome : outcomes) {
    REQUIRE(outcome.error);
    CHECK(exit_code(outcome.error->kind) == 4);
    CHECK(outcome.job.state != JobState::kUnknown);
  }
  const auto resumed = bench.drive({bench.split("cube"), bench.split("cone")});
  for (const JobOutcome& outcome : resumed) {
    INFO((outcome.error ? describe(*outcome.error) : ""));
    CHECK_FALSE(outcome.error);
  }
  CHECK(api.created() == std::map<std::string, int>{{"solid cube", 1}, {"solid cone", 1}});
}

TEST_CASE("remote: redirects of API calls are not followed with credentials", "[remote]") {
  ScriptedApi api, other;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    return request.kind == "create"
               ? reply(307, "", {{"Location", other.base_url() + request.path + "?x=PLANTED-SIGNATURE"}})
               : nullptr;
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE(outcomes[0].error);
  CHECK(outcomes[0].error->message.find("redirects to") != std::string::npos);
  CHECK(outcomes[0].error->message.find("PLANTED") == std::string::npos);
  CHECK(other.count("create") == 0);
}

TEST_CASE("remote: 40 tasks with limit 3 are never more than 3 at once", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  std::vector<JobSpec> specs;
  for (int i = 0; i < 40; ++i) specs.push_back(bench.split("cube" + std::to_string(i)));
  JobOptions options = bench.options();
  options.limit = 3;
  for (const JobOutcome& outcome : bench.drive(specs, options)) {
    INFO((outcome.error ? describe(*outcome.error) : ""));
    CHECK_FALSE(outcome.error);
  }
  CHECK(api.created_total() == 40);
  CHECK(api.most_in_flight() <= 3);
}
