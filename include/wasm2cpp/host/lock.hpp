// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A mutex that is held while a scope lasts. POSIX's, which the guest's side uses anyway: <mutex> would be 20 to 90 ms of
// the compilation of each module.
#pragma once

#include <pthread.h>

namespace wasm2cpp::host {

class lock {
 public:
  explicit lock(pthread_mutex_t& mutex) : mutex_(mutex) { pthread_mutex_lock(&mutex_); }
  ~lock() { pthread_mutex_unlock(&mutex_); }
  lock(const lock&) = delete;
  lock& operator=(const lock&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

}  // namespace wasm2cpp::host
