#include "hitem3d/session.h"

#include "core/base64.h"
#include "core/endian.h"
#include "core/sha256.h"
#include "core/url.h"

namespace meshgate {

namespace {

std::string account_name(const std::string& root, std::string_view who) {
  constexpr std::size_t kShort = 16;  // enough to tell accounts apart, not to guess them
  return sha256_hex(as_bytes("meshgate-account " + root + " " + std::string(who))).substr(0, kShort);
}

}  // namespace

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
  host_account = account_name(root, "token");
  account = who.can_log_in() ? account_name(root, who.client_id.reveal()) : host_account;
}

HiddenTexts Session::hidden_texts() const {
  const Credentials& credentials = options.credentials;
  HiddenTexts hidden{std::string(token.reveal()), std::string(credentials.access_token.reveal()),
                     std::string(credentials.client_secret.reveal()), basic_pair(credentials)};
  // Short ones are words.
  constexpr std::size_t kShortestId = 8;
  if (credentials.client_id.reveal().size() >= kShortestId)
    hidden.emplace_back(credentials.client_id.reveal());
  for (std::size_t i = hidden.size(); i-- > 0;) hidden.push_back(percent_encoded(hidden[i]));
  seen.append_to(hidden);
  return hidden;
}

std::string basic_pair(const Credentials& credentials) {
  return base64(as_bytes(std::string(credentials.client_id.reveal()) + ":" +
                         std::string(credentials.client_secret.reveal())));
}

}  // namespace meshgate
