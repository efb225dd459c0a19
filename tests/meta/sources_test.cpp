// What the tree promises about itself: origins of test data, ids of rules, the example of the README, no
// hosts.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <sstream>

#include "core/text.h"
#include "meshgate/rule.h"
#include "meta/source_lines.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// Everything between two `mark`s of one line.
std::vector<std::string> quoted_words(const std::string& text, char mark) {
  std::vector<std::string> words;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::size_t open = line.find(mark);
    while (open != std::string::npos) {
      const std::size_t close = line.find(mark, open + 1);
      if (close == std::string::npos) break;
      words.push_back(line.substr(open + 1, close - open - 1));
      open = line.find(mark, close + 1);
    }
  }
  return words;
}

/// "family/name-of-the-defect" in lower case.
bool is_rule_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == text.size()) return false;
  if (text.back() == '-' || text[slash + 1] == '-') return false;
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(slash), is_plain) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(slash) + 1, text.end(),
                     [&](char c) { return is_plain(c) || c == '-'; });
}

/// The rules' ids that appear as whole string literals in a source.
std::vector<std::string> rule_literals(const std::string& text) {
  static const std::set<std::string> kFamilies{"file",  "gltf",     "stl",   "obj",  "mesh",
                                               "uv",    "usd",      "zip",   "task", "texture",
                                               "image", "segments", "parts", "depth"};
  // Media types look the same.
  static const std::set<std::string> kMediaTypes{"image/png",  "image/jpeg", "image/webp", "image/ktx2",
                                                 "image/gif",  "image/tiff", "image/bmp",  "image/jpg",
                                                 "image/avif", "image/heic"};
  std::vector<std::string> ids;
  for (std::string& word : quoted_words(text, '"')) {
    const bool known_family = kFamilies.contains(word.substr(0, word.find('/')));
    const bool media_type = kMediaTypes.contains(word) || word.starts_with("image/x-");
    if (known_family && is_rule_id(word) && !media_type) ids.push_back(std::move(word));
  }
  return ids;
}

}  // namespace

TEST_CASE("sources: every file of testdata has its origin in SOURCES.md", "[meta]") {
  const std::vector<std::string> patterns = quoted_words(read_text(testdata("SOURCES.md")), '`');
  for (const std::string& file : files_below("testdata")) {
    const std::string name = file.substr(std::string_view("testdata/").size());
    if (name == "SOURCES.md" || name.ends_with(".expected.json")) continue;
    const auto covers = [&](const std::string& pattern) { return glob_matches(pattern, name); };
    INFO(file << " needs a line in testdata/SOURCES.md with its path or a glob in backticks");
    CHECK(std::any_of(patterns.begin(), patterns.end(), covers));
  }
}

TEST_CASE("sources: every rule id in the library is a registered rule", "[meta]") {
  for (const std::string& file : cpp_files_below("lib")) {
    for (const std::string& id : rule_literals(read_text(source_dir() / file))) {
      INFO(file << " says " << id);
      CHECK(find_rule(id) != nullptr);
    }
  }
}

TEST_CASE("sources: a type of the library has one definition", "[meta]") {
  // Two types of one name in one namespace link without a word, and crash when the wrong destructor runs.
  std::map<std::string, std::set<std::string>> headers;
  for (const std::string& file : cpp_files_below("lib")) {
    if (!file.ends_with(".h")) continue;
    std::istringstream lines(read_text(source_dir() / file));
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with(';') || !line.ends_with('{')) continue;
      for (const std::string_view kind : {"struct ", "class "}) {
        if (!line.starts_with(kind)) continue;
        const std::string name = line.substr(kind.size());
        headers[name.substr(0, name.find_first_of(" :<"))].insert(file);
      }
    }
  }
  CHECK(headers.size() > 100);
  for (const auto& [name, files] : headers) {
    INFO(name << " is defined in " << *files.begin() << " and " << *files.rbegin());
    CHECK(files.size() == 1);
  }
}

TEST_CASE("sources: a rule is declared once and well", "[meta]") {
  std::string_view last;
  for (const Rule* rule : all_rules()) {
    INFO(rule->id);
    CHECK(is_rule_id(rule->id));
    CHECK(rule->id != last);
    CHECK_FALSE(rule->summary.empty());
    CHECK_FALSE(rule->summary.ends_with('.'));
    CHECK(rule->explanation.find("**Why it matters.**") != std::string_view::npos);
    CHECK(rule->explanation.find("**How to fix it.**") != std::string_view::npos);
    for (const Parameter& parameter : rule->parameters) {
      INFO(parameter.name);
      CHECK((parameter.min <= parameter.value && parameter.value <= parameter.max));
      CHECK_FALSE(parameter.doc.empty());
    }
    last = rule->id;
  }
}

TEST_CASE("sources: the README's example is the consumer that the package test builds", "[meta]") {
  const std::string readme = read_text(source_dir() / "README.md");
  const std::string consumer = read_text(source_dir() / "tests/package/consumer/main.cpp");
  CHECK(readme.find("```cpp\n" + consumer + "```\n") != std::string::npos);
}

TEST_CASE("sources: no host of a package registry is named", "[meta]") {
  // In two parts, so that this file does not name them either.
  static const std::vector<std::pair<std::string, std::string>> kHosts{
      {"debian", ".org"},   {"pypi", ".org"},  {"pythonhosted", ".org"}, {"crates", ".io"},
      {"npmjs", ".org"},    {"npmjs", ".com"}, {"golang", ".org"},       {"maven", ".org"},
      {"maven", ".apache"}, {"ubuntu", ".com"}};
  for (const std::string folder : {"lib", "tools", "tests", "docs", ".ci", "testdata/make"}) {
    for (const std::string& file : files_below(folder)) {
      const std::string text = read_text(source_dir() / file);
      for (const auto& [name, domain] : kHosts) {
        INFO(file << " names " << name << domain);
        CHECK(text.find(name + domain) == std::string::npos);
      }
    }
  }
}
