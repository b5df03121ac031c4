import type { Entry, IniDocument, Invalid, Line, SyntaxProblemId } from '../ini/document.ts';
import { readLines } from '../ini/read.ts';
import { decode, EncodingError, type EncodingProblem } from '../ini/text.ts';
import { findByEntryName, isNetworking, NETWORKING_SETTINGS, type NetworkingName, type Setting } from './catalogue.ts';
import type { Environment } from './environment.ts';
import type { Mode, ValueProblemId } from './kinds.ts';
import { resolve, toConfig } from './resolve.ts';

/** An accepted `key = value` line, known to WSL or not. */
export interface SettingEntry {
  /** `section.key`, or `key` alone before any section, in the letters of the file. */
  readonly name: string;
  /** The decoded value, a Latin-1 string: each character stands for one byte. */
  readonly value: string;
  /** The line number WSL would print. */
  readonly line: number;
}

/** The bytes are not text that WSL could read; `offset` is the first byte at fault. */
export interface UnreadableBytes {
  readonly id: 'unreadable-encoding';
  readonly args: readonly [problem: EncodingProblem, offset: number];
}

/** What WSL makes of a `.wslconfig`. */
export interface Interpretation {
  /** Every accepted entry, in file order, repetitions included. */
  readonly settings: readonly SettingEntry[];
  /** What WSL warns of while reading, in order. */
  readonly warnings: readonly Message[];
  /** The message with which reading is given up, else null. `settings` and `warnings` hold what came before it. */
  readonly error: Message | UnreadableBytes | null;
  /** The networking settings after reading; null with an `error`. */
  readonly config: ConfigRead | null;
  /** The networking settings in force; null with an `error`. Present when an environment was given. */
  readonly effective?: NetworkingConfig | null;
  /** What WSL warns of while it settles what is in force. Present when an environment was given. */
  readonly effectiveWarnings?: readonly Message[];
}

/**
 * Reads the bytes of a `.wslconfig` as WSL does, and settles what is in force where an environment is given.
 * Pure and total: bad bytes are an `error` of the result.
 */
export function interpret(bytes: Uint8Array, environment?: Environment): Interpretation {
  let text: string;
  try {
    ({ text } = decode(bytes));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    const unreadable = { id: 'unreadable-encoding', args: [error.problem, error.offset] } as const;
    const nothing = { settings: [], warnings: [], error: unreadable, config: null };
    return environment ? { ...nothing, effective: null, effectiveWarnings: [] } : nothing;
  }
  const reading = readSettings(readLines(text), environment);
  const { settings, warnings, error, config } = reading;
  if (!environment) return { settings, warnings, error, config };
  if (!config) return { settings, warnings, error, config, effective: null, effectiveWarnings: [] };
  const resolution = resolve(reading, environment);
  return {
    ...{ settings, warnings, error, config },
    effective: toConfig(resolution.settings),
    effectiveWarnings: resolution.warnings,
  };
}

/** The entry that uses up a setting's first place, and what WSL takes its value for. */
export interface AppliedEntry {
  readonly entry: Entry;
  /** Undefined where WSL refuses the value: the default stays in force all the same. */
  readonly value: unknown;
}

/** A file as WSL reads it, setting by setting. */
export interface SettingsReading {
  readonly settings: readonly SettingEntry[];
  readonly warnings: readonly Message[];
  readonly error: Message | null;
  readonly config: ConfigRead | null;
  readonly applied: ReadonlyMap<Setting, AppliedEntry>;
  /** The entry that turned DNS tunneling off by its bad address, unless a later one turned it on again. */
  readonly dnsTunnelingOffBy: Entry | null;
  /** The entry at which reading is given up; null where it is not. */
  readonly stoppedBy: Entry | null;
}

