#pragma once
// What a target accepts: limits, formats and severities as data with a source and a date for each number.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/finding.h"
#include "meshgate/result.h"

namespace meshgate {

/// A number with its pedigree.
struct Limit {
  double value = 0;
  std::string source;  ///< where the number was published
  std::string date;    ///< ISO date of the look-up
  std::string origin;  ///< where it was set, as "hitem3d:14"; empty = not from a file
};

/// Settings of one rule; absent fields keep the rule's own. Origins say where each was set, as
/// "hitem3d:31" (profile or file, and line).
struct RuleSetting {
  std::optional<Severity> severity;
  std::map<std::string, double, std::less<>> parameters;
  std::string severity_origin;
  std::map<std::string, std::string, std::less<>> parameter_origins;
};

/// Limits and rule settings that are laid over others.
struct Settings {
  std::map<std::string, Limit, std::less<>> limits;
  std::map<std::string, RuleSetting, std::less<>> rules;  ///< by id
};

/// A complete set of settings. Names of limits are those of the rules' pages: "mesh-bytes",
/// "mesh-bytes-near", "image-bytes", "image-bytes-near".
struct Profile {
  std::string name;
  std::string summary;
  std::vector<std::string> mesh_formats;  ///< accepted format ids; empty = all
  std::vector<std::string> image_formats;
  std::map<std::string, Limit, std::less<>> limits;
  std::map<std::string, RuleSetting, std::less<>> rules;  ///< by id

  /// The effective severity: the profile's, else the rule's own; kOff for an unknown rule.
  [[nodiscard]] Severity severity(std::string_view rule) const;
  /// The effective parameter: the profile's, else the rule's default. The name must exist.
  [[nodiscard]] double parameter(std::string_view rule, std::string_view parameter_name) const;
  [[nodiscard]] std::optional<double> limit(std::string_view limit_name) const;
};

/// Lays settings over those of a profile: what they name replaces, the rest stays.
void apply_settings(const Settings& settings, Profile& profile);

/// The built-in profile that counts when no other is asked for.
inline constexpr const char* kDefaultProfile = "hitem3d";

/// Names of the built-in profiles, sorted.
std::vector<std::string> profile_names();

/// Loads a built-in profile by name, or a TOML file when `name_or_path` is one. kConfig with the nearest
/// known name when neither.
Result<Profile> load_profile(const std::string& name_or_path);

/// Parses a profile; `origin` names it in errors. Unknown keys, rules and parameters are errors. In [rules] a
/// glob as "uv/*" takes a severity for all rules that it matches; an entry with a rule's name goes before it.
Result<Profile> parse_profile(std::string_view toml, const std::string& origin);

}  // namespace meshgate
