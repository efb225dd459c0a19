#pragma once
// A request laid beside its endpoint's table.
#include <optional>
#include <string>
#include <vector>

#include "meshgate/task.h"

namespace meshgate {

enum class FieldProblem {
  kNone,
  kUnknownValue,      ///< no such choice, or no number
  kRequired,          ///< empty, and must not be
  kNotAllowed,        ///< the field does not go with an earlier one
  kChoiceNotAllowed,  ///< the choice does not go with an earlier one
  kOutOfRange,
  kBadUrl,
};

/// One field of the table with what the request makes of it.
struct ResolvedField {
  const TaskField* field = nullptr;
  bool given = false;
  std::string text;                 ///< as given
  std::optional<std::string> wire;  ///< what is sent; nothing = not sent
  FieldProblem problem = FieldProblem::kNone;
  std::string detail;  ///< of kBadUrl: what is wrong
};

/// What the checks of the family task/ ask.
struct RequestFacts {
  const TaskRequest* request = nullptr;
  const Endpoint* endpoint = nullptr;
  std::vector<ResolvedField> fields;       ///< in the table's order
  std::vector<std::string> unknown_names;  ///< given, and not in the table

  /// The field with this API name or null.
  [[nodiscard]] const ResolvedField* find(std::string_view name) const;
  /// The wire value that is sent for a field; empty = none.
  [[nodiscard]] std::string_view wire(std::string_view name) const;
};

/// Lays a request beside the table. kUsage for an unknown task, with the nearest name. References `request`.
Result<RequestFacts> resolve_request(const TaskRequest& request);

/// Names of the choices that are allowed with the values of earlier fields, as "obj, glb".
std::string allowed_choices(const RequestFacts& facts, const TaskField& field);

/// "model character" for people: the field and value that a condition asks for.
std::string describe_condition(const Endpoint& endpoint, const Condition& condition);

/// Whether the value of a field is a URL, whose query string may be a secret.
bool is_url_value(std::string_view field, std::string_view value);

/// A value for people: URLs without query string, of a callback only the origin, as its path is what keeps
/// strangers from calling it.
std::string shown_value(std::string_view field, const std::string& value);

/// Order of a view's file: 0 front … 3 right; nothing for an unknown name.
std::optional<std::size_t> view_rank(std::string_view name);

}  // namespace meshgate
