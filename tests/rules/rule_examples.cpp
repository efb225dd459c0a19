#include "rules/rule_examples.h"

#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "core/text.h"
#include "meshgate/gate.h"
#include "meshgate/prepare.h"
#include "support/depth_scene.h"
#include "support/files.h"
#include "support/planted.h"
#include "support/remote.h"
#include "support/rule_cases.h"
#include "support/scripted_api.h"
#include "support/verify_cases.h"

namespace meshgate::test {
namespace {

constexpr std::size_t kMaxLines = 25;  // what a page shows of a file
constexpr std::size_t kMaxColumns = 150;
constexpr std::size_t kMaxBytes = 4000;
constexpr std::size_t kMaxChanges = 6;

std::string name_of(const std::string& file) { return file.substr(file.rfind('/') + 1); }

// Text that a page can show: no control characters, few and short lines.
bool is_showable(const std::string& text) {
  const auto is_plain = [](char c) {
    return c == '\n' || c == '\r' || static_cast<unsigned char>(c) >= 0x20;
  };
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return !text.empty() && text.size() <= kMaxBytes && lines <= kMaxLines &&
         text.find("```") == std::string::npos && std::all_of(text.begin(), text.end(), is_plain);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::string fenced(const std::string& text, std::string_view language = {}) {
  std::string block = fmt::format("```{}\n", language);
  for (const std::string& line : lines_of(text))
    block += (line.size() > kMaxColumns ? line.substr(0, kMaxColumns) + "…" : line) + "\n";
  return block + "```\n";
}

// Lines that only one of the two has, by the longest common subsequence: "-" of the bad one, "+" of the good
// one.
std::vector<std::string> difference(const std::vector<std::string>& bad,
                                    const std::vector<std::string>& good) {
  std::vector<std::vector<std::size_t>> common(bad.size() + 1, std::vector<std::size_t>(good.size() + 1));
  for (std::size_t i = bad.size(); i-- > 0;) {
    for (std::size_t j = good.size(); j-- > 0;) {
      common[i][j] =
          bad[i] == good[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::vector<std::string> changes;
  std::size_t i = 0, j = 0;
  while (i < bad.size() || j < good.size()) {
    if (i < bad.size() && j < good.size() && bad[i] == good[j]) {
      ++i, ++j;
    } else if (j == good.size() || (i < bad.size() && common[i + 1][j] >= common[i][j + 1])) {
      changes.push_back("-" + bad[i++]);
    } else {
      changes.push_back("+" + good[j++]);
    }
  }
  return changes;
}

// Inputs of a folder of testdata/rules whose name starts with `prefix`; those that a page can show first, the
// shortest of them first.
std::vector<std::string> cases_in(const std::string& folder, std::string_view prefix) {
  std::vector<std::string> found;
  for (const std::string& file : rule_case_inputs()) {
    if (file.substr(0, file.rfind('/')) == folder && name_of(file).starts_with(prefix)) found.push_back(file);
  }
  const auto rank = [](const std::string& file) {
    const std::string text = read_text(source_dir() / file);
    return std::pair(!is_showable(text), text.size());
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  return found;
}

// Material libraries and pictures that the text of an input names and that lie beside it.
std::vector<std::string> companions_of(const std::string& file) {
  const std::string text = read_text(source_dir() / file);
  const std::string folder = file.substr(0, file.rfind('/'));
  std::vector<std::string> found;
  for (const std::string& other : files_below(folder)) {
    if (other.ends_with(".mtl") && text.find(name_of(other)) != std::string::npos) found.push_back(other);
  }
  return found;
}

// The file, and what lies beside it, as far as a page can show them.
std::string shown(const std::string& file) {
  const std::string text = read_text(source_dir() / file);
  if (!is_showable(text)) {
    const bool binary = text.find('\0') != std::string::npos;
    return fmt::format("({}{}, not shown)\n", binary ? "binary, " : "", format_bytes(text.size()));
  }
  std::string block = fenced(text);
  for (const std::string& other : companions_of(file))
    block +=
        fmt::format("\nwith `{}` beside it\n\n{}", name_of(other), fenced(read_text(source_dir() / other)));
  return block;
}

// The good input: what differs when that is little, else as the bad one.
std::string shown_good(const std::string& bad, const std::string& good) {
  const std::string bad_text = read_text(source_dir() / bad), good_text = read_text(source_dir() / good);
  const bool comparable = is_showable(bad_text) && is_showable(good_text) &&
                          companions_of(bad) == companions_of(good) && suffix_of(bad) == suffix_of(good);
  if (!comparable) return "\n\n" + shown(good);
  const std::vector<std::string> changes = difference(lines_of(bad_text), lines_of(good_text));
  if (changes.empty() || changes.size() > kMaxChanges) return "\n\n" + shown(good);
  std::string block = " It differs in\n\n```diff\n";
  for (const std::string& line : changes) block += line + "\n";
  return block + "```\n";
}

// What the gate says of a bad input, after "…" and a blank; paths as seen from the source tree.
std::string says(const Rule& rule, const InputReport& report) {
  const auto finding = std::find_if(report.findings.begin(), report.findings.end(),
                                    [&](const Finding& candidate) { return candidate.rule == rule.id; });
  INFO(report.path << " has no " << rule.id);
  REQUIRE(finding != report.findings.end());
  std::string message = finding->message;
  const std::string root = source_dir().string() + "/";
  for (std::size_t at = message.find(root); at != std::string::npos; at = message.find(root))
    message.erase(at, root.size());
  const std::string again = finding->count > 1 ? fmt::format(", {} times", finding->count) : std::string();
  return fmt::format("says ({}{}):\n\n> {}\n", to_string(finding->severity), again, message);
}

std::string verdict(const Rule& rule, const std::string& file) {
  const std::string profile = case_profile(file);
  // A task is asked for on the command line; its case holds the same as text.
  const std::string command = file.ends_with(".task")
                                  ? std::string("`meshgate run` with these values")
                                  : fmt::format("`meshgate check --profile {} {}`", profile, name_of(file));
  std::string text = fmt::format("{} {}", command, says(rule, check_case(file, profile)));
  if (!profile.ends_with(".toml")) return text;
  const std::string toml = read_text((source_dir() / file).replace_filename(profile));
  return text + fmt::format("\nwith the profile `{}`\n\n{}", profile, fenced(toml, "toml"));
}

// Rules of comparisons: the figure that tests build, with one fault.
std::string compared_example(const Rule& rule) {
  const std::vector<Planted>& faults = planted_faults();
  const auto planted = std::find_if(faults.begin(), faults.end(), [&](const Planted& fault) {
    return fault.rule == rule.id || fault.also.contains(std::string(rule.id));
  });
  const bool of_files = planted == faults.end();  // what only a file can have wrong
  const std::string expect = of_files ? "split:character:a:ball" : planted->expect;
  Asset result = of_files ? clean_result(expect) : planted->result();
  std::string what = of_files ? "there is no such file" : planted->what;
  std::vector<ComparedFile> files{{"parts.glb", &result, ""}};
  if (rule.id == "parts/unreadable") files = {{"parts.glb", nullptr, "parts.glb: No such file or directory"}};
  if (rule.id == "parts/format") {
    files[0].path = "parts.stl";
    what = "a GLB that is called parts.stl";
  }
  return fmt::format(
      "**Bad.** {}.\n\n`meshgate verify figure.glb {} --expect {} --unit mm` {}\n**Good.** The parts as they "
      "were cut: the rule is silent.\n",
      what, files[0].path, expect, says(rule, judge(planted_source(), files, expect)));
}

// Rules of depth maps: the picture that tests build, with one fault in its map.
std::string depth_example(const Rule& rule) {
  const std::vector<DepthFault>& faults = depth_faults();
  const auto fault = std::find_if(faults.begin(), faults.end(),
                                  [&](const DepthFault& candidate) { return candidate.rule == rule.id; });
  REQUIRE(fault != faults.end());
  const TemporaryFolder folder;
  const std::string source = write_source(folder, true), map = write_map(folder, fault->spec, fault->depth);
  InputReport report;
  report.findings = judge_depth(source, map).findings;
  for (Finding& finding : report.findings) finding.severity = std::min(finding.severity, rule.severity);
  return fmt::format(
      "**Bad.** {}.\n\n`meshgate verify picture.png {} --expect depth:base:rmbg` {}\n**Good.** The exact "
      "depth of the "
      "picture: the rule is silent.\n",
      fault->what, name_of(map), says(rule, report));
}

// Rules of what prepare makes: the same model, asked for too much or for a format with less room.
std::string prepared_example(const Rule& rule) {
  const bool loss = rule.id == "prepare/loss";
  const TemporaryFolder folder;
  PrepareOptions options;
  options.check.profile = load_profile("asset").value();
  std::string output = "figure.stl", good = "An OBJ has room for the texture: the rule is silent.";
  if (!loss) {
    output = "small.glb";
    options.target_triangles = 100;
    options.max_drift = 0.001;
    good = "Without `--max-drift 0.001` or with more triangles: the rule is silent.";
  }
  const Report report = prepare_file((source_dir() / "testdata/demo/figure.glb").string(),
                                     (folder.path() / output).string(), options)
                            .value();
  return fmt::format(
      "**Bad.** `testdata/demo/figure.glb`\n\n`meshgate prepare figure.glb -o {}{}` {}\n**Good.** {}\n",
      output, loss ? "" : " --target-triangles 100 --max-drift 0.001", says(rule, report.inputs.at(0)), good);
}

// A task that the service reports as failed. Its job has another id each time.
std::string task_example(const Rule& rule) {
  ScriptedApi api;
  api.before = [](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "query") return nullptr;
    return std::make_unique<ScriptedReply>(
        ScriptedReply{200, R"({"code":200,"data":{"state":"failed"},"msg":"mesh too complex"})"});
  };
  const RemoteBench bench(api.base_url());
  const RunOutcome outcome = bench.run_cube(bench.options());
  InputReport input = outcome.report.inputs.at(0);
  const std::string& job = outcome.jobs.at(0).job.id;
  for (Finding& finding : input.findings) {
    if (const auto at = finding.message.find(job); at != std::string::npos)
      finding.message.replace(at, job.size(), "5f0c2a91");
  }
  return fmt::format(
      "**Bad.** A cube, and a service that cannot do it.\n\n`meshgate run split cube.stl -o out` "
      "{}\n**Good.** The "
      "same when there is a result: the rule is silent.\n",
      says(rule, input));
}

// Rules of what is absent or depends on the run have no case that is a file.
std::string built_example(const Rule& rule) {
  if (rule.id.starts_with("parts/") || rule.id.starts_with("segments/")) return compared_example(rule);
  if (rule.id.starts_with("depth/")) return depth_example(rule);
  if (rule.id.starts_with("prepare/")) return prepared_example(rule);
  if (rule.id == "task/no-result") return task_example(rule);
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  std::string bad = "testdata/absent.stl", command = bad, why = "there is no such file";
  if (rule.id == "file/not-checked") {
    options.max_memory = 1000;
    bad = "testdata/demo/figure.glb";
    command = "--max-memory 1000 " + bad;
    why = "the file is good and the memory too small";
  }
  if (rule.id == "gate/suppression-expired") {
    options.suppressions = {
        {"mesh/open-edge", "", "the hem is open on purpose", "2026-06-30", "meshgate.toml:1"}};
    options.today = "2026-07-01";
    bad = command = "testdata/demo/figure_parts.obj";
    why =
        "it has open edges, and on 2026-07-01 `meshgate.toml` says\n\n```toml\n[[suppress]]\nrule = "
        "\"mesh/open-edge\"\nreason = \"the hem is open on purpose\"\nexpires = 2026-06-30\n```\n\nThe date "
        "is over";
  }
  const Report report = check_files({(source_dir() / bad).string()}, options).value();
  return fmt::format(
      "**Bad.** `{}`: {}.\n\n`meshgate check {}` {}\n**Good.** `testdata/demo/figure.glb`: the rule is "
      "silent.\n",
      bad, why, command, says(rule, report.inputs.at(0)));
}

}  // namespace

std::string example_path(const Rule& rule) { return fmt::format("testdata/rules/{}/example.md", rule.id); }

std::string render_rule_example(const Rule& rule) {
  const std::string folder = fmt::format("testdata/rules/{}", rule.id);
  const std::vector<std::string> bad = cases_in(folder, "fires");
  if (bad.empty()) return built_example(rule);
  std::vector<std::string> good = cases_in(folder, "silent");
  if (good.empty()) good = cases_in(folder.substr(0, folder.rfind('/')), "silent");
  INFO(rule.id << " needs a silent case that is a file");
  REQUIRE_FALSE(good.empty());
  // Beside a case that a page can show, one in the same format.
  std::stable_sort(good.begin(), good.end(), [&](const std::string& a, const std::string& b) {
    return (suffix_of(a) != suffix_of(bad[0])) < (suffix_of(b) != suffix_of(bad[0]));
  });
  return fmt::format("**Bad.** `{0}`\n\n{1}\n{2}\n**Good.** `{3}`: the rule is silent.{4}", bad[0],
                     shown(bad[0]), verdict(rule, bad[0]), good[0], shown_good(bad[0], good[0]));
}

void write_rule_examples() {
  for (const Rule* rule : all_rules()) {
    const std::filesystem::path path = source_dir() / example_path(*rule);
    std::filesystem::create_directories(path.parent_path());
    write_text(path, render_rule_example(*rule));
  }
}

}  // namespace meshgate::test
