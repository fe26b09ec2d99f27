;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;;
;; A page of memory, which begins with nine bytes of UTF-8.
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "xịn xò"))
