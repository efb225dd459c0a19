#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "meshgate/emitter.h"
#include "meshgate/gate.h"
#include "support/files.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

CheckOptions default_options() {
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  return options;
}

std::vector<std::string> rules_of(const InputReport& input) {
  std::vector<std::string> rules;
  for (const Finding& finding : input.findings) rules.push_back(finding.rule);
  return rules;
}

void write_bytes(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
  write_text(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

InputReport check_one(const std::filesystem::path& path, const CheckOptions& options = default_options()) {
  return check_files({path.string()}, options).value().inputs.at(0);
}

using Catch::Matchers::Contains;
using Rules = std::vector<std::string>;

/// Root may open everything: what a test says about permissions needs another user.
class AsNobody {
 public:
  AsNobody() {
    if (::geteuid() == 0) switched_ = ::seteuid(65534) == 0;
  }
  ~AsNobody() {
    if (switched_) static_cast<void>(::seteuid(0));
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool switched_ = false;
};

}  // namespace

TEST_CASE("gate: a clean cube passes with its numbers", "[gate]") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "cube.stl", binary_stl(cube()));
  const InputReport input = check_one(folder.path() / "cube.stl");
  CHECK(input.verdict == Verdict::kPass);
  CHECK(input.findings.empty());
  CHECK(input.format == "stl");
  REQUIRE(input.metrics.size() > 2);
  CHECK(input.metrics[0].first == "triangles");
  CHECK(std::get<std::int64_t>(input.metrics[0].second) == 12);
  CHECK(std::get<std::int64_t>(input.metrics[1].second) == 36);
}

TEST_CASE("gate: what cannot be opened is a finding, and the batch goes on", "[gate]") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "cube.stl", binary_stl(cube()));
  ::mkfifo((folder.path() / "pipe.stl").c_str(), 0600);
  const Report report =
      check_files({(folder.path() / "absent.stl").string(), (folder.path() / "pipe.stl").string(),
                   (folder.path() / "cube.stl").string()},
                  default_options())
          .value();
  CHECK(rules_of(report.inputs[0]) == Rules{"file/unreadable"});
  CHECK(rules_of(report.inputs[1]) == Rules{"file/unreadable"});
  CHECK(report.inputs[2].verdict == Verdict::kPass);
  CHECK(exit_code(report, Severity::kError) == 1);
}

TEST_CASE("gate: an empty file", "[gate]") {
  const TemporaryFolder folder;
  write_text(folder.path() / "a.glb", "");
  CHECK(rules_of(check_one(folder.path() / "a.glb")) == Rules{"file/empty"});
}

TEST_CASE("gate: content decides the format, and a wrong suffix is said", "[gate]") {
  const TemporaryFolder folder;
  for (const char* name : {"cube.obj", "cube", "cube.txt"}) {
    write_bytes(folder.path() / name, binary_stl(cube()));
    const InputReport input = check_one(folder.path() / name);
    CHECK(input.format == "stl");
    CHECK(rules_of(input) == Rules{"file/format-mismatch"});
  }
  write_text(folder.path() / "noise.glb", "neither text nor model \x01\x02\x03");
  CHECK(rules_of(check_one(folder.path() / "noise.glb")) == Rules{"file/format-unsupported"});
}

TEST_CASE("gate: size limits are exact and cost no read of the file", "[gate]") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "large.stl";
  // A sparse file: reading it would cost seconds, judging it must not allocate.
  const auto rules_at = [&](std::uint64_t size) {
    write_bytes(path, binary_stl(cube()));
    std::filesystem::resize_file(path, size);
    CheckOptions options = default_options();
    options.select = {"file/too-large", "file/near-size-limit"};
    options.max_memory =
        1000;  // a read would end in file/not-checked, which is not selected: see timings instead
    const InputReport input = check_one(path, options);
    CHECK(input.timings_ms.empty());
    return rules_of(input);
  };
  CHECK(rules_at(200'000'000).empty());
  CHECK(rules_at(200'000'001) == Rules{"file/near-size-limit"});
  CHECK(rules_at(209'715'200) == Rules{"file/near-size-limit"});
  CHECK(rules_at(209'715'201) == Rules{"file/too-large"});
  CHECK(rules_at(314'572'800) == Rules{"file/too-large"});
}

TEST_CASE("gate: a memory budget ends in an honest list", "[gate]") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "cube.stl", binary_stl(cube()));
  CheckOptions options = default_options();
  options.max_memory = 100;
  const InputReport input = check_one(folder.path() / "cube.stl", options);
  CHECK(rules_of(input) == Rules{"file/not-checked"});
  CHECK(input.verdict == Verdict::kFail);
  REQUIRE_FALSE(input.not_checked.empty());
  for (const NotChecked& rule : input.not_checked) CHECK(rule.reason == "memory");
}

TEST_CASE("gate: a stop request is an error of the whole run", "[gate]") {
  std::stop_source stop;
  stop.request_stop();
  CheckOptions options = default_options();
  options.stop = stop.get_token();
  const auto report = check_files({testdata("demo/figure.glb")}, options);
  REQUIRE_FALSE(report);
  CHECK(report.error().kind == ErrorKind::kCancelled);
}

