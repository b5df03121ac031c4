#!/usr/bin/env node
const [first, second] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && second === undefined) {
  // Scripts and prompts ask this often: it is answered before anything is loaded.
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  keepCompiled();
  require('../dist/main.cjs').start();
}

/**
 * Has Node keep what it compiled for the next start, from 22.1 on. In a folder that is the user's alone: who can write
 * there decides what is run.
 */
function keepCompiled() {
  // Even to ask takes a while.
  if (Number.parseInt(process.versions.node, 10) < 22) return;
  const { enableCompileCache } = require('node:module');
  if (!enableCompileCache) return;
  const { isAbsolute, join } = require('node:path');
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const [named, home] = process.platform === 'win32' ? [LOCALAPPDATA] : [XDG_CACHE_HOME, HOME && join(HOME, '.cache')];
  const cache = named && isAbsolute(named) ? named : home;
  if (cache) enableCompileCache(join(cache, 'wslnet', 'compiled'));
}
