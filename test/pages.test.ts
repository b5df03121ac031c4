import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findCommand, GLOBAL_OPTIONS, optionOf, TEXT_OPTIONS } from '../src/cli/grammar.ts';
import { PROGRAM } from '../src/cli/verbs.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'editors/vscode/README.md'],
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** What the changelog says that people type by mistake. */
const MISTAKES = ['wslnet mirrored', 'wslnet vpn'];

/** The addresses of the headings of a page, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = read(page).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether a page shows this command as it can be typed. What stands for other words is left out of it. */
async function isCommand(text: string): Promise<boolean> {
  const words = text
    .replaceAll(/"[^"]*"|\[[^\]]*\]|<[^>]*>|…/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
    .slice(1);
  const [first] = words;
  if (first === undefined || first.startsWith('-')) return first === undefined || first === '--version';
  const found = await findCommand(PROGRAM, words);
  if (!found) return false;
  const { command, path } = found;
  const declared = { ...GLOBAL_OPTIONS, ...TEXT_OPTIONS, ...command.options };
  const isOption = (word: string) => {
    const name = word.replace(/=.*/, '');
    const isShort = Object.values(declared).some(({ short }) => name === `-${short}`);
    return isShort || optionOf(declared, name.replace(/^--/, '')) !== null;
  };
  const isWhole = command.run !== null || words.length === path.length;
  return isWhole && words.every((word) => !/^--?[a-z]/.test(word) || isOption(word));
}

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  test('leads to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:srcset|src)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test('names commands and options that there are', async () => {
    const spans = [...text.matchAll(/`(wslnet [^`]+)`/g)].map(([, span = '']) => span.replaceAll('\n', ' '));
    const blocks = [...text.matchAll(/^```(?:sh|powershell|console|text)\n(.*?)^```$/gms)].map(
      ([, block = '']) => block,
    );
    const lines = blocks
      .flatMap((block) => [...block.matchAll(/^(?:\$ )?(wslnet [^|;&\n]+)/gm)])
      .map(([, line = '']) => line);
    const wrong: string[] = [];
    for (const command of [...spans, ...lines]) {
      if (!MISTAKES.includes(command) && !(await isCommand(command))) wrong.push(command);
    }
    expect(wrong).toEqual([]);
  });
});
