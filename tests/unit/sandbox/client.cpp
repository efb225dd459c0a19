#include "unit/sandbox/client.h"

#include <catch2/catch.hpp>

#include "support/mesh_files.h"

namespace meshgate::test {
namespace {

sandbox::Sandbox started(const std::string& faults, sandbox::SandboxOptions options, const double& now) {
  const auto parsed = sandbox::parse_faults(faults);
  REQUIRE(parsed);
  options.faults = *parsed;
  options.seed = "test";
  options.now_s = [&now] { return now; };
  options.threads = 4;
  auto server = sandbox::Sandbox::start(std::move(options));
  REQUIRE(server);
  return std::move(*server);
}

std::string path_of(const std::string& url) {
  return url.substr(url.find('/', std::string("http://").size()));
}

}  // namespace

SandboxFixture::SandboxFixture(const std::string& faults, sandbox::SandboxOptions options)
    : server(started(faults, std::move(options), now)), client("127.0.0.1", server.port()) {
  client.set_keep_alive(true);
  client.set_basic_auth("demo", "demo");
  const httplib::Result answer = client.Post("/open-api/v1/auth/token");
  client.set_basic_auth("", "");
  if (answer && answer->status == 200) {
    const nlohmann::json body = nlohmann::json::parse(answer->body, nullptr, false);
    if (body.is_object() && body["data"].is_object()) token = body["data"].value("accessToken", "");
  }
}

httplib::Result SandboxFixture::post(const std::string& path, const Fields& fields,
                                     const std::vector<Upload>& uploads) {
  httplib::MultipartFormDataItems items;
  for (const auto& [name, value] : fields) items.push_back({name, value, "", ""});
  for (const Upload& upload : uploads)
    items.push_back({upload.field, upload.content, upload.name, "application/octet-stream"});
  return client.Post("/open-api/v1" + path, {{"Authorization", scheme + " " + token}}, items);
}

httplib::Result SandboxFixture::get(const std::string& path) {
  return client.Get("/open-api/v1" + path, {{"Authorization", scheme + " " + token}});
}

nlohmann::json SandboxFixture::json(const httplib::Result& answer) {
  REQUIRE(answer);
  INFO(answer->body);
  CHECK(answer->has_header("X-Meshgate-Sandbox"));
  nlohmann::json body = nlohmann::json::parse(answer->body, nullptr, false);
  REQUIRE(body.is_object());
  return body;
}

int SandboxFixture::code_of(const std::string& path, const Fields& fields,
                            const std::vector<Upload>& uploads) {
  return json(post(path, fields, uploads))["code"].get<int>();
}

std::string SandboxFixture::create(const std::string& path, const Fields& fields,
                                   const std::vector<Upload>& uploads) {
  const nlohmann::json body = json(post(path, fields, uploads));
  INFO(body.dump());
  REQUIRE(body["code"] == 200);
  return body["data"]["task_id"];
}

nlohmann::json SandboxFixture::query(const std::string& path, const std::string& id) {
  return json(get(path + "?task_id=" + id));
}

std::string SandboxFixture::run(const std::string& task, const Fields& fields,
                                const std::vector<Upload>& uploads) {
  const std::string folder = task.empty() ? "" : "/" + task;
  const std::string id = create(task.empty() ? "/submit-task" : folder + "/create-task", fields, uploads);
  server.wait_for_work();
  now += 10;
  const nlohmann::json body = query(folder + "/query-task", id);
  INFO(body.dump());
  REQUIRE(body["data"]["state"] == "success");
  return download(body["data"]["url"]);
}

std::string SandboxFixture::download(const std::string& url) {
  const httplib::Result answer = client.Get(path_of(url));
  REQUIRE(answer);
  REQUIRE(answer->status == 200);
  return answer->body;
}

std::string content_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<SandboxFixture::Upload> cube_upload(const std::string& name) {
  return {{"mesh", name, content_of(binary_stl(cube()))}};
}

const SandboxFixture::Fields& halves() {
  static const SandboxFixture::Fields kHalves{
      {"model", "character"}, {"part", "f"}, {"joint", "none"}, {"format", "2"}};
  return kHalves;
}

}  // namespace meshgate::test
