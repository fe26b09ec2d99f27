// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An interpreter of bytecode for a machine with a stack: one loop around one switch. It runs a sieve of Eratosthenes, a
// recursive function and a loop that mixes bits.
//
// What it costs is the dispatch: a load, a jump through a table that the predictor must guess, and the stack in memory.
// The layout of the machine code moves such a loop by 20 %: measure it with several layouts (`run --layouts`).
#include "program.h"

enum opcode {
  PUSH,
  LOAD,
  STORE,
  FETCH,
  PUT,
  ADD,
  SUBTRACT,
  MULTIPLY,
  XOR,
  SHIFT_LEFT,
  SHIFT_RIGHT,
  LESS,
  JUMP,
  JUMP_IF_ZERO,
  CALL,
  RETURN,
  HALT
};

struct instruction {
  uint16_t opcode;
  int32_t operand;
};

enum { STACK = 1024, VARIABLES = 8, CELLS = 8192, MOST_INSTRUCTIONS = 200 };

struct machine {
  uint32_t stack[STACK];
  uint32_t variables[VARIABLES];
  uint32_t cells[CELLS];
};

static uint32_t run(struct machine* machine, const struct instruction* code, int start) {
  const struct instruction* at = code + start;
  uint32_t* top = machine->stack;  // the first free place
  for (;;) {
    const struct instruction now = *at++;
    switch ((enum opcode)now.opcode) {
      case PUSH:
        *top++ = (uint32_t)now.operand;
        break;
      case LOAD:
        *top++ = machine->variables[now.operand];
        break;
      case STORE:
        machine->variables[now.operand] = *--top;
        break;
      case FETCH:
        top[-1] = machine->cells[top[-1] % CELLS];
        break;
      case PUT:
        top -= 2;
        machine->cells[top[0] % CELLS] = top[1];
        break;
      case ADD:
        --top;
        top[-1] += top[0];
        break;
      case SUBTRACT:
        --top;
        top[-1] -= top[0];
        break;
      case MULTIPLY:
        --top;
        top[-1] *= top[0];
        break;
      case XOR:
        --top;
        top[-1] ^= top[0];
        break;
      case SHIFT_LEFT:
        top[-1] <<= now.operand;
        break;
      case SHIFT_RIGHT:
        top[-1] >>= now.operand;
        break;
      case LESS:
        --top;
        top[-1] = top[-1] < top[0];
        break;
      case JUMP:
        at = code + now.operand;
        break;
      case JUMP_IF_ZERO:
        if (*--top == 0) at = code + now.operand;
        break;
      case CALL:  // below the argument goes the place to return to
        top[0] = top[-1];
        top[-1] = (uint32_t)(at - code);
        ++top;
        at = code + now.operand;
        break;
      case RETURN:  // the result is on the argument, and that on the place to return to
        at = code + top[-3];
        top[-3] = top[-1];
        top -= 2;
        break;
      case HALT:
        return *--top;
    }
  }
}

// Code is made by the functions below; `emit` gives the place of the instruction, whose operand may be set later.

static struct instruction program[MOST_INSTRUCTIONS];
static int here;

static int emit(enum opcode opcode, int operand) {
  program[here].opcode = (uint16_t)opcode;
  program[here].operand = operand;
  return here++;
}

static void land(int jump) { program[jump].operand = here; }

static void set_to(int variable, int value) {
  emit(PUSH, value);
  emit(STORE, variable);
}

static void add_constant(int variable, int value) {
  emit(LOAD, variable);
  emit(PUSH, value);
  emit(ADD, 0);
  emit(STORE, variable);
}

// Gives the jump that ends the loop when variable < limit no longer holds.
static int while_less(int variable, int limit) {
  emit(LOAD, variable);
  emit(PUSH, limit);
  emit(LESS, 0);
  return emit(JUMP_IF_ZERO, 0);
}

enum { I, J, COUNT, LIMIT = CELLS - 1 };

static int emit_sieve(void) {
  const int start = here;
  set_to(I, 0);
  const int clear = here, is_clear = while_less(I, LIMIT);
  emit(LOAD, I), emit(PUSH, 1), emit(PUT, 0);
  add_constant(I, 1);
  emit(JUMP, clear);
  land(is_clear);
  set_to(I, 2), set_to(COUNT, 0);
  const int next = here, is_done = while_less(I, LIMIT);
  emit(LOAD, I), emit(FETCH, 0);
  const int is_composite = emit(JUMP_IF_ZERO, 0);
  add_constant(COUNT, 1);
  emit(LOAD, I), emit(LOAD, I), emit(ADD, 0), emit(STORE, J);
  const int strike = here, is_struck = while_less(J, LIMIT);
  emit(LOAD, J), emit(PUSH, 0), emit(PUT, 0);
  emit(LOAD, J), emit(LOAD, I), emit(ADD, 0), emit(STORE, J);
  emit(JUMP, strike);
  land(is_struck), land(is_composite);
  add_constant(I, 1);
  emit(JUMP, next);
  land(is_done);
  emit(LOAD, COUNT), emit(HALT, 0);
  return start;
}

// f(n) = n < 2 ? n : f(n - 1) + f(n - 2). Variables are global, so n is kept on the stack, below the calls' results.
static int emit_fibonacci(int n) {
  const int function = here;
  emit(STORE, I), emit(LOAD, I);
  emit(LOAD, I), emit(PUSH, 2), emit(LESS, 0);
  const int recurse = emit(JUMP_IF_ZERO, 0);
  emit(LOAD, I), emit(RETURN, 0);
  land(recurse);
  emit(LOAD, I), emit(LOAD, I), emit(PUSH, 1), emit(SUBTRACT, 0), emit(CALL, function);  // n, n, f(n - 1)
  emit(STORE, J), emit(STORE, I), emit(LOAD, J);                                         // n, f(n - 1)
  emit(LOAD, I), emit(PUSH, 2), emit(SUBTRACT, 0), emit(CALL, function), emit(ADD, 0);
  emit(RETURN, 0);
  const int start = here;
  emit(PUSH, n), emit(CALL, function), emit(HALT, 0);
  return start;
}

static int emit_mixing(int rounds) {
  const int start = here;
  set_to(I, 0), set_to(J, 12345);
  const int again = here, is_done = while_less(I, rounds);
  emit(LOAD, J), emit(LOAD, J), emit(SHIFT_LEFT, 13), emit(XOR, 0), emit(STORE, J);
  emit(LOAD, J), emit(LOAD, J), emit(SHIFT_RIGHT, 17), emit(XOR, 0), emit(STORE, J);
  emit(LOAD, J), emit(PUSH, 69069), emit(MULTIPLY, 0), emit(LOAD, I), emit(ADD, 0), emit(STORE, J);
  add_constant(I, 1);
  emit(JUMP, again);
  land(is_done);
  emit(LOAD, J), emit(HALT, 0);
  return start;
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 270);
  static struct machine machine;
  const int sieve = emit_sieve(), fibonacci = emit_fibonacci(18), mixing = emit_mixing(20000);
  uint64_t checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    const uint32_t primes = run(&machine, program, sieve), number = run(&machine, program, fibonacci);
    const uint32_t bits = run(&machine, program, mixing);
    if (round == 0) printf("primes %" PRIu32 ", fibonacci %" PRIu32 ", bits %08" PRIx32 "\n", primes, number, bits);
    program[mixing + 2].operand += (int32_t)(primes + number);
    checksum = mixed(checksum, bits);
  }
  print_u64("checksum", checksum);
  return 0;
}
