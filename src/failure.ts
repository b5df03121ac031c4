/** Why bytes are not text that WSL decodes. */
export type EncodingProblem = 'utf-16be' | 'utf-16-without-mark' | 'utf-16-odd-length';

/** Exit codes, as documented in README. */
export const EXIT = {
  done: 0,
  no: 1,
  usage: 2,
  unreadable: 3,
  unwritable: 4,
  noAnswer: 5,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What lies in the place of a lock and cannot be waited for. `stuck`: a lock of a dead wslnet that cannot be removed. */
export type LockObstacle = 'folder' | 'link' | 'special' | 'foreign' | 'unreadable' | 'stuck';

/** What each expected failure needs to be told in words. */
export interface FailureArguments {
  /** `usage` shows how the command is typed, on lines of its own. */
  'bad-usage': { message: string; hint: string | null; usage?: string };
  'unknown-setting': { name: string; nearest: string | null };
  'unknown-topic': { topic: string; nearest: string | null };
  'unknown-schema': { name: string; nearest: string | null };
  'change-needed': Record<never, never>;
  'bad-change': { word: string; nearest: string | null };
  'blanks-around-equals': { setting: string };
  'missing-value': { setting: string; expects: string };
  'not-a-list': { setting: string; operator: '+=' | '-=' };
  'several-problems': { problems: readonly { readonly message: string; readonly hint: string | null }[] };
  'conflicting-changes': { setting: string; values: readonly [string, string] };
  'bad-value': { setting: string; value: string; expects: string; detail: string | null };
  'unwritable-character': { setting: string; value: string; character: string };
  'unknown-doctor-topic': { topic: string; topics: readonly string[] };
  'json-needs-stdout': { command: string };
  'json-needs-no-fix': Record<never, never>;
  'needs-yes': { command: string };
  'unknown-shell': { shell: string | null; shells: readonly string[] };
  'nothing-to-roll-back': Record<never, never>;
  'restart-of-filter': Record<never, never>;
  'rollback-of-linux-file': { path: string };
  'restart-under-way': Record<never, never>;
  'no-handover': { asked: string };
  'bad-target': { word: string };
  'bad-modes': { word: string; modes: readonly string[] };
  'modes-from-inside': Record<never, never>;
  'wsl-not-running': Record<never, never>;
  'wsl-no-answer': { command: string };
  'still-running': { names: readonly string[] };
  'bad-port': { word: string };
  'bad-range': { word: string };
  'mode-unknown': { asked: string; isStopped: boolean };
  'address-unknown': { whose: string; asked: string };
  'no-address': { mode: string };
  'no-wsl-here': Record<never, never>;
  'networks-unknown': Record<never, never>;
  'rules-unknown': Record<never, never>;
  'port-refused': { port: string; reason: string; hint: string | null };
  'no-powershell': { asked: string };
  'administrator-declined': Record<never, never>;
  'administrator-failed': { message: string; isUndone: boolean };
  'administrator-silent': Record<never, never>;
  'no-file-here': { where: string };
  'ambiguous-file': { candidates: readonly string[] };
  'user-not-told': { isTimeout: boolean; candidates: readonly string[] };
  'file-not-found': { path: string };
  'file-not-readable': { path: string; reason: string };
  'name-of-folder': { path: string };
  'empty-name': Record<never, never>;
  /** `offset` is that of the first byte at fault, counted from 0. */
  'not-text': { problem: EncodingProblem; offset: number };
  'undecodable-file': { path: string; problem: EncodingProblem; offset: number };
  'file-not-writable': { path: string; reason: string };
  'file-changed-meanwhile': { path: string };
  'file-locked': { path: string; lock: string; holder: { pid: number; place: string | null } | null };
  'lock-unusable': { path: string; lock: string; obstacle: LockObstacle; owner: number | null };
  'lock-left': { lock: string; reason: string };
  'write-uncertain': { path: string; reason: string };
  interrupted: { path: string; isWritten: boolean };
  'editor-failed': { editor: string };
  'editor-needed': Record<never, never>;
  'editor-did-not-wait': { editor: string; draft: string };
  'draft-lost': { path: string; reason: string };
  'edit-has-errors': { path: string };
  'file-needed': { command: string };
  'input-unusable': { reason: string };
  'foreign-file': { path: string; code: 'template' | 'conflict-markers'; line: number };
  'brings-errors': { path: string; problems: readonly string[] };
  'file-as-setting': { name: string };
  'unknown-encoding': { name: string };
  'not-that-encoding': { path: string; name: string; line: number };
  'fragment-not-found': { path: string };
  'fragment-has-errors': { path: string; count: number; line: number; column: number; isNamed: boolean };
  'bad-fragment-value': { path: string; line: number; problem: string; hint: string | null };
  'one-standard-input': Record<never, never>;
  'one-file-alone': { what: '--file -' | 'A restart' };
  'bad-profile-name': { name: string };
  'profile-is-built-in': { name: string };
  'unknown-profile': { name: string; nearest: string | null };
  'bad-profile': { name: string; problem: string; hint: string | null };
  'unkeepable-profile': { name: string; setting: string; value: string };
  'profiles-not-readable': { path: string; line: number | null };
  'no-profiles-folder': Record<never, never>;
  'no-such-change': { name: string; isAmbiguous: boolean };
  'file-not-as-written': { path: string };
  'no-history-folder': Record<string, never>;
  'history-not-writable': { folder: string; reason: string };
  'history-not-readable': { path: string; reason: string };
  'version-lost': { path: string; version: string; reason: string };
}

export type FailureCode = keyof FailureArguments;

interface Wording<A> {
  readonly exit: ExitCode;
  readonly message: (args: A) => string;
  readonly hint: (args: A) => string | null;
}

const WORDINGS: { readonly [C in FailureCode]: Wording<FailureArguments[C]> } = {
  'bad-usage': {
    exit: EXIT.usage,
    message: ({ message }) => message,
    hint: ({ hint }) => hint,
  },
  'unknown-setting': {
    exit: EXIT.usage,
    message: ({ name }) => `WSL has no setting ${quote(name)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'wslnet show --all lists the settings.'),
  },
  'unknown-topic': {
    exit: EXIT.usage,
    message: ({ topic }) => `There is no topic ${quote(topic)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'wslnet explain lists the topics.'),
  },
  'unknown-schema': {
    exit: EXIT.usage,
    message: ({ name }) => `There is no schema ${quote(name)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'wslnet schema lists the names.'),
  },
  'change-needed': {
    exit: EXIT.usage,
    message: () => '<change> is missing.',
    hint: () => null,
  },
  'bad-change': {
    exit: EXIT.usage,
    message: ({ word }) => `Unknown mode or setting ${quote(word)}.`,
    hint: ({ nearest }) =>
      nearest
        ? `Did you mean ${nearest}?`
        : 'Write a mode (mirrored), setting=value, or for lists setting+=value and setting-=value.',
  },
  'blanks-around-equals': {
    exit: EXIT.usage,
    message: ({ setting }) => `${setting} and its value are not written together.`,
    hint: ({ setting }) => `Write ${setting}=value, without blanks around the =.`,
  },
  'missing-value': {
    exit: EXIT.usage,
    message: ({ setting }) => `${setting} needs a value.`,
    hint: ({ setting, expects }) => `Write ${setting}=value; it expects ${expects}.`,
  },
  'not-a-list': {
    exit: EXIT.usage,
    message: ({ setting, operator }) => `${setting} is not a list, so ${operator} cannot be used with it.`,
    hint: ({ setting }) => `Write ${setting}=value.`,
  },
  'several-problems': {
    exit: EXIT.usage,
    message: ({ problems }) => problems.map(({ message }) => message).join(' '),
    hint: ({ problems }) => [...new Set(problems.flatMap(({ hint }) => hint ?? []))].join(' ') || null,
  },
  'conflicting-changes': {
    exit: EXIT.usage,
    message: ({ setting, values: [one, other] }) => `${setting} cannot be both ${quote(one)} and ${quote(other)}.`,
    hint: () => 'Name one of them.',
  },
  'bad-value': {
    exit: EXIT.usage,
    message: ({ setting, value, detail }) =>
      `${quote(value)} is not a value for ${setting}${detail ? `: ${detail}` : ''}.`,
    hint: ({ setting, expects }) => `${setting} expects ${expects}.`,
  },
  'unwritable-character': {
    exit: EXIT.usage,
    message: ({ setting, character }) => `WSL could not read ${character} back in the value of ${setting}.`,
    hint: () => 'It keeps plain ASCII text only; use letters without accents and no control characters.',
  },
  'unknown-doctor-topic': {
    exit: EXIT.usage,
    message: ({ topic }) => `doctor has no topic ${quote(topic)}.`,
    hint: ({ topics }) => `There are ${topics.join(', ')}.`,
  },
  'json-needs-no-fix': {
    exit: EXIT.usage,
    message: () => '--fix asks questions, and cannot be used with --json.',
    hint: () => 'Run wslnet doctor --json, and the commands of its cures.',
  },
  'json-needs-stdout': {
    exit: EXIT.usage,
    message: ({ command }) =>
      `${command} --file - writes the changed file to standard output, where --json would go too.`,
    hint: () => 'Leave one of them out, or add --dry-run.',
  },
  'needs-yes': {
    exit: EXIT.usage,
    message: ({ command }) => `${command} asks first, and there is nobody to ask.`,
    hint: () => 'Add --yes to go ahead without a question.',
  },
  'unknown-shell': {
    exit: EXIT.usage,
    message: ({ shell }) =>
      shell === null ? 'The variable SHELL does not say which shell is yours.' : `There is no completion for ${shell}.`,
    hint: ({ shells }) => `Name one of ${shells.join(', ')}, as in wslnet completion install bash.`,
  },
  'nothing-to-roll-back': {
    exit: EXIT.usage,
    message: () =>
      'There is no change of the file to roll back: wslnet made none, or something else has changed it since.',
    hint: () => 'Leave --rollback out.',
  },
  'restart-of-filter': {
    exit: EXIT.usage,
    message: () => '--file - changes no file that WSL reads, so there is nothing to restart for.',
    hint: () => 'Leave --restart out.',
  },
  'rollback-of-linux-file': {
    exit: EXIT.usage,
    message: ({ path }) => `${path} is not on a Windows drive, so it cannot be rolled back while WSL is shut down.`,
    hint: () => 'Leave --rollback out; wslnet undo takes the change back.',
  },
  'restart-under-way': {
    exit: EXIT.noAnswer,
    message: () => 'Another restart is under way.',
    hint: () => 'wslnet status tells how it goes.',
  },
  'no-handover': {
    exit: EXIT.noAnswer,
    message: ({ asked }) => `${asked} did not take the restart over, so WSL was not restarted.`,
    hint: () => 'Run wsl --shutdown in a Windows terminal, then start WSL again.',
  },
  'bad-target': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not a host and a port.`,
    hint: () => 'Write them as in server.example.com:443 or [2001:db8::1]:443.',
  },
  'bad-modes': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not a mode that can be tried.`,
    hint: ({ modes }) => `Name some of ${modes.join(', ')}, with commas between them.`,
  },
  'modes-from-inside': {
    exit: EXIT.usage,
    message: () => '--modes works on Windows only: it restarts WSL, which would end this program too.',
    hint: () => 'Run it in a Windows terminal.',
  },
  'wsl-not-running': {
    exit: EXIT.noAnswer,
    message: () => 'No WSL 2 distribution is running, so there is nothing to test.',
    hint: () => 'Add --start to start the default one.',
  },
  'wsl-no-answer': {
    exit: EXIT.noAnswer,
    message: ({ command }) => `WSL did not answer to ${command}.`,
    hint: () => 'Run it yourself to see what it says. wslnet doctor looks for what is wrong.',
  },
  'still-running': {
    exit: EXIT.noAnswer,
    message: ({ names }) => `WSL was told to end, and this still runs or was started again: ${names.join(', ')}.`,
    hint: () => 'Close what uses it, an editor for example, and try again.',
  },
  'bad-port': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not a port.`,
    hint: () => 'Write a number from 1 to 65535, for UDP with /udp behind it: 3000, 53/udp.',
  },
  'bad-range': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not an address, a subnet or a range.`,
    hint: () => 'Write 192.168.1.7, 192.168.1.0/24, 192.168.1.10-192.168.1.20, or any.',
  },
  'mode-unknown': {
    exit: EXIT.noAnswer,
    message: ({ asked, isStopped }) =>
      isStopped ? 'WSL is not running.' : `The active networking mode is not known: ${asked} did not tell it.`,
    hint: ({ isStopped }) => (isStopped ? 'Start it first: wsl' : 'wslnet doctor looks for the reason.'),
  },
  'address-unknown': {
    exit: EXIT.noAnswer,
    message: ({ whose, asked }) => `The address of ${whose} is not known: ${asked} did not tell it.`,
    hint: () => 'wslnet doctor looks for the reason.',
  },
  'no-address': {
    exit: EXIT.no,
    message: ({ mode }) => `There is no such address: in mode ${mode} WSL has no network.`,
    hint: () => 'Choose another mode: wslnet set mirrored --restart',
  },
  'no-wsl-here': {
    exit: EXIT.noAnswer,
    message: () => 'This is neither Windows nor a WSL distribution.',
    hint: () => 'Run it on Windows, or in WSL.',
  },
  'networks-unknown': {
    exit: EXIT.noAnswer,
    message: () => 'Windows named no network that it is connected to, so it is not known who may come in.',
    hint: () => 'Connect to a network, or say who may: --from 192.168.1.0/24',
  },
  'rules-unknown': {
    exit: EXIT.noAnswer,
    message: () => 'Windows did not tell which rules there are.',
    hint: () => 'Name the ports to close, or try again as administrator.',
  },
  'port-refused': {
    exit: EXIT.usage,
    message: ({ port, reason }) => `Port ${port} was not opened: ${reason}`,
    hint: ({ hint }) => hint,
  },
  'no-powershell': {
    exit: EXIT.noAnswer,
    message: ({ asked }) => `${asked} could not be started, so nothing was changed.`,
    hint: () => 'With --dry-run wslnet prints the commands, for an administrator to paste into PowerShell.',
  },
  'administrator-declined': {
    exit: EXIT.no,
    message: () => 'Windows got no permission to do this as administrator. Nothing was changed.',
    hint: () => 'Run the command again and answer Yes, or use --dry-run for commands to give to an administrator.',
  },
  'administrator-failed': {
    exit: EXIT.noAnswer,
    message: ({ message, isUndone }) => {
      const after = isUndone
        ? 'What had been made was taken back'
        : 'Not all of what had been made could be taken back';
      return `Windows refused a command: ${message.trim().replace(/[.\s]*$/, '')}. ${after}.`;
    },
    hint: ({ isUndone }) => (isUndone ? null : 'wslnet ports shows what is left; wslnet close takes it back.'),
  },
  'administrator-silent': {
    exit: EXIT.noAnswer,
    message: () => 'The part that runs as administrator did not say how it went.',
    hint: () => 'wslnet ports shows what is open now.',
  },
  'no-file-here': {
    exit: EXIT.noAnswer,
    message: ({ where }) => `There is no .wslconfig to look for on ${where}.`,
    hint: () => 'Name the file with --file, or set WSLNET_CONFIG.',
  },
  'ambiguous-file': {
    exit: EXIT.unreadable,
    message: ({ candidates }) => `More than one Windows user could be you: ${candidates.join(', ')}.`,
    hint: () => 'Name the file with --file, or set WSLNET_CONFIG.',
  },
  'user-not-told': {
    exit: EXIT.noAnswer,
    message: ({ isTimeout }) =>
      isTimeout
        ? 'Windows did not say in time who you are, so your .wslconfig is not known.'
        : 'Windows did not say who you are, so your .wslconfig is not known.',
    hint: ({ candidates }) => {
      const could = candidates.length > 0 ? ` It could be ${candidates.join(', ')}.` : '';
      return `Try again, or name the file with --file or WSLNET_CONFIG.${could}`;
    },
  },
  'file-not-found': {
    exit: EXIT.unreadable,
    message: ({ path }) => `${path} does not exist.`,
    hint: () => 'Without it WSL uses its defaults. wslnet set makes the file.',
  },
  'file-not-readable': {
    exit: EXIT.unreadable,
    message: ({ path, reason }) => `${path} cannot be read: ${causeOf(reason)}.`,
    hint: ({ reason }) => adviceOn(reason),
  },
  'name-of-folder': {
    exit: EXIT.usage,
    message: ({ path }) => `${quote(path)} does not exist, and a name that ends so is that of a folder.`,
    hint: ({ path }) => `Name a file: ${path}.wslconfig`,
  },
  'empty-name': {
    exit: EXIT.usage,
    message: () => 'The option --file names no file: its value is empty.',
    hint: () => 'Leave the option out for the file that WSL reads.',
  },
  'not-text': {
    exit: EXIT.unreadable,
    message: ({ problem, offset }) =>
      `The bytes are not text that WSL can read: ${encodingCause(problem)} (byte ${offset}).`,
    hint: () => 'Save it again as UTF-8 with an editor.',
  },
  'undecodable-file': {
    exit: EXIT.unreadable,
    message: ({ path, problem }) => `${path} is not text that WSL can read: ${encodingCause(problem)}.`,
    hint: ({ problem }) =>
      problem === 'utf-16-odd-length'
        ? 'Perhaps a program added UTF-8 to it, as echo does with >>. Save it again as UTF-8 with your editor. Nothing was changed.'
        : 'Save it again as UTF-8 with your editor. Nothing was changed.',
  },
  'file-not-writable': {
    exit: EXIT.unwritable,
    message: ({ path, reason }) => `${path} cannot be written: ${causeOf(reason)}.`,
    hint: ({ reason }) => `The file is as it was. ${adviceOn(reason) ?? ''}`.trim(),
  },
  'file-changed-meanwhile': {
    exit: EXIT.unwritable,
    message: ({ path }) => `${path} was changed by another program meanwhile.`,
    hint: () => 'The file is as that program left it. Try again.',
  },
  'file-locked': {
    exit: EXIT.unwritable,
    message: ({ path, holder }) => `${path} is being changed by another wslnet${holder ? `, ${nameOf(holder)}` : ''}.`,
    hint: ({ lock }) => `The file is as it was. Try again; if no other wslnet is running, delete ${lock} first.`,
  },
  'lock-unusable': {
    exit: EXIT.unwritable,
    message: ({ path, lock, obstacle, owner }) =>
      `${path} cannot be changed: ${lock}, where its lock would be, ${OBSTACLES[obstacle]}${owner === null ? '' : ` (owner: ${owner === 0 ? 'root' : `user ${owner}`})`}.`,
    hint: ({ lock }) => `The file is as it was. If no other wslnet is running, remove ${lock}.`,
  },
  'lock-left': {
    exit: EXIT.unwritable,
    message: ({ lock, reason }) => `The lock ${lock} could not be removed: ${causeOf(reason)}.`,
    hint: () => 'The file was changed all the same. The next wslnet takes the lock over.',
  },
  'write-uncertain': {
    exit: EXIT.unwritable,
    message: ({ path, reason }) => `${path} may have been changed: ${causeOf(reason)}, and it cannot be read now.`,
    hint: () => 'Look at the file: it is the old one or the new one, whole.',
  },
  interrupted: {
    exit: EXIT.interrupted,
    message: ({ path, isWritten }) => `Interrupted. ${path} ${isWritten ? 'has the change' : 'is as it was'}.`,
    hint: () => null,
  },
  'file-needed': {
    exit: EXIT.usage,
    message: ({ command }) => `${command} works on a file; standard input is none.`,
    hint: () => 'Name the file with --file.',
  },
  'input-unusable': {
    exit: EXIT.usage,
    message: ({ reason }) => `Standard input cannot be read: ${causeOf(reason)}.`,
    hint: () => 'Give it a file or a pipe: wslnet ... --file - < file.',
  },
  'editor-failed': {
    exit: EXIT.unwritable,
    message: ({ editor }) => `The editor ${quote(editor)} failed.`,
    hint: () => 'Set VISUAL or EDITOR to one that works. The file is as it was.',
  },
  'editor-needed': {
    exit: EXIT.usage,
    message: () => 'edit opens an editor, and there is no terminal for one.',
    hint: () =>
      'Run it in a terminal, or set VISUAL or EDITOR. wslnet set and wslnet apply change the file without one.',
  },
  'editor-did-not-wait': {
    exit: EXIT.unwritable,
    message: ({ editor }) => `The editor ${quote(editor)} returned before the file was closed.`,
    hint: ({ editor }) =>
      `Set EDITOR to a command that waits, such as '${editor.split(' ')[0]} --wait'. The file is as it was.`,
  },
  'draft-lost': {
    exit: EXIT.unwritable,
    message: ({ path, reason }) =>
      reason === 'ENOENT'
        ? `${path}, the copy to edit, is not there any more.`
        : `${path}, the copy to edit, cannot be read: ${causeOf(reason)}.`,
    hint: () => 'The file is as it was.',
  },
  'edit-has-errors': {
    exit: EXIT.no,
    message: ({ path }) => `${path} is as it was: the edited version has errors.`,
    hint: () => 'wslnet edit --yes takes it all the same.',
  },
  'foreign-file': {
    exit: EXIT.usage,
    message: ({ path, code, line }) =>
      code === 'template'
        ? `${path} is a template, not yet a .wslconfig (line ${line}).`
        : `${path} has conflict markers (line ${line}).`,
    hint: ({ code }) =>
      code === 'template'
        ? 'Change the template by hand, or the file that your dotfiles manager makes from it. Nothing was changed.'
        : 'Resolve the conflict first. Nothing was changed.',
  },
  'brings-errors': {
    exit: EXIT.usage,
    message: ({ problems }) => problems.join(' '),
    hint: () => 'Nothing was changed. --force writes it all the same.',
  },
  'file-as-setting': {
    exit: EXIT.usage,
    message: ({ name }) => `${quote(name)} is the name of a file, not of a setting.`,
    hint: ({ name }) => `Name a file with --file: wslnet show --file ${name}`,
  },
  'unknown-encoding': {
    exit: EXIT.usage,
    message: ({ name }) => `Unknown code page ${quote(name)}.`,
    hint: () => 'Name it as windows-1252, shift_jis, gbk, big5, euc-kr or windows-1251.',
  },
  'not-that-encoding': {
    exit: EXIT.usage,
    message: ({ path, name, line }) => `${path}, line ${line}, is not text in ${name}.`,
    hint: () => 'Nothing was changed. wslnet check says which code page it may be.',
  },
  'fragment-not-found': {
    exit: EXIT.unreadable,
    message: ({ path }) => `${path} does not exist.`,
    hint: () => 'Name a file with settings as in .wslconfig, or - for standard input.',
  },
  'fragment-has-errors': {
    exit: EXIT.usage,
    message: ({ path, count, line, column }) =>
      count === 1
        ? `${path} has an error in line ${line}, column ${column}; nothing of it was applied.`
        : `${path} has ${count} errors, the first in line ${line}, column ${column}; nothing of it was applied.`,
    hint: ({ path, isNamed }) => `Fix it and try again.${isNamed ? ` wslnet check ${path} says how.` : ''}`,
  },
  'bad-fragment-value': {
    exit: EXIT.usage,
    message: ({ path, line, problem }) => `${path}, line ${line}: ${problem}`,
    hint: ({ hint }) => hint,
  },
  'one-file-alone': {
    exit: EXIT.usage,
    message: ({ what }) => `${what} is for one file alone, and --file names several.`,
    hint: () => 'Nothing was changed. Run the command for that file by itself.',
  },
  'one-standard-input': {
    exit: EXIT.usage,
    message: () => 'Standard input, -, is named more than once, and can be read only once.',
    hint: () => 'Put one of them into a file.',
  },
  'bad-profile-name': {
    exit: EXIT.usage,
    message: ({ name }) => `${quote(name)} cannot be the name of a profile.`,
    hint: () => 'Use letters, digits, - and _, at most 40, a letter or digit first.',
  },
  'profile-is-built-in': {
    exit: EXIT.usage,
    message: ({ name }) => `The profile ${name} is built in and stays as it is.`,
    hint: () => 'Use another name.',
  },
  'unknown-profile': {
    exit: EXIT.usage,
    message: ({ name }) => `There is no profile ${quote(name)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'wslnet profile list lists them.'),
  },
  'bad-profile': {
    exit: EXIT.usage,
    message: ({ name, problem }) => `Profile ${name}: ${problem}`,
    hint: ({ hint }) => `${hint ?? ''} wslnet profile list -v says where profiles are kept.`.trim(),
  },
  'unkeepable-profile': {
    exit: EXIT.usage,
    message: ({ setting, value }) =>
      `A profile cannot keep ${quote(value)} for ${setting}: INI has no way to write it.`,
    hint: ({ name }) => `Name the settings to save: wslnet profile save ${name} <setting>...`,
  },
  'profiles-not-readable': {
    exit: EXIT.unreadable,
    message: ({ path, line }) =>
      line === null
        ? `${path} is not text.`
        : `${path}, line ${line}, is neither a [name] of its own nor setting = value below one.`,
    hint: () => 'Mend it in an editor. Names are letters, digits, - and _; comments have lines of their own.',
  },
  'no-profiles-folder': {
    exit: EXIT.unwritable,
    message: () => 'The profile was not kept: this system names no folder for it.',
    hint: () => 'Set XDG_CONFIG_HOME or HOME, on Windows APPDATA.',
  },
  'no-such-change': {
    exit: EXIT.usage,
    message: ({ name, isAmbiguous }) =>
      isAmbiguous
        ? `${quote(name)} is the beginning of several changes.`
        : `There is no change ${quote(name)} to go to.`,
    hint: () => 'wslnet history lists them by name.',
  },
  'file-not-as-written': {
    exit: EXIT.unwritable,
    message: ({ path }) => `${path} is not as wslnet last wrote it: something else has changed it since.`,
    hint: () =>
      '--force restores it all the same and keeps the present one in the history; with --dry-run it shows how.',
  },
  'no-history-folder': {
    exit: EXIT.unwritable,
    message: () => 'The former version was not kept: this system names no folder for it.',
    hint: () => 'Set XDG_STATE_HOME or HOME, on Windows LOCALAPPDATA. wslnet undo does not know of this change.',
  },
  'history-not-writable': {
    exit: EXIT.unwritable,
    message: ({ folder, reason }) => `The former version was not kept in ${folder}: ${causeOf(reason)}.`,
    hint: () => 'The file was changed all the same. wslnet undo does not know of this change.',
  },
  'version-lost': {
    exit: EXIT.unwritable,
    message: ({ path, version, reason }) => `The version ${version} of ${path} cannot be had: ${causeOf(reason)}.`,
    hint: ({ reason }) => `The file is as it was. ${adviceOn(reason) ?? ''}`.trim(),
  },
  'history-not-readable': {
    exit: EXIT.unreadable,
    message: ({ path, reason }) => `The history of ${path} cannot be read: ${causeOf(reason)}.`,
    hint: () => 'wslnet changes the file all the same.',
  },
};

