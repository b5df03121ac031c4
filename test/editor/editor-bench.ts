import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeAfterTest } from '../bench/removal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/editors.md'), 'utf8');

/**
 * What docs/editors.md has people put into the configuration of an editor.
 * @param heading of the section
 * @throws Error where the section has no such blocks
 */
export function setupsOf(heading: string, language: string): string[] {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))];
  if (blocks.length === 0) throw new Error(`${heading} has no ${language}`);
  return blocks.map(([, block = '']) => block);
}

/** Where an editor runs for the length of a test: a home folder with one file, and `wslnet` on the PATH. */
export interface EditorBench {
  readonly folder: string;
  /** The path of the `.wslconfig` in it. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @param bytes of the file */
export function editorBench(bytes: Buffer): EditorBench {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-editor-'));
  removeAfterTest(folder);
  const file = join(folder, '.wslconfig');
  writeFileSync(file, bytes);
  const commands = join(folder, 'commands');
  mkdirSync(commands);
  symlinkSync(join(ROOT, 'bin/wslnet.js'), join(commands, 'wslnet'));
  const PATH = `${commands}:${process.env['PATH']}`;
  // The server would keep its compiled code in the folder when the editor is gone, and the folder with it.
  return { folder, file, env: { PATH, HOME: folder, NODE_DISABLE_COMPILE_CACHE: '1' } };
}
