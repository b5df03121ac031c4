#!/usr/bin/env node
import { readFileSync } from 'node:fs';

const [first, second] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && second === undefined) {
  // Scripts and prompts ask this often: it is answered before anything is loaded.
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else {
  const { start } = await import('../dist/main.js');
  await start();
}
