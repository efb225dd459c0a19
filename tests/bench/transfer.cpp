// Uploads and downloads of the client beside those of the program curl, on loopback: see
// tests/bench/transfers.
//   transfer serve PORT-FILE BYTES         the API in short: swallows uploads, serves a result of BYTES
//   transfer upload BASE-URL FILE          one create with FILE
//   transfer download BASE-URL STEM        the result, as jobs download it
//   transfer receive BASE-URL STEM BYTES   the same, but ends with the last byte: neither hashed nor flushed
//   transfer idle BASE-URL                 a client that does nothing
// All but the first two print their peak of resident memory in MB.
#include <fmt/core.h>
#include <httplib.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "meshgate/client.h"
#include "meshgate/output.h"

using namespace meshgate;

namespace {

int serve(const std::string& port_file, std::size_t bytes) {
  httplib::Server http;
  http.set_payload_max_length(SIZE_MAX);
  http.Post("/open-api/v1/auth/token", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"({"code":200,"data":{"accessToken":"t"}})", "application/json");
  });
  http.Post(".*/create-task",
            [](const httplib::Request&, httplib::Response& response, const httplib::ContentReader& read) {
              read([](const httplib::MultipartFormData&) { return true; },
                   [](const char*, std::size_t) { return true; });
              response.set_content(R"({"code":200,"data":{"task_id":"a.b.c"}})", "application/json");
            });
  // Begins and ends as an STL would, so that it is taken for a whole one.
  const std::string head = "solid transfer\n", tail = "\nendsolid transfer\n",
                    filler(std::size_t{1} << 20U, ' ');
  const std::size_t tail_at = bytes - tail.size();
  http.Get("/result", [&](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(
        bytes, "application/octet-stream",
        [&](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
          if (offset == 0) return sink.write(head.data(), head.size());
          if (offset >= tail_at) return sink.write(tail.data() + (offset - tail_at), bytes - offset);
          return sink.write(filler.data(), std::min({length, filler.size(), tail_at - offset}));
        });
  });
  const int port = http.bind_to_any_port("127.0.0.1");
  if (port <= 0 || !write_file(port_file, std::string_view(std::to_string(port)))) return 2;
  return http.listen_after_bind() ? 0 : 2;
}

double peak_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) / 1024;
  }
  return 0;
}

int client(const std::string& what, const std::string& base_url, const std::string& path) {
  ClientOptions options;
  options.base_url = base_url;
  options.credentials = {Secret("id"), Secret("secret"), {}};
  auto client = Client::open(std::move(options));
  if (!client) return 2;
  std::optional<Error> error;
  if (what == "upload") error = client->create_task({"segment", path, {}, {}}).error;
  if (what == "download") {
    const auto file = client->download(Secret(base_url + "/result?sign=1"), path);
    if (!file) error = file.error();
  }
  if (error) std::cerr << describe(*error) << '\n';
  std::cout << fmt::format("{:.1f}\n", peak_mb());
  return error ? 1 : 0;
}

int receive(const std::string& base_url, const std::string& stem, std::uintmax_t bytes) {
  std::thread watch([&] {
    std::error_code error;
    while (std::filesystem::file_size(stem + ".part", error) != bytes)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::_Exit(0);
  });
  const int code = client("download", base_url, stem);
  watch.detach();
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "serve" && argc == 4) return serve(argv[2], static_cast<std::size_t>(std::atoll(argv[3])));
  if (what == "receive" && argc == 5)
    return receive(argv[2], argv[3], static_cast<std::size_t>(std::atoll(argv[4])));
  if (argc == 4 || (argc == 3 && what == "idle")) return client(what, argv[2], argc == 4 ? argv[3] : "");
  return 2;
}
