#pragma once
// A rule as a Markdown page: what `explain` prints and docs/rules/ holds.
#include <string>
#include <vector>

#include "meshgate/result.h"
#include "meshgate/rule.h"

namespace meshgate {

/// The page of one rule.
std::string render_rule_page(const Rule& rule);

/// A generated document: its path below docs/rules and its text.
struct Page {
  std::string path;  ///< "mesh/empty.md", "README.md"
  std::string text;
};

/// A page for every rule and the index.
std::vector<Page> render_rule_pages();

/// Writes them below `folder`, which is created. kIo.
Result<bool> write_rule_pages(const std::string& folder);

}  // namespace meshgate
