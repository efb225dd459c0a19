#pragma once
// Small text helpers that several layers need.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/nearest_name.h"

namespace meshgate {

/// ASCII lower case.
std::string to_lower(std::string_view text);

/// Suffix of a path in lower case with its dot, as ".glb"; empty when there is none.
std::string suffix_of(std::string_view path);

/// "1 234 567": digits in groups of three, for people.
std::string group_digits(std::uint64_t value);

/// "1 face", "3 faces": a grouped count with the right form of the noun.
std::string count_of(std::uint64_t count, std::string_view singular, std::string_view plural = {});

/// "200.0 MB" (decimal units), for people.
std::string format_bytes(std::uint64_t bytes);

/// Control characters, marks that turn the direction of writing and invalid UTF-8 replaced by \xNN, and at
/// most `limit` bytes: safe to print.
std::string printable(std::string_view text, std::size_t limit = 200);

/// Whether `text` matches `pattern` with * (any run but '/'), ** (any run) and ? (one character).
bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace meshgate
