CREATE TABLE bottle(id INTEGER PRIMARY KEY, colour TEXT NOT NULL, volume REAL);
CREATE INDEX by_colour ON bottle(colour);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
INSERT INTO bottle SELECT i, substr('greenblue red  ', 1 + 5 * (i % 3), 5), (i * 7919 % 1000) / 100.0 FROM n;
SELECT colour, count(*), round(sum(volume), 2), min(volume), max(volume) FROM bottle GROUP BY colour ORDER BY colour;
UPDATE bottle SET volume = volume * 2 WHERE id % 10 = 0;
SELECT round(avg(volume), 4) FROM bottle;
SELECT a.id, b.id FROM bottle a JOIN bottle b ON b.id = a.id * a.id WHERE b.volume > 9 ORDER BY a.id LIMIT 8;
.mode csv
SELECT id, colour, volume, hex(colour || id) FROM bottle WHERE id BETWEEN 100 AND 105;
SELECT nonsense;
VACUUM;
PRAGMA integrity_check;
