// Answers that are neither a plain success nor a plain refusal, inputs that change or have odd names, and
// results that were cut: what is paid, what is kept, what is told.
#include <catch2/catch.hpp>
#include <fstream>

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

TEST_CASE("remote: an answer to a create that names a task is a task, whatever else it says", "[remote]") {
  const auto [status, body] =
      GENERATE(std::pair{200, R"({"code":0,"data":{"task_id":"task.9"},"msg":"success"})"},
               std::pair{404, R"({"code":200,"data":{"task_id":"task.9"},"msg":"success"})"},
               std::pair{200, R"({"code":500,"data":{"task_id":"task.9"}})"},
               std::pair{401, R"({"code":401,"data":{"task_id":"task.9"}})"},
               std::pair{303, R"({"code":200,"data":{"task_id":"task.9"}})"},
               std::pair{200, R"({"code":200,"task_id":"task.9"})"});
  ScriptedApi api;
  api.before = [&, status = status, body = body](const ScriptedRequest& request) -> Reply {
    if (request.kind == "create") return reply(status, body);
    if (request.kind != "query") return nullptr;
    return reply(200,
                 R"({"code":200,"data":{"state":"success","url":")" + api.base_url() + R"(/files/a.glb"}})");
  };
  const RemoteBench bench(api.base_url());
  for (int i = 0; i < 2; ++i) {
    const auto outcomes = bench.drive({bench.split("cube")});
    INFO(body << (outcomes[0].error ? describe(*outcomes[0].error) : ""));
    CHECK_FALSE(outcomes[0].error);
    CHECK(outcomes[0].job.task_id == "task.9");
  }
  CHECK(api.count("create") == 1);
}

TEST_CASE("remote: an answer to a create that is not documented is never taken for a refusal", "[remote]") {
  const auto [status, body] = GENERATE(
      std::pair{200, R"({"code":500,"data":null,"msg":"Internal Server Error"})"},
      std::pair{200, R"({"code":504,"data":null,"msg":"gateway time-out"})"},
      std::pair{200, R"({"code":0,"data":null,"msg":"success"})"},
      std::pair{200, R"({"code":10031099,"data":null,"msg":"too many triangles in the mesh"})"},
      std::pair{404, R"({"code":200,"data":null,"msg":"success"})"}, std::pair{303, R"(see elsewhere)"},
      std::pair{200, R"({"code":200,"data":{"task_id":"ab.1","st)"});
  ScriptedApi api;
  api.before = [&, status = status, body = body](const ScriptedRequest& request) -> Reply {
    return request.kind == "create" ? reply(status, body) : nullptr;
  };
  const RemoteBench bench(api.base_url());
  for (int i = 0; i < 2; ++i) {
    const auto outcomes = bench.drive({bench.split("cube")});
    REQUIRE(outcomes[0].error);
    INFO(body << outcomes[0].error->message);
    CHECK(outcomes[0].job.state == JobState::kUnknown);
    CHECK(outcomes[0].error->message.find("refused") == std::string::npos);
    CHECK(outcomes[0].error->message.find("meshgate jobs --found") != std::string::npos);
    const bool names = std::string(body).find("ab.1") != std::string::npos;
    CHECK((outcomes[0].error->message.find("names task ab.1") != std::string::npos) == names);
  }
  CHECK(api.count("create") == 1);
}

TEST_CASE("remote: the id of a task is asked for as it came", "[remote]") {
  using Pair = std::pair<std::string, std::string>;
  const Pair id = GENERATE(Pair{R"("a/b?c=d&e #\n\u202e")", "a/b?c=d&e #\n\u202e"},
                           Pair{"12345678901234567890123", "12345678901234567890123"},
                           Pair{"\"" + std::string(300, 'x') + "\"", std::string(300, 'x')});
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind == "create") return reply(200, R"({"code":200,"data":{"task_id":)" + id.first + "}}");
    if (request.kind != "query") return nullptr;
    return reply(200,
                 R"({"code":200,"data":{"state":"success","url":")" + api.base_url() + R"(/files/a.glb"}})");
  };
  const RemoteBench bench(api.base_url());
  CHECK_FALSE(bench.drive({bench.split("cube")})[0].error);
  CHECK(bench.journal().list()->at(0).task_id == id.second);
}

