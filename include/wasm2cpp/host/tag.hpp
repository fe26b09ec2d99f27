// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tags and exceptions, as the host uses them (specification, section 4.2.9, "Tag Instances").
//
//   wasm2cpp::tag<std::uint32_t> oops;                                   // or an instance's: demo.oops()
//   demo::instance demo{{.env = {
//       .oops = oops,
//       .risky = [&](std::uint32_t x) { if (x > 9) throw wasm2cpp::exception(oops, x); },   // into the guest
//   }}};
//   try {
//     demo.run();
//   } catch (const wasm2cpp::exception& e) {                             // and out of it
//     if (e.is(oops)) std::printf("%u\n", e.get(oops));
//   }
//
// A tag is an identity: copies mean the same one, and an exception is of the tag that it was thrown with and of no
// other, however equal their types. `tag<A...>` has the payload A...; a payload of one value is read as that value, of
// several as a std::tuple. `payload_of` reads any payload, as values.
//
// A tag belongs to a store, which it keeps. A tag whose payload has references may only be used in its store; others in
// any.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <wasm2cpp/host/dynamic_call.hpp>

namespace wasm2cpp {

namespace host {

/// A tag whose type is known at run time only.
struct tag_location {
  ref<store_data> store;
  ref<tag_object> object;
  bool carries_references() const { return has_references(type_details(object->type).parameters); }
};

}  // namespace host

template <class... A>
class tag {
  static_assert(std::conjunction_v<std::bool_constant<host::value_of_guest<A>>...>,
                "a payload is std::uint32_t, std::uint64_t, float, double and references");

 public:
  tag() : tag(wasm2cpp::store()) {}  ///< a new tag, in a store of its own
  explicit tag(const wasm2cpp::store& store)
      : location_{store.data(), host::ref<host::tag_object>(store.data()->add_tag(host::type_of<void(A...)>()))} {}
  explicit tag(host::tag_location location) : location_(std::move(location)) {}

  wasm2cpp::store store() const { return wasm2cpp::store(location_.store); }
  friend bool operator==(const tag& a, const tag& b) { return a.location_.object == b.location_.object; }
  const host::tag_location& location() const { return location_; }  ///< for the runtime

 private:
  host::tag_location location_;
};

namespace host {

template <class... A>
exnref make_exception(const tag<A...>& tag, const A&... payload) {
  store_data* const store = tag.location().store.get();
  if (!all_may_enter(store, payload...)) return fail_foreign_reference(), exnref();
  guest::exception_package* const package =
      guest::new_exception(store->exceptions, tag.location().object.get(), sizeof...(A));
  if (!package) return fail_access({"no memory for an exception"}), exnref();
  [[maybe_unused]] guest::untyped_value* slot = package->payload();
  [[maybe_unused]] const int each[] = {0, (slot++->set(to_guest(payload)), 0)...};  // a fold nests too deep
  if constexpr ((std::is_same_v<A, exnref> || ...)) guest::capture_package(package);  // sweeps must find those
  return exnref::adopt(package);
}

template <class... A, std::size_t... I>
auto read_payload(guest::untyped_value* payload, [[maybe_unused]] store_data* store, std::index_sequence<I...>) {
  if constexpr (sizeof...(A) == 0)
    return;
  else if constexpr (sizeof...(A) == 1)
    return (to_host<A>(payload[I].template get<guest_value_t<A>>(), store), ...);
  else
    return std::tuple<A...>(to_host<A>(payload[I].template get<guest_value_t<A>>(), store)...);
}

}  // namespace host

template <class... A>
bool exnref::is(const tag<A...>& tag) const noexcept {
  return package_ && package_->tag == tag.location().object.get();
}

template <class... A>
auto exnref::get(const tag<A...>& tag) const {
  using payload = decltype(host::read_payload<A...>(nullptr, nullptr, std::index_sequence_for<A...>{}));
  if (!is(tag)) return host::fail_access({"the exception was thrown with another tag"}), payload();
  return host::read_payload<A...>(package_->payload(), package_->heap->store, std::index_sequence_for<A...>{});
}

template <class... A>
exception::exception(const tag<A...>& tag, std::type_identity_t<A>... payload)
    : reference_(host::make_exception<A...>(tag, payload...)) {}

/// The payload of an exception with any tag, in the order of the tag's parameters; empty of null.
inline std::vector<value> payload_of(const exnref& reference) {
  std::vector<value> values;
  if (!reference || !reference.package()->tag) return values;
  const std::vector<host::canonical_value>& types = host::type_details(reference.package()->tag->type).parameters;
  for (std::size_t i = 0; i < types.size(); ++i)
    values.push_back(host::value_of(types[i], reference.package()->payload()[i], reference.package()->heap->store));
  return values;
}
inline std::vector<value> payload_of(const exception& thrown) { return payload_of(thrown.reference()); }

}  // namespace wasm2cpp
