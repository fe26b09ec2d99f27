// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Planets around a sun: every pair of bodies attracts each other; positions and velocities are advanced in small steps.
//
// Five bodies in an array of structures of doubles. It measures scalar and paired arithmetic with square roots and
// divisions on data that stays in the first-level cache, with stores that the next load depends upon.
#include <math.h>

#include "program.h"

struct body {
  double position[3], velocity[3], mass;
};

enum { BODIES = 5 };

// A sun and four planets on nearly circular orbits; units are astronomical ones, days, and suns' masses.
static struct body bodies[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 1.0},
    {{5.20, 0.03, -0.11}, {-0.0001, 0.00754, 0.0001}, 9.5e-4},
    {{-0.02, 9.54, 0.30}, {-0.00557, 0.0001, 0.0001}, 2.9e-4},
    {{-19.2, 0.5, 0.2}, {0.0001, -0.00393, 0.0001}, 4.4e-5},
    {{0.4, -30.1, -0.6}, {0.00313, 0.0001, -0.0001}, 5.2e-5},
};

static const double gravity = 2.9591220828559e-4;

static void attract(struct body* one, struct body* other, double step) {
  double distance[3], square = 0;
  for (int axis = 0; axis < 3; ++axis) {
    distance[axis] = one->position[axis] - other->position[axis];
    square += distance[axis] * distance[axis];
  }
  const double magnitude = gravity * step / (square * sqrt(square));
  for (int axis = 0; axis < 3; ++axis) {
    one->velocity[axis] -= distance[axis] * other->mass * magnitude;
    other->velocity[axis] += distance[axis] * one->mass * magnitude;
  }
}

static void advance(double step) {
  for (int i = 0; i < BODIES; ++i)
    for (int j = i + 1; j < BODIES; ++j) attract(&bodies[i], &bodies[j], step);
  for (int i = 0; i < BODIES; ++i)
    for (int axis = 0; axis < 3; ++axis) bodies[i].position[axis] += step * bodies[i].velocity[axis];
}

static double energy(void) {
  double sum = 0;
  for (int i = 0; i < BODIES; ++i) {
    const double* v = bodies[i].velocity;
    sum += 0.5 * bodies[i].mass * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int j = i + 1; j < BODIES; ++j) {
      double square = 0;
      for (int axis = 0; axis < 3; ++axis) {
        const double distance = bodies[i].position[axis] - bodies[j].position[axis];
        square += distance * distance;
      }
      sum -= gravity * bodies[i].mass * bodies[j].mass / sqrt(square);
    }
  }
  return sum;
}

int main(int argc, char** argv) {
  const int steps = amount_of_work(argc, argv, 12500000);
  print_f64("energy before", energy());
  for (int i = 0; i < steps; ++i) advance(0.25);
  print_f64("energy after", energy());
  for (int i = 0; i < BODIES; ++i) print_f64("x", bodies[i].position[0]);
  return 0;
}
