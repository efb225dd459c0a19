// The stand-in as a client sees it: envelopes, codes, states, URLs, and faults of the wire.
#include <catch2/catch.hpp>

#include "support/mesh_builder.h"
#include "support/mesh_files.h"
#include "unit/sandbox/client.h"

using namespace meshgate;
using namespace meshgate::test;
using Fields = SandboxFixture::Fields;
using nlohmann::json;

namespace {

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<SandboxFixture::Upload> cube_upload(const std::string& name = "cube.stl") {
  return {{"mesh", name, text_of(binary_stl(cube()))}};
}

const Fields kHalves{{"model", "character"}, {"part", "f"}, {"joint", "none"}, {"format", "2"}};

int code_of(SandboxFixture& fixture, const std::string& path, const Fields& fields,
            const std::vector<SandboxFixture::Upload>& uploads) {
  return fixture.json(fixture.post(path, fields, uploads))["code"].get<int>();
}

}  // namespace

TEST_CASE("sandbox: a token for the right credentials, code 40010000 for others", "[sandbox]") {
  SandboxFixture fixture;
  CHECK(fixture.token.size() == 64);
  httplib::Client other("127.0.0.1", fixture.server.port());
  other.set_basic_auth("demo", "wrong");
  const httplib::Result answer = other.Post("/open-api/v1/auth/token");
  REQUIRE(answer);
  CHECK(answer->status == 200);
  const json body = json::parse(answer->body);
  CHECK(body["code"] == 40010000);
  CHECK(body["data"].empty());
  CHECK(body.contains("stand_in"));
}

TEST_CASE("sandbox: balance with a token, 401 without, both schemes", "[sandbox]") {
  SandboxFixture fixture;
  for (const char* scheme : {"Bearer", "Token"}) {
    fixture.scheme = scheme;
    CHECK(fixture.json(fixture.get("/balance"))["data"]["totalBalance"] == 1000);
  }
  fixture.scheme = "Basic";
  CHECK(fixture.get("/balance")->status == 401);
  fixture.scheme = "Bearer";
  fixture.now += 86401;
  CHECK(fixture.get("/balance")->status == 401);
}

TEST_CASE("sandbox: states advance with the clock, the URL expires, a query renews it", "[sandbox]") {
  SandboxFixture fixture;
  const std::string id = fixture.create("/split/create-task", kHalves, cube_upload());
  CHECK(std::count(id.begin(), id.end(), '.') == 2);
  fixture.server.wait_for_work();
  const auto state = [&] {
    return fixture.query("/split/query-task", id)["data"]["state"].get<std::string>();
  };
  CHECK(state() == "created");
  fixture.now += 1;
  CHECK(state() == "queueing");
  fixture.now += 1;
  CHECK(state() == "processing");
  fixture.now += 1;
  const json body = fixture.query("/split/query-task", id);
  CHECK(body["code"] == 200);
  CHECK(body["data"]["state"] == "success");
  CHECK(body["data"]["task_id"] == id);
  const std::string url = body["data"]["url"];
  CHECK(url.find("/result.glb?Expires=") != std::string::npos);
  const std::string path = url.substr(url.find("/results/"));
  CHECK(fixture.client.Get(path)->status == 200);
  CHECK(fixture.client.Get(path + "0")->status == 403);  // a signature that does not fit
  fixture.now += 3601;
  CHECK(fixture.client.Get(path)->status == 403);
  const std::string again = fixture.query("/split/query-task", id)["data"]["url"];
  CHECK(again != url);
  CHECK(fixture.client.Get(again.substr(again.find("/results/")))->status == 200);
}

