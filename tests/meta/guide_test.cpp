// The examples of docs/guide are what meshgate understands.
#include <algorithm>
#include <catch2/catch.hpp>

#include "meshgate/profile.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// The first fenced block of a language.
std::string block_of(const std::string& text, const std::string& language) {
  const std::string fence = "\n```" + language + "\n";
  const std::size_t begin = text.find(fence);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = text.find("\n```\n", begin + fence.size());
  REQUIRE(end != std::string::npos);
  return text.substr(begin + fence.size(), end + 1 - begin - fence.size());
}

}  // namespace

TEST_CASE("guide: the profile in ten lines is one, and is laid over what it extends", "[meta][profile]") {
  const std::string text = read_text(source_dir() / "docs/guide/profiles.md");
  const std::string toml = block_of(text, "toml");
  CHECK(std::count(toml.begin(), toml.end(), '\n') == 10);
  const auto parsed = parse_profile(toml, "hat.toml");
  REQUIRE(parsed);
  const Profile& hat = *parsed;
  CHECK(hat.name == "hat");
  CHECK(hat.limit("mesh-bytes") == 20e6);
  CHECK(hat.parameter("mesh/too-many-triangles", "max-triangles") == 4000);
  CHECK(hat.severity("mesh/too-many-triangles") == Severity::kError);  // of the profile below
  CHECK(hat.severity("mesh/thin-wall") == Severity::kWarning);
  CHECK(hat.severity("mesh/sliver-face") == Severity::kOff);
  CHECK(hat.severity("uv/zero-area") == Severity::kWarning);
  CHECK(hat.severity("mesh/open-edge") == Severity::kError);
  CHECK(hat.mesh_formats == load_profile("roblox-ugc").value().mesh_formats);
  // The mistake that the guide shows is said as it shows it.
  std::string wrong = toml;
  wrong.replace(wrong.find("mesh/too-many"), 13, "mesh/to-many");
  const auto failed = parse_profile(wrong, "hat.toml");
  REQUIRE_FALSE(failed);
  CHECK(text.find("meshgate: " + describe(failed.error()) + "\n") != std::string::npos);
}
