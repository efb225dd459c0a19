#pragma once
// Reading TOML with errors that name the line: shared by profiles and configurations. The only file that
// includes toml++ besides the version table.
#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <vector>

#include "gate/toml_names.h"
#include "meshgate/profile.h"
#include "meshgate/result.h"

namespace meshgate {

/// Collects the first problem, so that every reader below stays a plain statement.
struct TomlProblem {
  std::string origin;  ///< name of the file or profile
  std::string text;    ///< empty = none so far

  /// "origin:12", where a node stands.
  [[nodiscard]] std::string line_of(const toml::node& node) const;
  void set(const toml::node& node, const std::string& message);
  /// `unknown WHAT "NAME"; did you mean …?`
  void unknown(const toml::node& node, std::string_view what, std::string_view name,
               const std::vector<std::string_view>& known);
};

/// kConfig with the line of the first error of syntax.
Result<toml::table> parse_toml(std::string_view text, const std::string& origin);

void read_text(const toml::node& node, std::string& into, TomlProblem& problem);

/// A list of texts, or one text.
void read_texts(const toml::node& node, std::vector<std::string>& into, TomlProblem& problem);

/// The table [limits].
void read_limits(const toml::node& node, Settings& settings, TomlProblem& problem);

/// The table [rules]. A glob as "uv/*" takes a severity for all rules that it matches: later ones replace
/// earlier ones, and an entry with a rule's name goes before all of them.
void read_rules(const toml::node& node, Settings& settings, TomlProblem& problem);

/// Calls `read_entry(name, node)` for each entry of a table.
template <class ReadEntry>
void read_table(const toml::node& node, TomlProblem& problem, ReadEntry read_entry) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return problem.set(node, "expected a table");
  for (const auto& [key, entry] : *table) read_entry(key.str(), entry);
}

}  // namespace meshgate
