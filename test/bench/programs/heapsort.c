// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A priority queue as a binary heap of structures, ordered by a comparison function that the caller hands over: first
// all are pushed, then popped, as a simulation of events does it.
//
// Indices that double and halve, moves of 16-byte structures, and a call through a pointer for each comparison.
#include "program.h"

struct event {
  double time;
  uint32_t number, kind;
};

typedef int (*is_before)(const struct event*, const struct event*);

struct queue {
  struct event* events;
  int count;
  is_before before;
};

static int earlier(const struct event* a, const struct event* b) {
  return a->time < b->time || (a->time == b->time && a->number < b->number);
}

static int by_kind(const struct event* a, const struct event* b) {
  return a->kind != b->kind ? a->kind < b->kind : earlier(a, b);
}

static void push(struct queue* queue, struct event event) {
  int place = queue->count++;
  while (place > 0) {
    const int parent = (place - 1) / 2;
    if (!queue->before(&event, &queue->events[parent])) break;
    queue->events[place] = queue->events[parent];
    place = parent;
  }
  queue->events[place] = event;
}

static struct event pop(struct queue* queue) {
  const struct event first = queue->events[0];
  const struct event last = queue->events[--queue->count];
  int place = 0;
  for (;;) {
    int child = 2 * place + 1;
    if (child >= queue->count) break;
    if (child + 1 < queue->count && queue->before(&queue->events[child + 1], &queue->events[child])) ++child;
    if (!queue->before(&queue->events[child], &last)) break;
    queue->events[place] = queue->events[child];
    place = child;
  }
  queue->events[place] = last;
  return first;
}

int main(int argc, char** argv) {
  enum { COUNT = 50000 };
  const int rounds = amount_of_work(argc, argv, 100);
  static struct event storage[COUNT];
  uint64_t random = 4, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    struct queue queue = {storage, 0, round % 2 ? by_kind : earlier};
    for (uint32_t i = 0; i < COUNT; ++i) {
      const uint64_t bits = next_random(&random);
      const struct event event = {(double)(bits >> 40), i, (uint32_t)(bits & 7)};
      push(&queue, event);
    }
    for (int i = 0; i < COUNT; ++i) {
      const struct event event = pop(&queue);
      if (round < 2 && i % 20000 == 0)
        printf("event %" PRIu32 " of kind %" PRIu32 " at %.0f\n", event.number, event.kind, event.time);
      checksum = mixed(checksum, event.number);
    }
  }
  print_u64("checksum", checksum);
  return 0;
}
