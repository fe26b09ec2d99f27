;; Beyond 100 levels, blocks become labels in one sequence: compilers count brackets. Temporaries are hoisted.
;;
;; RUN: %wasm2cpp %s --dump-tree | %FileCheck %s
;; RUN: %emit %s > /dev/null
(module
  (import "host" "step" (func $step (result i32)))
  (global $x (mut i32) (i32.const 0))
  ;; CHECK-LABEL: func 1 ()
  ;; CHECK-NEXT:   if (call 0)
  ;; CHECK-NEXT:     if (call 0)
  ;; CHECK-NEXT:       if (call 0)
  ;; CHECK-NEXT:         if (call 0)
  ;; CHECK-NEXT:           if (call 0)
  ;; CHECK-NEXT:             if (call 0)
  ;; CHECK-NEXT:               if (call 0)
  ;; CHECK-NEXT:                 if (call 0)
  ;; CHECK-NEXT:                   if (call 0)
  ;; CHECK-NEXT:                     if (call 0)
  ;; CHECK-NEXT:                       if (call 0)
  ;; CHECK-NEXT:                         if (call 0)
  ;; CHECK-NEXT:                           if (call 0)
  ;; CHECK-NEXT:                             if (call 0)
  ;; CHECK-NEXT:                               if (call 0)
  ;; CHECK-NEXT:                                 if (call 0)
  ;; CHECK-NEXT:                                   if (call 0)
  ;; CHECK-NEXT:                                     if (call 0)
  ;; CHECK-NEXT:                                       if (call 0)
  ;; CHECK-NEXT:                                         if (call 0)
  ;; CHECK-NEXT:                                           if (call 0)
  ;; CHECK-NEXT:                                             if (call 0)
  ;; CHECK-NEXT:                                               if (call 0)
  ;; CHECK-NEXT:                                                 if (call 0)
  ;; CHECK-NEXT:                                                   if (call 0)
  ;; CHECK-NEXT:                                                     if (call 0)
  ;; CHECK-NEXT:                                                       if (call 0)
  ;; CHECK-NEXT:                                                         if (call 0)
  ;; CHECK-NEXT:                                                           if (call 0)
  ;; CHECK-NEXT:                                                             if (call 0)
  ;; CHECK-NEXT:                                                               if (call 0)
  ;; CHECK-NEXT:                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                         if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                           if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                             if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                               if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                                 if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                                   if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                                     if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                                       if (call 0)
  ;; CHECK-NEXT:                                                                                                                                                                                                         if (not (call 0))
  ;; CHECK-NEXT:                                                                                                                                                                                                           br L101
  ;; CHECK-NEXT:                                                                                                                                                                                                         if (not (call 0))
  ;; CHECK-NEXT:                                                                                                                                                                                                           br L103
  ;; CHECK-NEXT:                                                                                                                                                                                                         if (not (call 0))
  ;; CHECK-NEXT:                                                                                                                                                                                                           br L105
  ;; CHECK-NEXT:                                                                                                                                                                                                         if (not (call 0))
  ;; CHECK-NEXT:                                                                                                                                                                                                           br L107
  ;; CHECK-NEXT:                                                                                                                                                                                                         if (not (call 0))
  ;; CHECK-NEXT:                                                                                                                                                                                                           br L109
  ;; CHECK-NEXT:                                                                                                                                                                                                         if (not (call 0))
  ;; CHECK-NEXT:                                                                                                                                                                                                           br L111
  ;; CHECK-NEXT:                                                                                                                                                                                                         do (global.set 0 i32:1)
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L111
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L110
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L109
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L108
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L107
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L106
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L105
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L104
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L103
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L102
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L101
  ;; CHECK-NEXT:                                                                                                                                                                                                         label L100
  ;; CHECK-NEXT:   return
  ;; CHECK-COUNT-99: if (call 0)
  ;; CHECK-NOT: if (call 0)
  ;; CHECK: if (not
  ;; CHECK-NEXT: br [[ELSE:L[0-9]+]]
  ;; CHECK-NOT: {{^}}{{ {300}}}
  (func $f
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
    (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then (if (call $step) (then 
      (global.set $x (i32.const 1))
    )))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
    )))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
