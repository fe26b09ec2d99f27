// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// References to structures, arrays and i31s, as a host holds them:
//
//   wasm2cpp::structref point = instance.make_point(1, 2);      // an export's result
//   point.set(0, std::uint32_t{7});                             // field 0; checked: index, type, mutability
//   std::uint32_t y = point.get<std::uint32_t>(1);
//   wasm2cpp::structref other = wasm2cpp::structref::make(point.store(), point.type(), {wasm2cpp::value(1u), …});
//
// `anyref` is any of them, or null, or an internalised externref; `eqref`, `i31ref`, `structref` and `arrayref` convert
// to it, and from it with a check (access_error). A handle is a root: what it means stays alive, wherever the handle is
// kept; and it keeps the store that it came from, because an object may lead to functions. Copies mean the same object.
//
// Where roots are. A handle on an object owns a slot in a pool that the collector scans; null and i31 need none.
//
// What this file does not do: fields and elements (aggregate.hpp).
#pragma once

#include <cstddef>
#include <vector>

#include <wasm2cpp/guest/cast.hpp>
#include <wasm2cpp/host/errors.hpp>
#include <wasm2cpp/host/lock.hpp>
#include <wasm2cpp/host/signature.hpp>
#include <wasm2cpp/host/store.hpp>

namespace wasm2cpp {

namespace host {

/// Words that the collector scans, handed out one by one. For the whole process: handles may end in any thread.
class WASM2CPP_SHARED root_pool {
 public:
  WASM2CPP_SHARED static root_pool& get() {
    static root_pool* const pool = new root_pool;  // never destroyed: handles may outlive everything
    return *pool;
  }
  guest::anyref* take(guest::anyref content) {
    const lock held(mutex_);
    if (free_.empty()) add_chunk();
    guest::anyref* const slot = free_.back();
    free_.pop_back();
    *slot = content;
    return slot;
  }
  void give_back(guest::anyref* slot) {
    const lock held(mutex_);
    *slot = nullptr;
    free_.push_back(slot);
  }

 private:
  static constexpr std::size_t chunk_size = 512;
  struct chunk {
    guest::anyref slots[chunk_size] = {};
    fixed_roots roots{slots, sizeof slots};
  };
  void add_chunk() {
    free_.reserve((chunk_count_ + 1) * chunk_size);
    chunk& added = *new chunk;  // never freed either
    ++chunk_count_;
    for (guest::anyref& slot : added.slots) free_.push_back(&slot);
  }
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  std::size_t chunk_count_ = 0;
  std::vector<guest::anyref*> free_;
};

/// The type of what a guest's reference leads to.
inline canonical_value type_of_raw(guest::anyref raw) {
  canonical_value type{.kind = guest::kind_reference, .is_nullable = raw == nullptr, .heap = guest::heap_none};
  if (!raw) return type;
  if (guest::is_i31(raw))
    type.heap = guest::heap_i31;
  else if (raw->type->kind == guest::type_external)
    type.heap = guest::heap_any;
  else
    type.heap = 0, type.type = raw->type;
  return type;
}

}  // namespace host

/// A type of a module, as an identity: equal types of all modules are equal.
class heap_type {
 public:
  explicit heap_type(guest::type_id id) : id_(id) {}
  bool is_function() const { return id_->kind == guest::type_function; }
  bool is_struct() const { return id_->kind == guest::type_struct; }
  bool is_array() const { return id_->kind == guest::type_array; }
  bool is_subtype_of(heap_type other) const { return guest::is_subtype(id_, other.id_); }
  friend bool operator==(heap_type, heap_type) = default;
  guest::type_id id() const { return id_; }  ///< for the runtime

 private:
  guest::type_id id_;
};

class anyref {
 public:
  anyref() = default;
  anyref(std::nullptr_t) {}
  /// For the runtime: a guest's reference, of this store.
  anyref(guest::anyref raw, store_data* store) : raw_(raw) {
    if (!is_object()) return;
    store_ = host::ref<store_data>(store);
    slot_ = host::root_pool::get().take(raw);
  }
  anyref(const anyref& other) : anyref(other.raw_, other.store_.get()) {}
  anyref(anyref&& other) noexcept { swap(other); }
  anyref& operator=(anyref other) noexcept {
    swap(other);
    return *this;
  }
  ~anyref() {
    if (slot_) host::root_pool::get().give_back(slot_);
  }

