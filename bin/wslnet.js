#!/usr/bin/env node
const [first, second] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && second === undefined) {
  // Scripts and prompts ask this often: it is answered before anything is loaded.
  printVersion(require('../package.json').version);
} else {
  keepCompiled();
  require('../dist/main.cjs').start();
}

/** As dist/main.cjs would: a reader who has had enough is no failure, a full disk is one. */
function printVersion(version) {
  try {
    require('node:fs').writeSync(1, `${version}\n`);
  } catch (error) {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error: The output cannot be written: ${error.message}\n`);
    process.exitCode = 4;
  }
}

/**
 * Has Node keep what it compiled for the next start, from 22.1 on. In a folder that is the user's alone: who can write
 * there decides what is run.
 */
function keepCompiled() {
  // Even to ask takes a while. An executable is compiled already.
  if (Number.parseInt(process.versions.node, 10) < 22 || process.versions.bun) return;
  const { enableCompileCache } = require('node:module');
  if (!enableCompileCache) return;
  const { isAbsolute, join } = require('node:path');
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const [named, home] = process.platform === 'win32' ? [LOCALAPPDATA] : [XDG_CACHE_HOME, HOME && join(HOME, '.cache')];
  const cache = [named, home].find((folder) => folder && isAbsolute(folder));
  if (cache) enableCompileCache(join(cache, 'wslnet', 'compiled'));
}
