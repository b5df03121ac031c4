import { type Distribution, known, unknown, type WslVersions } from '../facts.ts';
import { isInside } from '../place.ts';
import { understood } from '../programs.ts';
import { readText } from '../system.ts';
import type { Probe } from './probe.ts';

/** Labels are in the language of Windows; the order of the numbers is not. */
const VERSION = /\d+(?:\.\d+)+/g;

/** Inside a distribution it is known without Windows. The WSL that ships in Windows has no `--version` and fails. */
export const probeWsl: Probe<'wsl'> = async ({ askWindows, askLinux, place, system }) => {
  if (isInside(place)) {
    for (const option of ['--version', '--wsl-version']) {
      const inside = understood('wslinfo', await askLinux('wslinfo', option), firstVersion);
      if (!inside.known && inside.why === 'timed-out') return inside;
      if (!inside.known) continue;
      const [kernel] = /^[\d.]+/.exec((await readText(system, '/proc/sys/kernel/osrelease')) ?? '') ?? [];
      return known({ wsl: inside.value, kernel: kernel ?? null });
    }
  }
  const answer = await askWindows('wsl.exe', '--version');
  if (answer.known && answer.value.exit !== 0) return known({ wsl: null, kernel: null });
  return understood('wsl.exe', answer, parseVersions);
};

function firstVersion(text: string): string | null {
  return text.match(VERSION)?.[0] ?? null;
}

function parseVersions(text: string): WslVersions | null {
  const [wsl, kernel] = text.match(VERSION) ?? [];
  return wsl === undefined ? null : { wsl, kernel: kernel ?? null };
}

/** Headers and states of the list are not translated; a star marks the default. */
export const probeDistributions: Probe<'distributions'> = async ({ askWindows }) =>
  understood('wsl.exe', await askWindows('wsl.exe', '-l', '-v'), (text) => {
    const rows = text.split('\n').flatMap((line) => {
      const [, star, name, state, version] = /^\s*(\*?)\s*(\S.*?)\s+(\S+)\s+([12])\s*$/.exec(line) ?? [];
      if (!name) return [];
      const row: Distribution = {
        name,
        isDefault: star === '*',
        isRunning: state === 'Running',
        version: version === '1' ? 1 : 2,
      };
      return [row];
    });
    return rows.length > 0 ? rows : null;
  });

/** What wslinfo may say, in the catalogue's spelling. WSL 2.9 has a new name for virtioproxy. */
const MODES: ReadonlyMap<string, string> = new Map([
  ...['none', 'nat', 'bridged', 'mirrored', 'virtioproxy', 'wsl1'].map((mode) => [mode, mode] as const),
  ['consomme', 'virtioproxy'],
]);

export const probeActiveMode: Probe<'activeMode'> = async ({ askInside }) =>
  understood('wslinfo', await askInside('wslinfo', '--networking-mode'), (text) => {
    return MODES.get(text.trim().toLowerCase()) ?? null;
  });

export const probeVmStartedAt: Probe<'vmStartedAt'> = async ({ linuxText, place }) => {
  if (place === 'wsl1') return unknown('not-here', '/proc/stat');
  const stat = await linuxText('/proc/stat');
  if (!stat.known) return stat;
  const [, seconds] = /^btime (\d+)$/m.exec(stat.value) ?? [];
  return seconds === undefined ? unknown('not-understood', '/proc/stat') : known(Number(seconds) * 1000);
};

/** The engine's version; null where there is no Docker. It is asked for by name, and does not start anything. */
export const probeDocker: Probe<'docker'> = async ({ askLinux, askWindows, place }) => {
  const isWindows = place === 'windows';
  if (!isWindows && !isInside(place)) return unknown('not-here', 'docker');
  const name = isWindows ? 'docker.exe' : 'docker';
  const answer = await (isWindows ? askWindows : askLinux)(name, 'version', '--format', '{{.Server.Version}}');
  if (!answer.known && answer.why === 'no-program') return known(null);
  return understood(name, answer, (text) => /^\d+(?:\.\d+)+/.exec(text.trim())?.[0] ?? null);
};
