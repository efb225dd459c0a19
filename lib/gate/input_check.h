#pragma once
// One input on its way through the gate: the worker entry, where cancellation and exhausted memory are
// caught.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "asset/facts.h"
#include "core/source.h"
#include "meshgate/gate.h"

namespace meshgate {

/// An input that was read, with the facts that its checks computed.
struct CheckedAsset {
  CheckedAsset(Asset read, const std::stop_token& stop) : asset(std::move(read)), facts(asset, stop) {}
  /// What is known of the same geometry, bit for bit or face by face, is not computed again.
  CheckedAsset(Asset read, const std::stop_token& stop, std::shared_ptr<const CheckedAsset> of_same)
      : known(std::move(of_same)),
        asset(std::move(read)),
        facts(asset, stop, known == nullptr ? nullptr : &known->facts) {
    if (!facts.shares()) known.reset();
  }
  CheckedAsset(const CheckedAsset&) = delete;
  CheckedAsset& operator=(const CheckedAsset&) = delete;
  ~CheckedAsset() = default;

  std::shared_ptr<const CheckedAsset> known;  ///< whose facts these ask; may be null
  const Asset asset;
  const AssetFacts facts;
};

/// What came of one input.
struct InputOutcome {
  InputReport report;
  std::vector<FixedFinding> fixed;              ///< entries of the baseline that are gone
  std::optional<Error> problem;                 ///< what went wrong beside the checks
  std::shared_ptr<const CheckedAsset> checked;  ///< only from the functions that say so; null = not read
  std::optional<Source> source;                 ///< what that was read from
};

/// Reads a file and runs the checks; a bad input is a finding. `witness_stem` names its files in
/// `options.witness_folder`; `options.today` must be set.
InputOutcome check_input(const std::string& path, const std::string& witness_stem,
                         const CheckOptions& options);

/// Reads and checks a file that is to be worked on: also one that is too large or of a format that the
/// profile refuses. Keeps the asset.
InputOutcome check_input_to_prepare(const std::string& path, const CheckOptions& options);

/// Checks what was made of `input`, whose settings and suppressions hold. Keeps the asset. `written` is the
/// asset that was written: what is read back bit by bit or face by face as it was needs no second analysis.
InputOutcome check_prepared(const Source& source, const std::string& input, const CheckOptions& options,
                            std::shared_ptr<const CheckedAsset> written);

/// The same as check_input() for bytes in memory.
InputOutcome check_input_bytes(const std::string& name, std::vector<std::byte> bytes,
                               const CheckOptions& options);

}  // namespace meshgate
