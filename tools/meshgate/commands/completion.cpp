#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "command.h"
#include "meshgate/emitter.h"
#include "meshgate/profile.h"
#include "meshgate/rule.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 1> kOptions{{
    {"SHELL", "NAME", "bash, zsh or fish", false, true},
}};

constexpr std::string_view kDetails =
    "Commands, options, profiles, reports and rules are completed; everything else is a file. To have it "
    "now:\n"
    "  bash:  source <(meshgate completion bash)\n"
    "  zsh:   source <(meshgate completion zsh)      # after compinit\n"
    "  fish:  meshgate completion fish | source\n";

using Words = std::vector<std::string>;

// The long name; "-o,--output" has a short one, too.
std::string_view long_name(const Option& option) { return option.name.substr(option.name.find("--")); }

bool is_positional(const Option& option) { return !option.name.starts_with("-"); }

Words rule_words() {
  Words words;
  for (const Rule* rule : all_rules()) words.emplace_back(rule->id);
  return words;
}

// What an option takes, as far as it is known; empty = files, numbers and the like.
Words values_of(std::string_view name) {
  Words words;
  if (name == "--profile" || name == "--show") words = profile_names();
  if (name == "--fail-on") words = {"error", "warning", "info", "never"};
  if (name == "--select" || name == "--ignore" || name == "--severity") words = rule_words();
  if (name == "--report") {
    for (const Emitter* emitter : all_emitters()) words.emplace_back(emitter->id);
  }
  if (name == "--view") words = {"sheet", "front", "side", "top", "three-quarter", "defect"};
  if (name == "--schema") words = {"config", "profile"};
  return words;
}

// What the first positional of a command takes; empty = files.
Words positionals_of(std::string_view command) {
  if (command == "explain") return rule_words();
  if (command == "completion") return {"bash", "zsh", "fish"};
  return {};
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Words option_words(const Command& command) {
  Words words;
  for (const Option* option : options_of(command)) {
    if (!is_positional(*option)) words.emplace_back(long_name(*option));
  }
  words.emplace_back("--help");
  return words;
}

Words command_words() {
  Words words;
  for (const Command* command : all_commands()) words.emplace_back(command->name);
  return words;
}

// Options with known values, each once, as the patterns of a `case`.
std::string value_cases() {
  std::string text;
  Words seen;
  for (const Command* command : all_commands()) {
    for (const Option* made : options_of(*command)) {
      const Option& option = *made;
      const std::string name(is_positional(option) ? std::string_view() : long_name(option));
      const Words values = values_of(name);
      if (values.empty() || std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
      seen.push_back(name);
      text += fmt::format("    {}) words=\"{}\" ;;\n", name, joined(values));
    }
  }
  return text;
}

std::string command_cases() {
  std::string text;
  for (const Command* command : all_commands()) {
    text += fmt::format("      {}) options=\"{}\"; places=\"{}\" ;;\n", command->name,
                        joined(option_words(*command)), joined(positionals_of(command->name)));
  }
  return text;
}

// bash and zsh think alike: the word before, else an option, else what the command takes.
std::string words_function() {
  return fmt::format(R"SH(_meshgate_words() {{ # word before, word, command, whether the word is the command
  local words="" options="" places=""
  case "$1" in
{}    *)
      if [[ $4 == 1 ]]; then words="{} --help --version"; else
      case "$3" in
{}      esac
      if [[ $2 == -* ]]; then words="$options"; else words="$places"; fi
      fi ;;
  esac
  echo "$words"
}}
)SH",
                     value_cases(), joined(command_words()), command_cases());
}

std::string bash_script() {
  return words_function() + R"SH(_meshgate() {
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=($(compgen -W "$(_meshgate_words "${COMP_WORDS[COMP_CWORD-1]}" "$word" "${COMP_WORDS[1]}" "$COMP_CWORD")" -- "$word"))
}
complete -o default -F _meshgate meshgate
)SH";
}

std::string zsh_script() {
  return "#compdef meshgate\n" + words_function() + R"SH(_meshgate() {
  local -a found
  found=(${=$(_meshgate_words "${words[CURRENT-1]}" "${words[CURRENT]}" "${words[2]}" "$((CURRENT - 1))")})
  if (( $#found ));
then compadd - a found;
else _files;
fi
}
compdef _meshgate meshgate
)SH";
}

std::string fish_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return quoted + "'";
}

std::string fish_script() {
  std::string text;
  for (const Command* command : all_commands()) {
    text += fmt::format("complete -c meshgate -n __fish_use_subcommand -f -a {} -d {}\n", command->name,
                        fish_quoted(command->summary));
    const std::string inside = fmt::format("-n '__fish_seen_subcommand_from {}'", command->name);
    if (const Words places = positionals_of(command->name); !places.empty())
      text += fmt::format("complete -c meshgate {} -f -a {}\n", inside, fish_quoted(joined(places)));
    for (const Option* made : options_of(*command)) {
      const Option& option = *made;
      if (is_positional(option)) continue;
      const Words values = values_of(long_name(option));
      text += fmt::format("complete -c meshgate {} -l {} -d {}{}{}\n", inside, long_name(option).substr(2),
                          fish_quoted(option.doc), option.value.empty() ? "" : " -r",
                          values.empty() ? "" : " -f -a " + fish_quoted(joined(values)));
    }
  }
  return text;
}

int run(const Arguments& arguments, const std::stop_token& /*stop*/) {
  const std::string shell = arguments.get("SHELL");
  if (shell == "bash") {
    write_stdout(bash_script());
  } else if (shell == "zsh") {
    write_stdout(zsh_script());
  } else if (shell == "fish") {
    write_stdout(fish_script());
  } else {
    return report_error(unknown_name("shell", shell, {"bash", "zsh", "fish"}).value());
  }
  return 0;
}

}  // namespace

extern const Command command_completion{.name = "completion",
                                        .summary = "print the completions of a shell",
                                        .details = kDetails,
                                        .options = kOptions,
                                        .run = run};

}  // namespace meshgate
