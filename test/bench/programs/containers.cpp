// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The standard containers as ordinary C++ uses them: a vector that is sorted and searched, an ordered and an unordered
// map, strings that are cut, joined and compared, a deque and a set for a search in a maze.
//
// Natively the library is libstdc++, in WebAssembly libc++, as they come: part of what is measured is the library's.
// Nothing depends on the order of an unordered map.
#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "program.h"

namespace {

struct Order {
  std::string customer;
  uint32_t amount;
};

std::vector<Order> make_orders(int count, uint64_t* random) {
  static const char* const names[] = {"Ada",          "Grace", "Edsger Wybe",      "Barbara",
                                      "Donald Ervin", "Tony",  "Frances Elizabeth"};
  std::vector<Order> orders;
  for (int i = 0; i < count; ++i) {
    const uint64_t bits = next_random(random) >> 16;
    orders.push_back({names[bits % 7] + std::string(" ") + std::to_string(bits / 7 % 500),
                      static_cast<uint32_t>(bits >> 20 & 0xffff)});
  }
  return orders;
}

uint64_t totals(const std::vector<Order>& orders) {
  std::map<std::string, uint64_t> by_customer;
  std::unordered_map<std::string, uint32_t> count;
  for (const Order& order : orders) {
    by_customer[order.customer] += order.amount;
    ++count[order.customer];
  }
  uint64_t checksum = 0;
  for (const auto& [customer, total] : by_customer)
    checksum = mixed(checksum, total / count.at(customer) + customer.size());
  return checksum;
}

uint64_t sorted_orders(std::vector<Order> orders) {
  std::sort(orders.begin(), orders.end(), [](const Order& a, const Order& b) {
    return a.amount != b.amount ? a.amount < b.amount : a.customer < b.customer;
  });
  uint64_t checksum = 0;
  for (uint32_t amount = 0; amount < 0x10000; amount += 64) {
    const auto found = std::lower_bound(orders.begin(), orders.end(), amount,
                                        [](const Order& order, uint32_t wanted) { return order.amount < wanted; });
    if (found != orders.end()) checksum = mixed(checksum, found->amount + found->customer.size());
  }
  return checksum;
}

uint64_t words(const std::vector<Order>& orders) {
  std::string text;
  for (const Order& order : orders) {
    if (!text.empty()) text += ", ";
    text += order.customer;
  }
  std::unordered_map<std::string, int> frequency;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" ,", start), text.size());
    if (end > start) ++frequency[text.substr(start, end - start)];
    start = end + 1;
  }
  std::vector<std::pair<int, std::string>> ranking;
  for (const auto& [word, count] : frequency) ranking.emplace_back(-count, word);
  std::sort(ranking.begin(), ranking.end());
  return std::accumulate(ranking.begin(), ranking.end(), uint64_t{0}, [](uint64_t sum, const auto& rank) {
    return mixed(sum, static_cast<uint64_t>(-rank.first) * 256 + static_cast<unsigned char>(rank.second[0]));
  });
}

/// The length of the shortest way between opposite corners of a maze with random walls; 0 if there is none.
int shortest_way(int size, uint64_t* random) {
  std::vector<std::vector<bool>> is_wall(size, std::vector<bool>(size));
  for (auto& row : is_wall)
    for (int i = 0; i < size; ++i) row[i] = (next_random(random) >> 33) % 5 == 0;
  is_wall[size - 1][size - 1] = false;
  std::set<std::pair<int, int>> seen = {{0, 0}};
  std::deque<std::pair<std::pair<int, int>, int>> open(1);  // the start, at distance 0
  while (!open.empty()) {
    const auto [place, distance] = open.front();
    open.pop_front();
    if (place == std::pair(size - 1, size - 1)) return distance;
    for (const auto& [down, right] : {std::pair(0, 1), std::pair(1, 0), std::pair(0, -1), std::pair(-1, 0)}) {
      const std::pair<int, int> next = {place.first + down, place.second + right};
      if (next.first < 0 || next.second < 0 || next.first >= size || next.second >= size) continue;
      if (is_wall[next.first][next.second] || !seen.insert(next).second) continue;
      open.emplace_back(next, distance + 1);
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 80);
  uint64_t random = 10, checksum = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Order> orders = make_orders(12000, &random);
    const uint64_t sums = totals(orders), sorted = sorted_orders(orders), ranked = words(orders);
    const int way = shortest_way(120, &random);
    if (round < 3)
      printf("%zu orders: %" PRIx64 " %" PRIx64 " %" PRIx64 ", way %d\n", orders.size(), sums, sorted, ranked, way);
    checksum = mixed(mixed(mixed(mixed(checksum, sums), sorted), ranked), static_cast<uint64_t>(way));
  }
  print_u64("checksum", checksum);
  return 0;
}
