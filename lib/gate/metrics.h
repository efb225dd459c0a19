#pragma once
// The numbers of an asset that reports show; names are those of the contract.
#include "asset/facts.h"
#include "meshgate/report.h"

namespace meshgate {

/// Metrics of a mesh or an image, in the order in which they are shown. Uses facts that checks have computed
/// already.
std::vector<std::pair<std::string, MetricValue>> compute_metrics(const AssetFacts& facts);

}  // namespace meshgate