/** WSL's `SetConfig` for each entry in turn, with the messages it prints. It takes no line behind a fatal one. */
export function readSettings(lines: Iterable<Line>, environment: Environment = {}): SettingsReading {
  const settings: SettingEntry[] = [];
  const warnings: Message[] = [];
  const applied = new Map<Setting, AppliedEntry>();
  let dnsTunnelingOffBy: Entry | null = null;
  let error: Message | null = null;
  let stoppedBy: Entry | null = null;

  for (const line of lines) {
    if (line.kind === 'invalid') warnings.push(syntaxMessage(line));
    if (line.kind !== 'entry') continue;
    settings.push({ name: line.name, value: line.value, line: line.wslLine });
    const setting = findByEntryName(line.name);
    if (!setting) {
      warnings.push(unknownKeyMessage(line));
      continue;
    }
    const first = applied.get(setting)?.entry;
    if (first) {
      warnings.push(duplicateMessage(line, first));
      continue;
    }
    const { value, refusals } = setting.kind.read(line.value);
    applied.set(setting, { entry: line, value });
    if (refusals > 0 && setting.kind.id === 'mac') {
      error = refusalMessage(setting, line);
      stoppedBy = line;
      break;
    }
    for (let count = 0; count < refusals; count++) warnings.push(refusalMessage(setting, line));
    if (setting === NETWORKING_SETTINGS.dnsTunnelingIpAddress && value === undefined) dnsTunnelingOffBy = line;
    if (setting === NETWORKING_SETTINGS.dnsTunneling && value !== undefined) dnsTunnelingOffBy = null;
  }

  const config = error ? null : toConfigRead(applied, dnsTunnelingOffBy !== null, environment);
  return { settings, warnings, error, config, applied, dnsTunnelingOffBy, stoppedBy };
}

function toConfigRead(
  applied: ReadonlyMap<Setting, AppliedEntry>,
  isDnsTunnelingOff: boolean,
  environment: Environment,
): ConfigRead {
  const values = new Map<string, unknown>();
  for (const setting of Object.values(NETWORKING_SETTINGS)) values.set(setting.name, setting.default);
  values.set('virtio', defaultVirtio(environment));
  values.set('dnsTunnelingIpAddress', null);
  for (const [setting, { value }] of applied) {
    if (isNetworking(setting) && value !== undefined) values.set(setting.name, value);
  }
  const draft = Object.fromEntries(values) as ConfigDraft;
  if (isDnsTunnelingOff) draft.dnsTunneling = false;
  if (draft.networkingMode === 'mirrored') draft.firewall = true;
  if (draft.dnsTunneling) draft.dnsTunnelingIpAddress ??= NETWORKING_SETTINGS.dnsTunnelingIpAddress.default;
  const isPresent = (name: (typeof PRESENCE_NAMES)[number]) =>
    applied.get(NETWORKING_SETTINGS[name] as Setting)?.value !== undefined;
  const present = Object.fromEntries(PRESENCE_NAMES.map((name) => [name, isPresent(name)])) as ConfigRead['present'];
  return { ...draft, present };
}

/** On by default but on Windows 10 on arm64. */
function defaultVirtio({ arm64, windows11 }: Environment): boolean {
  return !(arm64 === true && windows11 === false);
}

/** What WSL prints for a line it cannot read. */
export function syntaxMessage({ problem }: Invalid): Message {
  const place = [FILE_ARGUMENT, problem.wslLine];
  return { id: problem.id, args: problem.argument === null ? place : [unitArgument(problem.argument), ...place] };
}

function unitArgument(text: string): Message['args'][number] {
  const unit = text.charCodeAt(0);
  return text.length === 1 && unit >= 0xd800 && unit <= 0xdfff ? { units: [unit] } : text;
}

/** What WSL prints for an entry that is no setting. */
export function unknownKeyMessage({ name, wslLine }: Entry): Message {
  return { id: 'MessageConfigUnknownKey', args: [name, FILE_ARGUMENT, wslLine] };
}

/** What WSL prints for an entry whose setting an earlier one has used up. */
export function duplicateMessage({ name, wslLine }: Entry, first: Entry): Message {
  const args = [name, FILE_ARGUMENT, wslLine, first.name, FILE_ARGUMENT, first.wslLine];
  return { id: 'MessageConfigKeyDuplicated', args };
}

/** What WSL prints for a value it refuses. */
export function refusalMessage(setting: Setting, { value, name, wslLine }: Entry): Message {
  const { problem, validValues } = setting.kind;
  if (problem === null) throw new Error(`${setting.name} takes any text`);
  const args = [value, name, FILE_ARGUMENT, wslLine];
  return { id: problem, args: validValues === null ? args : [...args, validValues] };
}

