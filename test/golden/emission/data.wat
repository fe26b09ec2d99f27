;; Data segments at constant offsets are rows of one table, their bytes one literal.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  (import "host" "base" (global $base i32))
  (memory 1)
  (data (i32.const 8) "hello")
  (data (i32.const 16) "\00\011")
  (data (global.get $base) "\"?\ff")
  ;; CHECK: static const unsigned char data_0[] =
  ;; CHECK-NEXT: "hello\0\0011\"?\377";
  ;; CHECK-NEXT: static const data_run data_runs_0[] = {
  ;; CHECK-NEXT: {8, 5},
  ;; CHECK-NEXT: {16, 3},
  ;; CHECK-NEXT: };
  ;; CHECK: data_init_runs(self->memory_space[0], data_runs_0 + 0, 2, data_0 + 0);
  ;; CHECK-NEXT: data_init(self->memory_space[0], self->base_, data_0 + 8, 3);
  )
