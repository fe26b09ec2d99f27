// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Virtual functions: a scene of shapes of six classes behind pointers to their base, and expressions as trees of nodes
// that evaluate themselves.
//
// In WebAssembly a virtual call is a call_indirect whose index comes from the object's table.
#include <memory>
#include <vector>

#include "program.h"

namespace {

struct Point {
  double x, y;
};

class Shape {
 public:
  virtual ~Shape() = default;
  virtual double area() const = 0;
  virtual bool contains(Point point) const = 0;
  virtual void move(double x, double y) = 0;
};

class Placed : public Shape {
 public:
  explicit Placed(Point centre) : centre_(centre) {}
  void move(double x, double y) override { centre_ = {centre_.x + x, centre_.y + y}; }

 protected:
  Point centre_;
};

class Circle : public Placed {
 public:
  Circle(Point centre, double radius) : Placed(centre), radius_(radius) {}
  double area() const override { return 3.14159265358979 * radius_ * radius_; }
  bool contains(Point point) const override {
    const double x = point.x - centre_.x, y = point.y - centre_.y;
    return x * x + y * y <= radius_ * radius_;
  }

 private:
  double radius_;
};

class Rectangle : public Placed {
 public:
  Rectangle(Point centre, double width, double height) : Placed(centre), width_(width), height_(height) {}
  double area() const override { return width_ * height_; }
  bool contains(Point point) const override {
    return point.x >= centre_.x - width_ / 2 && point.x <= centre_.x + width_ / 2 &&
           point.y >= centre_.y - height_ / 2 && point.y <= centre_.y + height_ / 2;
  }

 private:
  double width_, height_;
};

class Square final : public Rectangle {
 public:
  Square(Point centre, double side) : Rectangle(centre, side, side) {}
};

class Diamond final : public Placed {
 public:
  Diamond(Point centre, double radius) : Placed(centre), radius_(radius) {}
  double area() const override { return 2 * radius_ * radius_; }
  bool contains(Point point) const override {
    const double x = point.x < centre_.x ? centre_.x - point.x : point.x - centre_.x;
    const double y = point.y < centre_.y ? centre_.y - point.y : point.y - centre_.y;
    return x + y <= radius_;
  }

 private:
  double radius_;
};

class Ring final : public Placed {
 public:
  Ring(Point centre, double inner, double outer) : Placed(centre), hole_(centre, inner), disc_(centre, outer) {}
  double area() const override { return disc_.area() - hole_.area(); }
  bool contains(Point point) const override { return disc_.contains(point) && !hole_.contains(point); }
  void move(double x, double y) override {
    hole_.move(x, y);
    disc_.move(x, y);
  }

 private:
  Circle hole_, disc_;
};

std::unique_ptr<Shape> make_shape(uint64_t* random) {
  const Point centre = {next_random_f64(random) * 100, next_random_f64(random) * 100};
  const double size = 1 + next_random_f64(random) * 9;
  switch (next_random(random) >> 32 & 7) {
    case 0:
      return std::make_unique<Rectangle>(centre, size, size / 2);
    case 1:
      return std::make_unique<Square>(centre, size);
    case 2:
      return std::make_unique<Diamond>(centre, size);
    case 3:
      return std::make_unique<Ring>(centre, size / 3, size);
    default:
      return std::make_unique<Circle>(centre, size);
  }
}

class Expression {
 public:
  virtual ~Expression() = default;
  virtual int64_t value(int64_t x) const = 0;
};

class Constant final : public Expression {
 public:
  explicit Constant(int64_t value) : value_(value) {}
  int64_t value(int64_t) const override { return value_; }

 private:
  int64_t value_;
};

class Variable final : public Expression {
 public:
  int64_t value(int64_t x) const override { return x; }
};

class Binary : public Expression {
 public:
  Binary(std::unique_ptr<Expression> left, std::unique_ptr<Expression> right)
      : left_(std::move(left)), right_(std::move(right)) {}

 protected:
  std::unique_ptr<Expression> left_, right_;
};

class Sum final : public Binary {
 public:
  using Binary::Binary;
  int64_t value(int64_t x) const override { return left_->value(x) + right_->value(x); }
};

class Masked final : public Binary {
 public:
  using Binary::Binary;
  int64_t value(int64_t x) const override { return left_->value(x) & right_->value(x); }
};

class Smaller final : public Binary {
 public:
  using Binary::Binary;
  int64_t value(int64_t x) const override {
    const int64_t left = left_->value(x), right = right_->value(x);
    return left < right ? left : right;
  }
};

std::unique_ptr<Expression> make_expression(int depth, uint64_t* random) {
  const uint64_t bits = next_random(random) >> 20;
  if (depth == 0 && bits & 1) return std::make_unique<Variable>();
  if (depth == 0) return std::make_unique<Constant>(static_cast<int64_t>(bits % 1000));
  auto left = make_expression(depth - 1, random), right = make_expression(depth - 1, random);
  switch (bits % 4) {
    case 0:
      return std::make_unique<Masked>(std::move(left), std::move(right));
    case 1:
      return std::make_unique<Smaller>(std::move(left), std::move(right));
    default:
      return std::make_unique<Sum>(std::move(left), std::move(right));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = amount_of_work(argc, argv, 400);
  uint64_t random = 9, checksum = 0;
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 0; i < 1000; ++i) shapes.push_back(make_shape(&random));
  const auto expression = make_expression(10, &random);
  uint64_t hits = 0;
  double area = 0;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < 150; ++i) {
      const Point point = {next_random_f64(&random) * 100, next_random_f64(&random) * 100};
      for (const auto& shape : shapes) hits += shape->contains(point);
    }
    for (const auto& shape : shapes) {
      area += shape->area();
      shape->move(0.01, -0.01);
    }
    for (int64_t x = 0; x < 100; ++x) checksum = mixed(checksum, static_cast<uint64_t>(expression->value(x + round)));
  }
  print_u64("hits", hits);
  print_f64("area", area);
  print_u64("values", checksum);
  return 0;
}
