#pragma once
// What a run does before a task is sent and after its result is there.
#include <string>
#include <vector>

#include "meshgate/run.h"

namespace meshgate {

/// Mends the model or picture of a request beside its result, lets `request` name the mended file and
/// `report` tell what was done. Returns whether the request is still blocked. kCancelled; what cannot be
/// mended stays blocked.
Result<bool> prepare_request(TaskRequest& request, const std::string& folder, const CheckOptions& check,
                             Severity block_on, InputReport& report);

/// Whether a result can be compared with its source: not a URL, several views, or a model of a picture.
bool is_comparable(const TaskRequest& request);

/// Compares a result with its source as the request lets expect it; empty when it is not comparable.
/// kCancelled.
Result<std::vector<InputReport>> verify_result(const TaskRequest& request,
                                               const std::vector<FetchedFile>& files, VerifyOptions options);

}  // namespace meshgate
