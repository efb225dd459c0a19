// Links and downloads as services write them, and ids under other names: what is fetched, what is told.
#include <catch2/catch.hpp>

#include "support/remote.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Reply = std::unique_ptr<ScriptedReply>;

Reply success(const std::string& url) {
  return reply(200, R"({"code":200,"data":{"state":"success","url":")" + url + "\"}}");
}

}  // namespace

TEST_CASE("links: blanks, an upper-case scheme and relative redirects are followed", "[remote]") {
  ScriptedApi api;
  const std::string host = api.base_url().substr(std::string("http://").size());
  const std::string link = GENERATE(
      "http://HOST/files/my model.glb?s=a b", "HTTP://HOST/files/a.glb", " http://HOST/files/a.glb\\n",
      "http://HOST/files/to?/real.glb", "http://HOST/files/to?real.glb", "http://HOST/files/to?up",
      "http://HOST/files/to?//HOST/files/real.glb", "http://HOST/files/to?HTTP://HOST/files/real.glb");
  std::string url = link;
  for (std::size_t at = url.find("HOST"); at != std::string::npos; at = url.find("HOST"))
    url.replace(at, 4, host);
  std::string last;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind == "query") return success(url);
    if (request.kind != "download") return nullptr;
    last = request.path;
    if (request.path != "/files/to") return nullptr;
    std::string target = url.substr(url.find('?') + 1);
    if (target == "/real.glb") target = "/files/real.glb";
    if (target == "up") target = "../files/./real.glb?x=1";
    return reply(302, "", {{"Location", target}});
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  INFO(url << (outcomes[0].error ? describe(*outcomes[0].error) : ""));
  CHECK_FALSE(outcomes[0].error);
  CHECK(last == (link.find("to?") != std::string::npos  ? "/files/real.glb"
                 : link.find("my") != std::string::npos ? "/files/my model.glb"
                                                        : "/files/a.glb"));
}

TEST_CASE("links: an empty file is asked for once more, and then told", "[remote]") {
  ScriptedApi api;
  const int status = GENERATE(200, 204, 202);
  const bool once = GENERATE(true, false);
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "download" || (once && request.number > 1)) return nullptr;
    return reply(status, "");
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  CHECK(api.count("download") == 2);
  CHECK(outcomes[0].error.has_value() == !once);
  if (once) return;
  const std::string said = describe(*outcomes[0].error);
  INFO(said);
  CHECK(said.find("the link gives an empty file") != std::string::npos);
  CHECK(said.find("Asking again gave no better link") != std::string::npos);
  CHECK(outcomes[0].job.state == JobState::kSucceeded);
  CHECK(std::filesystem::is_empty(bench.out() + "/cube"));
}

TEST_CASE("links: an id under another name is taken, told, and can be corrected", "[remote]") {
  ScriptedApi api;
  bool is_known = GENERATE(true, false);
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind == "create") return reply(200, R"({"code":200,"data":{"id":"ab.1"},"msg":"success"})");
    if (request.kind != "query") return nullptr;
    if (request.fields.at("task_id") != "ab.1") return success(api.base_url() + "/files/a.glb");
    return is_known ? success(api.base_url() + "/files/a.glb")
                    : reply(200, R"({"code":"10031099","data":{},"msg":"no such task"})");
  };
  const RemoteBench bench(api.base_url());
  const auto outcomes = bench.drive({bench.split("cube")});
  REQUIRE(outcomes[0].notes.size() == 1);
  CHECK(outcomes[0].notes[0].find("\"ab.1\", the only id in it, is taken for that") != std::string::npos);
  CHECK(outcomes[0].job.task_id == "ab.1");
  CHECK(outcomes[0].error.has_value() != is_known);
  if (!is_known) {
    const std::string said = describe(*outcomes[0].error);
    INFO(said);
    CHECK(said.find("`meshgate jobs --found " + outcomes[0].job.id + "=TASK`") != std::string::npos);
    Journal journal = bench.journal();
    REQUIRE(adopt_task(journal, outcomes[0].job.id, "right.2", system_clock().unix_s()));
    CHECK_FALSE(bench.drive(bench.resumable())[0].error);
  }
  CHECK(api.count("create") == 1);
}

TEST_CASE("links: several ids without a task_id are no id: the job is unknown", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "create") return nullptr;
    return reply(200, R"({"code":200,"data":{"ids":["ab.1","ab.2"]},"msg":"success"})");
  };
  const RemoteBench bench(api.base_url());
  for (int i = 0; i < 2; ++i) CHECK(bench.drive({bench.split("cube")})[0].job.state == JobState::kUnknown);
  CHECK(api.count("create") == 1);
}

TEST_CASE("links: so many files of a result are fetched, and that there are more is told", "[remote]") {
  ScriptedApi api;
  api.before = [&](const ScriptedRequest& request) -> Reply {
    if (request.kind != "query") return nullptr;
    std::string urls;
    for (int i = 0; i < 7; ++i)
      urls += (i > 0 ? ",\"" : "\"") + api.base_url() + "/files/" + std::to_string(i) + "\"";
    return reply(200, R"({"code":200,"data":{"state":"success","url":[)" + urls + "]}}");
  };
  const RemoteBench bench(api.base_url());
  JobOptions options = bench.options();
  CHECK(options.max_files == 1000);
  options.max_files = 4;
  const auto outcomes = bench.drive({bench.split("cube")}, options);
  REQUIRE_FALSE(outcomes[0].error);
  CHECK(outcomes[0].files.size() == 4);
  CHECK(api.count("download") == 4);
  REQUIRE(outcomes[0].notes.size() == 1);
  CHECK(outcomes[0].notes[0].starts_with(
      "the service names 7 files as the result: the first 4 are downloaded"));
  CHECK(bench.drive({bench.split("cube")}, options)[0].files.size() == 4);  // and found again
  CHECK(api.count("download") == 4);
}
