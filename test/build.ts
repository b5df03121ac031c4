import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the program before the tests, once: those that start it as a process never meet an older build. */
export default function build(): void {
  const words = ['run', '--silent', 'build'];
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status, stdout, stderr } = spawnSync('npm', words, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`The build failed.\n${stdout}${stderr}`);
}
