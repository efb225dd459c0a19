// Values of a crate file.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "core/buffer.h"
#include "formats/detail/usd_crate.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kMinPackedCount = 16;  // shorter arrays are stored plainly though marked as packed

enum class Scalar : std::uint8_t {
  kInt8,
  kUint8,
  kInt32,
  kUint32,
  kInt64,
  kUint64,
  kHalf,
  kFloat,
  kDouble,
  kIndex
};

// What the elements of a type are made of.
struct Layout {
  Scalar scalar = Scalar::kFloat;
  std::uint32_t components = 0;  // 0 = not a type that is read
};

Layout layout_of(CrateType type) {
  switch (type) {
    case CrateType::kBool:
    case CrateType::kUchar:
      return {Scalar::kUint8, 1};
    case CrateType::kInt:
      return {Scalar::kInt32, 1};
    case CrateType::kUint:
      return {Scalar::kUint32, 1};
    case CrateType::kInt64:
      return {Scalar::kInt64, 1};
    case CrateType::kUint64:
      return {Scalar::kUint64, 1};
    case CrateType::kHalf:
      return {Scalar::kHalf, 1};
    case CrateType::kFloat:
      return {Scalar::kFloat, 1};
    case CrateType::kDouble:
    case CrateType::kTimeCode:
      return {Scalar::kDouble, 1};
    case CrateType::kString:
    case CrateType::kToken:
    case CrateType::kAssetPath:
      return {Scalar::kIndex, 1};
    case CrateType::kMatrix2d:
      return {Scalar::kDouble, 4};
    case CrateType::kMatrix3d:
      return {Scalar::kDouble, 9};
    case CrateType::kMatrix4d:
      return {Scalar::kDouble, 16};
    case CrateType::kQuatd:
      return {Scalar::kDouble, 4};
    case CrateType::kQuatf:
      return {Scalar::kFloat, 4};
    case CrateType::kQuath:
      return {Scalar::kHalf, 4};
    default:
      break;
  }
  if (type < CrateType::kVec2d || type > CrateType::kVec4i) return {};
  constexpr std::array<Scalar, 4> kScalars{Scalar::kDouble, Scalar::kFloat, Scalar::kHalf, Scalar::kInt32};
  const auto number = static_cast<unsigned>(type) - static_cast<unsigned>(CrateType::kVec2d);
  return {kScalars.at(number % 4), 2 + number / 4};
}

std::size_t size_of(Scalar scalar) {
  switch (scalar) {
    case Scalar::kInt8:
    case Scalar::kUint8:
      return 1;
    case Scalar::kHalf:
      return 2;
    case Scalar::kInt64:
    case Scalar::kUint64:
    case Scalar::kDouble:
      return 8;
    default:
      return 4;
  }
}

bool is_integer(Scalar scalar) { return scalar < Scalar::kHalf; }

float half_to_float(std::uint16_t half) {
  const int exponent = half >> 10U & 0x1FU;
  const int mantissa = half & 0x3FFU;
  float value = 0;
  if (exponent == 31) {
    value = mantissa == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    value = std::ldexp(static_cast<float>(mantissa), -24);
  } else {
    value = std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
  }
  return (half & 0x8000U) != 0 ? -value : value;
}

double load_number(const std::byte* p, Scalar scalar) {
  switch (scalar) {
    case Scalar::kInt8:
      return load_le<std::int8_t>(p);
    case Scalar::kUint8:
      return load_le<std::uint8_t>(p);
    case Scalar::kInt32:
      return load_le<std::int32_t>(p);
    case Scalar::kUint32:
    case Scalar::kIndex:
      return load_le<std::uint32_t>(p);
    case Scalar::kInt64:
      return static_cast<double>(load_le<std::int64_t>(p));
    case Scalar::kUint64:
      return static_cast<double>(load_le<std::uint64_t>(p));
    case Scalar::kHalf:
      return static_cast<double>(half_to_float(load_le<std::uint16_t>(p)));
    case Scalar::kFloat:
      return static_cast<double>(load_le<float>(p));
    default:
      return load_le<double>(p);
  }
}

