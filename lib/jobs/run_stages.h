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

/// Compares a result with its source as the request lets expect it; empty when there is nothing to compare
/// with (a URL, several views). kCancelled.
Result<std::vector<InputReport>> verify_result(const TaskRequest& request,
                                               const std::vector<FetchedFile>& files, VerifyOptions options);

}  // namespace meshgate
