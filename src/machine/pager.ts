import { spawn } from 'node:child_process';

/** As git sets it: end where all fits on a screen, let colors through, leave the text there. */
const LESS = 'FRX';

/** The command that shows long texts by the page; null for none. Windows has none that keeps colors. */
export function pagerCommand(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const named = env['PAGER'];
  if (named !== undefined) return named.trim() === '' || named.trim() === 'cat' ? null : named;
  return platform === 'win32' || env['TERM'] === 'dumb' ? null : 'less';
}

/**
 * Shows a text by the page, and waits until the user is done with it.
 * @param command for the shell, as in PAGER
 * @returns false where there is no such program
 */
export async function showInPager(text: string, command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const pager = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env: { LESS, ...env } });
  return await new Promise((settle) => {
    pager.on('error', () => settle(false));
    // Shells exit with 127 where there is no such command, cmd.exe with 1.
    pager.on('close', (code) => settle(code !== 127));
    // Whoever leaves early has read enough.
    pager.stdin?.on('error', () => {}).end(text);
  });
}
