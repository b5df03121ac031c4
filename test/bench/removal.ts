import { rmSync } from 'node:fs';
import { onTestFinished, vi } from 'vitest';

/** Longer than any program goes on that has lost its terminal or its caller, in milliseconds. */
const LONGEST_END = 8000;

/**
 * Removes a folder after the test, also while programs that the test has left are still writing there. Node's own
 * `maxRetries` tries to remove the folder again, and not what has come into it meanwhile.
 */
export function removeAfterTest(folder: string): void {
  onTestFinished(async () => {
    await vi.waitFor(() => rmSync(folder, { recursive: true, force: true }), { timeout: LONGEST_END });
  });
}
