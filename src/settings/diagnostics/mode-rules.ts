import { textAt } from '../../ini/span.ts';
import { NETWORKING_NAMES, NETWORKING_SETTINGS, type Setting } from '../catalogue.ts';
import type { ResolvedSetting, ResolvedSettings } from '../resolve.ts';
import { type Diagnostic, diagnostic, type Fix } from './diagnostic.ts';
import type { Examination } from './examination.ts';

/** What settings make of each other: those without effect, and modes that lack what they need. */
export function modeRules(examination: Examination): Diagnostic[] {
  const { resolved } = examination;
  return resolved ? RULES.flatMap((rule) => rule(resolved, examination)) : [];
}

type ModeRule = (resolved: ResolvedSettings, examination: Examination) => Diagnostic[];

const safeMode: ModeRule = ({ safeMode: { value, heeded } }) =>
  value && heeded ? [diagnostic('safe-mode', 'warning', heeded.entry.key, {}, SAYS_SAFE_MODE)] : [];

const SAYS_SAFE_MODE = { wsl: { id: 'MessageSafeModeEnabled', args: [] } } as const;

const virtioOff: ModeRule = ({ networkingMode, virtio }) => {
  if (networkingMode.reason?.code !== 'virtioproxy-needs-virtio' || !virtio.heeded || !networkingMode.heeded) return [];
  const wsl = { id: 'MessageConsommeRequiresVirtio', args: [String(networkingMode.value)] } as const;
  const related = virtio.heeded.entry.key;
  return [diagnostic('virtio-off', 'error', networkingMode.heeded.entry.raw, {}, { related, wsl })];
};

const bridged: ModeRule = ({ networkingMode: { value, heeded }, vmSwitch }) => {
  if (value !== 'bridged' || !heeded) return [];
  const span = heeded.entry.raw;
  const deprecated = diagnostic('bridged-deprecated', 'warning', span, {});
  return vmSwitch.value ? [deprecated] : [diagnostic('bridged-without-switch', 'error', span, {}), deprecated];
};

const firewallInMirrored: ModeRule = ({ networkingMode, firewall: { heeded } }) => {
  if (networkingMode.value !== 'mirrored' || heeded?.value !== false) return [];
  const related = networkingMode.heeded?.entry.raw ?? null;
  return [diagnostic('firewall-always-on', 'error', heeded.entry.key, {}, { related })];
};

const forwardingInMirrored: ModeRule = ({ networkingMode, localhostForwarding: { heeded } }, { document }) => {
  if (networkingMode.value !== 'mirrored' || !heeded) return [];
  const restores = NETWORKING_SETTINGS.localhostForwarding as Setting;
  // A value that goes on in the next line has taken in what may be a setting.
  const isOneLine = !/\n/.test(textAt(document.text, heeded.entry.raw));
  const fix: Fix | null = isOneLine ? { operations: [{ kind: 'drop', entry: heeded.entry }], restores } : null;
  const more = { related: networkingMode.heeded?.entry.raw ?? null, fix };
  return [diagnostic('localhost-forwarding-in-mirrored', 'warning', heeded.entry.key, {}, more)];
};

/** Settings nobody looks at as things are, but for those that have a rule of their own. */
const withoutEffect: ModeRule = (resolved) => {
  const { networkingMode } = resolved;
  const mode = networkingMode.value;
  if (resolved.safeMode.value || mode === null) return [];
  return NETWORKING_NAMES.map((name) => resolved[name] as ResolvedSetting).flatMap(
    ({ setting, heeded, isInert, reason }) => {
      if (
        !heeded ||
        heeded.value === undefined ||
        !isInert ||
        (setting.name === 'localhostForwarding' && mode === 'mirrored')
      ) {
        return [];
      }
      const related = networkingMode.heeded?.entry.raw ?? null;
      if (reason?.code === 'only-in-modes') {
        const args = { setting: setting.name, modes: reason.modes, mode, need: null };
        return [diagnostic('no-effect', 'warning', heeded.entry.key, args, { related })];
      }
      if (reason?.code === 'only-with') {
        const { needs } = NETWORKING_SETTINGS[setting.name as keyof typeof NETWORKING_SETTINGS];
        const other = needs && resolved[needs.setting].heeded?.entry.key;
        const args = { setting: setting.name, modes: null, mode, need: needs };
        return [diagnostic('no-effect', 'warning', heeded.entry.key, args, { related: other ?? null })];
      }
      return [];
    },
  );
};

const RULES: readonly ModeRule[] = [
  safeMode,
  virtioOff,
  bridged,
  firewallInMirrored,
  forwardingInMirrored,
  withoutEffect,
];
