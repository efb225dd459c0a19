#pragma once
// The documented forms of the four tasks, and what the service says of a wrong one. Written from the
// documentation, and on purpose not from the tables of the client: an error there is to be noticed here.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/http_server.h"

namespace meshgate::sandbox {

enum class TaskKind { kSplit, kSegmentation, kDepth, kGenerate };

/// A field of a form.
struct FormField {
  std::string_view name;
  std::string_view fallback;  ///< value when the field is not there
  bool required = false;
  /// Values by name, separated by blanks; or "1..50" for a number in a range; empty = any text.
  std::string_view values;
  int code = 0;  ///< error code for another value
};

struct TaskEndpoint {
  TaskKind kind = TaskKind::kSplit;
  std::string_view id;           ///< "split": as in fault scripts and stats
  std::string_view create_path;  ///< below /open-api/v1
  std::string_view query_path;
  std::string_view service;  ///< middle part of its task ids
  std::span<const FormField> fields;
  std::string_view file_field;  ///< "mesh", "image"; empty = see check_generate
  std::uint64_t max_file_bytes = 0;
  double price = 0;  ///< credits of one task
};

std::span<const TaskEndpoint> task_endpoints();

/// A refusal: code and text of the envelope.
struct Refusal {
  int code = 0;
  std::string text;
};

/// What a task is to do: fields with their defaults filled in, and the inputs.
struct TaskRequest {
  const TaskEndpoint* endpoint = nullptr;
  std::map<std::string, std::string> fields;
  std::vector<FormPart> files;  ///< uploaded, in the order of the form
  bool any_format = false;      ///< a split into characters may have any format; the service has GLB only
  [[nodiscard]] const std::string& field(const std::string& name) const;
};

/// Judges a form; the first thing that is wrong.
std::optional<Refusal> read_form(const TaskEndpoint& endpoint, const HttpRequest& request, TaskRequest& task);

/// File suffix of a task's result, as ".glb", by its `format`.
std::string_view result_suffix(const TaskRequest& task);

}  // namespace meshgate::sandbox
