import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { lacks, placeOf } from '../needs.ts';
import { filesBelow, type LocalRelease, runBeside, serveRelease } from './local-release.ts';

const INSTALLER = fileURLToPath(new URL('../../packaging/install.sh', import.meta.url));
const ARCHIVE = `wslnet-${process.platform === 'darwin' ? 'macos' : 'linux'}-${process.arch}.tar.gz`;
const { PATH = '' } = process.env;

const SHELLS = (['dash', 'busybox', 'bash'] as const).filter((shell) => !lacks(`install.sh in ${shell}`, [shell]));

describe.skipIf(process.platform === 'win32' || lacks('install.sh', ['curl']))('install.sh', () => {
  let release: LocalRelease;
  let home: string;

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'wslnet-home-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    release = await serveRelease([ARCHIVE]);
  });

  /** @param env `WSLNET_…` and others, beside those of a usual shell */
  function install(env: NodeJS.ProcessEnv = {}, shell = ['sh']) {
    const [program = '', ...words] = [...shell, INSTALLER];
    return runBeside(program, words, {
      env: { PATH, HOME: home, WSLNET_DOWNLOAD_URL: release.url, ...env },
      cwd: home,
    });
  }

  test.each(['sh', ...SHELLS])(
    'installs in %s, starts, and says how to undo it, which leaves nothing',
    async (shell) => {
      const { code, stdout, stderr } = await install({}, shell === 'busybox' ? ['busybox', 'sh'] : [shell]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const program = join(home, '.local/bin/wslnet');
      expect(filesBelow(home)).toEqual([program, join(home, '.local/share/man/man1/wslnet.1')]);
      expect(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout).toBe('1.2.3\n');
      expect(stdout).toContain(`Installed wslnet 1.2.3 as ${program}\n`);
      expect(stdout).toMatch(/is not on your PATH\. Add it/);

      const [, undo = ''] = /^To uninstall: (.*)$/m.exec(stdout) ?? [];
      expect(spawnSync('sh', ['-c', undo]).status).toBe(0);
      expect(filesBelow(home)).toEqual([]);
    },
  );

  test.skipIf(!SHELLS.includes('busybox'))('installs where there is nothing but BusyBox', async () => {
    const commands = join(home, 'commands');
    mkdirSync(commands);
    for (const name of [
      'sh',
      'wget',
      'tar',
      'gunzip',
      'gzip',
      'sha256sum',
      'awk',
      'uname',
      'mktemp',
      'mkdir',
      'cp',
      'mv',
      'chmod',
      'rm',
      'sed',
    ]) {
      symlinkSync(placeOf('busybox'), join(commands, name));
    }
    const { code, stdout, stderr } = await install({ PATH: commands }, [join(commands, 'sh')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Installed wslnet 1.2.3');
  });

  test('a wrong checksum installs nothing', async () => {
    writeFileSync(join(release.folder, 'checksums.txt'), `${'0'.repeat(64)}  ${ARCHIVE}\n`);
    expect(await install()).toMatchObject({
      code: 1,
      stderr: `error: The checksum of ${ARCHIVE} is wrong. Nothing was installed.\n`,
    });
    expect(filesBelow(home)).toEqual([]);
  });

  test('an archive that checksums.txt does not list installs nothing', async () => {
    writeFileSync(join(release.folder, 'checksums.txt'), `${'0'.repeat(64)}  ${ARCHIVE}.old\n`);
    expect(await install()).toMatchObject({ code: 1, stderr: expect.stringContaining(`does not list ${ARCHIVE}`) });
    expect(filesBelow(home)).toEqual([]);
  });

  test('an archive cut short installs nothing, whatever its checksum', async () => {
    truncateSync(join(release.folder, ARCHIVE), 100);
    release.sign();
    const { code, stderr } = await install();
    expect(code).toBe(1);
    expect(stderr).toContain(`error: ${ARCHIVE} could not be unpacked.\n`);
    expect(filesBelow(home)).toEqual([]);
  });

  test('a program that does not run here installs nothing', async () => {
    release = await serveRelease([ARCHIVE], '#!/no/such/interpreter\n');
    const { code, stderr } = await install();
    expect(code).toBe(1);
    expect(stderr).toContain('its program does not run here');
    expect(filesBelow(home)).toEqual([]);
  });

  test('a file that cannot be had is named', async () => {
    const { code, stderr } = await install({ WSLNET_DOWNLOAD_URL: `${release.url}/nowhere` });
    expect(code).toBe(1);
    expect(stderr).toContain(`error: ${release.url}/nowhere/${ARCHIVE} could not be downloaded.\n`);
    expect(filesBelow(home)).toEqual([]);
  });

  test('another folder can be named, and one on the PATH is not spoken of', async () => {
    const folder = join(home, 'my programs');
    const { code, stdout } = await install({ WSLNET_INSTALL_DIR: folder, PATH: `${folder}${delimiter}${PATH}` });
    expect(code).toBe(0);
    expect(stdout).toContain('Start with: wslnet doctor\n');
    expect(readFileSync(join(folder, 'wslnet'), 'utf8')).toContain('1.2.3');
  });

  test('says how to undo it in a home with any name', async () => {
    const strange = join(home, `o'brien's "$x"`);
    mkdirSync(strange);
    const { code, stdout } = await install({ HOME: strange });
    expect(code).toBe(0);
    const [, undo = ''] = /^To uninstall: (.*)$/m.exec(stdout) ?? [];
    expect(spawnSync('sh', ['-c', undo]).status).toBe(0);
    expect(filesBelow(strange)).toEqual([]);
  });

  test('installing again replaces the program, and a folder that cannot be written is said', async () => {
    const folder = join(home, '.local/bin');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'wslnet'), 'old');
    expect((await install()).code).toBe(0);
    expect(readFileSync(join(folder, 'wslnet'), 'utf8')).toContain('1.2.3');

    const file = join(home, 'file');
    writeFileSync(file, '');
    const { code, stderr } = await install({ WSLNET_INSTALL_DIR: join(file, 'bin') });
    expect(code).toBe(1);
    expect(stderr).toContain('could not be made');
  });

  test('a link in the way is replaced, never written through, and a folder there is named', async () => {
    const [programs, pages] = [join(home, '.local/bin'), join(home, '.local/share/man/man1')];
    for (const folder of [programs, pages]) mkdirSync(folder, { recursive: true });
    const other = join(home, 'other');
    writeFileSync(other, 'mine');
    const links = [join(programs, 'wslnet'), join(programs, '.wslnet.new'), join(pages, 'wslnet.1')];
    for (const link of links) symlinkSync(other, link);
    expect(await install()).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(other, 'utf8')).toBe('mine');
    expect(readFileSync(join(programs, 'wslnet'), 'utf8')).toContain('1.2.3');
    expect(readFileSync(join(pages, 'wslnet.1'), 'utf8')).toContain('.TH wslnet');

    rmSync(join(programs, 'wslnet'));
    mkdirSync(join(programs, 'wslnet'));
    expect(await install()).toMatchObject({ code: 1, stderr: `error: ${join(programs, 'wslnet')} is a folder.\n` });
    expect(filesBelow(programs)).toEqual([]);
  });

  test('of two that install at once, neither leaves half a program or a draft', async () => {
    const commands = join(home, 'commands');
    mkdirSync(commands);
    // Once, behind the first copy, a whole installation takes place.
    const script = `PATH='${PATH}'; export PATH\nmkdir "$HOME/met" 2>/dev/null && sh '${INSTALLER}'\nexec chmod "$@"\n`;
    writeFileSync(join(commands, 'chmod'), `#!/bin/sh\n${script}`);
    chmodSync(join(commands, 'chmod'), 0o755);
    const { code, stdout, stderr } = await install({ PATH: `${commands}${delimiter}${PATH}` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^Installed wslnet 1\.2\.3/gm)).toHaveLength(2);
    expect(filesBelow(join(home, '.local/bin'))).toEqual([join(home, '.local/bin/wslnet')]);
  });

  test('a system or processor that there is no program for is named', async () => {
    const commands = join(home, 'commands');
    mkdirSync(commands);
    const play = (script: string) => {
      writeFileSync(join(commands, 'uname'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(commands, 'uname'), 0o755);
      return install({ PATH: `${commands}${delimiter}${PATH}` });
    };
    expect(await play('echo FreeBSD')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no program for FreeBSD'),
    });
    const oldProcessor = '[ "$1" = -s ] && echo Linux || echo armv7l';
    expect(await play(oldProcessor)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the processor armv7l'),
    });
    expect(release.asked).toEqual([]);
  });

  test('a version is asked for by its tag, from where releases are', async () => {
    const commands = join(home, 'commands');
    mkdirSync(commands);
    writeFileSync(join(commands, 'curl'), '#!/bin/sh\necho "$@" >&2\nexit 22\n');
    chmodSync(join(commands, 'curl'), 0o755);
    const ask = (env: NodeJS.ProcessEnv) =>
      install({ PATH: `${commands}${delimiter}${PATH}`, WSLNET_DOWNLOAD_URL: '', ...env });
    const releases = 'https://github.com/wslnet/wslnet/releases';
    expect((await ask({})).stderr).toContain(`${releases}/latest/download/${ARCHIVE} could not be`);
    expect((await ask({ WSLNET_VERSION: '0.9.1' })).stderr).toContain(
      `${releases}/download/v0.9.1/${ARCHIVE} could not be`,
    );
    expect((await ask({ WSLNET_VERSION: 'v0.9.1' })).stderr).toContain(
      `${releases}/download/v0.9.1/${ARCHIVE} could not be`,
    );
  });
});
