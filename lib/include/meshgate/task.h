#pragma once
// A task request as data: what is asked of the service, whether it makes sense, and what it would cost.
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/endpoint.h"
#include "meshgate/gate.h"

namespace meshgate {

/// One of several pictures of an object.
struct View {
  std::string name;  ///< "front", "back", "left" or "right"
  std::string path;
};

/// What is asked of the service. Values are checked by check_task, not before.
struct TaskRequest {
  std::string task;         ///< id of an endpoint: "split"
  std::string input;        ///< path of the model or picture; empty when a URL or views are given
  std::vector<View> views;  ///< several pictures instead of one
  /// By API name: "joint" → "ball"; choices by name or wire value ("glb" or "2"). Absent = the default.
  std::map<std::string, std::string, std::less<>> values;
};

/// One part of the form that is sent.
struct FormField {
  std::string name;
  std::string value;     ///< text, or the path of the file
  bool is_file = false;  ///< its content is sent
};

/// The request against the endpoint's table: findings of the family task/, kind kTask, nothing is sent. Of
/// `options` profile, select, ignore and suppressions count. kUsage for an unknown task, with the nearest
/// name.
Result<InputReport> check_task(const TaskRequest& request, const CheckOptions& options);

/// The form of a request without errors, files after texts; every field with a default is sent explicitly.
/// kUsage for an unknown task.
Result<std::vector<FormField>> make_form(const TaskRequest& request);

/// The request for people, without secrets: method, URL, fields, and the price; `base_url` is the API's
/// origin. For --dry-run.
Result<std::string> describe_request(const TaskRequest& request, const std::string& base_url);
/// What all of them cost together: "2 tasks, 40 credits, 0.80 USD".
std::string describe_prices(std::span<const TaskRequest> requests);

/// Identity of a request: SHA-256 over the task, the values that are sent (callback_url apart) and the
/// content of its files. Reads the files once, in pieces. kNotFound, kIo.
Result<std::string> compute_task_key(const TaskRequest& request);

/// What `verify` should expect of the result, as "split:character:a:ball" or "none" when nothing is known.
std::string expectation_of(const TaskRequest& request);

/// Name of the input for people and folders: its path, or the URL without its query string.
std::string input_name(const TaskRequest& request);

/// docs/reference/tasks.md: every endpoint with its fields, values, conditions, grades and price.
std::string render_task_reference();

}  // namespace meshgate