TEST_CASE("sandbox: forms are judged by the documented codes", "[sandbox]") {
  SandboxFixture fixture;
  const std::string split = "/split/create-task", depth = "/depth/create-task", generate = "/submit-task";
  const auto with = [](Fields fields, const std::string& name, const std::string& value) {
    fields[name] = value;
    return fields;
  };
  CHECK(code_of(fixture, split, kHalves, {}) == 10031008);
  CHECK(code_of(fixture, split, {}, {}) == 10031010);
  CHECK(code_of(fixture, split, with(kHalves, "mesh_url", "http://127.0.0.1/a.glb"), cube_upload()) ==
        10031007);
  CHECK(code_of(fixture, split, with(kHalves, "mesh_url", "ftp://a/b.glb"), {}) == 10031012);
  CHECK(code_of(fixture, split, kHalves, cube_upload("cube.fbx")) == 10031004);
  CHECK(code_of(fixture, split, kHalves, {{"mesh", "a.glb", ""}}) == 10031010);
  // Without `format` it is 1, and a character has 2 only.
  CHECK(code_of(fixture, split, {{"model", "character"}}, cube_upload()) == 10031004);
  CHECK(code_of(fixture, split, with(kHalves, "format", "1"), cube_upload()) == 10031004);
  CHECK(code_of(fixture, split, with(kHalves, "model", "charcter"), cube_upload()) == 10031006);
  CHECK(code_of(fixture, "/segmentation/create-task", {{"seg_level", "low"}}, cube_upload()) == 10031004);
  CHECK(code_of(fixture, depth, {{"model_type", "pro"}}, {{"image", "a.gif", "GIF"}}) == 10031005);
  const std::vector<SandboxFixture::Upload> front{{"images", "a.png", "x"}};
  const Fields model{{"request_type", "3"}, {"model", "hitem3dv1"}, {"resolution", "512"}};
  CHECK(code_of(fixture, generate, with(model, "face", "99999"), front) == 10031002);
  CHECK(code_of(fixture, generate, with(model, "resolution", "1536pro"), front) == 10031003);
  CHECK(code_of(fixture, generate, with(model, "request_type", "2"), front) == 10031011);
  CHECK(code_of(fixture, generate, {{"request_type", "2"}, {"model", "hitem3dv2.0"}, {"resolution", "1536"}},
                front) == 10031017);
  CHECK(code_of(fixture, generate, model, {{"images", "a.png", "x"}, {"multi_images", "b.png", "x"}}) ==
        10031007);
  CHECK(code_of(fixture, generate, model,
                std::vector<SandboxFixture::Upload>(5, {"multi_images", "b.png", "x"})) == 10031009);
  CHECK(fixture.stats()["created"] == 0);
  CHECK(fixture.stats()["charged"] == 0);
}

TEST_CASE("sandbox: a model that cannot be cut fails as the service says, and is not charged", "[sandbox]") {
  SandboxFixture fixture;
  Shape open = cube();
  open.indices.resize(open.indices.size() - 3);
  const std::string id =
      fixture.create("/split/create-task", kHalves, {{"mesh", "open.stl", text_of(binary_stl(open))}});
  fixture.server.wait_for_work();
  CHECK(fixture.stats()["balance"] == 980);
  fixture.now += 10;
  const json body = fixture.query("/split/query-task", id);
  CHECK(body["code"] == 5001001);
  CHECK(body["data"]["state"] == "failed");
  CHECK(body["data"]["url"] == "");
  CHECK(fixture.stats()["balance"] == 1000);
}

TEST_CASE("sandbox: stats count tasks by input and parameters, and the most in flight", "[sandbox]") {
  SandboxFixture fixture;
  fixture.create("/split/create-task", kHalves, cube_upload());
  fixture.create("/split/create-task", kHalves, cube_upload());
  fixture.create("/segmentation/create-task", {{"seg_level", "low"}, {"format", "2"}}, cube_upload());
  fixture.server.wait_for_work();
  json stats = fixture.stats();
  CHECK(stats["created"] == 3);
  CHECK(stats["in_flight"] == 3);
  CHECK(stats["max_in_flight"] == 3);
  REQUIRE(stats["tasks"].size() == 2);
  int twice = 0;
  for (const json& task : stats["tasks"]) twice += task["task"] == "split" && task["created"] == 2 ? 1 : 0;
  CHECK(twice == 1);
  fixture.now += 10;
  CHECK(fixture.stats()["in_flight"] == 0);
  const httplib::Result page = fixture.client.Get("/sandbox/stats");
  REQUIRE(page);
  CHECK(json::parse(page->body)["created"] == 3);
}

TEST_CASE("sandbox: more tasks than the limit are refused, and so are those that nobody can pay",
          "[sandbox]") {
  sandbox::SandboxOptions options;
  options.concurrent = 2;
  options.balance = 50;
  SandboxFixture fixture({}, std::move(options));
  fixture.create("/split/create-task", kHalves, cube_upload());
  fixture.create("/split/create-task", kHalves, cube_upload());
  CHECK(fixture.post("/split/create-task", kHalves, cube_upload())->status == 429);
  fixture.server.wait_for_work();
  fixture.now += 10;
  CHECK(code_of(fixture, "/split/create-task", kHalves, cube_upload()) == 30010000);
  CHECK(fixture.stats()["max_in_flight"] == 2);
}

