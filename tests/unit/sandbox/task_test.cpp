// The way of a task: states, result URLs, callbacks, and faults on the way.
#include <catch2/catch.hpp>

#include "support/mesh_builder.h"
#include "support/mesh_files.h"
#include "unit/sandbox/client.h"

using namespace meshgate;
using namespace meshgate::test;
using Fields = SandboxFixture::Fields;
using nlohmann::json;

TEST_CASE("sandbox: states advance with the clock, the URL expires, a query renews it", "[sandbox]") {
  SandboxFixture fixture;
  const std::string id = fixture.create("/split/create-task", halves(), cube_upload());
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

TEST_CASE("sandbox: more tasks than the limit are refused, and so are those that nobody can pay",
          "[sandbox]") {
  sandbox::SandboxOptions options;
  options.concurrent = 2;
  options.balance = 50;
  SandboxFixture fixture({}, std::move(options));
  fixture.create("/split/create-task", halves(), cube_upload());
  fixture.create("/split/create-task", halves(), cube_upload());
  CHECK(fixture.post("/split/create-task", halves(), cube_upload())->status == 429);
  fixture.server.wait_for_work();
  fixture.now += 10;
  CHECK(fixture.code_of("/split/create-task", halves(), cube_upload()) == 30010000);
  CHECK(fixture.stats()["max_in_flight"] == 2);
}

TEST_CASE("sandbox: faults of tasks and queries", "[sandbox]") {
  const auto data_of = [](const std::string& faults) {
    SandboxFixture fixture(faults);
    const std::string id = fixture.create("/split/create-task", halves(), cube_upload());
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
    const std::string id = fixture.create("/split/create-task", halves(), cube_upload());
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
  const std::string id = fixture.create("/split/create-task", halves(), cube_upload());
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
    Fields fields = halves();
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
  const std::string stl = content_of(binary_stl(cube()));
  files.Get("/cube.stl", [&](const httplib::Request&, httplib::Response& response) {
    response.set_content(stl, "application/octet-stream");
  });
  const int port = files.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { files.listen_after_bind(); });
  {
    SandboxFixture fixture;
    Fields fields = halves();
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