/** The networking settings as WSL holds them. */
export interface NetworkingConfig {
  readonly networkingMode: Mode;
  readonly dnsTunneling: boolean;
  readonly firewall: boolean;
  readonly autoProxy: boolean;
  readonly localhostForwarding: boolean;
  readonly dnsProxy: boolean;
  readonly ipv6: boolean;
  readonly dhcp: boolean;
  /** Milliseconds. */
  readonly dhcpTimeout: number;
  readonly vmSwitch: string;
  /** `AA:BB:CC:DD:EE:FF`, or null where the file sets none. */
  readonly macAddress: string | null;
  /** Ascending, without repetition. */
  readonly ignoredPorts: readonly number[];
  readonly hostAddressLoopback: boolean;
  readonly bestEffortDnsParsing: boolean;
  /** Dotted, or null where there is none. */
  readonly dnsTunnelingIpAddress: string | null;
  /** Milliseconds. */
  readonly initialAutoProxyTimeout: number;
  readonly safeMode: boolean;
  readonly virtio: boolean;
}

/** Settings whose mere presence in the file means something to WSL. */
export const PRESENCE_NAMES = ['networkingMode', 'dnsTunneling', 'firewall', 'localhostForwarding'] as const;

/** The configuration right after reading, before policies and the rules that keep settings consistent. */
export interface ConfigRead extends NetworkingConfig {
  /** Which of these the file sets, and validly. */
  readonly present: Readonly<Record<(typeof PRESENCE_NAMES)[number], boolean>>;
}

/** A configuration under construction. */
export type ConfigDraft = { -readonly [N in NetworkingName]: NetworkingConfig[N] };

/** Names of WSL's own messages, as in its source. */
export type MessageId =
  | SyntaxProblemId
  | ValueProblemId
  | 'MessageConfigUnknownKey'
  | 'MessageConfigKeyDuplicated'
  | 'MessageSettingOverriddenByPolicy'
  | 'MessageDnsTunnelingDisabled'
  | 'MessageSafeModeEnabled'
  | 'MessageConsommeRequiresVirtio';

/** A message of WSL's with the arguments it prints, in order; the file is always `<file>`. */
export interface Message {
  readonly id: MessageId;
  /** Numbers are line numbers. Half of a surrogate pair, which is no text, is given by its number. */
  readonly args: readonly (string | number | { readonly units: readonly number[] })[];
}

/** What stands in {@link Message.args} for the path of the file. */
export const FILE_ARGUMENT = '<file>';

/**
 * The entry of a setting that WSL will heed once these settings are changed: a change to a bad MAC address brings to life
 * what stands behind it.
 */
export function entryToApply(
  document: IniDocument,
  reading: SettingsReading,
  changed: ReadonlySet<Setting>,
  setting: Setting,
): AppliedEntry | null {
  return firstEntry(document.lines, setting, stopIndexAfter(document, reading, changed));
}

/**
 * The index of the line at which reading is given up even after the changes: that behind the last one, if they mend or
 * remove the bad address.
 */
export function stopIndexAfter(
  { lines }: IniDocument,
  { stoppedBy }: SettingsReading,
  changed: ReadonlySet<Setting>,
): number {
  const isMended = changed.has(NETWORKING_SETTINGS.macAddress as Setting);
  return stoppedBy && !isMended ? lines.indexOf(stoppedBy) : lines.length;
}

/** Every entry of a setting, those that WSL does not heed included. */
export function entriesOf(lines: readonly Line[], setting: Setting): Entry[] {
  return lines.filter((line) => line.kind === 'entry' && findByEntryName(line.name) === setting) as Entry[];
}

/** The entry WSL will heed once it reads as far as `stopIndex`. */
export function firstEntry(lines: readonly Line[], setting: Setting, stopIndex: number): AppliedEntry | null {
  const [entry] = entriesOf(lines.slice(0, stopIndex + 1), setting);
  return entry ? { entry, value: setting.kind.read(entry.value).value } : null;
}