TEST_CASE("sandbox: faults of credentials", "[sandbox]") {
  SECTION("token-only") {
    SandboxFixture fixture("token-only:on=split");
    CHECK(fixture.post("/split/create-task", kHalves, cube_upload())->status == 401);
    CHECK(fixture.get("/balance")->status == 200);
    fixture.scheme = "Token";
    CHECK(fixture.post("/split/create-task", kHalves, cube_upload())->status == 200);
  }
  SECTION("bearer-only, told in the body") {
    SandboxFixture fixture("bearer-only;auth-401-body");
    fixture.scheme = "Token";
    const httplib::Result answer = fixture.get("/balance");
    CHECK(answer->status == 200);
    CHECK(fixture.json(answer)["code"] == 401);
    fixture.scheme = "Bearer";
    CHECK(fixture.json(fixture.get("/balance"))["code"] == 200);
  }
  SECTION("token-expired: the token is of no use from then on") {
    SandboxFixture fixture("token-expired:from=2");
    CHECK(fixture.get("/balance")->status == 200);
    CHECK(fixture.get("/balance")->status == 401);
    CHECK(fixture.get("/balance")->status == 401);
  }
}

TEST_CASE("sandbox: faults of the envelope", "[sandbox]") {
  SandboxFixture fixture("string-codes;message-field;data-null;unknown-fields");
  const json good = fixture.json(fixture.get("/balance"));
  CHECK(good["code"] == "200");
  CHECK(good["message"] == "success");
  CHECK_FALSE(good.contains("msg"));
  CHECK(good["data"]["totalBalance"] == 1000);
  CHECK(good.contains("trace"));
  const json bad = fixture.json(fixture.post("/split/create-task", kHalves, {}));
  CHECK(bad["code"] == "10031008");
  CHECK(bad["data"].is_null());
}

TEST_CASE("sandbox: faults before anything is created", "[sandbox]") {
  const auto answer_of = [](const std::string& faults) {
    SandboxFixture fixture(faults);
    httplib::Result answer = fixture.post("/split/create-task", kHalves, cube_upload());
    CHECK(fixture.stats()["created"] == 0);
    CHECK(fixture.post("/split/create-task", kHalves, cube_upload())->status == 200);
    CHECK(fixture.stats()["created"] == 1);
    return answer;
  };
  CHECK_FALSE(answer_of("drop"));
  const httplib::Result limit = answer_of("429:retry-after=7");
  CHECK(limit->status == 429);
  CHECK(limit->get_header_value("Retry-After") == "7");
  CHECK(answer_of("500-then-200")->status == 500);
  CHECK(answer_of("503")->get_header_value("Content-Type") == "text/html");
  CHECK(json::parse(answer_of("system-error")->body)["code"] == 10000000);
  CHECK(answer_of("html-reply:on=create")->body.starts_with("<!DOCTYPE"));
}

TEST_CASE("sandbox: the answer to an accepted task is lost", "[sandbox]") {
  for (const char* fault : {"drop-after-accept", "500-after-accept"}) {
    SandboxFixture fixture(fault);
    const httplib::Result answer = fixture.post("/split/create-task", kHalves, cube_upload());
    CHECK((!answer || answer->status == 500));
    CHECK(fixture.stats()["created"] == 1);
    CHECK(fixture.stats()["charged"] == 20);
    CHECK(fixture.post("/split/create-task", kHalves, cube_upload())->status == 200);
  }
}

TEST_CASE("sandbox: faults of tasks and queries", "[sandbox]") {
  const auto data_of = [](const std::string& faults) {
    SandboxFixture fixture(faults);
    const std::string id = fixture.create("/split/create-task", kHalves, cube_upload());
    fixture.server.wait_for_work();
    fixture.now += 10;
    return fixture.query("/split/query-task", id)["data"];
  };
  CHECK(data_of("slow-queue:seconds=60")["state"] == "queueing");
  CHECK(data_of("stuck")["state"] == "processing");
  CHECK(data_of("generate-failed")["state"] == "failed");
  CHECK(data_of("unknown-state")["state"] == "rendering");
  CHECK(data_of("array-of-urls")["url"].is_array());
  CHECK(data_of("object-of-urls")["url"].is_object());
  CHECK_FALSE(data_of("success-without-url").contains("url"));
  CHECK(data_of("wrong-suffix:suffix=.bin")["url"].get<std::string>().find("/result.bin?") !=
        std::string::npos);
  CHECK(data_of("foreign-url")["url"] == "file:///etc/passwd");
}

