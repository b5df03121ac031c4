import type { Entry, Invalid, Line } from '../ini/document.ts';
import { findByEntryName, isNetworking, NETWORKING_SETTINGS, type NetworkingName, type Setting } from './catalogue.ts';
import {
  type ConfigRead,
  type Environment,
  FILE_ARGUMENT,
  type Message,
  type NetworkingConfig,
  PRESENCE_NAMES,
  type SettingEntry,
} from './interpretation.ts';

/** The first entry of a setting, the only one that WSL looks at, and what WSL reads in it. */
export interface AppliedEntry {
  readonly entry: Entry;
  /** Undefined where WSL refuses the value: the default applies all the same. */
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
    if (refusals > 0 && setting.kind.isFatal) {
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

/** What WSL prints for an entry of a setting that an earlier entry has set. */
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

/** A configuration under construction. */
export type ConfigDraft = { -readonly [N in NetworkingName]: NetworkingConfig[N] };
