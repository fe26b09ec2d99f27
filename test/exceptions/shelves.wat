;; Types of objects that hold exceptions: see exceptions_test.cpp. shelves.wasm was made of this file by Binaryen 132's
;; wasm-as, with --all-features.
(module
  (type $array (array (mut exnref)))
  (type $struct (struct (field (mut exnref))))
  (func (export "array") (param i32) (result (ref $array)) (array.new_default $array (local.get 0)))
  (func (export "struct") (result (ref $struct)) (struct.new_default $struct)))
