// The stand-in as a client sees it: envelopes, codes, states, URLs, and faults of the wire.
#include <catch2/catch.hpp>

#include "support/mesh_builder.h"
#include "support/mesh_files.h"
#include "unit/sandbox/client.h"

using namespace meshgate;
using namespace meshgate::test;
using Fields = SandboxFixture::Fields;
using nlohmann::json;

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

TEST_CASE("sandbox: forms are judged by the documented codes", "[sandbox]") {
  SandboxFixture fixture;
  const std::string split = "/split/create-task", depth = "/depth/create-task", generate = "/submit-task";
  const auto with = [](Fields fields, const std::string& name, const std::string& value) {
    fields[name] = value;
    return fields;
  };
  CHECK(fixture.code_of(split, halves(), {}) == 10031008);
  CHECK(fixture.code_of(split, {}, {}) == 10031010);
  CHECK(fixture.code_of(split, with(halves(), "mesh_url", "http://127.0.0.1/a.glb"), cube_upload()) ==
        10031007);
  CHECK(fixture.code_of(split, with(halves(), "mesh_url", "ftp://a/b.glb"), {}) == 10031012);
  CHECK(fixture.code_of(split, halves(), cube_upload("cube.fbx")) == 10031004);
  CHECK(fixture.code_of(split, halves(), {{"mesh", "a.glb", ""}}) == 10031010);
  // Without `format` it is 1, and a character has 2 only.
  CHECK(fixture.code_of(split, {{"model", "character"}}, cube_upload()) == 10031004);
  CHECK(fixture.code_of(split, with(halves(), "format", "1"), cube_upload()) == 10031004);
  CHECK(fixture.code_of(split, with(halves(), "model", "charcter"), cube_upload()) == 10031006);
  CHECK(fixture.code_of("/segmentation/create-task", {{"seg_level", "low"}}, cube_upload()) == 10031004);
  CHECK(fixture.code_of(depth, {{"model_type", "pro"}}, {{"image", "a.gif", "GIF"}}) == 10031005);
  const std::vector<SandboxFixture::Upload> front{{"images", "a.png", "x"}};
  const Fields model{{"request_type", "3"}, {"model", "hitem3dv1"}, {"resolution", "512"}};
  CHECK(fixture.code_of(generate, with(model, "face", "99999"), front) == 10031002);
  CHECK(fixture.code_of(generate, with(model, "resolution", "1536pro"), front) == 10031003);
  CHECK(fixture.code_of(generate, with(model, "request_type", "2"), front) == 10031011);
  CHECK(fixture.code_of(generate, {{"request_type", "2"}, {"model", "hitem3dv2.0"}, {"resolution", "1536"}},
                        front) == 10031017);
  CHECK(fixture.code_of(generate, model, {{"images", "a.png", "x"}, {"multi_images", "b.png", "x"}}) ==
        10031007);
  CHECK(fixture.code_of(generate, model,
                        std::vector<SandboxFixture::Upload>(5, {"multi_images", "b.png", "x"})) == 10031009);
  CHECK(fixture.stats()["created"] == 0);
  CHECK(fixture.stats()["charged"] == 0);
}

TEST_CASE("sandbox: a model that cannot be cut fails as the service says, and is not charged", "[sandbox]") {
  SandboxFixture fixture;
  Shape open = cube();
  open.indices.resize(open.indices.size() - 3);
  const std::string id =
      fixture.create("/split/create-task", halves(), {{"mesh", "open.stl", content_of(binary_stl(open))}});
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
  fixture.create("/split/create-task", halves(), cube_upload());
  fixture.create("/split/create-task", halves(), cube_upload());
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

TEST_CASE("sandbox: faults of credentials", "[sandbox]") {
  SECTION("token-only") {
    SandboxFixture fixture("token-only:on=split");
    CHECK(fixture.post("/split/create-task", halves(), cube_upload())->status == 401);
    CHECK(fixture.get("/balance")->status == 200);
    fixture.scheme = "Token";
    CHECK(fixture.post("/split/create-task", halves(), cube_upload())->status == 200);
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
  const json bad = fixture.json(fixture.post("/split/create-task", halves(), {}));
  CHECK(bad["code"] == "10031008");
  CHECK(bad["data"].is_null());
}

TEST_CASE("sandbox: faults before anything is created", "[sandbox]") {
  const auto answer_of = [](const std::string& faults) {
    SandboxFixture fixture(faults);
    httplib::Result answer = fixture.post("/split/create-task", halves(), cube_upload());
    CHECK(fixture.stats()["created"] == 0);
    CHECK(fixture.post("/split/create-task", halves(), cube_upload())->status == 200);
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
    const httplib::Result answer = fixture.post("/split/create-task", halves(), cube_upload());
    CHECK((!answer || answer->status == 500));
    CHECK(fixture.stats()["created"] == 1);
    CHECK(fixture.stats()["charged"] == 20);
    CHECK(fixture.post("/split/create-task", halves(), cube_upload())->status == 200);
  }
}
