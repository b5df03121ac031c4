import type { Facts } from '../machine/facts.ts';
import { type Check, type Finding, type Input, TOPICS } from './check.ts';
import { ACTIVE_CHECKS } from './checks/active.ts';
import { DOCKER_CHECKS, FIREWALL_CHECKS, PROXY_CHECKS } from './checks/connections.ts';
import { FILE_CHECKS } from './checks/file.ts';
import { MODE_CHECKS } from './checks/modes.ts';
import { DNS_CHECKS, NETWORK_CHECKS, PATH_CHECKS } from './checks/network.ts';
import { PORT_CHECKS } from './checks/ports.ts';
import { VERSION_CHECKS } from './checks/versions.ts';
import { forFile } from './cures.ts';

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
    return { id, topic, ...found, cures: path === null ? found.cures : found.cures.map((each) => forFile(each, path)) };
  });
}
