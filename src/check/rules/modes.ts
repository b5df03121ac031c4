import { textAt } from '../../ini/document.ts';
import {
  NETWORKING_NAMES,
  NETWORKING_SETTINGS,
  type Need,
  type NetworkingName,
  type Setting,
} from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import type { Mode } from '../../settings/modes.ts';
import { isSame, type ResolvedSetting, type ResolvedSettings } from '../../settings/resolve.ts';
import { listOf } from '../../text/names.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';
import { isOneLine } from './names.ts';

/** What is said of settings that work for or against each other. */
export const MODE_CODES = {
  'bridged-deprecated': code({
    title: 'the deprecated bridged mode',
    severities: ['warning'],
    message: () => 'Bridged mode is deprecated.',
    advice: () => 'Use mirrored if you can. To see what it needs: wslnet explain mirrored',
    why: 'It may be removed, it needs Windows 11 Pro and your own switch, and it cannot use a Windows VPN.',
    wsl: 'The mode still works. Microsoft has called it deprecated since WSL 2.4.5.',
    wrong: '[wsl2]\nnetworkingMode=bridged\nvmSwitch=LAN\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'bridged-without-switch': code({
    title: 'bridged mode without a switch',
    severities: ['error'],
    message: () => 'Bridged mode needs vmSwitch; without it, WSL starts with no network.',
    advice: () => 'Set vmSwitch to the name of an external switch of Hyper-V. Get-VMSwitch in PowerShell lists them.',
    why: 'Linux starts without a network, with only one line of warning.',
    wsl: 'It cannot set up the network and falls back to mode none.',
    wrong: '[wsl2]\nnetworkingMode=bridged\n',
    right: '[wsl2]\nnetworkingMode=bridged\nvmSwitch=LAN\n',
  }),
  'firewall-always-on': code({
    title: 'firewall=false in mirrored mode',
    severities: ['error'],
    message: () => 'The firewall is always on in mirrored mode; firewall=false does not turn it off.',
    advice: () => 'Delete the line. To open a port (here 3000): wslnet open 3000',
    other: () => 'The mode',
    why: 'Blocked ports stay blocked. To open one, you need a firewall rule, not this line.',
    wsl: 'The Hyper-V firewall is always on in mirrored mode. WSL ignores the line without a warning.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\nfirewall=false\n',
    right: '[wsl2]\nnetworkingMode=mirrored\nfirewall=true\n',
  }),
  'localhost-forwarding-in-mirrored': code<{ isDefault: boolean }>({
    title: 'localhostForwarding in mirrored mode',
    severities: ['warning'],
    message: () => 'localhostForwarding has no effect in mirrored mode, and WSL warns about it at every start.',
    advice: ({ isDefault }) =>
      isDefault
        ? 'Delete the line; mirrored mode shares localhost by itself.'
        : 'Delete the line, unless you need it when WSL falls back to another mode.',
    other: () => 'The mode',
    why: 'It only causes a warning at every start. In mirrored mode, both sides share one localhost.',
    wsl: 'It says that the setting has no effect, whatever its value.',
    wrong: '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true\n',
    right: '[wsl2]\nnetworkingMode=nat\nlocalhostForwarding=true\n',
  }),
  'no-effect': code<{ setting: string; modes: readonly Mode[] | null; mode: Mode; need: Need | null }>({
    title: 'a setting with no effect',
    severities: ['warning'],
    message: ({ setting, modes, mode, need }) =>
      modes
        ? `${setting} has no effect in ${mode} mode, only in ${listOf(modes)}.`
        : `${setting} has an effect only when ${need?.setting} is ${need?.value}.`,
    advice: ({ setting }) => `Delete the line. To see what it does: wslnet explain ${setting}`,
    other: ({ need }) => need?.setting ?? 'The mode',
    why: 'It was probably copied from an example for another mode. WSL does not warn about it.',
    wsl: 'It reads the value but does not use it in this mode or with that other setting.',
    wrong: '[wsl2]\nnetworkingMode=nat\n[experimental]\nhostAddressLoopback=true\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nhostAddressLoopback=true\n',
  }),
  'restates-default': code<{ setting: string; value: string; mode: Mode }>({
    title: 'a default that is spelled out where it has no effect',
    severities: ['info'],
    message: ({ setting, value, mode }) =>
      `${setting}=${value} is WSL's default, and ${mode} mode does not look at it.`,
    advice: () => 'Nothing needs to be done; the line can go.',
    why: 'The line changes nothing, with it or without it.',
    wsl: 'It reads the value, which it would have taken anyway.',
    wrong: '[wsl2]\nipv6=false\n',
    right: '[wsl2]\nmemory=8GB\n',
  }),
  'safe-mode': code({
    title: 'safe mode is on',
    severities: ['warning'],
    message: () => 'Safe mode starts WSL without any network, whatever else this file says.',
    advice: () => 'When the repair is done, delete the line: wslnet unset safeMode',
    why: 'A line left from a repair takes the network, and with it whatever else the file asks for.',
    wsl: 'It starts with the mode none, without DNS tunneling, proxy and virtio devices, and says so.',
    wrong: '[wsl2]\nsafeMode=true\n',
    right: '[wsl2]\nsafeMode=false\n',
  }),
  'virtio-off': code({
    title: 'virtioproxy without virtio',
    severities: ['error'],
    message: () => 'virtioproxy mode needs virtio, which this file turns off; WSL uses another mode.',
    advice: () => 'Turn virtio on, or choose another mode.',
    other: () => 'virtio',
    why: 'The two settings conflict, so you get another mode.',
    wsl: 'It falls back to nat, or to none where virtioproxy is the default.',
    wrong: '[wsl2]\nnetworkingMode=virtioproxy\nvirtio=false\n',
    right: '[wsl2]\nnetworkingMode=virtioproxy\nvirtio=true\n',
  }),
};

