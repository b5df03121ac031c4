import { FILE_ARGUMENT, type Message, type MessageId } from '../settings/interpretation.ts';
import { excerpt } from '../text/printable.ts';
import type { Code, Diagnostic, Fix } from './diagnostic.ts';
import { FILE_CODES } from './rules/files.ts';
import { HEADER_CODES } from './rules/headers.ts';
import { KIND_CODES } from './rules/kinds.ts';
import { LINE_CODES } from './rules/lines.ts';
import { MODE_CODES } from './rules/modes.ts';
import { NAME_CODES } from './rules/names.ts';
import { PROGRAM_CODES } from './rules/programs.ts';
import { VALUE_CODES } from './rules/values.ts';

const FAMILIES = {
  ...FILE_CODES,
  ...HEADER_CODES,
  ...LINE_CODES,
  ...NAME_CODES,
  ...VALUE_CODES,
  ...KIND_CODES,
  ...MODE_CODES,
  ...PROGRAM_CODES,
};

/** A code of `wslnet check`. Codes are interface: they do not change their meaning. */
export type DiagnosticCode = keyof typeof FAMILIES;

/** Every code with its sentences and its explanation, by name in the order of the alphabet. */
export const CODES = Object.fromEntries(Object.entries(FAMILIES).sort(([a], [b]) => (a < b ? -1 : 1))) as unknown as {
  readonly [C in DiagnosticCode]: Code<never>;
};

const PAGE = 'https://github.com/wslnet/wslnet/blob/main/docs/diagnostics.md';

/** The address of the page that explains a code. */
export function pageOf(code: string): string {
  return `${PAGE}#${code}`;
}

/** The title of a code as a sentence; the name of a setting keeps its spelling there too. */
export function titleSentence(title: string): string {
  const [first = ''] = title.split(' ', 1);
  return `${/^[a-z-]+$/.test(first) ? title.charAt(0).toUpperCase() + title.slice(1) : title}.`;
}

/** What a diagnostic says, in one sentence. */
export function messageOf({ code, args }: Diagnostic): string {
  return codeOf(code).message(args as never);
}

/** What to do about a diagnostic. @param fixedBy what fixes it, in words of the command line */
export function adviceOf({ code, args, fix }: Diagnostic, fixedBy = 'wslnet check --fix'): string {
  return `${codeOf(code).advice(args as never)}${fix ? ` (${fixSentence(fix, fixedBy)})` : ''}`;
}

/** A line that goes is named: of two that contradict each other it may be the one that was meant. */
function fixSentence({ operations }: Fix, fixedBy: string): string {
  const isDeletion = operations.every(({ kind }) => kind === 'drop');
  return `${fixedBy} ${isDeletion ? 'deletes this line' : 'does this'}.`;
}

/** What is set in the other place a diagnostic is about. */
export function otherOf({ code, args }: Diagnostic): string {
  return codeOf(code).other?.(args as never) ?? 'It';
}

/** The arguments of a diagnostic are those of its code, which its maker saw to and a list of them cannot show. */
function codeOf(code: string): Code<never> {
  return CODES[code as DiagnosticCode];
}

/** WSL's own English sentences, so that a search for one finds the explanation. `{}` stands for an argument. */
const WORDS: Partial<Readonly<Record<MessageId, string>>> = {
  MessageConfigUnknownKey: "Unknown key '{}' in {}:{}",
  MessageConfigKeyDuplicated: "Duplicated config key '{}' in {}:{} (Conflicting key: '{}' in {}:{})",
  MessageConfigInvalidKey: 'Invalid key name in {}:{}',
  MessageConfigInvalidSection: 'Invalid section name in {}:{}',
  MessageConfigExpected: 'Expected {} in {}:{}',
  MessageConfigInvalidEscape: "Invalid escaped character: '{}' in {}:{}",
  MessageConfigInvalidBoolean: "Invalid boolean value '{}' for key '{}' in {}:{}",
  MessageConfigInvalidInteger: "Invalid integer value '{}' for key '{}' in {}:{}",
  MessageConfigInvalidIp: "Invalid IP value '{}' for key '{}' in {}:{}",
  MessageConfigMacAddress: "Invalid mac address '{}' for key '{}' in {}:{}",
  MessageConfigInvalidEnum: "Invalid value '{}' for config key '{}' in {}:{} (Valid values: {})",
};

/** What WSL prints for a message; null where its words are not on record. @param file the name to show for the file */
export function wslWords({ id, args }: Message, file: string): string | null {
  const template = WORDS[id];
  if (template === undefined) return null;
  const rest = args.map((arg) =>
    typeof arg === 'object' ? '\ufffd' : arg === FILE_ARGUMENT ? file : excerpt(String(arg)),
  );
  return template.replaceAll('{}', () => rest.shift() ?? '');
}
