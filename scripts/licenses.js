import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A plugin of rolldown that puts `LICENSES.txt` beside a bundle: the licenses of all libraries in it, which ask to go with
 * them, each below a line with its name and version.
 */
export const licenses = {
  name: 'licenses',
  generateBundle() {
    const folders = new Set();
    for (const id of this.getModuleIds()) {
      const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
      if (folder) folders.add(folder);
    }
    const texts = [...folders].sort().map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} has no license file`);
      return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    });
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
  },
};
