# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Chance that is the same for a seed on every machine and version of Python (`random` promises that for one method only).

    dice = Dice(7)
    dice.below(6)                              0 … 5
    dice.chance(30)                            true three times in ten
    dice.pick(["a", "b"])
    dice.weighted([(3, "often"), (1, "rarely")])

The generator is SplitMix64.
"""

MASK = (1 << 64) - 1


class Dice:
    def __init__(self, seed):
        self.state = (seed * 0x9E3779B97F4A7C15 + 0x1234567) & MASK

    def bits(self):
        """64 of them."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, limit):
        return (self.bits() * limit) >> 64

    def between(self, first, last):
        return first + self.below(last - first + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def weighted(self, choices):
        """One of [(weight, choice), …]."""
        at = self.below(sum(weight for weight, _ in choices))
        for weight, choice in choices:
            at -= weight
            if at < 0:
                return choice
        raise AssertionError("weights do not add up")
