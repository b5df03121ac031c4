import type { Check } from './check.ts';
import { DNS_CHECKS, OTHER_CHECKS } from './connection-checks.ts';
import { FILE_CHECKS } from './file-checks.ts';
import { MODE_CHECKS } from './mode-checks.ts';
import { PORT_CHECKS } from './port-checks.ts';
import { VERSION_CHECKS } from './version-checks.ts';

/** Everything that `wslnet doctor` looks at, in the order in which it is told. */
export const CHECKS: readonly Check[] = [
  ...FILE_CHECKS,
  ...MODE_CHECKS,
  ...VERSION_CHECKS,
  ...PORT_CHECKS,
  ...DNS_CHECKS,
  ...OTHER_CHECKS,
];
