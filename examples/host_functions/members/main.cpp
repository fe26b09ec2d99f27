// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One object serves all imports of a module: its member functions have the names of the imports. `wasm2cpp::serve` makes
// that of any object; a class that derives from `wasm2cpp::host_module` can be given as it is.
#include <cstdio>
#include <utility>

#include "drawing.hpp"

class turtle {
 public:
  void forward(std::uint32_t steps) {
    x_ += static_cast<int>(steps) * dx_;
    y_ += static_cast<int>(steps) * dy_;
    std::printf("%s at (%d, %d)\n", name_, x_, y_);
  }
  void turn_left() { dx_ = std::exchange(dy_, dx_), dx_ = -dx_; }

 protected:
  const char* name_ = "a turtle";

 private:
  int x_ = 0, y_ = 0, dx_ = 1, dy_ = 0;
};

struct tortoise : turtle, wasm2cpp::host_module<tortoise> {
  tortoise() { name_ = "a tortoise"; }
};

int main() {
  turtle one;
  drawing::instance first{{.turtle = wasm2cpp::serve(one)}};
  first.square(10);

  tortoise two;
  drawing::instance second{{.turtle = two}};
  second.square(3);
}
