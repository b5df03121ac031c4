#!/usr/bin/env node
const [first, second] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && second === undefined) {
  // Scripts and prompts ask this often: it is answered before anything is loaded.
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  require('../dist/main.cjs').start();
}
