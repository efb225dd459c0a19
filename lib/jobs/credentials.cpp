// Who we are, from the environment or a file that nobody else can read.
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "jobs/environment.h"
#include "meshgate/client.h"

namespace meshgate {
namespace {

Result<bool> refuse_readable_by_others(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    return fail(errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo,
                path + ": " + std::generic_category().message(errno));
  if (!S_ISREG(status.st_mode)) return fail(ErrorKind::kConfig, path + " is no file");
  if (status.st_uid != ::geteuid() && ::geteuid() != 0)
    return fail(ErrorKind::kConfig, path + " belongs to another user; credentials must be your own file");
  if ((status.st_mode & 077U) != 0)
    return fail(ErrorKind::kConfig, fmt::format("{} can be read by others (mode {:04o}). Run: chmod 600 {}",
                                                path, status.st_mode & 07777U, path));
  return true;
}

}  // namespace

Credentials credentials_from_environment() {
  return {Secret(environment_variable("HITEM3D_CLIENT_ID")),
          Secret(environment_variable("HITEM3D_CLIENT_SECRET")),
          Secret(environment_variable("HITEM3D_ACCESS_TOKEN"))};
}

Result<Credentials> read_credentials(const std::string& path) {
  MG_TRY([[maybe_unused]] const bool allowed, refuse_readable_by_others(path));
  std::ifstream file(path);
  if (!file) return fail(ErrorKind::kIo, path + ": cannot be read");
  Credentials credentials;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.find('=');
    const std::string name = line.substr(0, equals);
    Secret* into = name == "HITEM3D_CLIENT_ID"       ? &credentials.client_id
                   : name == "HITEM3D_CLIENT_SECRET" ? &credentials.client_secret
                   : name == "HITEM3D_ACCESS_TOKEN"  ? &credentials.access_token
                                                     : nullptr;
    // The line itself may be a secret in the wrong place: it is not shown.
    if (into == nullptr || equals == std::string::npos)
      return fail(
          ErrorKind::kConfig,
          fmt::format("{}:{}: expected HITEM3D_CLIENT_ID=, HITEM3D_CLIENT_SECRET= or HITEM3D_ACCESS_TOKEN=",
                      path, number));
    *into = Secret(line.substr(equals + 1));
  }
  if (credentials.empty()) return fail(ErrorKind::kConfig, path + " holds no credentials");
  return credentials;
}

}  // namespace meshgate
