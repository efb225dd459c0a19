#include "hitem3d/session.h"

#include "core/endian.h"
#include "core/sha256.h"
#include "core/url.h"

namespace meshgate {

Session::Session(ClientOptions given) : options(std::move(given)) {
  const auto url = parse_url(options.base_url);
  root = (url ? origin_of(*url) : options.base_url) + "/open-api/v1";
  is_loopback = url && meshgate::is_loopback(url->host);
  if (!options.transport) options.transport = make_curl_transport();
  const Credentials& who = options.credentials;
  if (!who.can_log_in()) {
    token = who.access_token;
    token_at = now();
  }
  // Tokens change daily; the host must do then.
  const std::string_view name = who.can_log_in() ? who.client_id.reveal() : std::string_view("token");
  constexpr std::size_t kShort = 16;  // enough to tell accounts apart, not to guess them
  account = sha256_hex(as_bytes("meshgate-account " + root + " " + std::string(name))).substr(0, kShort);
}

}  // namespace meshgate
