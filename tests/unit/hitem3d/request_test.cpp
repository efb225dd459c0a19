// Requests against the tables, and the tables themselves.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "hitem3d/endpoints.h"
#include "hitem3d/request.h"
#include "meshgate/rule.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string sent(const TaskRequest& request, std::string_view name) {
  const std::vector<FormField> form = make_form(request).value();
  for (const FormField& field : form) {
    if (field.name == name) return field.value;
  }
  return "(not sent)";
}

std::vector<Finding> findings_of(const TaskRequest& request) {
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  return check_task(request, options).value().findings;
}

}  // namespace

TEST_CASE("endpoints: the tables fit together", "[hitem3d]") {
  CHECK(all_endpoints().size() == 4);
  for (const Endpoint* endpoint : all_endpoints()) {
    INFO(endpoint->id);
    CHECK(load_profile(std::string(endpoint->profile)));
    CHECK(endpoint->create_path.starts_with('/'));
    std::set<std::string_view> earlier;
    const auto known = [&](const Condition& when) {
      return when.field.empty() || earlier.contains(when.field);
    };
    for (const TaskField& field : endpoint->fields) {
      INFO(field.name);
      CHECK(known(field.when));  // conditions look back only
      CHECK_FALSE(field.doc.empty());
      CHECK(find_rule(field.choice_rule) != nullptr);
      CHECK(find_rule(field.range_rule) != nullptr);
      CHECK((field.type == FieldType::kChoice) == !field.choices.empty());
      CHECK((field.fallback.empty() ||
             std::any_of(field.choices.begin(), field.choices.end(),
                         [&](const Choice& one) { return one.wire == field.fallback; })));
      std::set<std::string_view> names;
      for (const Choice& choice : field.choices) {
        CHECK(known(choice.when));
        CHECK(names.insert(choice.name).second);
      }
      CHECK(earlier.insert(field.name).second);
    }
  }
}

TEST_CASE("requests: what has a default is sent explicitly, and formats have each task's own numbers",
          "[hitem3d]") {
  TaskRequest split{"split", "figure.glb", {}, {}};
  CHECK(sent(split, "model") == "character");
  CHECK(sent(split, "part") == "a");
  CHECK(sent(split, "joint") == "ball");
  CHECK(sent(split, "merge") == "yes");
  CHECK(sent(split, "format") == "2");
  CHECK(sent(split, "level") == "(not sent)");
  CHECK(sent(split, "mesh") == "figure.glb");
  CHECK(sent(split, "callback_url") == "(not sent)");
  split.values = {{"model", "general"}, {"format", "USDZ"}};
  for (const char* field : {"part", "joint", "merge"}) CHECK(sent(split, field) == "(not sent)");
  CHECK(sent(split, "level") == "medium");
  CHECK(sent(split, "format") == "5");
  const TaskRequest depth{"depth", "a.png", {}, {{"format", "glb"}}};
  CHECK(sent(depth, "format") == "4");
  CHECK(sent(depth, "rmbg") == "1");
  const TaskRequest exr{"depth", "a.png", {}, {}};
  CHECK(sent(exr, "format") == "1");
  const TaskRequest generate{"generate", "a.png", {}, {{"model", "v2.0"}}};
  CHECK(sent(generate, "model") == "hitem3dv2.0");
  CHECK(sent(generate, "resolution") == "1536");  // 1024, the default, is not one of v2.0
  CHECK(sent(generate, "request_type") == "3");
}

TEST_CASE("requests: views are sent in the order front, back, left, right with their mask", "[hitem3d]") {
  const TaskRequest request{"generate", "", {{"left", "l.png"}, {"front", "f.png"}}, {}};
  CHECK(findings_of(request).empty());
  CHECK(sent(request, "multi_images_bit") == "1010");
  std::vector<std::string> files;
  const std::vector<FormField> form = make_form(request).value();
  for (const FormField& field : form) {
    if (field.is_file) files.push_back(field.name + "=" + field.value);
  }
  CHECK(files == std::vector<std::string>{"multi_images=f.png", "multi_images=l.png"});
}