function nameOf({ pid, place }: { pid: number; place: string | null }): string {
  return `process ${pid}${place === null ? '' : ` on ${place}`}`;
}

/** Something the user or the world got wrong, as opposed to a bug: what, where, and what to do about it. */
export class Failure<C extends FailureCode = FailureCode> extends Error {
  readonly code: C;
  readonly args: FailureArguments[C];
  readonly exitCode: ExitCode;
  /** One sentence that says what to do; null where the message says it all. */
  readonly hint: string | null;

  constructor(code: C, args: FailureArguments[C]) {
    const wording = WORDINGS[code];
    super(wording.message(args));
    this.name = 'Failure';
    this.code = code;
    this.args = args;
    this.exitCode = wording.exit;
    this.hint = wording.hint(args);
  }
}

/** Whether something that was thrown is the failure of that code. */
export function isFailure<C extends FailureCode>(error: unknown, code: C): error is Failure<C> {
  return error instanceof Failure && error.code === code;
}

function quote(text: string): string {
  return `'${text}'`;
}

const OBSTACLES: { readonly [O in LockObstacle]: string } = {
  folder: 'is a folder',
  link: 'is a symbolic link',
  special: 'is not a plain file',
  foreign: 'is a file that wslnet did not make',
  unreadable: 'cannot be read',
  stuck: 'is left from a process that is gone, and cannot be removed',
};

