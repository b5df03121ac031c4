/**
 * Starts the program with what V8 compiled of it the last time, which halves the time to load it. For each verb one file
 * in the user's own cache folder holds the modules that it loaded, their text and their compiled code. Without that
 * file, or where anything about it is not as it should be, modules are read and compiled as ever.
 */
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const DIST = path.join(__dirname, '../dist');
/** What may be part of a file's name. */
const VERB = /^[a-z]{2,12}$/;
/** So many bytes at the start tell how long the list of modules is. */
const LENGTH_BYTES = 4;
/** In bytes; all of the program is much less. */
const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * Loads a module of the build, and those it requires.
 * @param name of its file in `dist`
 * @param verb what the program was asked for, which decides what is going to be loaded; undefined where no word was given
 */
exports.load = (name, verb) => {
  const isKept = verb !== undefined && VERB.test(verb) && !process.env.NODE_DISABLE_COMPILE_CACHE;
  const file = isKept ? cacheFile(verb) : null;
  if (file === null) return require(path.join(DIST, name));
  const key = keyOf(path.join(DIST, name));
  const kept = readKept(file, key);
  const loaded = new Map();
  let isComplete = true;
  const load = (id) => {
    const known = loaded.get(id);
    if (known) return known.module.exports;
    const { source, cachedData } = kept.get(id) ?? { source: read(id) };
    const filename = path.join(DIST, id);
    const script = new vm.Script(source, { filename, cachedData });
    if (!cachedData || script.cachedDataRejected) isComplete = false;
    const module = { exports: {} };
    loaded.set(id, { source, script, module });
    const below = (wanted) => (wanted.startsWith('.') ? load(path.join(path.dirname(id), wanted)) : require(wanted));
    script.runInThisContext()(module.exports, below, module);
    return module.exports;
  };
  process.on('exit', (code) => {
    // A word that is no verb, and a run that was cut off, are not worth keeping.
    if (!isComplete && (code === 0 || code === 1)) keep(file, key, loaded);
  });
  return load(name);
};

function read(id) {
  return `(function (exports, require, module) {${fs.readFileSync(path.join(DIST, id), 'utf8')}\n})`;
}

/** The build that is kept: another one, even of the same version, has other times. */
function keyOf(main) {
  const { ctimeMs, size } = fs.statSync(main);
  return [main, ctimeMs, size, process.version, process.arch].join(' ');
}

/** Where a verb's modules are kept; null where no folder is this user's alone: who can write there decides what is run. */
function cacheFile(verb) {
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const named = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME || (HOME && path.join(HOME, '.cache'));
  return named && path.isAbsolute(named) ? path.join(named, 'wslnet', 'compiled', verb) : null;
}

/** Whether a file or folder is this user's, and nobody else can write to it. Windows keeps that folder so by itself. */
function isOwn({ uid, mode }) {
  return !process.getuid || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** The modules by name; none where the file is missing, another's, of another build or damaged. */
function readKept(file, key) {
  const modules = new Map();
  let fd;
  try {
    if (!isOwn(fs.lstatSync(path.dirname(file)))) return modules;
    fd = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0));
    const stats = fs.fstatSync(fd);
    if (!stats.isFile() || !isOwn(stats) || stats.size > LARGEST_FILE) return modules;
    const bytes = fs.readFileSync(fd);
    let end = LENGTH_BYTES + bytes.readUInt32LE(0);
    const list = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end));
    if (list.key !== key || list.size !== bytes.length - end) return modules;
    for (const [id, encoding, sourceLength, codeLength] of list.modules) {
      const start = end + sourceLength;
      const source = bytes.toString(encoding, end, start);
      end = start + codeLength;
      modules.set(id, { source, cachedData: bytes.subarray(start, end) });
    }
    return modules;
  } catch {
    return new Map();
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

/** Keeps the modules that were loaded, in one step. Whatever stands in the way, nobody needs to know. */
function keep(file, key, loaded) {
  const draft = `${file}.${process.pid}`;
  try {
    const folder = path.dirname(file);
    if (!makeOwnFolder(folder)) return;
    const parts = [];
    const modules = [...loaded].map(([id, { source, script }]) => {
      const isAscii = /^[\0-\x7f]*$/.test(source);
      const text = Buffer.from(source, isAscii ? 'latin1' : 'utf8');
      const code = script.createCachedData();
      parts.push(text, code);
      return [id, isAscii ? 'latin1' : 'utf8', text.length, code.length];
    });
    const body = Buffer.concat(parts);
    const list = Buffer.from(JSON.stringify({ key, modules, size: body.length }));
    const start = Buffer.alloc(LENGTH_BYTES);
    start.writeUInt32LE(list.length);
    fs.writeFileSync(draft, Buffer.concat([start, list, body]), { flag: 'wx', mode: 0o600 });
    fs.renameSync(draft, file);
  } catch {
    remove(draft);
  }
}

function remove(file) {
  try {
    fs.rmSync(file, { force: true });
  } catch {}
}

/** Makes a folder and those above it, below one of this user's. @returns whether it is fit to keep code in */
function makeOwnFolder(folder) {
  const stats = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (stats) return stats.isDirectory() && isOwn(stats);
  const above = path.dirname(folder);
  const { uid } = fs.lstatSync(above, { throwIfNoEntry: false }) ?? {};
  if (uid === undefined ? !makeOwnFolder(above) : process.getuid && uid !== process.getuid()) return false;
  fs.mkdirSync(folder, { mode: 0o700 });
  return true;
}
