#include <fmt/core.h>

#include "command.h"
#include "meshgate/format.h"
#include "terminal.h"

namespace meshgate {
namespace {

std::string_view support_text(ReadSupport support) {
  switch (support) {
    case ReadSupport::kNative:
      return "read";
    case ReadSupport::kBridge:
      return "read through Assimp";
    case ReadSupport::kNone:
      break;
  }
  return "recognised";
}

int run(const Arguments& /*arguments*/, const std::stop_token& /*stop*/) {
  std::string text =
      fmt::format("{:<6} {:<7} {:<19} {:<21} {}\n", "format", "kind", "support", "suffixes", "name");
  for (const Format* format : all_formats()) {
    std::string suffixes;
    for (const std::string_view suffix : format->suffixes)
      suffixes += (suffixes.empty() ? "" : " ") + std::string(suffix);
    text += fmt::format("{:<6} {:<7} {:<19} {:<21} {}\n", format->id, to_string(format->kind),
                        support_text(format->support), suffixes, format->name);
  }
  write_stdout(text);
  return 0;
}

}  // namespace

extern const Command command_formats{
    .name = "formats", .summary = "list the file formats", .details = {}, .options = {}, .run = run};

}  // namespace meshgate