TEST_CASE("requests: one mistake is told once", "[hitem3d]") {
  const auto findings = findings_of({"split", "figure.glb", {}, {{"model", "charcter"}, {"part", "b"}}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "task/unknown-value");
  CHECK(findings[0].message ==
        "model has no value \"charcter\"; did you mean \"character\"? Known: character, general");
  CHECK(findings[0].element == "/model");
}

TEST_CASE("requests: an unknown task is an error with the nearest name", "[hitem3d]") {
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  const auto failed = check_task({"splt", "a.glb", {}, {}}, options);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == ErrorKind::kUsage);
  CHECK(failed.error().message == "unknown task \"splt\"; did you mean \"split\"?");
}

TEST_CASE("requests: the key is that of what is sent, not of how it was said", "[hitem3d]") {
  const TemporaryFolder folder;
  const std::string a = (folder.path() / "a.stl").string(), b = (folder.path() / "b.stl").string();
  write_text(a, "solid a");
  write_text(b, "solid a");
  const auto key = [](const TaskRequest& request) { return compute_task_key(request).value(); };
  const TaskRequest base{"split", a, {}, {}};
  CHECK(key(base).size() == 64);
  CHECK(key(base) == key({"split", b, {}, {}}));
  CHECK(key(base) == key({"split", a, {}, {{"joint", "ball"}, {"format", "2"}}}));
  CHECK(key(base) == key({"split", a, {}, {{"callback_url", "https://example.com/x"}}}));
  CHECK(key(base) != key({"split", a, {}, {{"joint", "none"}}}));
  CHECK(key(base) != key({"segment", a, {}, {}}));
  write_text(b, "solid b");
  CHECK(key(base) != key({"split", b, {}, {}}));
  CHECK(compute_task_key({"split", (folder.path() / "absent.stl").string(), {}, {}}).error().kind ==
        ErrorKind::kNotFound);
}

TEST_CASE("requests: what verify should expect follows from the parameters", "[hitem3d]") {
  CHECK(expectation_of({"split", "a.glb", {}, {}}) == "split:character:a:ball");
  CHECK(expectation_of({"split", "a.glb", {}, {{"model", "general"}, {"level", "high"}}}) ==
        "split:general:high");
  CHECK(expectation_of({"segment", "a.glb", {}, {}}) == "segmentation:medium");
  CHECK(expectation_of({"depth", "a.png", {}, {}}) == "depth:pro:rmbg");
  CHECK(expectation_of({"depth", "a.png", {}, {{"rmbg", "0"}, {"model_type", "base"}}}) == "depth:base");
  CHECK(expectation_of({"depth", "a.png", {}, {{"format", "stl"}}}) == "none");
  CHECK(expectation_of({"generate", "a.png", {}, {}}) == "none");
}

TEST_CASE("requests: shown without secrets, with the price", "[hitem3d]") {
  const TaskRequest request{"split", "", {}, {{"mesh_url", "https://files.example.com/a.glb?sign=PLANTED"}}};
  const std::string text = describe_request(request, "http://127.0.0.1:8080/").value();
  CHECK(text ==
        "POST http://127.0.0.1:8080/open-api/v1/split/create-task\n  Authorization: Token (hidden)\n"
        "  model = character\n  part = a\n  joint = ball\n  merge = yes\n  format = 2\n"
        "  mesh_url = https://files.example.com/a.glb\n  price: 20 credits, 0.40 USD (seen 2026-11-01)\n");
}

TEST_CASE("docs: docs/reference/tasks.md is what the tables say", "[meta]") {
  INFO("run tools/dev docs");
  CHECK((read_text(source_dir() / "docs/reference/tasks.md") == render_task_reference()));
}
