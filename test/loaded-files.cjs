/** For `node --require`: at the end writes what was loaded since to the file LOADED_FILES names, as JSON. */
const { writeFileSync } = require('node:fs');

const before = new Set(process.moduleLoadList);

process.on('exit', () => {
  const builtins = process.moduleLoadList
    .filter((name) => name.startsWith('NativeModule ') && !before.has(name))
    .map((name) => name.slice('NativeModule '.length));
  const files = Object.keys(require.cache).filter((file) => file !== __filename);
  writeFileSync(process.env.LOADED_FILES, JSON.stringify({ files, builtins }));
});
