#pragma once
// A client for tests of the sandbox: plain requests, no cleverness.
#include <httplib.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sandbox/sandbox.h"

namespace meshgate::test {

/// A sandbox with a clock of its own, and what a client does with it.
class SandboxFixture {
 public:
  explicit SandboxFixture(const std::string& faults = {}, sandbox::SandboxOptions options = {});

  using Fields = std::map<std::string, std::string>;
  /// A file to upload: field, name, content.
  struct Upload {
    std::string field, name, content;
  };

  /// POST of a form; the scheme is "Bearer" unless `scheme` says otherwise.
  httplib::Result post(const std::string& path, const Fields& fields, const std::vector<Upload>& uploads);
  httplib::Result get(const std::string& path);
  nlohmann::json json(const httplib::Result& answer);

  /// Creates a task and returns its id; fails the test when it is refused.
  std::string create(const std::string& path, const Fields& fields, const std::vector<Upload>& uploads);
  nlohmann::json query(const std::string& path, const std::string& id);
  /// Runs a task to its end and returns the bytes of its result; fails the test when it fails.
  std::string run(const std::string& task, const Fields& fields, const std::vector<Upload>& uploads);
  std::string download(const std::string& url);
  nlohmann::json stats() { return nlohmann::json::parse(server.stats_json()); }

  /// Code of the answer to a form.
  int code_of(const std::string& path, const Fields& fields, const std::vector<Upload>& uploads);

  double now = 1000;
  std::string scheme = "Bearer";
  std::string token;
  sandbox::Sandbox server;
  httplib::Client client;
};

/// A cube as a model to upload.
std::vector<SandboxFixture::Upload> cube_upload(const std::string& name = "cube.stl");
/// What the bytes of a model are as the content of an upload.
std::string content_of(const std::vector<std::byte>& bytes);
/// A split in two without joints: quick to make.
const SandboxFixture::Fields& halves();

}  // namespace meshgate::test
