#pragma once
// Options that mean the same in every command that has them.
#include "command.h"

namespace meshgate {

inline constexpr Option kReportOption{
    "--report", "FORMAT[=PATH]",
    "write a report: text, json, sarif, junit, markdown, html, github or gitlab; without a path to stdout; "
    "default text",
    true};
inline constexpr Option kFailOnOption{
    "--fail-on", "LEVEL", "exit with 1 from this severity on: error, warning, info or never; default error"};
inline constexpr Option kIgnoreOption{"--ignore", "GLOB", "no rules that match", true};
inline constexpr Option kSeverityOption{"--severity", "RULE=LEVEL",
                                        "error, warning, info or off for one rule", true};
inline constexpr Option kBaselineOption{"--baseline", "FILE",
                                        "findings of this file are known: only new ones count"};
inline constexpr Option kWriteBaselineOption{"--write-baseline", "FILE",
                                             "accept all findings of this run into FILE, and exit with 0"};
inline constexpr Option kJobsOption{"--jobs", "N",
                                    "threads; default all cores. The report does not depend on it"};
inline constexpr Option kTimingsOption{"--timings", "", "add the time of each stage to the report"};
inline constexpr Option kNoColorOption{"--no-color", "", "no colours (as does NO_COLOR in the environment)"};
inline constexpr Option kNoProgressOption{"--no-progress", "", "no progress bar"};

}  // namespace meshgate
