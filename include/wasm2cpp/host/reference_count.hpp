// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ownership on the host's side. A memory, a host's global and a store are shared by handles (`wasm2cpp::memory` and so
// on) and by the instances that use them; each carries the count of its owners. The count lies in the object and not
// beside it, as std::shared_ptr has it, because guest code knows these objects by plain pointers, from which handles
// must be made again.
//
// What this file does not do: break cycles. Objects of a store own no handle of their store (store.hpp).
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

namespace wasm2cpp::host {

class reference_counted {
 public:
  reference_counted() = default;
  reference_counted(const reference_counted&) = delete;
  reference_counted& operator=(const reference_counted&) = delete;
  void retain() const noexcept { __atomic_fetch_add(&count_, 1u, __ATOMIC_RELAXED); }
  [[gnu::noinline]] void release() const noexcept {
    if (__atomic_fetch_sub(&count_, 1u, __ATOMIC_ACQ_REL) == 1) delete this;
  }

 protected:
  virtual ~reference_counted() = default;

 private:
  mutable std::uint32_t count_ = 0;  ///< atomic
};

/// An owner of a reference_counted object, or of none.
template <class T>
class ref {
 public:
  ref() = default;
  explicit ref(T* object) noexcept : object_(object) {
    if (object_) object_->retain();
  }
  ref(const ref& other) noexcept : ref(other.object_) {}
  ref(ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  requires(!std::is_same_v<U, T> && std::is_convertible_v<U*, T*>) ref(const ref<U>& other)
  noexcept : ref(other.get()) {}
  ref& operator=(ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~ref() {
    if (object_) object_->release();
  }
  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  friend bool operator==(const ref& a, const ref& b) noexcept { return a.object_ == b.object_; }

 private:
  T* object_ = nullptr;
};

template <class T, class... A>
ref<T> make_ref(A&&... arguments) {
  return ref<T>(new T(std::forward<A>(arguments)...));
}

}  // namespace wasm2cpp::host
