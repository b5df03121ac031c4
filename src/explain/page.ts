import type { Severity } from '../check/diagnostic.ts';
import type { Section } from '../settings/catalogue.ts';
import type { Mode } from '../settings/modes.ts';
import type { SettingValue } from '../settings/value-text.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import type { ExplainedMode, ModeFacts } from './modes.ts';
import type { Trouble } from './troubles.ts';

/** What a page is laid out for. */
export type PageStyle = Pick<Channel, 'colors' | 'width'>;

/** Before what stands below a heading. */
export const INDENT = '  ';
/** Longer lines are hard to read, however wide a terminal is. */
const WIDEST_LINE = 80;
const GAP = '  ';
/** With less room beside its name, a text stands below it. */
const NARROWEST_TEXT = 20;

/** One text of blocks of lines, with an empty line between them. Blocks without lines are left out. */
export function joinPage(blocks: readonly (readonly string[])[]): string {
  const texts = blocks.filter((block) => block.length > 0).map((block) => block.map((line) => `${line}\n`).join(''));
  return texts.join('\n');
}

/** A text broken into lines, each behind `indent`; `hanging` stands before all but the first. */
export function paragraph(text: string, width: number, indent = '', hanging = indent): string[] {
  const lines = wrap(text, Math.min(width, WIDEST_LINE) - hanging.length);
  return lines.map((line, index) => (index === 0 ? indent : hanging) + line);
}

/** The first line of a page. */
export function pageTitle(topic: string, kind: string, { colors }: PageStyle): string[] {
  return [`${colors.bold(topic)} (${kind})`];
}

/** A heading and what stands below it; nothing where nothing does. */
export function section(heading: string, lines: readonly string[], colors: PageStyle['colors']): string[] {
  return lines.length > 0 ? [colors.bold(heading), ...lines] : [];
}

/** A list, each item with a dash in front. */
export function bullets(items: readonly string[], width: number): string[] {
  return items.flatMap((item) => paragraph(item, width, `${INDENT}- `, `${INDENT}  `));
}

/** Names with what belongs to each beside it. */
export function definitions(
  pairs: readonly (readonly [name: string, text: string])[],
  { colors, width }: PageStyle,
): string[] {
  const nameWidth = Math.max(0, ...pairs.map(([name]) => name.length));
  const hanging = INDENT + ' '.repeat(nameWidth) + GAP;
  if (width - hanging.length < NARROWEST_TEXT) {
    return pairs.flatMap(([name, text]) => [
      INDENT + colors.bold(name.trimEnd()),
      ...paragraph(text, width, INDENT.repeat(3)),
    ]);
  }
  return pairs.flatMap(([name, text]) => {
    const [first = '', ...rest] = paragraph(text, width, '', hanging);
    return [`${INDENT}${colors.bold(name.padEnd(nameWidth))}${GAP}${first}`, ...rest];
  });
}

/** What goes wrong, why, how one sees it, and what ends it, one after another. */
export function troubleLines(troubles: readonly Trouble[], { colors, width }: PageStyle): string[] {
  return troubles.flatMap(({ symptom, cause, see, cure, commands }, index) => [
    ...(index > 0 ? [''] : []),
    ...paragraph(symptom, width, INDENT).map((line) => colors.yellow(line)),
    ...paragraph(see ? cause : `${cause} ${cure}`, width, INDENT.repeat(2)),
    ...(see ? paragraph(see.text, width, INDENT.repeat(2)) : []),
    ...(see?.commands ?? []).map((command) => colors.cyan(commandLine(command))),
    ...(see ? paragraph(cure, width, INDENT.repeat(2)) : []),
    ...commands.map((command) => colors.cyan(commandLine(command))),
  ]);
}

/** A command to copy: on one line, however long, for a broken one does not run. */
export function commandLine(command: string): string {
  return INDENT.repeat(4) + command;
}

/** What `--json` says of a topic, by its kind. */
export type ExplanationMembers =
  | {
      readonly topic: null;
      readonly kind: 'list';
      readonly topics: readonly { readonly topic: string; readonly group: string; readonly summary: string | null }[];
    }
  | {
      readonly topic: string;
      readonly kind: 'comparison';
      readonly modes: readonly ({ readonly mode: ExplainedMode } & Pick<ModeFacts, 'summary' | 'abilities'>)[];
    }
  | (ModeFacts & {
      readonly topic: ExplainedMode;
      readonly kind: 'mode';
      readonly settings: { readonly applied: readonly string[]; readonly idle: readonly string[] } | null;
    })
  | {
      readonly topic: string;
      readonly kind: 'symptom';
      readonly title: string;
      readonly causes: readonly Trouble[];
      readonly related: readonly string[];
      readonly doctor: string | null;
    }
  | SettingMembers
  | (SettingMembers & {
      readonly default: SettingValue;
      readonly summary: string;
      readonly modes: readonly Mode[];
      readonly needs: { readonly setting: string; readonly value: boolean } | null;
      readonly since: string | null;
      readonly interactions: readonly string[];
      readonly troubles: readonly Trouble[];
      readonly link: string;
    })
  | {
      readonly topic: string;
      readonly kind: 'code';
      readonly title: string;
      readonly severities: readonly Severity[];
      readonly why: string;
      readonly wsl: string;
      readonly wrong: string;
      readonly right: string;
    };

interface SettingMembers {
  readonly topic: string;
  readonly kind: 'setting';
  readonly section: Section;
  readonly formerSection: Section | null;
  readonly expects: string;
  readonly choices: readonly string[];
}

/** What there is to say of a topic. */
export interface Explanation {
  readonly members: ExplanationMembers;
  readonly toText: (style: PageStyle) => string;
}

/** Topics of one kind. */
export interface TopicKind {
  /** What stands above them in the list of topics. */
  readonly title: string;
  /** What the list says, by name; null where only the name is told. */
  readonly summaries: ReadonlyMap<string, string | null>;
  /** The explanation of what a person names, in any letter case; null where it is no topic of this kind. */
  readonly find: (word: string) => Explanation | null;
}
