import { type Entry, textAt } from '../../ini/document.ts';
import { readPiece } from '../../ini/read.ts';
import { findByName, NETWORKING_SETTINGS, type Setting } from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import { takesAnyText } from '../../settings/kinds.ts';
import { refusalMessage } from '../../settings/reading.ts';
import { isSame } from '../../settings/resolve.ts';
import { quoted } from '../../text/printable.ts';
import { describeCharacter, findLookalike, plainSpelling } from '../characters.ts';
import { code, type Diagnostic, type Fix, reporterOf } from '../diagnostic.ts';
import { numberRules, pathRules } from './kinds.ts';
import { literalNewline, oddCharacterIn, swallowedLine } from './lines.ts';
import { formerSectionRule } from './names.ts';

/** What is said of values. */
export const VALUE_CODES = {
  'comment-in-value': code<{ setting: string; mark: string; isText: boolean }>({
    title: 'a comment of another language after a value',
    severities: ['error', 'warning'],
    message: ({ setting, mark, isText }) =>
      isText
        ? `${mark} does not start a comment in this file; WSL reads the rest as part of ${setting}.`
        : `${mark} does not start a comment in this file, so WSL rejects the whole value of ${setting}.`,
    advice: ({ isText }) => (isText ? 'Write # if you mean a comment.' : 'Write # instead.'),
    why: 'The comment becomes part of the value, so the setting uses its default.',
    wsl: 'It reads everything up to a # or the end of the line as the value.',
    wrong: '[wsl2]\nnetworkingMode=mirrored // home\n',
    right: '[wsl2]\nnetworkingMode=mirrored # home\n',
  }),
  'consomme-spelling': code({
    title: "the new name 'consomme'",
    severities: ['warning'],
    message: () => "Only WSL 2.9 and later know 'consomme'; older versions reject it and use nat.",
    advice: () => 'Write virtioproxy, the name that every WSL version knows.',
    why: 'A file that is shared between machines works on some and falls back to nat on others.',
    wsl: 'Version 2.9 and later read consomme and virtioproxy as the same mode. Older versions reject consomme.',
    wrong: '[wsl2]\nnetworkingMode=consomme\n',
    right: '[wsl2]\nnetworkingMode=virtioproxy\n',
  }),
  'invalid-dns-address': code<{ value: string }>({
    title: 'an invalid DNS tunneling address',
    severities: ['error'],
    message: ({ value }) => `${quoted(value)} is not an IPv4 address, so WSL turns DNS tunneling off.`,
    advice: () => 'Write four numbers from 0 to 255 without leading zeros, or delete the line.',
    why: 'One wrong character turns the whole feature off.',
    wsl: 'It warns and turns dnsTunneling off; only a dnsTunneling line below can turn it on again.',
    wrong: '[experimental]\ndnsTunnelingIpAddress=10.255.255\n',
    right: '[experimental]\ndnsTunnelingIpAddress=10.255.255.254\n',
  }),
  'invalid-mac': code<{ value: string }>({
    title: 'an invalid MAC address',
    severities: ['error'],
    message: ({ value }) => `${quoted(value)} is not a MAC address, so WSL ignores the whole file.`,
    advice: () => 'Write six pairs of hex digits such as 5A:94:EF:E4:0C:EE, or delete the line.',
    why: 'It is the only setting whose invalid value disables the whole file.',
    wsl: 'It rejects the whole configuration with an error.',
    wrong: '[wsl2]\nmacAddress=5A94EFE40CEE\n',
    right: '[wsl2]\nnetworkingMode=bridged\nvmSwitch=LAN\nmacAddress=5A:94:EF:E4:0C:EE\n',
  }),
  'invalid-value': code<{ setting: string; value: string; expects: string; suggestion: string | null }>({
    title: 'an invalid value',
    severities: ['error'],
    message: ({ setting, value }) => `WSL does not accept ${quoted(value)} for ${setting} and uses the default.`,
    advice: ({ expects, suggestion }) => (suggestion ? `Write ${suggestion}.` : `It expects ${expects}.`),
    why: 'WSL uses the default and ignores later entries of the setting.',
    wsl: 'It warns once at the start. It does not accept yes, no, on and off, and units must be capital letters.',
    wrong: '[wsl2]\ndnsTunneling=on\n',
    right: '[wsl2]\ndnsTunneling=true\n',
  }),
  'mangled-value': code<{ character: string }>({
    title: 'characters WSL cannot keep',
    severities: ['error'],
    message: ({ character }) => `WSL does not keep ${character} as it is, so it sees another text.`,
    advice: () => 'Use plain ASCII characters. Rename the file or switch if needed.',
    why: 'WSL does not find a switch or path with such a character, and does not say why.',
    wsl: 'It keeps the low byte of each UTF-16 unit; a NUL ends the value.',
    wrong: '[wsl2]\nkernel=C:\\\\Br\u00fccke\\\\kernel\n',
    right: '[wsl2]\nkernel=C:\\\\Bruecke\\\\kernel\n',
  }),
  'mode-spelling': code<{ spelling: string }>({
    title: 'a mode in another letter case',
    severities: ['info'],
    message: ({ spelling }) => `The documentation spells this mode ${spelling}; WSL reads either spelling.`,
    advice: ({ spelling }) => `Write ${spelling}, which other programs know too.`,
    why: 'WSL accepts it, but other programs may not.',
    wsl: 'It ignores the letter case of modes.',
    wrong: '[wsl2]\nnetworkingMode=Mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
  'semicolon-in-value': code<{ setting: string; isRefused: boolean; isText: boolean }>({
    title: 'a ; after a value',
    severities: ['error', 'warning'],
    message: ({ setting, isRefused }) =>
      isRefused
        ? `; does not start a comment in this file, so WSL rejects the whole value of ${setting}.`
        : `; does not start a comment in this file; WSL reads the rest as part of ${setting}.`,
    advice: ({ isText }) => (isText ? 'Write # if you mean a comment.' : 'Write # instead.'),
    why: 'The comment becomes part of the value, so the setting uses its default.',
    wsl: 'It reads everything up to a # or the end of the line as the value.',
    wrong: '[wsl2]\nautoProxy=true ; home\n',
    right: '[wsl2]\nautoProxy=true # home\n',
  }),
  'single-quotes': code<{ setting: string; isText: boolean }>({
    title: 'a value in single quotes',
    severities: ['error', 'warning'],
    message: ({ setting, isText }) =>
      isText
        ? `WSL does not treat ' as a quote; it reads it as part of ${setting}.`
        : `WSL does not treat ' as a quote, so it rejects the value of ${setting}.`,
    advice: () => 'Use ", or no quotes.',
    why: 'The quotes become part of the value.',
    wsl: 'Only " quotes a value.',
    wrong: "[wsl2]\nnetworkingMode='mirrored'\n",
    right: '[wsl2]\nnetworkingMode="mirrored"\n',
  }),
};

const report = reporterOf(VALUE_CODES);

/** The first entry of a setting, and its value as it is spelled. */
interface ValueContext {
  readonly entry: Entry;
  readonly setting: Setting;
  readonly document: Document;
  readonly text: string;
  readonly raw: string;
  readonly isRefused: boolean;
  readonly refusals: number;
  readonly isText: boolean;
}

/** What is to be said of the value of a setting's first entry. */
export function valueRules(entry: Entry, setting: Setting, document: Document): Diagnostic[] {
  const { text } = document;
  const { value, refusals } = setting.kind.read(entry.value);
  const isText = takesAnyText(setting.kind);
  const context = {
    entry,
    setting,
    document,
    text,
    raw: textAt(text, entry.raw),
    isRefused: value === undefined,
    refusals,
    isText,
  };
  return [...formerSectionRule(entry, setting), ...(spoiled(context) ?? plain(context)), ...swallowedLine(entry, text)];
}

/** What makes the value another one than was meant; null where nothing does. */
function spoiled(context: ValueContext): Diagnostic[] | null {
  const { entry, setting, document, text, raw, isText, isRefused, refusals } = context;
  const wsl = refusals > 0 ? refusalMessage(setting, entry) : null;
  const run = isRefused || isText ? literalNewline(entry, document, wsl) : null;
  if (run) return [run];
  const comment = commentInValue(context);
  const isMisread = refusals > 0 || setting.kind.misread(entry.value) !== null;
  if (!isText && isMisread) {
    if (comment && itemFaults(context) <= 1) return [comment];
    const quotes = singleQuotes(context);
    if (quotes && itemFaults(context) <= 1) return [quotes];
  }
  const odd = isText ? null : oddValue(context);
  if (odd) return [odd];
  if (isRefused) return [refused(context)];
  if (!isText) return null;
  return [comment, singleQuotes(context), mangled(context), ...pathRules(entry, setting, text)].filter(
    (found) => found !== null && raw !== '',
  ) as Diagnostic[];
}

/** How many items of a list are at fault: one that a comment spoils is no more than that. */
function itemFaults({ entry, setting: { kind } }: ValueContext): number {
  return (kind.items?.(entry.value) ?? []).filter(({ value, isPlain }) => value === undefined || !isPlain).length;
}

function plain(context: ValueContext): Diagnostic[] {
  const { entry, setting, text } = context;
  const own = mangled(context);
  return [...numberRules(entry, setting, text), ...modeSpelling(context), ...(own ? [own] : [])];
}

/** A mark behind a blank that begins a comment elsewhere, and is a part of the value to WSL. */
function commentInValue({ entry, setting, raw, isRefused, refusals, isText }: ValueContext): Diagnostic | null {
  const { kind, name } = setting;
  const found = isText ? /[ \t](;|\/\/|--(?= ))/.exec(raw) : /;|[ \t]*\/\/|[ \t]+--/.exec(raw);
  if (!found) return null;
  const mark = found[0].trim();
  const at = found.index + found[0].length - mark.length;
  const before = raw.slice(0, at).trimEnd();
  const [, quotedText] = /^"([^"\\]*)"$/.exec(before) ?? [];
  // Options of a kernel's command line may begin with dashes.
  if ((before.includes('"') && quotedText === undefined) || (isText && mark === '--')) return null;
  const span = { start: entry.raw.start + at, end: entry.raw.start + at + mark.length };
  const means = kind.read(quotedText ?? before);
  // What reads as a setting was hardly meant for a comment.
  const isSetting = /^[;/-]*[ \t]*[A-Za-z][A-Za-z0-9.]*[ \t]*=/.test(raw.slice(at));
  const isPlain = !isText && !isSetting && means.value !== undefined && means.refusals === 0;
  const blank = before.length < at ? '' : ' ';
  const isEmpty = raw.slice(at + mark.length).trim() === '';
  const rest = { start: entry.raw.start + before.length, end: entry.raw.end };
  const operations = [
    isEmpty
      ? ({ kind: 'respell', line: entry, span: rest, text: '' } as const)
      : ({ kind: 'respell', line: entry, span, text: `${blank}#` } as const),
  ];
  const fix: Fix | null = isPlain ? { operations, restores: [setting] } : null;
  const wsl = refusals === 0 ? null : refusalMessage(setting, entry);
  const severity = isText ? 'warning' : 'error';
  if (mark === ';')
    return report('semicolon-in-value', severity, span, { setting: name, isRefused, isText }, { wsl, fix });
  return report('comment-in-value', severity, span, { setting: name, mark, isText }, { wsl, fix });
}

