#pragma once
// Where an output may go.
#include <string>
#include <vector>

#include "meshgate/format.h"
#include "meshgate/prepare.h"

namespace meshgate {

/// The format that the suffix of an output names. kUsage with the suffixes that can be written.
Result<const Format*> output_format(const std::string& output, AssetKind kind);

/// kUsage when `path` is the input under whatever name, is there and may not be replaced, or its folder is
/// not.
Result<bool> check_target(const std::string& path, const std::string& input, bool overwrite);

/// kUsage when a file of the output would be written over the input or over one of its `companions`.
Result<bool> check_apart(const std::string& path, const Written& written, const std::string& input,
                         const std::vector<std::string>& companions);

/// "folder/model.refused.glb": where a refused output is kept.
std::string refused_path(const std::string& output);

}  // namespace meshgate
