#pragma once
// What the calls of one account share: where the API is, the token, and which authorization scheme works
// where.
#include <map>
#include <optional>
#include <string>

#include "hitem3d/remote_text.h"
#include "hitem3d/transport.h"
#include "meshgate/client.h"

namespace meshgate {

class Session {
 public:
  explicit Session(ClientOptions options);

  /// "http://127.0.0.1:8080/open-api/v1".
  std::string root;
  /// Names the account without telling who it is: tasks of another account or host are not ours.
  std::string account;
  /// What a bare access token of this host has for an account: whose it is, nobody can tell.
  std::string host_account;
  bool is_loopback = false;  ///< the API is on this machine: results may come by plain HTTP from here, too
  ClientOptions options;
  Transport& transport() { return *options.transport; }
  [[nodiscard]] double now() const { return options.clock.steady_s(); }
  /// From now on no text repeats what signs this link.
  void hide_link(std::string_view url) { seen.add(secrets_of_link(url)); }
  /// What this session sends, or was given by the service, and no text may repeat.
  [[nodiscard]] HiddenTexts hidden_texts() const;

  RecentSecrets seen;                ///< of links, and tokens that were replaced
  std::optional<double> clock_lead;  ///< see Client::clock_lead
  Secret token;
  double token_at = 0;                             ///< steady time of its arrival
  unsigned generation = 0;                         ///< counts tokens
  bool refreshing = false;                         ///< a call is fetching a new one
  std::map<std::string_view, AuthScheme> working;  ///< by path
};

/// "id:secret" in base64, as a login sends it.
std::string basic_pair(const Credentials& credentials);

}  // namespace meshgate
