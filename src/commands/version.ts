import manifest from '../../package.json' with { type: 'json' };
import { EXIT } from '../failure.ts';
import { INSTALL_WAYS, type InstallWay, installationOf, runningProgram, runtime } from '../machine/installation.ts';
import { printable } from '../text/printable.ts';
import { defineCommand } from './define.ts';

/** In words, behind "Installed". */
const WAYS: Readonly<Record<InstallWay, string>> = {
  npm: 'with npm',
  npx: 'temporarily, by npx',
  pnpm: 'with pnpm',
  yarn: 'with Yarn',
  bun: 'with bun',
  vscode: 'with the extension for Visual Studio Code',
  winget: 'with winget',
  scoop: 'with scoop',
  homebrew: 'with Homebrew',
  executable: 'as an executable',
  source: 'from source',
};

/** Which wslnet this is, how it was installed, and how to update it. Asks no server whether there is a newer one. */
export default defineCommand({
  summary: 'print the version, how wslnet was installed and how to update it',
  examples: ['wslnet version', 'wslnet --version'],
  json: (z) =>
    z.strictObject({
      version: z.string(),
      runtime: z.string().check(z.describe('What runs it: node or bun, with its version.')),
      path: z.string().check(z.describe('The full path of the executable or the script.')),
      installed: z.enum(INSTALL_WAYS).check(z.describe('How it was installed.')),
      update: z.string().check(z.describe('The command that updates it.')),
    }),
  async run({ json, quiet }, { out, printJson }) {
    const program = runningProgram();
    const { way, update } = installationOf(program, process.platform);
    const { version } = manifest;
    if (json) printJson({ version, runtime: runtime(), path: program.path, installed: way, update });
    else if (quiet) out.write(`${version}\n`);
    else {
      out.write(`wslnet ${version} (${runtime()})\n`);
      out.write(`Installed ${WAYS[way]}: ${printable(program.path)}\nTo update: ${update}\n`);
    }
    return EXIT.done;
  },
});
