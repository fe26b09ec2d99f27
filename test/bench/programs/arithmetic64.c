// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 64-bit integer arithmetic: primality by Miller and Rabin's test, greatest common divisors, Collatz sequences,
// products of 256-bit numbers, and a count of bits.
//
// Multiplication, division and remainder of 64 bits, the upper half of products made from 32-bit halves (as portable C
// does it), shifts and rotations.
#include "program.h"

static uint64_t power(uint64_t base, uint64_t exponent, uint64_t modulus) {
  uint64_t result = 1;
  for (base %= modulus; exponent; exponent >>= 1) {
    if (exponent & 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

// For n < 2^32, whose products fit in 64 bits.
static int is_prime(uint64_t n) {
  static const uint64_t bases[] = {2, 7, 61};
  if (n < 2 || n % 2 == 0) return n == 2;
  int twos = 0;
  uint64_t odd = n - 1;
  for (; odd % 2 == 0; odd /= 2) ++twos;
  for (int i = 0; i < 3; ++i) {
    if (n == bases[i]) return 1;
    uint64_t x = power(bases[i], odd, n);
    if (x == 1 || x == n - 1) continue;
    int is_witness = 1;
    for (int j = 1; j < twos && is_witness; ++j) {
      x = x * x % n;
      is_witness = x != n - 1;
    }
    if (is_witness) return 0;
  }
  return 1;
}

static uint64_t divisor(uint64_t a, uint64_t b) {
  while (b) {
    const uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static uint32_t collatz_steps(uint64_t n) {
  uint32_t steps = 0;
  for (; n != 1; ++steps) n = n & 1 ? 3 * n + 1 : n >> 1;
  return steps;
}

static uint64_t upper_half(uint64_t a, uint64_t b) {
  const uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
  const uint64_t middle = ah * bl + (al * bl >> 32), other = al * bh + (uint32_t)middle;
  return ah * bh + (middle >> 32) + (other >> 32);
}

static void multiply(const uint64_t* a, const uint64_t* b, uint64_t* product) {
  memset(product, 0, 8 * sizeof *product);
  for (int i = 0; i < 4; ++i) {
    uint64_t carry = 0;
    for (int j = 0; j < 4; ++j) {
      const uint64_t low = a[i] * b[j], sum = low + carry, total = product[i + j] + sum;
      carry = upper_half(a[i], b[j]) + (sum < low) + (total < sum);
      product[i + j] = total;
    }
    product[i + 4] = carry;
  }
}

static uint32_t bits_in(uint64_t x) {
  x -= x >> 1 & 0x5555555555555555ULL;
  x = (x & 0x3333333333333333ULL) + (x >> 2 & 0x3333333333333333ULL);
  return (uint32_t)(((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fULL) * 0x0101010101010101ULL >> 56);
}

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 350);
  uint64_t random = 12, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    uint64_t primes = 0, divisors = 0, steps = 0, bits = 0;
    for (int i = 0; i < 1500; ++i) primes += (uint64_t)is_prime(next_random(&random) >> 32);
    for (int i = 0; i < 4000; ++i) divisors += divisor(next_random(&random), next_random(&random));
    for (int i = 0; i < 4000; ++i) steps += collatz_steps((next_random(&random) >> 30) + 1);
    uint64_t a[4], b[4], product[8];
    for (int i = 0; i < 4; ++i) a[i] = next_random(&random), b[i] = next_random(&random);
    for (int i = 0; i < 40000; ++i) {
      multiply(a, b, product);
      memcpy(a, product + i % 4, sizeof a);
      b[i % 4] ^= a[3] << 7 | a[3] >> 57;
      bits += bits_in(b[i % 4]);
    }
    if (round < 2)
      printf("primes %" PRIu64 ", divisors %" PRIu64 ", steps %" PRIu64 ", bits %" PRIu64 "\n", primes, divisors, steps,
             bits);
    checksum = mixed(mixed(mixed(mixed(mixed(checksum, primes), divisors), steps), bits), product[3]);
  }
  print_u64("checksum", checksum);
  return 0;
}
