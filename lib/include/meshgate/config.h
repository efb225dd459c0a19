#pragma once
// meshgate.toml: what a project wants of the gate, beside its models.
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/profile.h"
#include "meshgate/result.h"

namespace meshgate {

/// An option of the command line that a configuration and the environment can set, too: `fail-on` is
/// `--fail-on` and `MESHGATE_FAIL_ON`.
struct ConfigOption {
  enum class Type { kProfile, kLevel, kReports, kRuleGlobs, kPath, kCount, kNumber, kBytes };
  std::string_view name;
  Type type = Type::kPath;
  std::string_view doc;
};
std::span<const ConfigOption> config_options();

/// Settings for inputs whose path matches one of the globs.
struct PathSettings {
  std::vector<std::string> paths;  ///< globs, relative to the configuration's folder
  Settings settings;
};

/// A finding that is accepted, for a reason and for a time.
struct Suppression {
  std::string rule;     ///< glob over rule ids
  std::string path;     ///< glob, relative to the configuration's folder; empty = every input
  std::string reason;   ///< never empty
  std::string expires;  ///< ISO date of the last day on which it holds; empty = never
  std::string origin;   ///< "meshgate.toml:12"
};

/// One configuration file.
struct Config {
  std::string path;    ///< of the file
  std::string folder;  ///< that holds it: paths inside are relative to it
  /// Values of config_options() by name, as the command line would give them; lists have several. Paths are
  /// made relative to the current folder.
  std::map<std::string, std::vector<std::string>, std::less<>> options;
  std::vector<std::string> exclude;  ///< globs: inputs that are left out
  Settings settings;                 ///< laid over the profile
  std::vector<PathSettings> path_settings;
  std::vector<Suppression> suppressions;
};

/// Parses a configuration; `path` names it in errors and gives its folder. kConfig with the line, and the
/// nearest known name for what is unknown.
Result<Config> parse_config(std::string_view toml, const std::string& path);

/// Reads a configuration file.
Result<Config> read_config(const std::string& path);

/// The nearest `meshgate.toml` in `folder` or above it; empty when there is none.
std::string find_config(const std::string& folder);

/// Whether a path, seen from `folder`, matches one of the globs. Lexical: nothing needs to exist.
bool path_matches(const std::vector<std::string>& globs, const std::string& folder, const std::string& path);

/// JSON schema (draft 7) of meshgate.toml, or of a profile, for editors: made from the tables of rules,
/// formats, limits and profiles.
std::string render_config_schema();
std::string render_profile_schema();

}  // namespace meshgate
