// Compares meshgate's gltf/ findings with the reports that the Khronos validator wrote beside its test assets.
// Hidden: needs the assets. MESHGATE_GLTF_CORPUS=…/gltf-validator meshgate_tests "[gltf-corpus]"
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/source.h"
#include "core/text.h"
#include "meshgate/format.h"
#include "meshgate/rule.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::uint64_t expected = 0;
  std::uint64_t got = 0;
  std::vector<std::string> missing;
  std::vector<std::string> extra;
};

std::string rule_of(std::string code) {
  std::replace(code.begin(), code.end(), '_', '-');
  return "gltf/" + to_lower(code);
}

// Defects that meshgate reports under a rule that all mesh formats share.
std::set<std::string> twins_of(const std::string& rule) {
  static const std::map<std::string, std::set<std::string>> kTwins{
      {"gltf/image-data-invalid", {"texture/undecodable"}},
      {"gltf/image-unrecognized-format", {"texture/undecodable"}},
      {"gltf/image-unexpected-eos", {"texture/undecodable"}},
      {"gltf/image-mime-type-invalid", {"texture/mime-mismatch"}},
      {"gltf/invalid-uri", {"texture/mime-mismatch"}},
      {"gltf/image-npot-dimensions", {"texture/not-power-of-two"}},
      {"gltf/io-error", {"texture/missing-file"}},
  };
  const auto found = kTwins.find(rule);
  return found == kTwins.end() ? std::set<std::string>{} : found->second;
}

using Pairs = std::map<std::string, std::uint64_t>;  // rule → count

Pairs expected_of(const fs::path& report) {
  Pairs pairs;
  const auto json = nlohmann::json::parse(std::ifstream(report));
  for (const auto& message : json["issues"]["messages"]) ++pairs[rule_of(message["code"].get<std::string>())];
  return pairs;
}

Pairs got_of(const fs::path& path) {
  const Result<Source> source = Source::open(path.string());
  REQUIRE(source);
  const Format* format = find_format(path.extension() == ".glb" ? "glb" : "gltf");
  const Result<Asset> asset = format->read(*source, {});
  REQUIRE(asset);
  Pairs pairs;
  for (const Finding& note : asset->notes) pairs[note.rule] += note.count;
  return pairs;
}

void compare(const std::string& name, const Pairs& expected, Pairs got, std::map<std::string, Row>& rows) {
  for (const auto& [rule, count] : expected) {
    Row& row = rows[rule];
    row.expected += count;
    std::uint64_t found = got.count(rule) != 0 ? got[rule] : 0;
    got.erase(rule);
    for (const std::string& twin : twins_of(rule)) {
      while (found < count && got[twin] > 0) {
        ++found;
        --got[twin];
      }
    }
    row.got += found;
    if (found < count) row.missing.push_back(name);
    if (found > count) row.extra.push_back(name);
  }
  for (const auto& [rule, count] : got) {
    if (rule.rfind("gltf/", 0) != 0) continue;
    rows[rule].got += count;
    rows[rule].extra.push_back(name);
  }
}

std::string first_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 3); ++i) text += " " + names[i];
  return text + (names.size() > 3 ? " …" : "");
}

}  // namespace

TEST_CASE("findings agree with the Khronos validator", "[.][gltf-corpus]") {
  const char* folder = std::getenv("MESHGATE_GLTF_CORPUS");
  REQUIRE(folder != nullptr);
  std::map<std::string, Row> rows;
  std::size_t files = 0;
  std::size_t agreeing = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().string();
    const std::string suffix = ".report.json";
    if (path.size() < suffix.size() || path.substr(path.size() - suffix.size()) != suffix) continue;
    const fs::path asset = path.substr(0, path.size() - suffix.size());
    const Pairs expected = expected_of(entry.path());
    compare(fs::relative(asset, folder).string(), expected, got_of(asset), rows);
    ++files;
  }
  std::uint64_t expected = 0;
  std::uint64_t disagreements = 0;
  for (const auto& [rule, row] : rows) {
    expected += row.expected;
    if (row.missing.empty() && row.extra.empty()) {
      ++agreeing;
      continue;
    }
    disagreements += row.missing.size() + row.extra.size();
    std::cout << rule << (find_rule(rule) == nullptr ? " (not claimed)" : "") << ": expected " << row.expected << ", got "
              << row.got << ", missing in" << first_of(row.missing) << ", extra in" << first_of(row.extra) << "\n";
  }
  std::cout << files << " files, " << rows.size() << " rules, " << agreeing << " agree, " << expected
            << " expected issues, " << disagreements << " disagreements by file\n";
}

}  // namespace meshgate
