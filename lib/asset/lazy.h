#pragma once
// A value that is computed at the first request, once, whichever thread asks.
#include <mutex>
#include <optional>

namespace meshgate {

template <class T>
class Lazy {
 public:
  /// Returns the value, computing it when this is the first call. When `compute` throws, the next call tries
  /// again.
  template <class Compute>
  const T& get(Compute compute) const {
    std::call_once(once_, [&] { value_.emplace(compute()); });
    return *value_;
  }

  /// The value when it was computed, else null. Not to be called beside get().
  const T* if_known() const { return value_ ? &*value_ : nullptr; }

 private:
  mutable std::once_flag once_;
  mutable std::optional<T> value_;
};

/// Facts that may have others of the same thing beside them, which are finished: what those know already is
/// not computed again.
///
/// The other thing may be the same bit by bit, or the same faces in the same order with vertices that are
/// numbered otherwise: then what names vertices by their numbers does not hold here.
template <class Facts>
class SharedFacts {
 public:
  enum class Likeness { kSame, kRenumbered };

  /// `same` may be null; it must outlive these, and nobody may ask it for more meanwhile.
  SharedFacts(const Facts* same, Likeness likeness) : same_(same), likeness_(likeness) {}
  [[nodiscard]] const Facts* same() const { return same_; }
  [[nodiscard]] Likeness likeness() const { return likeness_; }

 protected:
  enum class About { kFaces, kVertexNumbers };

  /// The value of `fact` here or there, or null when nobody asked for it yet.
  template <class T>
  const T* find_known(Lazy<T> Facts::*fact, About about = About::kFaces) const {
    for (auto facts = static_cast<const Facts*>(this); facts != nullptr; facts = facts->same()) {
      if (const T* value = (facts->*fact).if_known()) return value;
      if (about == About::kVertexNumbers && facts->likeness() == Likeness::kRenumbered) break;
    }
    return nullptr;
  }
  /// The value there when it is known and `holds_here(value)`, else the one that is computed here.
  template <class T, class Compute, class Holds>
  const T& ask(Lazy<T> Facts::*fact, About about, Compute compute, Holds holds_here) const {
    const bool may_hold = same_ != nullptr && (about == About::kFaces || likeness_ == Likeness::kSame);
    if (may_hold) {
      if (const T* value = same_->find_known(fact, about); value != nullptr && holds_here(*value))
        return *value;
    }
    return (static_cast<const Facts*>(this)->*fact).get(compute);
  }
  template <class T, class Compute>
  const T& ask(Lazy<T> Facts::*fact, About about, Compute compute) const {
    return ask(fact, about, compute, [](const T&) { return true; });
  }

 private:
  const Facts* same_;
  Likeness likeness_;
};

}  // namespace meshgate
