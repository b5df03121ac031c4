import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { installationOf } from '../../src/machine/installation.ts';
import { ProcessBench } from '../bench/bench.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test.each([
  ['npm', '/usr/lib/node_modules/wslnet/bin/wslnet.js', 'npm install --global wslnet@latest'],
  [
    'npm',
    'C:\\Users\\Zoë\\AppData\\Roaming\\npm\\node_modules\\wslnet\\bin\\wslnet.js',
    'npm install --global wslnet@latest',
  ],
  ['npx', '/home/zoe/.npm/_npx/0f3a/node_modules/wslnet/bin/wslnet.js', 'npx wslnet@latest'],
  [
    'pnpm',
    '/home/zoe/.local/share/pnpm/global/5/.pnpm/wslnet@1.2.3/node_modules/wslnet/bin/wslnet.js',
    'pnpm add --global wslnet@latest',
  ],
  [
    'yarn',
    'C:\\Users\\Zoë\\AppData\\Local\\Yarn\\Data\\global\\node_modules\\wslnet\\bin\\wslnet.js',
    'yarn global upgrade wslnet@latest',
  ],
  ['bun', '/home/zoe/.bun/install/global/node_modules/wslnet/bin/wslnet.js', 'bun add --global wslnet@latest'],
  [
    'vscode',
    '/home/zoe/.vscode-server/extensions/wslnet.wslnet-1.2.3/server/bin/wslnet.js',
    'code --update-extensions',
  ],
  ['source', '/home/zoe/src/wslnet/bin/wslnet.js', 'git pull && npm ci && npm run build'],
])('a script is from %s by where it lies: %s', (way, path, update) => {
  expect(installationOf({ path, isExecutable: false }, 'linux')).toEqual({ way, update });
});

const WINGET = 'C:\\Users\\Zoë\\AppData\\Local\\Microsoft\\WinGet';

test.each([
  ['winget', `${WINGET}\\Packages\\wslnet.wslnet_Microsoft.Winget.Source_8wekyb3d8bbwe\\wslnet.exe`, /^winget upgrade/],
  ['winget', `${WINGET}\\Links\\wslnet.exe`, /^winget upgrade/],
  ['scoop', 'C:\\Users\\Zoë\\scoop\\apps\\wslnet\\1.2.3\\wslnet.exe', /^scoop update wslnet$/],
  ['homebrew', '/home/linuxbrew/.linuxbrew/Cellar/wslnet/1.2.3/bin/wslnet', /^brew upgrade wslnet$/],
  ['executable', 'C:\\Users\\Zoë\\AppData\\Local\\Programs\\wslnet\\wslnet.exe', /^irm .*install\.ps1 \| iex$/],
  [
    'executable',
    "C:\\Zoë's tools\\wslnet.exe",
    /^\$env:WSLNET_INSTALL_DIR = 'C:\\Zoë''s tools'; irm .*install\.ps1 \| iex$/,
  ],
  ['executable', '/home/zoe/.local/bin/wslnet', /^curl .*install\.sh \| sh$/],
  ['executable', "/opt/zoe's/wslnet", /^curl .*install\.sh \| WSLNET_INSTALL_DIR='\/opt\/zoe'\\''s' sh$/],
])('an executable is from %s by where it lies: %s', (way, path, update) => {
  const platform = path.startsWith('C:') ? 'win32' : 'linux';
  expect(installationOf({ path, isExecutable: true }, platform)).toEqual({
    way,
    update: expect.stringMatching(update),
  });
});

test('version says what runs, how it came here, and how to update it', () => {
  const bench = new ProcessBench();
  const { code, stdout } = bench.runWith({}, 'version', '--json');
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, version: manifest.version, installed: 'source' });
  expect(bench.runWith({}, 'version').stdout).toBe(
    `wslnet ${manifest.version} (node ${process.versions.node})\nInstalled from source: ${join(ROOT, 'bin/wslnet.js')}\nTo update: git pull && npm ci && npm run build\n`,
  );
  expect(bench.runWith({}, 'version', '--quiet').stdout).toBe(`${manifest.version}\n`);
});