interface SystemReason {
  readonly cause: string;
  readonly advice: string;
}

/**
 * Why the system refused to read or write, by its own error names. EROFILE, ENOTFILE, EHARDLINK, EOWNER, EGROUP, EMODE,
 * EATTRIBUTES, EACL, ESTICKY, EIMMUTABLE, EMOUNTED, ENOTUTF8, ETOOLARGE, ELINKED, EDAMAGED, EALTERED and EGONE are wslnet's.
 */
const REASONS: Readonly<Record<string, SystemReason>> = {
  EACCES: { cause: 'you have no permission', advice: 'wslnet needs permission for the file and for its folder.' },
  EPERM: { cause: 'the system does not allow it', advice: 'Close the programs that have it open, and try again.' },
  EROFS: { cause: 'it is on a read-only file system', advice: 'Name a copy elsewhere with --file.' },
  EROFILE: { cause: 'it is read-only', advice: 'Make it writable first, if you are sure.' },
  EBUSY: { cause: 'another program has it open', advice: 'Close that program, and try again.' },
  EMOUNTED: { cause: 'it is a mount point', advice: 'Change the file that is mounted there.' },
  ESTICKY: {
    cause: 'its folder lets only the owner of a file replace it',
    advice: 'Run wslnet as the owner of the file.',
  },
  EIMMUTABLE: {
    cause: 'the system does not allow it',
    advice: 'Look whether it or its folder is immutable or append-only: lsattr shows that.',
  },
  EHARDLINK: {
    cause: 'it has other names (hard links), which would go on to show the old text',
    advice: 'Make it a file of its own first, or a symbolic link.',
  },
  EOWNER: { cause: 'it belongs to another user, and would not any more', advice: 'Run wslnet as that user.' },
  EGROUP: { cause: 'its group could not be kept', advice: 'Run wslnet as a member of that group.' },
  EMODE: { cause: 'its permissions could not be kept', advice: 'Look at them with ls -l.' },
  EATTRIBUTES: {
    cause: 'its attributes or its access list could not be kept',
    advice: 'Look at them with getfattr and getfacl, on Windows with attrib.',
  },
  EACL: {
    cause: 'it has an access list of its own, which would be lost',
    advice: 'icacls shows it; icacls <file> /reset takes it away.',
  },
  EBADF: { cause: 'it is closed, or open for writing only', advice: 'Open it for reading.' },
  ENOSPC: { cause: 'the disk is full', advice: 'Make room, and try again.' },
  EDQUOT: { cause: 'your disk quota is used up', advice: 'Make room, and try again.' },
  EFBIG: { cause: 'the disk does not take a file of this size', advice: 'Raise the limit, and try again.' },
  ETOOLARGE: { cause: 'it is larger than 16 MB', advice: 'A .wslconfig has some hundred bytes. Name another file.' },
  EISDIR: { cause: 'it is a folder', advice: 'Name a file.' },
  ENOTFILE: { cause: 'it is not a regular file', advice: 'Name a regular file; - stands for standard input.' },
  ENOTDIR: { cause: 'a part of the path is not a folder', advice: 'Look at the path again.' },
  ENOENT: { cause: 'its folder does not exist', advice: 'Make the folder first.' },
  ELOOP: { cause: 'its symbolic links go round in circles', advice: 'Fix the link, or name its target.' },
  ELINKED: { cause: 'it is a symbolic link', advice: 'Remove the link; wslnet makes the folder anew.' },
  ENOTUTF8: { cause: 'its name is not UTF-8', advice: 'Rename it, or name a link to it whose target is UTF-8.' },
  EDAMAGED: { cause: 'its list is damaged', advice: 'Move it away.' },
  EALTERED: { cause: 'that version was altered since it was kept', advice: 'wslnet history lists the others.' },
  EGONE: { cause: 'that version is not there any more', advice: 'wslnet history lists the others.' },
  ENAMETOOLONG: { cause: 'the path is too long', advice: 'Look at the path again.' },
  EIO: { cause: 'the disk or the network reports an error (EIO)', advice: 'Try again; if it stays, check the disk.' },
  ESTALE: { cause: 'the network file system has lost sight of it (ESTALE)', advice: 'Try again.' },
  EUCLEAN: { cause: 'the file system is damaged (EUCLEAN)', advice: 'Check the disk.' },
  UNKNOWN: {
    cause: 'Windows gives no reason',
    advice: 'The path may be longer than 260 characters, or OneDrive has not downloaded the file.',
  },
};

/** Why, as the end of a sentence; a reason without words is its own. */
export function causeOf(reason: string): string {
  return REASONS[reason]?.cause ?? reason;
}

/** What to do about it; null where there is nothing to say. */
export function adviceOn(reason: string): string | null {
  return REASONS[reason]?.advice ?? null;
}

/** Why bytes are not text, as the end of a sentence. */
export function encodingCause(problem: EncodingProblem): string {
  return ENCODINGS[problem];
}

const ENCODINGS: { readonly [P in EncodingProblem]: string } = {
  'utf-16be': 'it is UTF-16 in big-endian order',
  'utf-16-without-mark': 'it is UTF-16 without a byte-order mark',
  'utf-16-odd-length': 'it is UTF-16 that ends in half a character',
};
