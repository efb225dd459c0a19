// Profiles as TOML.
#include <algorithm>
#include <filesystem>

#include "core/source.h"
#include "core/text.h"
#include "gate/builtin_profiles.h"
#include "gate/toml_reader.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr int kMaxExtends = 8;
constexpr std::size_t kMaxProfileBytes = 1U << 20U;

void read_formats(const toml::node& node, AssetKind kind, std::vector<std::string>& into,
                  TomlProblem& problem) {
  std::vector<std::string_view> known;
  for (const Format* format : all_formats()) {
    if (format->kind == kind) known.push_back(format->id);
  }
  const toml::array* names = node.as_array();
  if (names == nullptr) return problem.set(node, "expected a list of format names");
  into.clear();
  for (const toml::node& entry : *names) {
    const std::string name = entry.value_or(std::string());
    if (std::find(known.begin(), known.end(), name) == known.end())
      problem.unknown(entry, "format", name, known);
    into.push_back(name);
  }
}

// A file that a profile extends is named as seen from that profile's folder.
std::string beside(const std::string& origin, const std::string& name) {
  if (suffix_of(name) != ".toml") return name;
  return (std::filesystem::path(origin).parent_path() / name).string();
}

Result<Profile> parse(std::string_view text, const std::string& origin, int depth);

Result<Profile> load(const std::string& name_or_path, int depth) {
  std::vector<std::string_view> known;
  for (const BuiltinProfile& builtin : builtin_profiles()) {
    if (builtin.name == name_or_path) return parse(builtin.toml, name_or_path, depth);
    known.push_back(builtin.name);
  }
  if (suffix_of(name_or_path) == ".toml") {
    MG_TRY(const auto bytes, read_head(name_or_path, kMaxProfileBytes));
    return parse(as_text(bytes), name_or_path, depth);
  }
  const std::string_view nearest = nearest_name(name_or_path, known);
  return fail(ErrorKind::kConfig,
              "no profile named \"" + printable(name_or_path) + "\"" +
                  (nearest.empty() ? "; `meshgate profiles` lists them, a file ends in .toml"
                                   : "; did you mean \"" + std::string(nearest) + "\"?"));
}

Result<Profile> parse(std::string_view text, const std::string& origin, int depth) {
  if (depth > kMaxExtends)
    return fail(ErrorKind::kConfig, origin + ": profiles extend each other in a circle");
  MG_TRY(const toml::table document, parse_toml(text, origin));
  Profile profile;
  TomlProblem problem{origin, {}};
  Settings settings;
  if (const toml::node* base = document.get("extends")) {
    std::string name;
    read_text(*base, name, problem);
    if (!problem.text.empty()) return fail(ErrorKind::kConfig, problem.text);
    MG_TRY(profile, load(beside(origin, name), depth + 1));
  }
  profile.name = origin;
  for (const auto& [key, node] : document) {
    if (key == "name") {
      read_text(node, profile.name, problem);
    } else if (key == "summary") {
      read_text(node, profile.summary, problem);
    } else if (key == "mesh-formats") {
      read_formats(node, AssetKind::kMesh, profile.mesh_formats, problem);
    } else if (key == "image-formats") {
      read_formats(node, AssetKind::kImage, profile.image_formats, problem);
    } else if (key == "limits") {
      read_limits(node, settings, problem);
    } else if (key == "rules") {
      read_rules(node, settings, problem);
    } else if (key != "extends") {
      problem.unknown(node, "key", key.str(),
                      {"name", "summary", "extends", "mesh-formats", "image-formats", "limits", "rules"});
    }
  }
  if (!problem.text.empty()) return fail(ErrorKind::kConfig, problem.text);
  apply_settings(settings, profile);
  return profile;
}

}  // namespace

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const BuiltinProfile& builtin : builtin_profiles()) names.emplace_back(builtin.name);
  return names;
}

Result<Profile> load_profile(const std::string& name_or_path) { return load(name_or_path, 0); }

Result<Profile> parse_profile(std::string_view toml, const std::string& origin) {
  return parse(toml, origin, 0);
}

}  // namespace meshgate
