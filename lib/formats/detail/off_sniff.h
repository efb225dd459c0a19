#pragma once
// OFF: recognition by its first word.
#include <string_view>

namespace meshgate {

/// Whether the text begins with OFF, COFF, NOFF, STOFF, 4OFF … followed by counts, a comment or a line end.
bool is_off_header(std::string_view text);

}  // namespace meshgate
