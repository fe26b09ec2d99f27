;; Names are kept. What is no identifier is escaped, what is taken or reserved gets something behind it.
;;
;; RUN: %emit %s | %FileCheck %s
(module
  ;; CHECK-LABEL: u32 read_x2dbyte(u32 the_x2eaddress, u32 p1) {
  ;; CHECK-NEXT:   u32 int_ = 0;
  ;; CHECK-NEXT:   int_ = p1;
  ;; CHECK-NEXT:   return the_x2eaddress + int_;
  ;; CHECK-NEXT: }
  (func $read-byte (param $the.address i32) (param i32) (result i32) (local $int i32)
    (local.set $int (local.get 1))
    (i32.add (local.get $the.address) (local.get $int)))
  ;; No local hides a function.
  ;; CHECK-LABEL: u32 while_(u32 read_x2dbyte_p0) {
  ;; CHECK-NEXT:   return read_x2dbyte(read_x2dbyte_p0, 0);
  ;; CHECK-NEXT: }
  (func $while (param $read-byte i32) (result i32)
    (call $read-byte (local.get $read-byte) (i32.const 0)))
  ;; A function without a name is called f and its index; one that is called so already is not.
  ;; CHECK-LABEL: u32 f2() {
  ;; CHECK-NEXT:   return 2;
  ;; CHECK-NEXT: }
  (func (result i32) (i32.const 2))
  ;; CHECK-LABEL: u32 f2_() {
  ;; CHECK-NEXT:   return f2();
  ;; CHECK-NEXT: }
  (func $f2 (result i32) (call 2)))