TEST_CASE("remote: a token that would add a header is refused, and no text repeats a secret", "[remote]") {
  ScriptedApi api;
  std::string token_reply;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind == "token" && !token_reply.empty()) return reply(200, token_reply);
    if (request.kind != "create") return nullptr;
    return reply(200, R"({"code":10031004,"msg":"bad header )" + request.authorization + "\"}");
  };
  const RemoteBench bench(api.base_url());
  SECTION("from the service") {
    token_reply = R"({"code":200,"data":{"accessToken":"abc\r\nX-Evil: 1"}})";
    const auto outcomes = bench.drive({bench.split("cube")});
    REQUIRE(outcomes[0].error);
    CHECK(outcomes[0].error->message.find("characters that no token has") != std::string::npos);
    CHECK(api.count("create") == 0);
  }
  SECTION("from the environment") {
    ClientOptions options;
    options.base_url = api.base_url();
    options.credentials.access_token = Secret("abc\r\nX-Evil: 1");
    const auto client = Client::open(std::move(options));
    REQUIRE_FALSE(client);
    CHECK(client.error().kind == ErrorKind::kConfig);
    CHECK(client.error().message.find("HITEM3D_ACCESS_TOKEN") == 0);
    CHECK(client.error().message.find("abc") == std::string::npos);
  }
  SECTION("an echo") {
    const auto outcomes = bench.drive({bench.split("cube")});
    REQUIRE(outcomes[0].error);
    CHECK(outcomes[0].error->message.find("bad header Token (hidden)") != std::string::npos);
    CHECK(bench.journal().list()->at(0).error.find(kPlantedToken) == std::string::npos);
  }
}

TEST_CASE("remote: what was changed while it was sent is told, and not found as the same again", "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const JobSpec spec = bench.split("cube");
  api.after = [&](const ScriptedRequest& request) -> Reply {
    // Not write_text: Catch is for one thread.
    if (request.kind == "create" && request.number == 1) std::ofstream(spec.request.input) << "solid other";
    return nullptr;
  };
  const auto changed = bench.drive({spec});
  REQUIRE_FALSE(changed[0].error);
  CHECK(changed[0].job.source_changed);
  REQUIRE(changed[0].notes.size() == 1);
  CHECK(changed[0].notes[0].find("it was changed while it was sent") == 0);
  CHECK(changed[0].files.size() == 1);  // paid for
  write_text(spec.request.input, "solid cube");
  const auto same = bench.drive({spec});
  REQUIRE_FALSE(same[0].error);
  CHECK_FALSE(same[0].reused);
  CHECK_FALSE(same[0].job.source_changed);
  CHECK(bench.drive({spec})[0].reused);
  CHECK(api.count("create") == 2);
}

