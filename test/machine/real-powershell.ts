import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), join(process.env['HOME'] ?? '', '.dotnet/tools')];

/** The whole path of PowerShell 7, which runs the scripts that are made for Windows PowerShell; undefined for none. */
export const PWSH = FOLDERS.map((folder) => join(folder, 'pwsh')).find(existsSync);

const IS_REQUIRED = process.env['WSLNET_POWERSHELL_SUITE'] === 'required';

/** As `describe`, skipped and said so on a machine without PowerShell, unless it is required. */
export function describeWithPowerShell(title: string, body: (pwsh: string) => void): void {
  const isSkipped = !IS_REQUIRED && PWSH === undefined;
  if (isSkipped) process.stderr.write(`${title} is skipped: it needs pwsh, which .ci/run installs.\n`);
  describe.skipIf(isSkipped)(title, () => body(PWSH ?? 'pwsh'));
}