TEST_CASE("gate: select, ignore and severity decide what counts", "[gate]") {
  std::vector<std::byte> bytes = binary_stl(cube());
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::memcpy(&bytes[84 + 12], &nan, 4);
  const auto check = [&](const CheckOptions& options) {
    return check_bytes("cube.stl", bytes, options).value();
  };
  CheckOptions options = default_options();
  CHECK(rules_of(check(options)) == Rules{"mesh/non-finite-position", "mesh/open-edge"});
  options.ignore = {"mesh/*"};
  CHECK(check(options).verdict == Verdict::kPass);
  options.ignore = {"mesh/open-edge"};
  options.profile.rules["mesh/non-finite-position"].severity = Severity::kWarning;
  CHECK(check(options).verdict == Verdict::kWarn);
  options.profile.rules["mesh/non-finite-position"].severity = Severity::kOff;
  CHECK(check(options).findings.empty());
  options.select = {"mash/*"};
  CHECK(check_bytes("cube.stl", bytes, options).error().kind == ErrorKind::kUsage);
}

TEST_CASE("gate: the threshold of the exit code is inclusive", "[gate]") {
  Report report;
  report.inputs.resize(1);
  CHECK(exit_code(report, Severity::kInfo) == 0);
  Finding finding;
  finding.severity = Severity::kWarning;
  report.inputs[0].findings.push_back(finding);
  CHECK(exit_code(report, Severity::kError) == 0);
  CHECK(exit_code(report, Severity::kWarning) == 1);
  CHECK(exit_code(report, Severity::kInfo) == 1);
  CHECK(exit_code(report, Severity::kOff) == 0);
}

TEST_CASE("gate: reports are byte-identical for any number of threads", "[gate][parallel]") {
  std::vector<std::string> inputs;
  for (const std::string& file : testdata_inputs()) inputs.push_back((source_dir() / file).string());
  std::string first;
  for (const int jobs : {1, 2, 4, 7}) {
    CheckOptions options = default_options();
    options.jobs = jobs;
    options.hash = true;
    const std::string json = find_emitter("json")->render(check_files(inputs, options).value(), {});
    if (first.empty()) first = json;
    CHECK(json == first);
  }
}

TEST_CASE("gate: content that is no model at all is named", "[gate]") {
  const auto message = [](std::string_view name, const std::string& content) {
    const auto bytes = std::as_bytes(std::span(content));
    const InputReport input =
        check_bytes(std::string(name), {bytes.begin(), bytes.end()}, default_options()).value();
    REQUIRE(rules_of(input) == Rules{"file/format-unsupported"});
    return input.findings[0].message;
  };
  const auto wide = [](std::string_view text, bool big) {
    std::string bytes = big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : text) bytes += big ? std::string{'\0', c} : std::string{c, '\0'};
    return bytes;
  };
  CHECK_THAT(message("a.obj", wide("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", true)), Contains("UTF-16"));
  CHECK_THAT(message("a.stl", wide("solid a\n", false)), Contains("UTF-16"));
  CHECK_THAT(message("a.glb", "<!DOCTYPE html>\n<html><body>Not Found"), Contains("web page"));
  CHECK_THAT(message("a.glb", "\n  <HTML>"), Contains("web page"));
  for (const std::size_t size : {1U, 83U, 85U, 300'000U})
    CHECK_THAT(message("a.glb", std::string(size, '\0')), Contains("zero"));
  CHECK_THAT(message("a.glb", "something else"), !Contains("web page") && !Contains("UTF-16"));
}

TEST_CASE("inputs: folders are searched in order, links to folders are not followed", "[gate]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "b" / ".hidden");
  for (const char* name : {"z.stl", "a.GLB", "notes.txt", "b/c.png", "b/.hidden/d.stl"})
    write_text(folder.path() / name, "x");
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "b" / "loop");
  const std::string root = folder.path().string();
  CHECK(expand_inputs({root}) == Rules{root + "/a.GLB", root + "/b/c.png", root + "/z.stl"});
  CHECK(expand_inputs({root + "/*.stl"}) == Rules{root + "/z.stl"});
  CHECK(expand_inputs({root + "/**/*.png", root + "/b/c.png"}) == Rules{root + "/b/c.png"});
  CHECK(expand_inputs({root + "/*.nothing"}) == Rules{root + "/*.nothing"});
  CHECK(expand_inputs({root + "/absent"}) == Rules{root + "/absent"});
}

TEST_CASE("inputs: a folder that cannot be opened is an input that fails", "[gate]") {
  const TemporaryFolder folder;
  const std::string root = folder.path().string();
  std::filesystem::create_directories(folder.path() / "open");
  std::filesystem::create_directories(folder.path() / "locked");
  write_text(folder.path() / "open" / "a.stl", "x");
  write_text(folder.path() / "locked" / "b.stl", "x");
  ::chmod(folder.path().c_str(), 0755);
  ::chmod((folder.path() / "locked").c_str(), 0);
  {
    const AsNobody nobody;
    CHECK(expand_inputs({root}) == Rules{root + "/locked", root + "/open/a.stl"});
    CHECK(expand_inputs({root + "/**/*.stl"}) == Rules{root + "/locked", root + "/open/a.stl"});
    CHECK(expand_inputs({root + "/*/a.stl"}) == Rules{root + "/locked", root + "/open/a.stl"});
    // No file in it could match.
    CHECK(expand_inputs({root + "/o*/*.stl"}) == Rules{root + "/open/a.stl"});
    const Report report = check_files({root + "/locked", root + "/locked/b.stl"}, default_options()).value();
    for (const InputReport& input : report.inputs) {
      REQUIRE(rules_of(input) == Rules{"file/unreadable"});
      CHECK_THAT(input.findings[0].message, Contains("permission"));
    }
  }
  ::chmod((folder.path() / "locked").c_str(), 0755);
}
