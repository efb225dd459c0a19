#pragma once
// What a command is asked to do, from all places that may say so: the command line, the environment
// (MESHGATE_…), meshgate.toml. What is said first in this order holds.
#include "command.h"
#include "meshgate/config.h"
#include "meshgate/gate.h"
#include "meshgate/verify.h"

namespace meshgate {

/// The option --config, for commands that use configured().
inline constexpr Option kConfigOption{
    "--config", "FILE", "the configuration; default: meshgate.toml here or in a folder above; \"\" = none"};

/// How large the result is printed, for commands that compare it with its source.
inline constexpr Option kUnitOption{
    "--unit", "UNIT", "unit of the source: mm, cm, m or in; without it lengths are shares of the diagonal"};
inline constexpr Option kScaleOption{"--scale", "FACTOR",
                                     "from the source's size to that of the print; default 1"};
inline constexpr Option kProcessOption{"--process", "NAME",
                                       "fdm or resin: which gaps of joints fit; default fdm"};

/// Reads these three. kUsage.
Result<bool> take_print_options(const Arguments& arguments, VerifyOptions& options);

struct Configured {
  Arguments arguments;  ///< with what the environment and the configuration add
  Config config;        ///< empty when there is none
};

/// Adds to `given` what the environment and the configuration say about `options`, the options of the
/// command. kConfig or kUsage for a configuration that cannot be read.
Result<Configured> configured(const Arguments& given, std::span<const Option> options);

/// The profile that --profile and the configuration describe: what `check` uses for an input without
/// settings of its own. --severity of the arguments is laid over it.
Result<Profile> configured_profile(const Configured& configured);

/// What the common options and the configuration say of checks: profile, suppressions, selection, budgets.
Result<CheckOptions> configured_check(const Configured& settings, const std::stop_token& stop);

}  // namespace meshgate