TEST_CASE("sandbox: faults of downloads", "[sandbox]") {
  const auto first_and_second = [](const std::string& faults, const httplib::Headers& headers = {}) {
    SandboxFixture fixture(faults);
    const std::string id = fixture.create("/split/create-task", kHalves, cube_upload());
    fixture.server.wait_for_work();
    fixture.now += 10;
    const std::string url = fixture.query("/split/query-task", id)["data"]["url"];
    const std::string path = url.substr(url.find("/results/"));
    httplib::Result first = fixture.client.Get(path, headers);
    httplib::Result second = fixture.client.Get(path, headers);
    return std::pair(std::move(first), std::move(second));
  };
  const auto [whole, again] = first_and_second("");
  REQUIRE(whole->status == 200);
  const std::string file = whole->body;
  CHECK(file.starts_with("glTF"));
  CHECK(again->body == file);

  const auto [cut, after_cut] = first_and_second("cut-download:at=50%");
  CHECK_FALSE(cut);
  CHECK(after_cut->body == file);
  const auto [part, rest] = first_and_second("", {httplib::make_range_header({{100, -1}})});
  CHECK(part->status == 206);
  CHECK(part->body == file.substr(100));
  CHECK(rest->get_header_value("Content-Range").starts_with("bytes 100-"));
  const auto [no_range, unused] = first_and_second("no-range", {httplib::make_range_header({{100, -1}})});
  CHECK(no_range->status == 200);
  CHECK(no_range->body == file);
  CHECK(first_and_second("expired-url").first->status == 403);
  CHECK(first_and_second("html-result").second->body.starts_with("<!DOCTYPE"));
  CHECK(first_and_second("short-result:at=100").first->body == file.substr(0, 100));
  CHECK(first_and_second("redirect-download").first->status == 302);
  const auto padded = first_and_second("pad-result:bytes=1M").first->body;
  CHECK(padded.size() == 1'000'000);
  CHECK(padded.starts_with(file));
}

TEST_CASE("sandbox: a stalled download ends when the client goes, and when the server ends", "[sandbox]") {
  SandboxFixture fixture("stall-download:at=100,n=0");
  const std::string id = fixture.create("/split/create-task", kHalves, cube_upload());
  fixture.server.wait_for_work();
  fixture.now += 10;
  const std::string url = fixture.query("/split/query-task", id)["data"]["url"];
  httplib::Client impatient("127.0.0.1", fixture.server.port());
  impatient.set_read_timeout(0, 50'000);
  CHECK_FALSE(impatient.Get(url.substr(url.find("/results/"))));
  // Another one is still waiting when the fixture ends, which must not wait for it.
  std::thread patient([&] {
    httplib::Client waiting("127.0.0.1", fixture.server.port());
    std::size_t got = 0;
    const httplib::Result answer =
        waiting.Get(url.substr(url.find("/results/")), [&](const char*, std::size_t size) {
          got += size;
          if (got >= 100) impatient.stop();
          return got < 100;
        });
    CHECK_FALSE(answer);
  });
  patient.join();
}

TEST_CASE("sandbox: callbacks are sent to this machine, up to three times", "[sandbox]") {
  std::atomic<int> calls{0};
  std::vector<std::string> bodies;
  httplib::Server receiver;
  receiver.Post("/hook", [&](const httplib::Request& request, httplib::Response& response) {
    bodies.push_back(request.body);
    response.status = ++calls < 3 ? 500 : 200;
  });
  const int port = receiver.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { receiver.listen_after_bind(); });
  {
    SandboxFixture fixture;
    Fields fields = kHalves;
    fields["callback_url"] = "http://127.0.0.1:" + std::to_string(port) + "/hook";
    const std::string id = fixture.create("/split/create-task", fields, cube_upload());
    fixture.server.wait_for_work();
    fixture.now += 10;
    fixture.get("/balance");
    while (fixture.stats()["requests"].value("callback.sent", 0) == 0) std::this_thread::yield();
    CHECK(calls == 3);
    const json body = json::parse(bodies.back());
    CHECK(body["data"]["task_id"] == id);
    CHECK(body["data"]["state"] == "success");
  }
  receiver.stop();
  thread.join();
}

TEST_CASE("sandbox: inputs by URL come from this machine only", "[sandbox]") {
  httplib::Server files;
  const std::string stl = text_of(binary_stl(cube()));
  files.Get("/cube.stl", [&](const httplib::Request&, httplib::Response& response) {
    response.set_content(stl, "application/octet-stream");
  });
  const int port = files.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { files.listen_after_bind(); });
  {
    SandboxFixture fixture;
    Fields fields = kHalves;
    fields["mesh_url"] = "http://127.0.0.1:" + std::to_string(port) + "/cube.stl";
    CHECK(fixture.run("split", fields, {}).starts_with("glTF"));
    fields["mesh_url"] = "http://example.org/cube.stl";
    const std::string id = fixture.create("/split/create-task", fields, {});
    fixture.server.wait_for_work();
    fixture.now += 10;
    CHECK(fixture.query("/split/query-task", id)["code"] == 5001001);
  }
  files.stop();
  thread.join();
}
