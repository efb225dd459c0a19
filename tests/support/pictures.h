#pragma once
// Reading and judging pictures in tests.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/format.h"
#include "meshgate/gate.h"
#include "support/notes.h"
#include "support/png_builder.h"

namespace meshgate::test {

/// Reads bytes as the format that they are recognised as; fails the test when there is none or an Error
/// comes. Checks the invariants.
Asset read_picture(const Bytes& bytes, const ReadOptions& options = {});

/// Ids of the notes, sorted.
std::vector<std::string> rules_of(const Asset& asset);
/// Message of the first note of this rule; empty when there is none.
std::string message_of(const Asset& asset, std::string_view rule);

/// A file of testdata/image.
Bytes sample_picture(std::string_view name);

/// Findings of the gate with profile hitem3d; `settings` are "rule parameter value" triples.
struct Setting {
  std::string rule;
  std::string parameter;
  double value = 0;
};
std::vector<Finding> judge_picture(const Bytes& bytes, const std::vector<Setting>& settings = {});

/// Bytes with a part put in or taken out.
Bytes with_inserted(const Bytes& bytes, std::size_t at, const Bytes& part);
Bytes without(const Bytes& bytes, std::size_t at, std::size_t size);
/// Offset of the first `needle`; fails the test when it is not there.
std::size_t find_bytes(const Bytes& bytes, const Bytes& needle, std::size_t from = 0);
Bytes to_bytes(std::string_view text);

/// TIFF block with an orientation, in either byte order.
Bytes exif_block(std::uint32_t orientation, bool little_endian);

}  // namespace meshgate::test
