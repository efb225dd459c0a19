#include "support/exr_builder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace meshgate::test {
namespace {

// With the NUL that ends names.
void put_name(Bytes& to, const std::string& text) {
  put_text(to, text);
  put(to, std::uint8_t{0});
}
Bytes box_bytes(const ExrBox& box) {
  Bytes value;
  for (const int number : {box.min_x, box.min_y, box.max_x, box.max_y}) put(value, number);
  return value;
}

Bytes channel_bytes(const ExrPartSpec& part) {
  Bytes value;
  for (const ExrChannelSpec& channel : part.channels) {
    put_name(value, channel.name);
    put(value, channel.type);
    put(value, 0);
    put(value, channel.x_sampling);
    put(value, channel.y_sampling);
  }
  value.push_back(std::byte{0});
  return value;
}

int tiles_along(int size, std::uint32_t tile) {
  return (size + static_cast<int>(tile) - 1) / static_cast<int>(tile);
}

int chunk_count(const ExrPartSpec& part) {
  const int width = part.data.max_x - part.data.min_x + 1, height = part.data.max_y - part.data.min_y + 1;
  if (part.tile_width == 0) return height;
  return tiles_along(width, part.tile_width) * tiles_along(height, part.tile_height);
}

Bytes header_bytes(const ExrPartSpec& part, std::size_t number, bool several) {
  Bytes header;
  append(header, exr_attribute("channels", "chlist", channel_bytes(part)));
  append(header, exr_attribute("compression", "compression", {static_cast<std::byte>(part.compression)}));
  append(header, exr_attribute("dataWindow", "box2i", box_bytes(part.data)));
  append(header, exr_attribute("displayWindow", "box2i", box_bytes(part.display.value_or(part.data))));
  append(header, exr_attribute("lineOrder", "lineOrder", {std::byte{0}}));
  Bytes one;
  put(one, 1.0F);
  append(header, exr_attribute("pixelAspectRatio", "float", one));
  append(header, exr_attribute("screenWindowCenter", "v2f", Bytes(8)));
  append(header, exr_attribute("screenWindowWidth", "float", one));
  const bool tiled = part.tile_width > 0;
  if (tiled) {
    Bytes tiles;
    put(tiles, part.tile_width);
    put(tiles, part.tile_height);
    tiles.push_back(std::byte{0});
    append(header, exr_attribute("tiles", "tiledesc", tiles));
  }
  const auto text = [](const std::string& value) {
    Bytes bytes;
    put_name(bytes, value);
    bytes.pop_back();
    return bytes;
  };
  if (several || !part.type.empty()) {
    const std::string type = !part.type.empty() ? part.type : tiled ? "tiledimage" : "scanlineimage";
    Bytes chunks;
    put(chunks, chunk_count(part));
    append(header, exr_attribute("chunkCount", "int", chunks));
    append(header, exr_attribute("name", "string", text("part" + std::to_string(number))));
    append(header, exr_attribute("type", "string", text(type)));
  }
  append(header, part.attributes);
  header.push_back(std::byte{0});
  return header;
}

void put_sample(Bytes& to, int type, double value) {
  if (type == 0) return put(to, static_cast<std::uint32_t>(value));
  if (type == 1) return put(to, half_of(value));
  put(to, static_cast<float>(value));
}

// Samples of a rectangle: line by line, in each line channel by channel.
Bytes rectangle(const ExrPartSpec& part, std::size_t number, const ExrBox& box, const ExrSampleOf& sample) {
  Bytes data;
  for (int y = box.min_y; y <= box.max_y; ++y) {
    for (std::size_t c = 0; c < part.channels.size(); ++c) {
      const ExrChannelSpec& channel = part.channels[c];
      if (y % channel.y_sampling != 0) continue;
      for (int x = box.min_x; x <= box.max_x; ++x) {
        if (x % channel.x_sampling == 0) put_sample(data, channel.type, sample(number, c, x, y));
      }
    }
  }
  return data;
}

// The chunks of a part, each without the number of the part.
std::vector<Bytes> chunks_of(const ExrPartSpec& part, std::size_t number, const ExrSampleOf& sample) {
  std::vector<Bytes> chunks;
  const auto add = [&](Bytes head, const ExrBox& box) {
    const Bytes data = rectangle(part, number, box, sample);
    put(head, static_cast<std::int32_t>(data.size()));
    append(head, data);
    chunks.push_back(std::move(head));
  };
  const ExrBox& d = part.data;
  if (part.tile_width == 0) {
    for (int y = d.min_y; y <= d.max_y; ++y) {
      Bytes head;
      put(head, y);
      add(std::move(head), {d.min_x, y, d.max_x, y});
    }
    return chunks;
  }
  const int w = static_cast<int>(part.tile_width), h = static_cast<int>(part.tile_height);
  for (int ty = 0; d.min_y + ty * h <= d.max_y; ++ty) {
    for (int tx = 0; d.min_x + tx * w <= d.max_x; ++tx) {
      Bytes head;
      for (const int value : {tx, ty, 0, 0}) put(head, value);
      add(std::move(head), {d.min_x + tx * w, d.min_y + ty * h, std::min(d.max_x, d.min_x + tx * w + w - 1),
                            std::min(d.max_y, d.min_y + ty * h + h - 1)});
    }
  }
  return chunks;
}

}  // namespace

Bytes exr_attribute(const std::string& name, const std::string& type, const Bytes& value) {
  Bytes bytes;
  put_name(bytes, name);
  put_name(bytes, type);
  put(bytes, static_cast<std::int32_t>(value.size()));
  append(bytes, value);
  return bytes;
}

std::uint16_t half_of(double value) {
  if (value == 0) return 0;
  int exponent = 0;
  const double fraction = std::frexp(std::abs(value), &exponent);  // 0.5 … 1
  const auto mantissa = static_cast<unsigned>(std::lround((fraction * 2 - 1) * 1024));
  return static_cast<std::uint16_t>((value < 0 ? 0x8000U : 0U) +
                                    (static_cast<unsigned>(exponent - 1 + 15) << 10U) + mantissa);
}

Bytes make_exr(const std::vector<ExrPartSpec>& parts, const ExrSampleOf& sample) {
  const bool several = parts.size() > 1;
  const bool deep = !parts.empty() && parts[0].type.starts_with("deep");
  std::uint32_t flags = 2;
  if (several) flags |= 0x1000U;
  if (deep) flags |= 0x800U;
  if (!several && !deep && parts[0].tile_width > 0) flags |= 0x200U;
  Bytes file;
  put(file, std::uint32_t{0x01312F76});
  put(file, flags);
  std::vector<std::vector<Bytes>> chunks;
  std::size_t count = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    append(file, header_bytes(parts[i], i, several));
    chunks.push_back(chunks_of(parts[i], i, sample));
    count += chunks.back().size();
  }
  if (several) file.push_back(std::byte{0});
  std::uint64_t offset = file.size() + 8 * count;
  Bytes body;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const Bytes& chunk : chunks[i]) {
      put(file, offset + body.size());
      if (several) put(body, static_cast<std::int32_t>(i));
      append(body, chunk);
    }
  }
  append(file, body);
  return file;
}

Bytes make_exr(const ExrPartSpec& part, const ExrSampleOf& sample) {
  return make_exr(std::vector<ExrPartSpec>{part}, sample);
}

}  // namespace meshgate::test
