/**
 * Reading speed: `interpret` beside `ini.parse` on the same text, both in this process, one after the other.
 * Medians of 15 runs behind 5 that do not count.
 */
import { parse } from 'ini';
import { interpret } from 'wslnet';

const RUNS = 15;
const WARM_UP = 5;
const PARAGRAPH = `# A machine for builds
[wsl2]
memory=8GB  # half of it
networkingMode = mirrored
kernelCommandLine = "vsyscall=emulate # quoted"
dnsTunneling=true

[experimental]
ignoredPorts=3000,9000,9090
`;

const sizes = [100_000, 1_000_000, 8_000_000];
const rows = sizes.map((size) => {
  const text = PARAGRAPH.repeat(Math.ceil(size / PARAGRAPH.length));
  const bytes = Buffer.from(text);
  const own = medianTime(() => interpret(bytes));
  const peer = medianTime(() => parse(bytes.toString()));
  return { 'text (MB)': size / 1e6, 'interpret (ms)': own, 'ini.parse (ms)': peer, ratio: own / peer };
});

console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, round(value)]))));
const [, middle, large] = rows;
console.log(
  `interpret: 8 times the text takes ${round(large['interpret (ms)'] / middle['interpret (ms)'])} times as long`,
);

/** Milliseconds. */
function medianTime(action) {
  const times = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const start = performance.now();
    action();
    times.push(performance.now() - start);
  }
  return times.slice(WARM_UP).sort((a, b) => a - b)[Math.floor(RUNS / 2)];
}

function round(number) {
  return Number(number.toPrecision(3));
}
