#!/usr/bin/env node
const [first, second] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && second === undefined) {
  // Scripts and prompts ask this often: it is answered before anything is loaded.
  printVersion(require('../package.json').version);
} else if (process.versions.bun) {
  // An executable: all is in it, and compiled.
  require('../dist/main.cjs').start();
} else {
  require('./compiled.js').load('main.cjs', first).start();
}

/** As dist/main.cjs would: a reader who has had enough is no failure, a full disk is one. */
function printVersion(version) {
  try {
    require('node:fs').writeSync(1, `${version}\n`);
  } catch (error) {
    if (error.code === 'EPIPE') return;
    process.stderr.on('error', () => {}).write(`error: The output cannot be written: ${error.message}\n`);
    process.exitCode = 4;
  }
}