const report = reporterOf(MODE_CODES);

type ModeRule = (resolved: ResolvedSettings, document: Document) => Diagnostic[];

/** What settings make of each other: those without effect, and modes that lack what they need. */
export function modeRules(document: Document): Diagnostic[] {
  const { resolved } = document;
  return resolved ? RULES.flatMap((rule) => rule(resolved, document)) : [];
}

const safeMode: ModeRule = ({ safeMode: { value, applied } }) =>
  value && applied ? [report('safe-mode', 'warning', applied.entry.key, {}, SAYS_SAFE_MODE)] : [];

const SAYS_SAFE_MODE = { wsl: { id: 'MessageSafeModeEnabled', args: [] } } as const;

const virtioOff: ModeRule = ({ networkingMode, virtio }) => {
  if (networkingMode.reason?.code !== 'virtioproxy-needs-virtio' || !virtio.applied || !networkingMode.applied)
    return [];
  const wsl = { id: 'MessageConsommeRequiresVirtio', args: [String(networkingMode.value)] } as const;
  const related = virtio.applied.entry.key;
  return [report('virtio-off', 'error', networkingMode.applied.entry.raw, {}, { related, wsl })];
};

const bridged: ModeRule = ({ networkingMode: { value, applied }, vmSwitch }) => {
  if (value !== 'bridged' || !applied) return [];
  const span = applied.entry.raw;
  const deprecated = report('bridged-deprecated', 'warning', span, {});
  return vmSwitch.value ? [deprecated] : [report('bridged-without-switch', 'error', span, {}), deprecated];
};

const firewallInMirrored: ModeRule = ({ networkingMode, firewall: { applied } }) => {
  if (networkingMode.value !== 'mirrored' || applied?.value !== false) return [];
  const related = networkingMode.applied?.entry.raw ?? null;
  return [report('firewall-always-on', 'error', applied.entry.key, {}, { related })];
};

const forwardingInMirrored: ModeRule = ({ networkingMode, localhostForwarding: { applied } }, document) => {
  if (networkingMode.value !== 'mirrored' || !applied || applied.value === undefined) return [];
  const { entry, value } = applied;
  // What is not the default would count again where WSL falls back to nat.
  const isDefault = value === NETWORKING_SETTINGS.localhostForwarding.default;
  const fix: Fix | null =
    isDefault && isOneLine(entry, document)
      ? { operations: [{ kind: 'drop', entry }], restores: [NETWORKING_SETTINGS.localhostForwarding as Setting] }
      : null;
  const more = { related: networkingMode.applied?.entry.raw ?? null, fix };
  return [report('localhost-forwarding-in-mirrored', 'warning', entry.key, { isDefault }, more)];
};

/** Settings nobody looks at as things are, but for those that have a rule of their own. */
const withoutEffect: ModeRule = (resolved, document) => {
  const { networkingMode } = resolved;
  const mode = networkingMode.value;
  if (resolved.safeMode.value || mode === null) return [];
  return NETWORKING_NAMES.map((name) => resolved[name] as ResolvedSetting).flatMap(
    ({ setting, applied, isInert, reason }): Diagnostic[] => {
      const isForwarding = setting.name === 'localhostForwarding' && mode === 'mirrored';
      if (!applied || applied.value === undefined || !isInert || isForwarding || !reason) return [];
      const span = applied.entry.key;
      const own = NETWORKING_SETTINGS[setting.name as NetworkingName];
      const name = setting.name;
      // What it needs may be off because of the mode, whatever the file says of that.
      const root = reason.code === 'only-with' ? (resolved[reason.setting].reason ?? reason) : reason;
      const byMode = root.code === 'only-in-modes' ? root : null;
      const isByMode = byMode !== null;
      if (!isByMode && reason.code !== 'only-with') return [];
      const cause = isByMode ? 'networkingMode' : (own.needs?.setting ?? 'networkingMode');
      if (isSame(applied.value, own.default)) {
        const value = setting.kind.write(applied.value);
        return [report('restates-default', 'info', span, { setting: name, value, mode })];
      }
      // Of a setting that is meant for another value nobody knows yet what it makes of others.
      if (isUncertain(cause, resolved, document)) return [];
      const modes = byMode?.modes ?? null;
      const args = { setting: name, modes, mode, need: isByMode ? null : own.needs };
      const other = resolved[cause].applied?.entry;
      return [report('no-effect', 'warning', span, args, { related: (isByMode ? other?.raw : other?.key) ?? null })];
    },
  );
};

/** Whether the file asks for a value of the setting that it does not get: one WSL refuses, or that it does not see. */
function isUncertain(name: NetworkingName, resolved: ResolvedSettings, { lines, text }: Document): boolean {
  const { applied } = resolved[name];
  if (applied) return applied.value === undefined;
  const lower = name.toLowerCase();
  return lines.some((line) => {
    if (line.kind === 'entry') return textAt(text, line.key).toLowerCase() === lower;
    if (line.kind !== 'invalid') return false;
    return text
      .slice(line.start, Math.min(line.bodyEnd, line.start + 200))
      .toLowerCase()
      .includes(lower);
  });
}

const RULES: readonly ModeRule[] = [
  safeMode,
  virtioOff,
  bridged,
  firewallInMirrored,
  forwardingInMirrored,
  withoutEffect,
];