/** `'` around a value belongs to the value. */
function singleQuotes({ entry, setting, raw, isText }: ValueContext): Diagnostic | null {
  if (raw.length < 2 || !raw.startsWith("'") || !raw.endsWith("'")) return null;
  const inner = raw.slice(1, -1);
  const { value, refusals } = setting.kind.read(inner);
  const isPlain = !isText && value !== undefined && refusals === 0 && /^[!-~]*$/.test(inner) && !/["#\\]/.test(inner);
  const operations = [{ kind: 'respell', line: entry, span: entry.raw, text: inner } as const];
  const fix: Fix | null = isPlain ? { operations, restores: [setting] } : null;
  const wsl = isText ? null : refusalMessage(setting, entry);
  return report(
    'single-quotes',
    isText ? 'warning' : 'error',
    entry.raw,
    { setting: setting.name, isText },
    { wsl, fix },
  );
}

/** A character that stands for another one in a value that would be good with that. */
function oddValue({ entry, setting, raw, text, refusals }: ValueContext): Diagnostic | null {
  const index = raw.length > 400 ? -1 : findLookalike(raw);
  if (index === -1) return null;
  const spelling = plainSpelling(raw).trim();
  const bare = /^'.*'$/.test(spelling) ? spelling.slice(1, -1) : spelling;
  const [line] = readPiece(`${setting.name}=${bare}`);
  const meant = line?.kind === 'entry' ? setting.kind.read(line.value) : null;
  const isGood = meant?.value !== undefined && meant.refusals === 0;
  // What WSL takes all the same is told by what is left of it.
  if (!isGood && refusals === 0) return null;
  const isHarmless = isGood && isSame(setting.kind.read(entry.value).value, meant.value);
  const operations = [{ kind: 'respell', line: entry, span: entry.raw, text: bare } as const];
  const fix: Fix | null = isGood ? { operations, restores: [setting] } : null;
  const at = entry.raw.start + index;
  const wsl = refusals > 0 ? refusalMessage(setting, entry) : null;
  return oddCharacterIn(text, at, isGood ? bare : null, wsl, fix, isHarmless ? 'warning' : 'error', isHarmless);
}

/** A value WSL refuses, in the words for what comes of it. */
function refused(context: ValueContext): Diagnostic {
  const { entry, setting, raw } = context;
  const { kind, name } = setting;
  const wsl = refusalMessage(setting, entry);
  // The file's own characters: WSL keeps the low bytes of some only.
  const value = /^[\t\r\n -~]*$/.test(raw) ? entry.value : raw;
  // An empty value has no characters to point at.
  const span = entry.raw.start === entry.raw.end ? entry.key : entry.raw;
  if (kind.isFatal) return report('invalid-mac', 'error', span, { value }, { wsl });
  if (setting === NETWORKING_SETTINGS.dnsTunnelingIpAddress) {
    return report('invalid-dns-address', 'error', span, { value }, { wsl });
  }
  const second = secondSetting(context);
  const suggestion = second?.advice ?? kind.suggest(entry.value.slice(0, 100));
  const args = { setting: name, value, expects: kind.expects, suggestion };
  return report('invalid-value', 'error', span, args, { wsl, fix: second?.fix ?? null });
}

/** A value, and a second setting behind it on the line: the value, what parts them, the setting and its value. */
const SECOND = /^([^\s,;="]+)(,?[ \t]+)([A-Za-z][A-Za-z0-9]*)[ \t]*=[ \t]*([^\s"#]+)$/;

/** What to do about a second setting on a line that would be good on a line of its own; null where there is none. */
function secondSetting({ entry, setting, raw, document }: ValueContext): { advice: string; fix: Fix } | null {
  const [, value = '', gap = '', key = '', other = ''] = SECOND.exec(raw.slice(0, 200)) ?? [];
  const second = findByName(key);
  if (!second || second.section !== setting.section || document.entriesOf(second).length > 0) return null;
  if (setting.kind.read(value).refusals > 0 || second.kind.read(other).refusals > 0) return null;
  const start = entry.raw.start + value.length;
  const text = document.text.includes('\r\n') ? '\r\n' : '\n';
  const operations = [{ kind: 'respell', line: entry, span: { start, end: start + gap.length }, text } as const];
  const advice = `${value}, and ${key}=${other} on a line of its own`;
  return { advice, fix: { operations, restores: [setting, second], isBroad: true } };
}

function modeSpelling({ entry, setting }: ValueContext): Diagnostic[] {
  if (setting !== NETWORKING_SETTINGS.networkingMode) return [];
  const spelling = setting.kind.write(setting.kind.read(entry.value).value);
  if (entry.value === spelling) return [];
  const fix: Fix = { operations: [{ kind: 'replace', entry, value: spelling }], restores: [] };
  if (entry.value.toLowerCase() === 'consomme') return [report('consomme-spelling', 'warning', entry.raw, {}, { fix })];
  return [report('mode-spelling', 'info', entry.raw, { spelling }, { fix })];
}

/** Characters of which WSL keeps only a part, or none. */
function mangled({ entry, raw, refusals }: ValueContext): Diagnostic | null {
  const at = refusals > 0 ? -1 : raw.search(/[^\t\r\n\u0020-\u007e]/);
  if (at === -1) return null;
  const character = String.fromCodePoint(raw.codePointAt(at) ?? 0);
  const start = entry.raw.start + at;
  const span = { start, end: start + character.length };
  return report('mangled-value', 'error', span, { character: describeCharacter(character) });
}
