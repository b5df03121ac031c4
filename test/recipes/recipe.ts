import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../docs/dotfiles.md', import.meta.url), 'utf8');

/** What {@link recipe} calls a block of commands, which has no name of its own. */
export const COMMANDS = '$';

/** A fenced block, with the line above it where that is nothing but a name. */
const BLOCK = /(?:^`([^`\n]+)`\n\n)?^```\w+\n(.*?)^```$/gms;

const [INTRODUCTION = '', ...REST] = PAGE.split(/^## /m);
const SECTIONS = new Map(REST.map((section) => [section.slice(0, section.indexOf('\n')), section]));

/** The headings of docs/dotfiles.md below its title. */
export const HEADINGS: readonly string[] = [...SECTIONS.keys()];

/**
 * The text of every block that a section of docs/dotfiles.md has, in its order.
 * @param names all of them: the name of a file, or {@link COMMANDS}
 * @throws Error where the section has other blocks, which then no test would run
 */
export function recipe(heading: string, ...names: string[]): string[] {
  return blocksOf(heading, SECTIONS.get(heading) ?? '', names);
}

function blocksOf(place: string, text: string, names: readonly string[]): string[] {
  const blocks = [...text.matchAll(BLOCK)];
  const found = blocks.map(([, name = COMMANDS]) => name);
  if (found.join() !== names.join()) throw new Error(`${place}: the blocks are ${found}, not ${names}`);
  return blocks.map(([, , text = '']) => text);
}

/** The fragment that all recipes share. */
export const [FRAGMENT = ''] = blocksOf('the introduction', INTRODUCTION, ['wsl/network.wslconfig']);
