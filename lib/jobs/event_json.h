#pragma once
// Details of events and requests as JSON text.
#include <string>
#include <utility>
#include <vector>

#include "meshgate/journal.h"

namespace meshgate {

/// A flat object of texts.
std::string event_detail(const std::vector<std::pair<std::string, std::string>>& fields);
std::string files_detail(const std::vector<FetchedFile>& files, bool to_compare = false);

/// The request without what may be secret: query strings of URLs, and all of a callback's path.
std::string request_json(const TaskRequest& request);
TaskRequest parse_task_request(const std::string& json);

/// A text field of an object; empty when it is absent.
std::string json_text(const std::string& json, const char* name);
std::vector<FetchedFile> parse_result_files(const std::string& json);

}  // namespace meshgate
