import type { DiagnosticCode } from '../check/codes.ts';
import { withSafeFixes } from '../check/fix.ts';
import type { Facts } from '../machine/facts.ts';
import type { Environment } from '../settings/interpretation.ts';
import { modeOfPolicy } from '../settings/modes.ts';
import { readsFormerSectionOnly } from '../settings/vm-start.ts';
import { type Check, type Finding, type Input, TOPICS } from './check.ts';
import { ACTIVE_CHECKS } from './checks/active.ts';
import { DOCKER_CHECKS, FIREWALL_CHECKS, PROXY_CHECKS } from './checks/connections.ts';
import { FILE_CHECKS } from './checks/file.ts';
import { MODE_CHECKS } from './checks/modes.ts';
import { DNS_CHECKS, NETWORK_CHECKS, PATH_CHECKS } from './checks/network.ts';
import { PORT_CHECKS } from './checks/ports.ts';
import { VERSION_CHECKS } from './checks/versions.ts';
import { forFile } from './cures.ts';
import type { FileOnMachine, MachineView } from './view.ts';

/** Everything that `wslnet doctor` looks at, by topic; within one, in the order in which problems are told. */
export const CHECKS: readonly Check[] = [
  ...FILE_CHECKS,
  ...MODE_CHECKS,
  ...ACTIVE_CHECKS,
  ...VERSION_CHECKS,
  ...NETWORK_CHECKS,
  ...PATH_CHECKS,
  ...PORT_CHECKS,
  ...DNS_CHECKS,
  ...FIREWALL_CHECKS,
  ...PROXY_CHECKS,
  ...DOCKER_CHECKS,
].sort((a, b) => TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic));

/** What checks look at. @param paths what `wslnet test` found, where it was run */
export function inputOf(
  { file, place, absence, restart, environment }: MachineView<never>,
  paths: Input['paths'] = null,
): Input {
  const rest = { place, absence, restart, environment, paths };
  if (!file) return { file, ...rest };
  const { name, snapshot, isNamed, reading, resolution, lines } = file;
  const exists = snapshot.bytes !== null;
  const problems = countProblems(file, environment);
  return { file: { name, exists, isNamed, reading, settings: resolution.settings, lines, problems }, ...rest };
}

/** Codes of `wslnet check` of which checks of the mode tell, with what they mean on this machine. */
const TOLD_BY_MODE: readonly string[] = [
  'bridged-deprecated',
  'bridged-without-switch',
  'consomme-spelling',
  'safe-mode',
  'virtio-off',
] satisfies DiagnosticCode[];

function countProblems(
  file: FileOnMachine,
  { start }: Environment,
): { errors: number; warnings: number; fixable: number } {
  // A WSL that reads a setting in its former place only must find it there.
  const isRightHere = (code: string) =>
    code === 'former-section' && start !== undefined && readsFormerSectionOnly(start.wslVersion ?? null);
  const problems = withSafeFixes(file.document).filter(
    ({ code, severity }) =>
      ['error', 'warning'].includes(severity) && !TOLD_BY_MODE.includes(code) && !isRightHere(code),
  );
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: problems.length - errors, fixable: problems.filter(({ fix }) => fix !== null).length };
}

/** A check and what it found. */
export interface Examined extends Finding {
  readonly id: string;
  readonly topic: Check['topic'];
}

/**
 * Examines a machine, check by check. Of a file that the user named, commands are told with its name.
 * @param facts those that the checks name
 */
export function examineMachine(checks: readonly Check[], input: Input, facts: Partial<Facts>): Examined[] {
  const path = input.file?.isNamed ? input.file.name : null;
  return checks.map(({ id, topic, examine }) => {
    const found = examine(input, facts);
    const cures = found.cures.filter((each) => each.id !== 'set-nat' || mayHaveNat(input.environment));
    return { id, topic, ...found, cures: path === null ? cures : cures.map((each) => forFile(each, path)) };
  });
}

/** Whether group policies let the file ask for nat. */
function mayHaveNat({ policies }: Environment): boolean {
  const standard = modeOfPolicy(policies?.defaultNetworkingMode) ?? 'nat';
  return standard === 'nat' || policies?.allowCustomNetworkingModeUserSetting !== false;
}
