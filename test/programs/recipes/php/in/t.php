<?php
function mandelbrot($w, $h) { $s = ''; for ($y = 0; $y < $h; $y++) { for ($x = 0; $x < $w; $x++) {
  $cr = 3.0 * $x / $w - 2; $ci = 2.0 * $y / $h - 1; $r = $i = 0; $n = 0;
  while ($r * $r + $i * $i < 4 && $n < 60) { [$r, $i] = [$r * $r - $i * $i + $cr, 2 * $r * $i + $ci]; $n++; }
  $s .= " .:-=+*#%@"[(int) ($n / 6.1)]; } $s .= "\n"; } return $s; }
echo mandelbrot(78, 30), md5(mandelbrot(200, 100)), "\n";
echo json_encode(array_map(fn($x) => $x ** 2, range(1, 10))), "\n";
preg_match_all('/\b(\w)(\w*)\1\b/u', 'level sees noon radar wow other', $m); echo implode(',', $m[0]), "\n";
try { intdiv(1, 0); } catch (DivisionByZeroError $e) { echo get_class($e), ': ', $e->getMessage(), "\n"; }
$words = explode(' ', strrev('the quick brown fox')); sort($words); print_r($words);
file_put_contents('/files/out.txt', serialize(['a' => 1.5, 'b' => [true, null]])); echo filesize('/files/out.txt'), "\n";
printf("%s %05.2f %x\n", gettype(1 <=> 2), M_PI, crc32('wasm'));
exit(7);
