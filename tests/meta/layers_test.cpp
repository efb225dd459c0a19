// The library's layers depend downwards only, and each foreign library stays behind one file.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "meta/source_lines.h"

using namespace meshgate::test;

namespace {

using Names = std::set<std::string>;

/// What the files of each folder of lib/ may include besides their own folder and meshgate/ (docs/dev).
const std::map<std::string, Names>& allowed_layers() {
  static const std::map<std::string, Names> kAllowed{
      {"include", {}},
      {"core", {}},
      {"asset", {"core"}},
      {"formats", {"core", "asset"}},
      {"verify", {"core", "asset"}},
      {"hitem3d", {"core"}},
      {"checks", {"core", "asset", "verify", "hitem3d"}},
      {"render", {"core", "asset", "verify"}},
      {"gate", {"core", "asset", "formats", "verify", "hitem3d", "checks", "render"}},
      {"prepare", {"core", "asset", "formats", "gate"}},
      {"report", {"core"}},
      {"jobs", {"core", "formats", "hitem3d", "gate", "prepare"}},
  };
  return kAllowed;
}

std::string first_part(const std::string& path) { return path.substr(0, path.find('/')); }

std::string layer_of(const std::string& file) { return first_part(file.substr(std::string("lib/").size())); }

/// Library of a header in angle brackets, or empty for the C++ and C libraries and the operating system.
std::string foreign_library(const std::string& header) {
  static const Names kSystemFolders{"sys", "linux"};
  static const Names kSystemHeaders{"unistd.h", "fcntl.h",   "signal.h", "pwd.h",   "pthread.h",  "poll.h",
                                    "spawn.h",  "termios.h", "dirent.h", "errno.h", "immintrin.h"};
  const bool is_standard = header.find('/') == std::string::npos && header.find('.') == std::string::npos;
  if (is_standard || kSystemHeaders.contains(header)) return {};
  const std::string library = first_part(header);
  if (kSystemFolders.contains(library) || library == "meshgate") return {};
  return library;
}

}  // namespace

TEST_CASE("layers: a folder of lib includes only what lies below it", "[meta]") {
  for (const Include& include : includes_below("lib")) {
    if (!include.quoted) continue;
    const std::string layer = layer_of(include.file);
    const std::string target = first_part(include.header);
    INFO(include.file << " includes " << include.header);
    REQUIRE(allowed_layers().contains(layer));
    CHECK((target == "meshgate" || target == layer || allowed_layers().at(layer).contains(target)));
  }
}

TEST_CASE("layers: public headers show no foreign type but tl::expected", "[meta]") {
  for (const Include& include : includes_below("lib/include")) {
    if (include.quoted) continue;
    INFO(include.file << " includes " << include.header);
    const std::string library = foreign_library(include.header);
    CHECK((library.empty() || library == "tl"));
  }
}

TEST_CASE("layers: each foreign library is behind one file", "[meta]") {
  // Vocabulary that is used everywhere, and the few that take more than one file, with the reason.
  static const Names kVocabulary{"fmt", "tl"};
  static const std::map<std::string, std::size_t> kMore{
      {"webp", 2},             // one file decodes, one encodes
      {"meshoptimizer.h", 2},  // one file decodes, one orders triangles
      // glTF, the service's replies and the ids in them, texture lists and labels are read; glTF, reports,
      // baselines, schemas and the journal's details are written
      {"nlohmann", 12},
  };
  std::map<std::string, Names> users;
  for (const Include& include : includes_below("lib")) {
    const std::string library = include.quoted ? std::string() : foreign_library(include.header);
    if (!library.empty() && !kVocabulary.contains(library)) users[library].insert(include.file);
  }
  for (const auto& [library, files] : users) {
    std::string list;
    for (const std::string& file : files) list += "\n  " + file;
    INFO(library << " is included by" << list);
    const auto more = kMore.find(library);
    CHECK(files.size() <= (more == kMore.end() ? 1 : more->second));
  }
}
