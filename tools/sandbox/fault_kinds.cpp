// What can go wrong, one row each. The rows of the stage kResult are carried out in result_faults.cpp and
// depth_faults.cpp, the others in service.cpp.
#include <array>

#include "sandbox/faults.h"

namespace meshgate::sandbox {
namespace {

using enum FaultStage;

constexpr std::array<FaultKind, 60> kKinds{{
    {"token-only", kAuth, "any", 0, "", "", "only the scheme Token is accepted"},
    {"bearer-only", kAuth, "any", 0, "", "", "only the scheme Bearer is accepted"},
    {"auth-401-body", kAuth, "any", 0, "", "", "a refused token is HTTP 200 with code 401"},
    {"token-expired", kAuth, "any", 1, "", "", "the token of the request is refused as expired"},

    {"string-codes", kReply, "any", 0, "", "", "`code` is a string"},
    {"message-field", kReply, "any", 0, "", "", "the text is in `message` instead of `msg`"},
    {"data-null", kReply, "any", 0, "", "", "`data` of a refusal is null"},
    {"unknown-fields", kReply, "any", 0, "", "", "answers hold fields that nobody knows"},
    {"429", kReply, "create", 1, "retry-after", "1",
     "HTTP 429 with Retry-After in seconds; nothing is created"},
    {"500", kReply, "create", 1, "", "", "HTTP 500; nothing is created"},
    {"503", kReply, "create", 1, "", "", "HTTP 503 with a page of HTML, as from a proxy; nothing is created"},
    {"system-error", kReply, "create", 1, "", "", "HTTP 200 with code 10000000; nothing is created"},
    {"html-reply", kReply, "any", 1, "", "", "HTTP 200 with a page of HTML instead of JSON"},
    {"drop", kReply, "create", 1, "", "", "the connection is closed instead of a reply; nothing is created"},
    {"slow-reply", kReply, "any", 0, "seconds", "2", "the reply comes late"},
    {"no-credits", kReply, "create", 0, "", "", "code 30010000, the balance is not enough"},

    {"drop-after-accept", kCreate, "create", 1, "", "", "the task is created, then the connection is closed"},
    {"500-after-accept", kCreate, "create", 1, "", "", "the task is created, then HTTP 500"},
    {"slow-queue", kCreate, "create", 0, "seconds", "30", "the task waits longer in `queueing`"},
    {"stuck", kCreate, "create", 0, "", "", "the task never leaves `processing`"},
    {"generate-failed", kCreate, "create", 0, "", "", "the task ends as `failed`; credits are refunded"},

    {"unknown-state", kQuery, "query", 2, "", "", "the state is one that nobody knows"},
    {"array-of-urls", kQuery, "query", 0, "", "", "`url` is an array"},
    {"object-of-urls", kQuery, "query", 0, "", "", "`url` is an object"},
    {"success-without-url", kQuery, "query", 1, "", "", "success, and no `url`"},
    {"foreign-url", kQuery, "query", 0, "", "",
     "`url` is a file of the machine that asks: file:///etc/passwd"},

    {"expired-url", kDownload, "download", 1, "", "", "HTTP 403, as from a URL whose time is over"},
    {"no-renewal", kQuery, "query", 0, "", "", "a query after the URL has expired gives the same one again"},
    {"cut-download", kDownload, "download", 1, "at", "50%",
     "the connection is closed in the file, at bytes or %"},
    {"stall-download", kDownload, "download", 1, "at", "50%", "nothing more comes after bytes or %"},
    {"no-range", kDownload, "download", 0, "", "", "a Range is not honoured: the whole file comes again"},
    {"redirect-download", kDownload, "download", 1, "", "",
     "HTTP 302 to the same file under another host name"},
    {"html-result", kDownload, "download", 0, "", "", "HTTP 200 with a page of HTML instead of the file"},
    {"short-result", kDownload, "download", 0, "at", "70%", "a whole reply with a part of the file only"},
    {"wrong-suffix", kQuery, "query", 0, "suffix", ".bin",
     "the path of the URL has another suffix; empty = none"},
    {"pad-result", kDownload, "download", 0, "bytes", "100M", "zeros follow the file, up to this size"},

    {"lost-callback", kCallback, "callback", 0, "", "", "a callback is not sent"},
    {"false-callback", kCallback, "callback", 0, "", "",
     "a callback says success with a URL of its own, at once"},
    {"status-field", kCallback, "callback", 0, "", "", "a callback calls the state `status`"},

    {"part-missing", kResult, "create", 0, "part", "2", "a part is not there"},
    {"part-doubled", kResult, "create", 0, "part", "2", "a part is there twice"},
    {"part-moved", kResult, "create", 0, "by", "5%", "a part is moved along x; % of the diagonal, or units"},
    {"part-scaled", kResult, "create", 0, "by", "1.1", "a part is larger by this factor"},
    {"part-mirrored", kResult, "create", 0, "part", "2", "a part is mirrored in x"},
    {"inside-out", kResult, "create", 0, "part", "2", "the faces of a part are turned over"},
    {"hole", kResult, "create", 0, "part", "2", "faces around a place of a part are not there"},
    {"overlap", kResult, "create", 0, "depth", "1%",
     "a part is pushed into its neighbour; % of the diagonal, or units"},
    {"joint-missing", kResult, "create", 0, "", "", "flat cuts although a joint was asked for"},
    {"joint-without-socket", kResult, "create", 0, "", "", "the ball has no cavity to go into"},
    {"joint-too-tight", kResult, "create", 0, "clearance", "-0.03%",
     "the clearance; % of the diagonal, or units"},
    {"texture-stripped", kResult, "create", 0, "", "", "materials, pictures and coordinates are gone"},
    {"foreign-blob", kResult, "create", 0, "size", "6%",
     "a ball that nobody sent, of this radius, beside a part"},
    {"all-moved", kResult, "create", 0, "by", "40%", "the whole result is moved, turned about y, and scaled"},
    {"all-mirrored", kResult, "create", 0, "", "", "the whole result is mirrored in x"},
    {"one-piece", kResult, "create", 0, "", "", "all parts are one node"},

    {"depth-flipped", kResult, "depth.create", 0, "", "", "the picture is upside down"},
    {"depth-constant", kResult, "depth.create", 0, "", "", "one value everywhere"},
    {"depth-squeezed", kResult, "depth.create", 0, "", "", "all values within a hundredth of the range"},
    {"depth-few-levels", kResult, "depth.create", 0, "", "", "64 levels"},
    {"depth-small", kResult, "depth.create", 0, "", "", "another size and aspect ratio"},
}};

}  // namespace

std::span<const FaultKind> fault_kinds() { return kKinds; }

}  // namespace meshgate::sandbox
