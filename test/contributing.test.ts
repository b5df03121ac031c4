import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GUIDE = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

test('the map has every folder of the source, on a line of its own', () => {
  const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of rooms) expect(GUIDE).toMatch(new RegExp(`^\\| \`src/${name}/\` +\\|`, 'm'));
});

test('every path that the guide names is there, and every script of npm', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const paths = [...GUIDE.matchAll(/`((?:bin|src|test|scripts|packaging|editors|docs)\/[\w/.-]*)`/g)].map(
    ([, path]) => path ?? '',
  );
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const named = [...GUIDE.matchAll(/`npm run ([\w:]+)`/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
