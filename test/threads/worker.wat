;; What the threads of threads_test.cpp run, each in an instance of its own, over one memory that the host gives them.
;;
;;     0 a counter      8 a lock, 0 free, 1 taken, 2 taken and waited for      16 what the lock protects
;;    24 whether the data is there, 0 no, 1 being written, 2 yes               64 ... 4096 where they race
(module
  (import "env" "memory" (memory 1 64 shared))
  (data $greeting "from a passive segment")

  (func (export "add") (param $n i32)
    (loop $again
      (drop (i64.atomic.rmw.add (i32.const 0) (i64.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "add_narrow") (param $address i32) (param $n i32)
    (loop $again
      (drop (i32.atomic.rmw8.add_u (local.get $address) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; The lock of Drepper's "Futexes are tricky".
  (func $lock (local $found i32)
    (br_if 0 (i32.eqz (local.tee $found (i32.atomic.rmw.cmpxchg (i32.const 8) (i32.const 0) (i32.const 1)))))
    (block $free
      (loop $again
        (if (i32.ne (local.get $found) (i32.const 2))
          (then (local.set $found (i32.atomic.rmw.xchg (i32.const 8) (i32.const 2)))))
        (br_if $free (i32.eqz (local.get $found)))
        (drop (memory.atomic.wait32 (i32.const 8) (i32.const 2) (i64.const -1)))
        (local.set $found (i32.atomic.rmw.xchg (i32.const 8) (i32.const 2)))
        (br_if $again (local.get $found)))))
  (func $unlock
    (if (i32.eq (i32.atomic.rmw.xchg (i32.const 8) (i32.const 0)) (i32.const 2))
      (then (drop (memory.atomic.notify (i32.const 8) (i32.const 1))))))
  (func (export "add_locked") (param $n i32)
    (loop $again
      (call $lock)
      (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1)))
      (call $unlock)
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; As the threads of WASI begin: the first one writes the data, the others wait for it.
  (func (export "initialize_once") (param $to i32)
    (if (i32.atomic.rmw.cmpxchg (i32.const 24) (i32.const 0) (i32.const 1))
      (then (drop (memory.atomic.wait32 (i32.const 24) (i32.const 1) (i64.const -1))))
      (else
        (memory.init $greeting (local.get $to) (i32.const 0) (i32.const 22))
        (i32.atomic.store (i32.const 24) (i32.const 2))
        (drop (memory.atomic.notify (i32.const 24) (i32.const -1)))))
    (data.drop $greeting))

  ;; Every kind of plain access, at addresses that others use too, aligned or not.
  (func (export "race") (param $n i32) (result i64) (local $p i32) (local $sum i64)
    (loop $again
      (local.set $p (i32.add (i32.const 64) (i32.rem_u (i32.mul (local.get $n) (i32.const 7)) (i32.const 1000))))
      (i32.store8 (local.get $p) (local.get $n))
      (i32.store16 offset=1 (local.get $p) (local.get $n))
      (i32.store offset=2 (local.get $p) (local.get $n))
      (i64.store offset=3 (local.get $p) (i64.extend_i32_u (local.get $n)))
      (f64.store offset=5 (local.get $p) (f64.const 1.5))
      (f32.store offset=6 (local.get $p) (f32.load offset=9 (local.get $p)))
      (local.set $sum (i64.add (local.get $sum) (i64.load (local.get $p))))
      (local.set $sum (i64.add (local.get $sum) (i64.load16_s offset=1 (local.get $p))))
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (i32.load offset=3 (local.get $p)))))
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (i32.load8_s (local.get $p)))))
      (memory.fill (local.get $p) (i32.const 3) (i32.const 37))
      (memory.copy (i32.const 100) (local.get $p) (i32.const 301))
      (memory.copy (local.get $p) (i32.const 99) (i32.const 300))
      (memory.init $greeting (local.get $p) (i32.const 3) (i32.const 15))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  ;; Writes a word again and again; another thread must never read half of one.
  (func (export "write_word") (param $address i32) (param $word i64) (param $n i32)
    (loop $again
      (i64.store (local.get $address) (local.get $word))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "read_word") (param $address i32) (result i64) (i64.load (local.get $address)))

  ;; Plain data, then an atomic flag; and the other side.
  (func (export "publish") (param $value i32)
    (i32.store (i32.const 4096) (local.get $value))
    (i32.atomic.store (i32.const 4160) (local.get $value)))
  (func (export "receive") (param $value i32) (result i32)
    (loop $again (br_if $again (i32.ne (i32.atomic.load (i32.const 4160)) (local.get $value))))
    (i32.load (i32.const 4096)))

  (func (export "grow") (param $pages i32) (result i32) (memory.grow (local.get $pages)))
  (func (export "size") (result i32) (memory.size))
  ;; The last byte of the memory as it is now, written and read.
  (func (export "touch_end") (result i32) (local $end i32)
    (local.set $end (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 1)))
    (i32.store8 (local.get $end) (i32.const 77))
    (i32.load8_u (local.get $end)))

  (func (export "wait32") (param i32 i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32 i32) (result i32)
    (memory.atomic.notify (local.get 0) (local.get 1)))

  (func (export "load") (param i32) (result i32) (i32.load offset=0xfffffff0 (local.get 0)))
  (func (export "store") (param i32) (i64.store (local.get 0) (i64.const -1)))
  (func (export "atomic_load_dropped") (param i32) (drop (i32.atomic.load (local.get 0))))
  (func (export "atomic_store") (param i32) (i64.atomic.store (local.get 0) (i64.const -1)))
  (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 1) (local.get 1)))
  (func (export "fence") (atomic.fence))
  ;; Narrow exchanges: what is there is compared with as many bits as it has.
  (func (export "exchange8") (param $expected i64) (result i64)
    (i64.atomic.rmw8.cmpxchg_u (i32.const 64) (local.get $expected) (i64.const 0x155)))
  (func (export "exchange16") (param $expected i32) (result i32)
    (i32.atomic.rmw16.cmpxchg_u (i32.const 68) (local.get $expected) (i32.const 0x15555)))
  (func (export "exchange32") (param $expected i64) (result i64)
    (i64.atomic.rmw32.cmpxchg_u (i32.const 72) (local.get $expected) (i64.const 0x155555555))))
