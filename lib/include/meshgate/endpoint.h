#pragma once
// The tasks of the Hitem3D API as data: one record is one endpoint. Rules, form, options, help and
// docs/reference/tasks.md are made from it; what is not promised by the provider is marked and can be changed
// here.
#include <optional>
#include <span>
#include <string_view>

#include "meshgate/asset.h"

namespace meshgate {

/// Where a fact comes from; only kOfficial is promised.
enum class Grade { kOfficial, kVendor, kThirdParty, kInferred };
/// Returns "official", "vendor", "third-party" or "inferred".
std::string_view to_string(Grade grade);

/// How a token is sent: `Authorization: Token …` or `Authorization: Bearer …`.
enum class AuthScheme { kToken, kBearer };
/// Returns "Token" or "Bearer".
std::string_view to_string(AuthScheme scheme);

/// Holds while an earlier field has one of some values; an empty condition always holds.
struct Condition {
  std::string_view field;   ///< API name
  std::string_view values;  ///< wire values, separated by '|'
};

/// One value of a field.
struct Choice {
  std::string_view wire;  ///< what is sent: "2"
  std::string_view name;  ///< what people write: "glb"
  Grade grade = Grade::kOfficial;
  Condition when = {};
};

enum class FieldType { kChoice, kInteger, kNumber, kUrl };

/// One parameter of a task, files apart.
struct TaskField {
  std::string_view name;  ///< API name: "seg_level"; the option is --seg-level
  FieldType type = FieldType::kChoice;
  std::string_view doc;
  std::span<const Choice> choices = {};  ///< kChoice
  /// Wire value that is sent when the user says nothing; when its condition does not hold, the first choice
  /// that is allowed. Empty = not sent.
  std::string_view fallback = {};
  double min = 0, max = 0;  ///< kInteger, kNumber
  bool required = false;    ///< must have a value while `when` holds
  Condition when = {};      ///< the field is sent and accepted only then
  Grade grade = Grade::kOfficial;
  std::string_view choice_rule = "task/parameter-not-allowed";  ///< a choice whose condition does not hold
  std::string_view range_rule = "task/unknown-value";           ///< a number outside of its range
};

/// What a task works on: exactly one of a file, a URL, or several views.
struct TaskInputs {
  AssetKind kind = AssetKind::kMesh;
  std::string_view file = {};       ///< field of the file: "mesh"
  std::string_view url = {};        ///< field of a URL instead; empty = not offered
  std::string_view views = {};      ///< field of several files instead; empty = not offered
  std::string_view view_mask = {};  ///< field that says which views are there, as "1010"
  std::size_t min_views = 0, max_views = 0;
};

/// Credits of one task; 1 credit = 0.02 USD. Seen in the vendor's pages; prices move.
struct Price {
  int min_credits = 0, max_credits = 0;
  std::string_view date;
};

/// One task of the API. Adding one is adding one file in hitem3d/endpoints/.
struct Endpoint {
  std::string_view id;  ///< "split": the TASK of the command line
  std::string_view summary;
  std::string_view create_path;  ///< below the API's root, as "/split/create-task"
  std::string_view query_path;
  AuthScheme scheme = AuthScheme::kBearer;  ///< the documented one, tried first
  std::string_view profile;                 ///< of the checks of its input: "hitem3d-split"
  TaskInputs inputs;
  std::span<const TaskField> fields;  ///< in the order in which they are sent
  std::optional<Price> price = {};    ///< nothing = not published
  std::string_view source;            ///< where the table was read
  std::string_view date;              ///< and when
};

/// All endpoints, sorted by id.
std::span<const Endpoint* const> all_endpoints();

/// Returns the endpoint with this id or null.
const Endpoint* find_endpoint(std::string_view id);

/// Names of the views that a task may take, in the order of their files: front, back, left, right.
std::span<const std::string_view> view_names();

}  // namespace meshgate
