#pragma once
// Failure of a request or of the environment, as a value. Defects of the user's asset are
// findings (finding.h), bugs of meshgate are assertions.
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace meshgate {

/// What kind of trouble an Error is; decides the exit code and whether trying again can help.
enum class ErrorKind {
  kUsage,        ///< wrong command line or wrong call
  kConfig,       ///< wrong configuration or profile
  kNotFound,     ///< a file or name that does not exist
  kIo,           ///< the operating system refused (permission, disk full, device)
  kUnsupported,  ///< valid, but meshgate cannot handle it
  kMalformed,    ///< the bytes contradict their format
  kLimit,        ///< a budget (memory, pixels, time) would be exceeded
  kNetwork,
  kAuth,
  kQuota,
  kRemote,
  kCancelled,
};

/// Returns the lower-case name of `kind`, as "malformed".
std::string_view to_string(ErrorKind kind);

/// Exit code of the program for an error of this kind (contract: 2 usage or machine, 3 remote, 4 cancelled).
int exit_code(ErrorKind kind);

/// Whether the same request may succeed later without a change of its input.
bool is_retryable(ErrorKind kind);

/// A failed request or environment: what happened, where, and inside of which operations.
struct Error {
  ErrorKind kind = ErrorKind::kIo;
  std::string message;               ///< one sentence for people, without a full stop
  std::vector<std::string> context;  ///< innermost first: "reading images/a.png", "checking b.gltf"
  std::optional<int> http_status;
  std::optional<double> retry_after_s;

  /// Returns this error with one more enclosing operation.
  Error with_context(std::string where) &&;
};

/// Returns "message (context; context)".
std::string describe(const Error& error);

/// A T or an Error; dropping one without a look is a compiler warning.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

/// Makes the failed side of any Result.
inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message), {}, {}, {}});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace meshgate

// Two steps, so that __LINE__ is expanded before pasting.
#define MG_CONCAT_(a, b) a##b
#define MG_CONCAT(a, b) MG_CONCAT_(a, b)

/// `MG_TRY(auto x, call());` unwraps a Result or returns its error from the enclosing function.
#define MG_TRY(declaration, expression) MG_TRY_(declaration, expression, MG_CONCAT(mg_try_, __LINE__))
#define MG_TRY_(declaration, expression, result)                   \
  auto result = (expression);                                      \
  if (!result) return ::meshgate::fail(std::move(result).error()); \
  declaration = std::move(*result)
