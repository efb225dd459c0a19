#pragma once
// What the calls of one account share: where the API is, the token, and which authorization scheme works
// where.
#include <map>
#include <string>

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
  bool is_loopback = false;  ///< the API is on this machine: results may come by plain HTTP from here, too
  ClientOptions options;
  Transport& transport() { return *options.transport; }
  [[nodiscard]] double now() const { return options.clock.steady_s(); }

  Secret token;
  double token_at = 0;                             ///< steady time of its arrival
  unsigned generation = 0;                         ///< counts tokens
  bool refreshing = false;                         ///< a call is fetching a new one
  std::map<std::string_view, AuthScheme> working;  ///< by path
};

}  // namespace meshgate
