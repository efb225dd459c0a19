// What was asked of the service, in one word.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/text.h"
#include "meshgate/verify.h"

namespace meshgate {
namespace {

constexpr std::string_view kForms =
    "split:character:a:ball, split:general:medium, segmentation:medium, depth:pro:rmbg or none";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    words.push_back(to_lower(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return words;
}

tl::unexpected<Error> refuse(std::string_view text, std::string_view what) {
  return fail(ErrorKind::kUsage, "--expect " + printable(text) + ": " + std::string(what));
}

// The word at `place`, or what stands first when it is left out. Empty when it is none of the known ones.
std::string word_at(const std::vector<std::string>& words, std::size_t place,
                    std::initializer_list<std::string_view> known) {
  if (words.size() <= place) return std::string(*known.begin());
  return std::find(known.begin(), known.end(), words[place]) == known.end() ? std::string() : words[place];
}

// Parts by template, source: Hitem3D split API, field `part`.
int parts_of_template(char letter) {
  constexpr std::array<int, 6> kParts{6, 5, 4, 4, 3, 2};
  return letter >= 'a' && letter <= 'f' ? kParts[static_cast<std::size_t>(letter - 'a')] : 0;
}

Result<Expectation> parse_character(std::string_view text, const std::vector<std::string>& words,
                                    Expectation expectation) {
  expectation.character = true;
  const std::string letter = word_at(words, 2, {"a", "b", "c", "d", "e", "f"});
  if (letter.empty()) return refuse(text, "the template is one of a to f");
  expectation.parts = parts_of_template(letter[0]);
  expectation.joint = word_at(words, 3, {"ball", "none", "dovetail", "pin"});
  if (expectation.joint.empty()) return refuse(text, "the joint is none, ball, dovetail or pin");
  if (words.size() > 4 && words[4] != "loose") return refuse(text, "only \"loose\" can follow the joint");
  if (words.size() > 5) return refuse(text, "nothing follows \"loose\"");
  expectation.loose_connectors = words.size() > 4;
  return expectation;
}

}  // namespace

Result<Expectation> parse_expectation(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  Expectation expectation;
  expectation.text = text;
  if (words[0] == "none" && words.size() == 1) return expectation;
  if (words[0] == "split") {
    expectation.kind = ExpectationKind::kSplit;
    const std::string model = word_at(words, 1, {"character", "general"});
    if (model == "character") return parse_character(text, words, expectation);
    if (model.empty()) return refuse(text, "the model is character or general");
    expectation.level = word_at(words, 2, {"medium", "low", "high"});
    if (expectation.level.empty() || words.size() > 3)
      return refuse(text, "the level is low, medium or high");
    return expectation;
  }
  if (words[0] == "segmentation") {
    expectation.kind = ExpectationKind::kSegmentation;
    expectation.level = word_at(words, 1, {"medium", "low", "high"});
    if (expectation.level.empty() || words.size() > 2)
      return refuse(text, "the level is low, medium or high");
    return expectation;
  }
  if (words[0] == "depth") {
    expectation.kind = ExpectationKind::kDepth;
    expectation.depth_model = word_at(words, 1, {"pro", "base"});
    if (expectation.depth_model.empty()) return refuse(text, "the model is pro or base");
    if (words.size() > 3 || (words.size() == 3 && words[2] != "rmbg"))
      return refuse(text, "only \"rmbg\" can follow the model");
    expectation.remove_background = words.size() == 3;
    return expectation;
  }
  return refuse(text, "it is one of " + std::string(kForms));
}

Result<PrintProcess> parse_process(std::string_view text) {
  if (text == "fdm") return PrintProcess::kFdm;
  if (text == "resin") return PrintProcess::kResin;
  return fail(ErrorKind::kUsage, "--process " + printable(text) + ": it is fdm or resin");
}

Result<double> parse_unit_mm(std::string_view text) {
  if (text == "mm") return 1.0;
  if (text == "cm") return 10.0;
  if (text == "m") return 1000.0;
  if (text == "in") return 25.4;
  return fail(ErrorKind::kUsage, "--unit " + printable(text) + ": it is mm, cm, m or in");
}

}  // namespace meshgate