std::int32_t to_int32(double value) {
  constexpr double kLow = std::numeric_limits<std::int32_t>::min(),
                   kHigh = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(value, kLow, kHigh));
}

UsdValue::Kind kind_of(Scalar scalar) {
  if (scalar == Scalar::kIndex) return UsdValue::Kind::kTexts;
  return is_integer(scalar) ? UsdValue::Kind::kIntegers : UsdValue::Kind::kReals;
}

class Reader {
 public:
  Reader(const UsdCrate& crate, CrateRep rep, const UsdLimits& limits)
      : crate_(crate), rep_(rep), budget_(limits.max_memory) {}

  UsdValue read() {
    if (rep_.type() == CrateType::kValueBlock) {
      value_.kind = UsdValue::Kind::kBlocked;
      return std::move(value_);
    }
    if (rep_.type() == CrateType::kTokenVector || rep_.type() == CrateType::kStringVector) {
      read_text_vector();
      return std::move(value_);
    }
    layout_ = layout_of(rep_.type());
    if (layout_.components == 0) return {};
    value_.kind = kind_of(layout_.scalar);
    value_.is_array = rep_.is_array();
    if (rep_.is_array()) {
      read_array();
    } else if (rep_.is_inlined()) {
      read_inlined();
    } else {
      read_single();
    }
    return std::move(value_);
  }

 private:
  std::string text_at(std::uint32_t index, bool of_tokens) const {
    return std::string(of_tokens ? crate_.token(index) : crate_.string(index));
  }

  void read_text_vector() {
    value_.kind = UsdValue::Kind::kTexts;
    value_.is_array = true;
    CrateCursor in = crate_.cursor(rep_.payload());
    const std::uint64_t count = in.count(4);
    budget_.take(count, sizeof(std::string));
    for (std::uint64_t i = 0; i < count; ++i)
      value_.texts.push_back(text_at(in.get<std::uint32_t>(), rep_.type() == CrateType::kTokenVector));
  }

  void read_inlined() {
    const auto bits = static_cast<std::uint32_t>(rep_.payload());
    if (layout_.scalar == Scalar::kIndex) {
      value_.texts.push_back(text_at(bits, rep_.type() != CrateType::kString));
      return;
    }
    std::array<std::byte, 4> bytes{};
    std::memcpy(bytes.data(), &bits, 4);
    if (layout_.components == 1) {
      // 64 bits are inlined as 32 when nothing is lost.
      Scalar scalar = layout_.scalar;
      if (scalar == Scalar::kDouble) scalar = Scalar::kFloat;
      if (scalar == Scalar::kInt64) scalar = Scalar::kInt32;
      if (scalar == Scalar::kUint64) scalar = Scalar::kUint32;
      value_.exact.push_back(load_number(bytes.data(), scalar));
      return;
    }
    // Tuples of small whole numbers; of matrices the diagonal.
    const bool matrix = rep_.type() >= CrateType::kMatrix2d && rep_.type() <= CrateType::kMatrix4d;
    if (!matrix) {
      for (std::uint32_t i = 0; i < layout_.components; ++i)
        value_.exact.push_back(load_number(&bytes.at(i), Scalar::kInt8));
      return;
    }
    const std::uint32_t side = layout_.components == 4 ? 2 : layout_.components == 9 ? 3 : 4;
    value_.exact.assign(layout_.components, 0);
    for (std::uint32_t i = 0; i < side; ++i)
      value_.exact[i * (side + 1)] = load_number(&bytes.at(i), Scalar::kInt8);
  }

  void read_single() {
    CrateCursor in = crate_.cursor(rep_.payload());
    if (layout_.scalar == Scalar::kIndex) {
      value_.texts.push_back(text_at(in.get<std::uint32_t>(), rep_.type() == CrateType::kToken));
      return;
    }
    const std::size_t size = size_of(layout_.scalar);
    const ByteView bytes = in.take(size * layout_.components);
    for (std::uint32_t i = 0; i < layout_.components; ++i)
      value_.exact.push_back(load_number(bytes.data() + size * i, layout_.scalar));
  }

