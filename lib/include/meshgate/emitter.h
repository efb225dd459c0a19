#pragma once
// Renderings of a report.
#include <span>
#include <string>
#include <string_view>

#include "meshgate/report.h"

namespace meshgate {

struct EmitOptions {
  bool color = false;  ///< ANSI colours (text)
  bool quiet = false;  ///< only the summary and inputs with a finding of `fail_on` or worse (text)
  Severity fail_on = Severity::kError;  ///< what fails the run; kOff = nothing does
  bool timings = false;                 ///< add timings: the output then differs from run to run
  int width = 100;                      ///< columns (text)
  bool full = false;                    ///< every finding of every input, however many there are (text)
};

/// One way to write a report. One file in report/ = one emitter.
struct Emitter {
  std::string_view id;  ///< "json"
  std::string_view summary;
  std::string (*render)(const Report&, const EmitOptions&) = nullptr;
  bool pictures = false;  ///< shows InputReport::pictures: they are worth making
};

/// All emitters, sorted by id.
std::span<const Emitter* const> all_emitters();
const Emitter* find_emitter(std::string_view id);

}  // namespace meshgate
