// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program of binary_trees.py in C++ with malloc and free: `malloc DEPTH` prints milliseconds.
#include <chrono>
#include <cstdio>
#include <cstdlib>

struct node {
  node* left;
  node* right;
};

static node* make(int depth) {
  node* const made = static_cast<node*>(std::malloc(sizeof(node)));
  made->left = depth ? make(depth - 1) : nullptr;
  made->right = depth ? make(depth - 1) : nullptr;
  return made;
}

static unsigned check(const node* tree) { return tree->left ? 1 + check(tree->left) + check(tree->right) : 1; }

static void destroy(node* tree) {
  if (tree->left) destroy(tree->left);
  if (tree->right) destroy(tree->right);
  std::free(tree);
}

static unsigned check_new(int depth) {
  node* const tree = make(depth);
  const unsigned nodes = check(tree);
  destroy(tree);
  return nodes;
}

int main(int argc, char** argv) {
  const int deepest = argc > 1 ? std::atoi(argv[1]) : 18;
  const auto begin = std::chrono::steady_clock::now();
  unsigned sum = check_new(deepest + 1);
  node* const long_lived = make(deepest);
  for (int depth = 4; depth <= deepest; depth += 2)
    for (int i = 0; i < 1 << (deepest - depth + 4); ++i) sum += check_new(depth);
  sum += check(long_lived);
  destroy(long_lived);
  const auto end = std::chrono::steady_clock::now();
  std::printf("%.1f\n", std::chrono::duration<double, std::milli>(end - begin).count());
  return sum == 0;
}
