import { textAt } from '../../ini/document.ts';
import { NETWORKING_NAMES, NETWORKING_SETTINGS, type Setting } from '../../settings/catalogue.ts';
import type { ResolvedSetting, ResolvedSettings } from '../../settings/resolve.ts';
import type { Examination } from '../diagnose.ts';
import { type Diagnostic, diagnostic, type Fix } from '../diagnostic.ts';

/** What settings make of each other: those without effect, and modes that lack what they need. */
export function modeRules(examination: Examination): Diagnostic[] {
  const { resolved } = examination;
  return resolved ? RULES.flatMap((rule) => rule(resolved, examination)) : [];
}

type ModeRule = (resolved: ResolvedSettings, examination: Examination) => Diagnostic[];

const safeMode: ModeRule = ({ safeMode: { value, applied } }) =>
  value && applied ? [diagnostic('safe-mode', 'warning', applied.entry.key, {}, SAYS_SAFE_MODE)] : [];

const SAYS_SAFE_MODE = { wsl: { id: 'MessageSafeModeEnabled', args: [] } } as const;

const virtioOff: ModeRule = ({ networkingMode, virtio }) => {
  if (networkingMode.reason?.code !== 'virtioproxy-needs-virtio' || !virtio.applied || !networkingMode.applied)
    return [];
  const wsl = { id: 'MessageConsommeRequiresVirtio', args: [String(networkingMode.value)] } as const;
  const related = virtio.applied.entry.key;
  return [diagnostic('virtio-off', 'error', networkingMode.applied.entry.raw, {}, { related, wsl })];
};

const bridged: ModeRule = ({ networkingMode: { value, applied }, vmSwitch }) => {
  if (value !== 'bridged' || !applied) return [];
  const span = applied.entry.raw;
  const deprecated = diagnostic('bridged-deprecated', 'warning', span, {});
  return vmSwitch.value ? [deprecated] : [diagnostic('bridged-without-switch', 'error', span, {}), deprecated];
};

const firewallInMirrored: ModeRule = ({ networkingMode, firewall: { applied } }) => {
  if (networkingMode.value !== 'mirrored' || applied?.value !== false) return [];
  const related = networkingMode.applied?.entry.raw ?? null;
  return [diagnostic('firewall-always-on', 'error', applied.entry.key, {}, { related })];
};

const forwardingInMirrored: ModeRule = ({ networkingMode, localhostForwarding: { applied } }, { document }) => {
  if (networkingMode.value !== 'mirrored' || !applied) return [];
  const restores = NETWORKING_SETTINGS.localhostForwarding as Setting;
  // A value that goes on in the next line has taken in what may be a setting.
  const isOneLine = !/\n/.test(textAt(document.text, applied.entry.raw));
  const fix: Fix | null = isOneLine ? { operations: [{ kind: 'drop', entry: applied.entry }], restores } : null;
  const more = { related: networkingMode.applied?.entry.raw ?? null, fix };
  return [diagnostic('localhost-forwarding-in-mirrored', 'warning', applied.entry.key, {}, more)];
};

/** Settings nobody looks at as things are, but for those that have a rule of their own. */
const withoutEffect: ModeRule = (resolved) => {
  const { networkingMode } = resolved;
  const mode = networkingMode.value;
  if (resolved.safeMode.value || mode === null) return [];
  return NETWORKING_NAMES.map((name) => resolved[name] as ResolvedSetting).flatMap(
    ({ setting, applied, isInert, reason }) => {
      if (
        !applied ||
        applied.value === undefined ||
        !isInert ||
        (setting.name === 'localhostForwarding' && mode === 'mirrored')
      ) {
        return [];
      }
      const related = networkingMode.applied?.entry.raw ?? null;
      if (reason?.code === 'only-in-modes') {
        const args = { setting: setting.name, modes: reason.modes, mode, need: null };
        return [diagnostic('no-effect', 'warning', applied.entry.key, args, { related })];
      }
      if (reason?.code === 'only-with') {
        const { needs } = NETWORKING_SETTINGS[setting.name as keyof typeof NETWORKING_SETTINGS];
        const other = needs && resolved[needs.setting].applied?.entry.key;
        const args = { setting: setting.name, modes: null, mode, need: needs };
        return [diagnostic('no-effect', 'warning', applied.entry.key, args, { related: other ?? null })];
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
