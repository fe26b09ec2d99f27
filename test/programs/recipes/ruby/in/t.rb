require 'json'
require 'set'
def primes(limit)
  sieve = Array.new(limit + 1, true)
  (2..Integer.sqrt(limit)).each { |i| (i * i).step(limit, i) { |j| sieve[j] = false } if sieve[i] }
  (2..limit).select { |i| sieve[i] }
end
puts "primes: #{primes(50_000).size}"
Point = Struct.new(:x, :y) { def +(o) = Point.new(x + o.x, y + o.y) }
p (1..100).map { |i| Point.new(i, i * i) }.reduce(:+)
words = DATA.read.scan(/\p{L}+/)
puts JSON.generate(words.tally.sort_by { |w, n| [-n, w] }.first(5).to_h)
puts 2**521 - 1
begin
  Integer("twelve")
rescue ArgumentError => e
  puts "#{e.class}: #{e.message}"
end
fiber = Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }
puts fiber.lazy.select(&:even?).first(10).inspect
puts "xịn xò".unicode_normalize(:nfd).bytes.size rescue puts "normalize: #{$!.class}"
File.write("/files/out.txt", words.map(&:upcase).join("\n"))
puts Dir.children("/files").sort.inspect
warn "done"
exit 3
__END__
the quick brown fox jumps over the lazy dog, the dog sleeps and the fox goes on
