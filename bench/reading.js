/**
 * Reading speed and memory: `interpret` beside `ini.parse` on the same texts, in turn, each time in a fresh process.
 * With words behind it, only of the kinds of text whose names hold one of them: `node bench/reading.js UTF-16 comments`.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { KINDS } from './texts.js';

const LENGTHS = [125_000, 1_000_000, 8_000_000];
const TURNS = 3;
const ONCE = fileURLToPath(new URL('reading-once.js', import.meta.url));

const words = process.argv.slice(2);
const kinds = Object.keys(KINDS).filter((kind) => words.length === 0 || words.some((word) => kind.includes(word)));
const rows = [];
for (const kind of kinds) {
  let eighth;
  for (const length of LENGTHS) {
    const { own, peer } = measure(kind, length);
    rows.push({
      text: kind,
      'M chars': length / 1e6,
      'interpret ms': round(own.milliseconds),
      'ini.parse ms': round(peer.milliseconds),
      ratio: round(own.milliseconds / peer.milliseconds),
      growth: eighth ? round(own.milliseconds / eighth.own.milliseconds) : '',
      'ini growth': eighth ? round(peer.milliseconds / eighth.peer.milliseconds) : '',
      'kept B/char': round(own.kept / length),
      'peak B/char': round(own.peak / length),
      'ini peak': round(peer.peak / length),
    });
    eighth = { own, peer };
  }
}
console.table(rows);

/** Medians of a few turns. */
function measure(kind, length) {
  const turns = Array.from({ length: TURNS }, () => ({
    own: measureOnce('interpret', kind, length),
    peer: measureOnce('ini.parse', kind, length),
  }));
  const mediansOf = (reader) => ({
    milliseconds: median(turns.map((turn) => turn[reader].milliseconds)),
    kept: median(turns.map((turn) => turn[reader].kept)),
    peak: median(turns.map((turn) => turn[reader].peak)),
  });
  return { own: mediansOf('own'), peer: mediansOf('peer') };
}

function measureOnce(...args) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', ONCE, ...args.map(String)], { env }).toString());
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function round(number) {
  return Number(number.toPrecision(3));
}
