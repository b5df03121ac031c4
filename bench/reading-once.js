/**
 * One measurement of bench/reading.js, in a process of its own so that no text and no reader burdens the heap of the
 * next. Started with a reader, a kind of text and its length; answers in JSON.
 */
import { parse } from 'ini';
import { interpret } from 'wslnet';
import { bytesOf, KINDS } from './texts.js';

const WARM_UP = { milliseconds: 200, length: 100_000 };
const RUNS = { least: 3, most: 41, milliseconds: 700 };

/** What each reader starts from: the peer is handed its text decoded. */
const READERS = {
  interpret: (bytes) => () => interpret(bytes),
  'ini.parse': (bytes, encoding) => {
    const text = bytes.toString(encoding);
    return () => parse(text);
  },
};

const [reader, kind, length] = process.argv.slice(2);
const { encoding } = KINDS[kind];
const read = READERS[reader](bytesOf(kind, Number(length)), encoding);
console.log(JSON.stringify({ ...measureMemory(), milliseconds: medianTime() }));

/** In bytes: what the first reading left on the heap, and by how much the process was larger at its largest. */
function measureMemory() {
  globalThis.gc();
  const heap = process.memoryUsage().heapUsed;
  const resident = process.memoryUsage().rss;
  const result = read();
  const peak = process.resourceUsage().maxRSS * 1024 - resident;
  globalThis.gc();
  const kept = process.memoryUsage().heapUsed - heap;
  return { kept: result ? kept : 0, peak };
}

/** Median milliseconds of one reading. */
function medianTime() {
  const warmUp = READERS[reader](bytesOf(kind, WARM_UP.length), encoding);
  repeat(warmUp, { least: 1, most: Number.POSITIVE_INFINITY, milliseconds: WARM_UP.milliseconds });
  return median(repeat(read, RUNS));
}

/** How long each of as many runs took as fit in a time. */
function repeat(action, { least, most, milliseconds }) {
  const times = [];
  const end = performance.now() + milliseconds;
  while (times.length < least || (times.length < most && performance.now() < end)) {
    const start = performance.now();
    action();
    times.push(performance.now() - start);
  }
  return times;
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
