import { findByName, qualifiedName } from '../settings/catalogue.ts';
import { FILE_ARGUMENT, type Message, type MessageId } from '../settings/reading.ts';
import { modeList } from '../settings/value-text.ts';
import { excerpt } from '../text/printable.ts';
import type { Diagnostic, DiagnosticArguments, DiagnosticCode, Fix } from './diagnostic.ts';

interface Sentences<A> {
  /** What is wrong, in one sentence. */
  readonly message: (args: A) => string;
  /** What to do about it. */
  readonly advice: (args: A) => string;
  /** What is set in the other place. */
  readonly other?: (args: A) => string;
}

const SENTENCES: { readonly [C in DiagnosticCode]: Sentences<DiagnosticArguments[C]> } = {
  'after-ctrl-z': {
    message: () => 'WSL stops reading at this Ctrl-Z; everything behind it is ignored.',
    advice: () => 'Delete the character.',
  },
  'bad-header': {
    message: ({ isFirst, isNamed }) => {
      const problem = 'This is not a section header to WSL, so';
      if (isFirst) return `${problem} the keys below it have no section.`;
      return `${problem} the section above it goes on${isNamed ? ' under a garbled name' : ''}.`;
    },
    advice: ({ suggestion }) =>
      `Write [${suggestion}]: letters and digits in brackets, behind them at most a # comment.`,
  },
  'bridged-deprecated': {
    message: () => 'The bridged mode is deprecated.',
    advice: () => 'Use mirrored where you can; wslnet explain mirrored says what it needs.',
  },
  'bridged-without-switch': {
    message: () => 'The bridged mode needs vmSwitch; without it WSL starts with no network at all.',
    advice: () => 'Name the Hyper-V switch: wslnet set "vmSwitch=My Switch".',
  },
  'consomme-spelling': {
    message: () => "Only WSL 2.9 and later know 'consomme'; older ones refuse it and use nat.",
    advice: () => 'Write virtioproxy, the name that every WSL knows.',
  },
  'derailed-key': {
    message: ({ key, name, isRead }) =>
      isRead
        ? `The broken header above makes WSL read ${key} as ${excerpt(name)}.`
        : `The broken header above makes WSL look for '${excerpt(name)}', which does not exist.`,
    advice: () => 'Mend the header above first.',
  },
  'duplicate-key': {
    message: ({ setting, isSame }) =>
      isSame
        ? `${setting} is set above already, to the same value; WSL ignores this line.`
        : `${setting} is set above already; the first entry wins and WSL ignores this line.`,
    advice: ({ isSame }) =>
      isSame ? 'Delete this line.' : 'Delete the one that you do not mean; as it is, the first is in force.',
    other: ({ setting }) => setting,
  },
  'firewall-always-on': {
    message: () => 'The firewall is always on in mirrored mode; firewall=false does not turn it off.',
    advice: () => 'Delete the line, and allow ports with a Hyper-V firewall rule instead.',
    other: () => 'The mode',
  },
  'former-section': {
    message: ({ setting, section }) => `${setting} has moved to [${section}]; WSL still reads it here.`,
    advice: ({ section }) => `Move it below [${section}].`,
  },
  'invalid-dns-address': {
    message: ({ value }) => `${quoted(value)} is not an IPv4 address, and WSL turns DNS tunneling off because of it.`,
    advice: () => 'Write four numbers from 0 to 255 without zeros in front, or delete the line.',
  },
  'invalid-escape': {
    message: ({ written }) => `WSL does not know the escape ${excerpt(written)} and ignores the whole line.`,
    advice: () => 'Write \\\\ for a backslash.',
  },
  'invalid-line': {
    message: ({ character }) => `A line cannot begin with ${quoted(character)}; WSL ignores it.`,
    advice: () => 'Begin with a letter for a setting, with [ for a section, or with # for a comment.',
  },
  'invalid-mac': {
    message: ({ value }) => `${quoted(value)} is not a MAC address, and WSL gives up the whole file because of it.`,
    advice: () => 'Write six pairs of hex digits such as 5A:94:EF:E4:0C:EE, or delete the line.',
  },
  'invalid-port': {
    message: ({ item }) => `${quoted(item)} is not a port; WSL leaves it out of the list.`,
    advice: () => 'Write ports from 1 to 65535 with commas between them.',
  },
  'invalid-value': {
    message: ({ setting, value }) => `WSL does not accept ${quoted(value)} for ${setting} and uses the default.`,
    advice: ({ expects, suggestion }) => (suggestion ? `Write ${suggestion}.` : `It expects ${expects}.`),
  },
  'localhost-forwarding-in-mirrored': {
    message: () => 'localhostForwarding has no effect in mirrored mode, and WSL warns of it at every start.',
    advice: () => 'Delete the line; mirrored mode shares localhost by itself.',
    other: () => 'The mode',
  },
  'mangled-value': {
    message: ({ character }) => `WSL keeps only the last byte of ${quoted(character)}, so it sees another text.`,
    advice: () => 'Use plain ASCII characters; rename what has others in its name.',
  },
  'mark-only': {
    message: () => 'The file is empty but for a byte-order mark.',
    advice: () => 'Nothing needs to be done.',
  },
  'misread-number': {
    message: ({ text, value }) => `WSL reads ${quoted(text)} as ${value}.`,
    advice: ({ text, value }) =>
      /^[+-]?0/.test(text.trim())
        ? `Write ${value} if you mean it, or else the number you mean without a 0 in front.`
        : 'Write a number that fits into 32 bits.',
  },
  'misread-port': {
    message: ({ item, port }) => `WSL reads ${quoted(item)} as the one port ${port}.`,
    advice: () => 'There are no ranges: list each port by itself.',
  },
  'missing-equals': {
    message: ({ key }) => `WSL expects = behind ${excerpt(key)} and ignores the line.`,
    advice: () => 'Write setting=value.',
  },
  'mode-spelling': {
    message: ({ spelling }) => `The documentation spells this mode ${spelling}; WSL reads either spelling.`,
    advice: ({ spelling }) => `Write ${spelling}, which other programs know too.`,
  },
  'no-effect': {
    message: ({ setting, modes, mode, need }) =>
      modes
        ? `${setting} has no effect in ${mode} mode, only in ${modeList(modes)}.`
        : `${setting} has an effect only when ${need?.setting} is ${need?.value}.`,
    advice: ({ setting }) => `Delete the line, or see wslnet explain ${setting}.`,
    other: ({ need }) => need?.setting ?? 'The mode',
  },
  'no-section': {
    message: ({ key }) => `${excerpt(key)} stands above every section; WSL does not read it there.`,
    advice: ({ section }) => (section ? `Move it below [${section}].` : 'Move it below the section it belongs in.'),
  },
  'open-quote': {
    message: () => 'This quote is never closed; WSL ignores the line.',
    advice: () => 'Close it with another ", or write \\" for a quote that belongs to the value.',
  },
  'other-reader': {
    message: ({ setting, seen, actual }) =>
      `Other programs may read ${setting} as ${quoted(seen)}; to WSL it is ${quoted(actual)}.`,
    advice: ({ hasMark }) =>
      hasMark
        ? 'Other programs may trip over the byte-order mark in front; save the file without it if they use it.'
        : 'Spell it as documented, once, below its section, if other programs use this file.',
  },
  'port-list-spelling': {
    message: () => 'This list reads well but has blanks, zeros, commas or repetitions that it does not need.',
    advice: ({ spelling }) => `Write ${spelling}.`,
  },
  'removed-key': {
    message: ({ key, release }) => `WSL does not read ${excerpt(key)} any more since ${release}.`,
    advice: () => 'Delete the line.',
  },
  'safe-mode': {
    message: () => 'Safe mode starts WSL without any network, whatever else this file says.',
    advice: () => 'Delete the line when the repair is done: wslnet unset safeMode.',
  },
  'semicolon-comment': {
    message: () => 'A ; begins no comment in this file; WSL complains of the line at every start.',
    advice: () => 'Write # instead.',
  },
  'semicolon-in-value': {
    message: ({ setting, isRefused }) =>
      isRefused
        ? `A ; begins no comment in this file, so WSL refuses the whole value of ${setting}.`
        : `A ; begins no comment in this file; to WSL the rest belongs to ${setting}.`,
    advice: ({ isText }) => (isText ? 'Write # if you mean a comment.' : 'Write # instead.'),
  },
  'single-quotes': {
    message: ({ setting, isText }) =>
      isText
        ? `To WSL a ' is no quote; it belongs to the value of ${setting}.`
        : `To WSL a ' is no quote, so it refuses the value of ${setting}.`,
    advice: () => 'Use " or no quotes at all.',
  },
  'swallowed-line': {
    message: ({ isLoss }) =>
      `The backslash at the end takes the next line into this value${isLoss ? ', so WSL does not see what is set there' : ''}.`,
    advice: () => 'Delete the backslash, or write \\\\ if the value ends in one.',
  },
  'unescaped-path': {
    message: () => 'A backslash begins an escape, so WSL does not read this path as it stands.',
    advice: ({ path }) => `Double the backslashes: ${excerpt(path)}`,
  },
  'unknown-key': {
    message: ({ name }) => `WSL knows no setting ${quoted(name)}.`,
    advice: ({ nearest }) => {
      const setting = nearest === null ? undefined : findByName(nearest);
      return setting ? `Did you mean ${qualifiedName(setting)}?` : 'Delete the line, or mend its spelling.';
    },
  },
  'utf-16': {
    message: () => 'The file is UTF-16. WSL reads it, many other programs do not.',
    advice: () => 'Save it as UTF-8 if other programs use it.',
  },
  'virtio-off': {
    message: () => 'The virtioproxy mode needs virtio, which this file turns off; WSL uses another mode.',
    advice: () => 'Turn virtio on, or choose another mode.',
    other: () => 'virtio',
  },
  'wrong-section': {
    message: ({ setting, section, found }) =>
      `${setting} belongs below [${section}]; below [${excerpt(found)}] WSL ignores it.`,
    advice: ({ section }) => `Move it below [${section}].`,
  },
  'wsl-conf-key': {
    message: ({ key }) => `${excerpt(key)} belongs in another file, /etc/wsl.conf inside the distribution.`,
    advice: ({ section }) => `Move it below [${section}] of /etc/wsl.conf.`,
  },
};

/** What a diagnostic says, in one sentence. */
export function messageOf({ code, args }: Diagnostic): string {
  return sentencesOf(code).message(args as never);
}

/** What to do about a diagnostic. */
export function adviceOf({ code, args, fix }: Diagnostic): string {
  return `${sentencesOf(code).advice(args as never)}${fix ? ` (${fixSentence(fix)})` : ''}`;
}

/** A line that goes is named: of two that contradict each other it may be the one that was meant. */
function fixSentence({ operations }: Fix): string {
  const isDeletion = operations.every(({ kind }) => kind === 'drop');
  return isDeletion ? 'wslnet check --fix deletes this line.' : 'wslnet check --fix does it.';
}

/** What is set in the other place a diagnostic is about. */
export function otherOf({ code, args }: Diagnostic): string {
  return sentencesOf(code).other?.(args as never) ?? 'It';
}

/** The sentences of a code go with the arguments of that code: `Diagnostic` pairs them, which a union cannot show. */
function sentencesOf(code: DiagnosticCode): Sentences<never> {
  return SENTENCES[code] as Sentences<never>;
}

function quoted(text: string): string {
  return text === '' ? 'an empty value' : `'${excerpt(text)}'`;
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
