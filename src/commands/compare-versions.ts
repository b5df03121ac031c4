import type { Snapshot } from '../host/host.ts';
import { diagnoseNew } from '../settings/diagnostics/diagnose.ts';
import { examine } from '../settings/diagnostics/examination.ts';
import { changesBetween } from '../settings/diagnostics/meaning.ts';
import type { Outcome } from './change-report.ts';
import { openLeniently } from './open-file.ts';

/** What changes when one version of a file takes the place of another, whatever their bytes are. */
export function compareVersions(now: Snapshot, wanted: Snapshot): Outcome {
  const before = examine(openLeniently(now).decoded);
  const after = examine(openLeniently(wanted).decoded);
  return {
    changed: !hasSameBytes(now.bytes, wanted.bytes),
    changes: changesBetween(before, after),
    text: after.decoded.text,
    after,
    diagnostics: diagnoseNew(before, after),
    unmet: [],
  };
}

/** @param a null for no file */
export function hasSameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a && b ? Buffer.compare(a, b) === 0 : a === b;
}