  void read_array() {
    if (rep_.payload() == 0) return;  // an empty one
    CrateCursor in = crate_.cursor(rep_.payload());
    if (!crate_.at_least(5)) in.take(4);  // the rank, always 1
    const std::uint64_t count = crate_.at_least(7) ? in.get<std::uint64_t>() : in.get<std::uint32_t>();
    if (layout_.scalar == Scalar::kIndex) return read_texts(in, count);
    const bool packed = rep_.is_compressed() && count >= kMinPackedCount && layout_.components == 1 &&
                        layout_.scalar != Scalar::kUint8;
    if (packed) {
      is_integer(layout_.scalar) ? read_packed_integers(in, count) : read_packed_reals(in, count);
    } else {
      read_plain(in, count);
    }
  }

  void read_texts(CrateCursor& in, std::uint64_t count) {
    if (count > in.bytes().size() / 4) throw UsdBroken{"an array goes beyond the end of the file"};
    budget_.take(count, sizeof(std::string));
    for (std::uint64_t i = 0; i < count; ++i)
      value_.texts.push_back(text_at(in.get<std::uint32_t>(), rep_.type() == CrateType::kToken));
  }

  void read_plain(CrateCursor& in, std::uint64_t count) {
    const std::size_t size = size_of(layout_.scalar);
    if (count > in.bytes().size() / (size * layout_.components))
      throw UsdBroken{"an array goes beyond the end of the file"};
    const std::size_t numbers = count * layout_.components;
    const ByteView bytes = in.take(numbers * size);
    budget_.take(numbers, 4);
    if (is_integer(layout_.scalar)) {
      Buffer<std::int32_t> out(numbers);
      for (std::size_t i = 0; i < numbers; ++i)
        out[i] = to_int32(load_number(bytes.data() + i * size, layout_.scalar));
      value_.integers = std::move(out).freeze();
      return;
    }
    Buffer<float> out(numbers);
    if (layout_.scalar == Scalar::kFloat) {
      if (numbers > 0) std::memcpy(out.data(), bytes.data(), bytes.size());
    } else {
      for (std::size_t i = 0; i < numbers; ++i)
        out[i] = static_cast<float>(load_number(bytes.data() + i * size, layout_.scalar));
    }
    value_.reals = std::move(out).freeze();
  }

  void read_packed_integers(CrateCursor& in, std::uint64_t count) {
    if (size_of(layout_.scalar) == 4) {
      value_.integers = read_packed_int32(in, count, budget_);
      return;
    }
    const std::vector<std::int64_t> wide = read_packed_int64(in, count, budget_);
    std::vector<std::int32_t> values(wide.size());
    std::transform(wide.begin(), wide.end(), values.begin(),
                   [](std::int64_t value) { return to_int32(static_cast<double>(value)); });
    value_.integers = std::move(values);
  }

  // Reals as whole numbers, or as places in a table of the few that occur.
  void read_packed_reals(CrateCursor& in, std::uint64_t count) {
    const auto code = in.get<char>();
    std::vector<float> values;
    if (code == 'i') {
      const std::vector<std::int32_t> whole = read_packed_int32(in, count, budget_);
      values.assign(whole.begin(), whole.end());
    } else if (code == 't') {
      const auto size = in.get<std::uint32_t>();
      const std::size_t bytes = size_of(layout_.scalar);
      const ByteView table = in.take(std::uint64_t{size} * bytes);
      const std::vector<std::int32_t> places = read_packed_int32(in, count, budget_);
      values.reserve(places.size());
      for (const std::int32_t place : places) {
        if (place < 0 || static_cast<std::uint32_t>(place) >= size)
          throw UsdBroken{"a packed array is damaged"};
        values.push_back(static_cast<float>(
            load_number(table.data() + static_cast<std::size_t>(place) * bytes, layout_.scalar)));
      }
    } else {
      throw UsdBroken{"an array is packed in an unknown way"};
    }
    value_.reals = std::move(values);
  }

  const UsdCrate& crate_;
  CrateRep rep_;
  UsdBudget budget_;
  Layout layout_;
  UsdValue value_;
};

}  // namespace

UsdValue UsdCrate::value(std::uint64_t rep, const UsdLimits& limits) const {
  return Reader(*this, CrateRep{rep}, limits).read();
}

}  // namespace meshgate
