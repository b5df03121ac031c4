#!/usr/bin/env node
const [first, second] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && second === undefined) {
  // Scripts and prompts ask this often: it is answered before anything is loaded.
  printVersion(require('../package.json').version);
} else if (process.versions.bun) {
  // An executable: all is in it, and compiled.
  require('../dist/main.cjs').start();
} else {
  const main = loadMain();
  if (main) main.start();
}

/** The program; a clone that nobody has built has none, and that is said in one sentence. */
function loadMain() {
  try {
    return require('./compiled.js').load('main.cjs', first);
  } catch (error) {
    if (require('node:fs').existsSync(require('node:path').join(__dirname, '../dist/main.cjs'))) throw error;
    process.stderr.write('error: wslnet is not built here: run npm run build first.\n');
    process.exitCode = 70;
    return null;
  }
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