TEST_CASE(
    "remote: an input that is touched, or written anew with the same bytes, while it is sent is the same",
    "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const JobSpec spec = bench.split("cube");
  const bool is_waiting = GENERATE(false, true);
  const auto touch = [&] {
    const std::string copy = spec.request.input + ".new";
    std::filesystem::copy_file(spec.request.input, copy);
    std::filesystem::rename(copy, spec.request.input);
    std::filesystem::last_write_time(spec.request.input,
                                     std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  };
  api.after = [&](const ScriptedRequest& request) -> Reply {
    // The token comes before the claim: the job waits to be sent.
    if (request.kind == (is_waiting ? "token" : "create") && request.number == 1) touch();
    return nullptr;
  };
  const auto sent = bench.drive({spec});
  REQUIRE_FALSE(sent[0].error);
  CHECK_FALSE(sent[0].job.source_changed);
  CHECK(sent[0].notes.empty());
  CHECK(bench.drive({spec})[0].reused);
  CHECK(api.count("create") == 1);
}

TEST_CASE("remote: a yes that looks like a refusal is sent once", "[remote]") {
  ScriptedApi api;
  const auto [status, body] = GENERATE(
      std::pair{429, R"({"code":200,"msg":"success","data":{}})"},
      std::pair{401, R"({"code":200,"msg":"success","data":null})"},
      std::pair{403, R"({"code":0,"msg":"success","data":null})"},
      std::pair{200, R"({"code":0,"msg":"success: queued, concurrency limit of 10 reached","data":{}})"});
  api.before = [&, status = status, body = std::string(body)](const ScriptedRequest& request) -> Reply {
    return request.kind == "create" ? reply(status, body) : nullptr;
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  INFO(status << body << describe(*outcomes[0].error));
  CHECK(outcomes[0].job.state == JobState::kUnknown);
  CHECK(api.count("create") == 1);
}

TEST_CASE("remote: the same request of a login that may be the same account is not sent without --again",
          "[remote]") {
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  const auto drive_as = [&](Credentials credentials, bool again) {
    ClientOptions own;
    own.base_url = api.base_url();
    own.credentials = std::move(credentials);
    Client client = Client::open(std::move(own)).value();
    Journal journal = bench.journal();
    JobOptions options = bench.options();
    options.again = again;
    return drive_jobs(journal, client, {bench.split("cube")}, options).value().at(0);
  };
  const Credentials token{{}, {}, Secret("t")}, id{Secret("one"), Secret("s"), {}},
      other{Secret("two"), Secret("s"), {}};
  const bool is_token_first = GENERATE(true, false);
  const JobOutcome first = drive_as(is_token_first ? token : id, false);
  REQUIRE_FALSE(first.error);
  // Two client ids are two accounts.
  const int before = is_token_first ? 1 : 2;
  if (!is_token_first) CHECK_FALSE(drive_as(other, false).error);
  const JobOutcome second = drive_as(is_token_first ? id : token, false);
  REQUIRE(second.error);
  INFO(describe(*second.error));
  CHECK(exit_code(second.error->kind) == 2);
  CHECK(second.error->message.find("the same request is job ") != std::string::npos);
  CHECK(second.error->message.find("--again") != std::string::npos);
  CHECK(api.created_total() == before);
  CHECK_FALSE(drive_as(is_token_first ? id : token, true).error);
  CHECK(api.created_total() == before + 1);
}

TEST_CASE("remote: odd names of inputs survive in the journal", "[remote]") {
  std::string stars;
  for (int i = 0; i < 60; ++i) stars += "\xe5\xbd\xab";
  const int which = GENERATE(0, 1, 2, 3);
  const std::string name =
      std::vector<std::string>{stars, "a" + stars, "caf\xe9", "\xff"}.at(static_cast<std::size_t>(which));
  ScriptedApi api;
  const RemoteBench bench(api.base_url());
  JobSpec spec = bench.split(name);
  spec.folder = bench.out();
  const auto first = bench.drive({spec});
  INFO((first[0].error ? describe(*first[0].error) : ""));
  REQUIRE_FALSE(first[0].error);
  CHECK(std::filesystem::exists(first[0].files.at(0).path));
  const Job job = bench.journal().list()->at(0);
  CHECK(job.request.input == spec.request.input);
  CHECK(std::filesystem::exists(job.files.at(0).path));
  const auto second = bench.drive({spec});
  REQUIRE_FALSE(second[0].error);
  CHECK(second[0].files.at(0).path == first[0].files[0].path);
  CHECK(api.count("create") == 1);
  CHECK(api.count("download") == 1);
}

TEST_CASE("remote: a result that was cut is not a result, and one from before is not used again",
          "[remote]") {
  ScriptedApi api;
  const std::string whole = api.result;
  const RemoteBench bench(api.base_url());
  SECTION("it comes cut") {
    api.result = "solid result\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0";
    const auto cut = bench.drive({bench.split("cube")});
    REQUIRE(cut[0].error);
    CHECK(cut[0].error->message.find("the service sent a part of the stl file only") != std::string::npos);
    CHECK(cut[0].files.empty());
  }
  SECTION("it was published by a version that did not know") {
    const auto first = bench.drive({bench.split("cube")});
    REQUIRE_FALSE(first[0].error);
    const std::string path = first[0].files.at(0).path, cut = "solid result\nfacet normal 0 0 1\n";
    write_text(path, cut);
    REQUIRE(bench.journal().append(first[0].job.id, "fetched", 9e9,
                                   files_detail({{path, "stl", cut.size(), sha256_hex(as_bytes(cut))}})));
  }
  api.result = whole;
  const auto again = bench.drive({bench.split("cube")});
  INFO((again[0].error ? describe(*again[0].error) : ""));
  REQUIRE_FALSE(again[0].error);
  CHECK(read_text(again[0].files.at(0).path) == whole);
  CHECK(api.created_total() == 1);
}