  explicit operator bool() const { return raw_ != nullptr; }
  bool is_i31() const { return guest::is_i31(raw_); }
  bool is_struct() const { return is_object() && raw_->type->kind == guest::type_struct; }
  bool is_array() const { return is_object() && raw_->type->kind == guest::type_array; }
  /// An externref that was made an anyref.
  bool is_external() const { return is_object() && raw_->type->kind == guest::type_external; }
  /// Of a structure or an array; throws access_error for others.
  heap_type type() const {
    if (is_struct() || is_array()) return heap_type(raw_->type);
    host::fail_access({"the reference is to neither a structure nor an array"});
    return heap_type(nullptr);
  }
  /// Of an internalised externref: what it was; null for others.
  externref external() const { return is_external() ? static_cast<guest::external_box*>(raw_)->word : nullptr; }
  /// An externref as any.convert_extern makes it. Throws trap if memory is short, and access_error if no instance uses
  /// garbage collection yet.
  static anyref of_external(externref word);
  /// ref.eq: the same object, the same i31, or both null.
  friend bool operator==(const anyref& a, const anyref& b) { return a.raw_ == b.raw_; }

  /// The store that it keeps; a new one for null and i31s, which belong to none.
  wasm2cpp::store store() const { return store_ ? wasm2cpp::store(store_) : wasm2cpp::store(); }
  guest::anyref raw() const { return raw_; }          ///< for the runtime
  store_data* owner() const { return store_.get(); }  ///< for the runtime; null if it may enter any store

 protected:
  bool is_object() const { return raw_ != nullptr && !guest::is_i31(raw_); }
  /// For the others: from any reference, if `fits`; else an access_error, and null.
  anyref(const anyref& any, bool fits, const char* wanted) : anyref(fits ? any : anyref()) {
    if (!fits) host::fail_access({"the reference is not ", wanted});
  }

 private:
  void swap(anyref& other) noexcept {
    std::swap(raw_, other.raw_);
    std::swap(slot_, other.slot_);
    std::swap(store_, other.store_);
  }
  guest::anyref raw_ = nullptr;
  guest::anyref* slot_ = nullptr;  ///< null unless it is an object
  host::ref<store_data> store_;
};

/// What can be compared: a structure, an array, an i31, or null.
class eqref : public anyref {
 public:
  eqref() = default;
  eqref(std::nullptr_t) {}
  eqref(guest::anyref raw, store_data* store) : anyref(raw, store) {}
  explicit eqref(const anyref& any) : anyref(any, !any.is_external(), "one of an eqref") {}
};

/// A number of 31 bits, or null.
class i31ref : public eqref {
 public:
  i31ref() = default;
  i31ref(std::nullptr_t) {}
  i31ref(guest::anyref raw, store_data* store) : eqref(raw, store) {}
  /// The lower 31 bits of a number.
  explicit i31ref(std::int32_t number) : eqref(guest::ref_i31(static_cast<std::uint32_t>(number)), nullptr) {}
  explicit i31ref(const anyref& any) : eqref(eqref_if(any, !any || any.is_i31(), "an i31")) {}
  /// The number; throws access_error if it is null.
  std::int32_t get_s() const { return static_cast<std::int32_t>(get_u() << 1) >> 1; }
  std::uint32_t get_u() const {
    if (*this) return guest::i31_get_u(raw());
    return host::fail_access({"the reference is null"}), 0;
  }

 private:
  static eqref eqref_if(const anyref& any, bool fits, const char* wanted) {
    if (!fits) return host::fail_access({"the reference is not ", wanted}), eqref();
    return eqref(any);
  }
  friend class structref;
  friend class arrayref;
};

namespace host {

/// The types that stand for references, and what each leads to.
template <class T>
concept reference = std::is_same_v<T, funcref> || std::is_same_v<T, externref> || std::is_same_v<T, exnref> ||
    collected_reference<T>;

inline canonical_value type_of_reference(funcref value) {
  canonical_value type{.kind = guest::kind_reference, .is_nullable = value == nullptr, .heap = guest::heap_nofunc};
  if (value) type.type = value->type, type.heap = 0;
  return type;
}
inline canonical_value type_of_reference(externref value) {
  return {.kind = guest::kind_reference,
          .is_nullable = value == nullptr,
          .heap = value ? guest::heap_extern : guest::heap_noextern};
}
inline canonical_value type_of_reference(const exnref& value) {
  return {.kind = guest::kind_reference, .is_nullable = !value, .heap = value ? guest::heap_exn : guest::heap_noexn};
}
inline canonical_value type_of_reference(const anyref& value) { return type_of_raw(value.raw()); }

/// A host's value as the guest has it, and back.
template <class T>
guest_value_t<T> to_guest(const T& value) {
  if constexpr (collected_reference<T>)
    return value.raw();
  else
    return static_cast<guest_value_t<T>>(value);
}
template <class T>
T to_host(guest_value_t<T> value, [[maybe_unused]] store_data* store) {
  if constexpr (collected_reference<T>)
    return T(value, store);
  else
    return T(value);
}

}  // namespace host

}  // namespace wasm2cpp
