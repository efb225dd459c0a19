#pragma once
// Downloaded bytes become a file of the user.
#include <string>

#include "hitem3d/remote_text.h"
#include "meshgate/journal.h"

namespace meshgate {

/// What becomes of bytes that are no result.
enum class Unfit { kKeep, kLeave };

/// Makes the folder of a result, and says so when nothing can be written there. kIo.
Result<bool> make_result_folder(const std::string& stem);

/// Recognises `part` by content, gives it the name `stem` plus the suffix of its format, and makes it
/// durable. A file of that name with other content is kept: the new one gets a number. kRemote for a web page
/// (or another text of the service), an unknown format, or a picture where a model is `expected` and the
/// other way round; the bytes are then kept as `stem`.unrecognised. kRemote for a file that ends before it
/// says it does, kept as `stem`.incomplete. With kLeave they stay in `part`.
/// `hidden` is in no message.
Result<FetchedFile> publish_result(const std::string& part, const std::string& stem,
                                   const HiddenTexts& hidden, Unfit unfit = Unfit::kKeep,
                                   AssetKind expected = AssetKind::kUnknown);

/// Whether a file ends where its content says it does; kUnknown for formats that do not say (OBJ), and for a
/// file that cannot be read.
enum class FileEnd { kUnknown, kThere, kMissing };
FileEnd file_end(const std::string& path);

/// Copies an earlier result to `stem` plus its suffix. kNotFound when it is gone or was changed.
Result<FetchedFile> copy_result(const FetchedFile& file, const std::string& stem);

/// A name that is safe as a part of a file name: letters, digits and -._ stay, not hidden, at most 150 bytes,
/// without a half character at the end of UTF-8.
std::string safe_name(std::string_view text);

}  // namespace meshgate
