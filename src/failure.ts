/** Why bytes are not text that WSL decodes. */
export type EncodingProblem = 'utf-16be' | 'utf-16-without-mark' | 'utf-16-odd-length';

/** Exit codes, as "wslnet help exit-codes" and docs/commands.md list them. */
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
  'blanks-around-equals': { setting: string; value: string };
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
  'bad-target': { word: string; nearest: string | null };
  'bad-modes': { word: string; modes: readonly string[] };
  /** `command` is what was typed. */
  'modes-from-inside': { command: string };
  'wsl-not-running': Record<never, never>;
  'wsl-no-answer': { command: string };
  'still-running': { names: readonly string[] };
  'bad-port': { word: string; nearest: string | null };
  'bad-range': { word: string };
  'mode-unknown': { asked: string; isStopped: boolean };
  'address-unknown': { whose: string; asked: string };
  'no-address': { mode: string };
  'no-wsl-here': Record<never, never>;
  /** `asked` is null where Windows has none. */
  'networks-unknown': { asked: string | null };
  'rules-unknown': Record<never, never>;
  'port-refused': { port: string; reason: string; hint: string | null };
  'no-powershell': { asked: string };
  'administrator-declined': Record<never, never>;
  'administrator-failed': { message: string; isUndone: boolean };
  'administrator-silent': Record<never, never>;
  'no-file-here': { reason: string };
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
  'edit-has-errors': { path: string; again: string };
  'file-needed': { command: string };
  'input-unusable': { reason: string };
  'foreign-file': { path: string; code: 'template' | 'conflict-markers'; line: number };
  'brings-errors': { path: string; problems: readonly string[] };
  'file-as-setting': { name: string; meant: string };
  'unknown-encoding': { name: string };
  'not-that-encoding': { path: string; name: string; line: number };
  'fragment-not-found': { path: string };
  'fragment-has-errors': { path: string; count: number; line: number; column: number; check: string | null };
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
  'no-such-change': { name: string; isAmbiguous: boolean; list: string };
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
    message: ({ name }) => `Unknown setting ${quote(name)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the settings: wslnet show --all'),
  },
  'unknown-topic': {
    exit: EXIT.usage,
    message: ({ topic }) => `No topic matches ${quote(topic)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the topics: wslnet explain'),
  },
  'unknown-schema': {
    exit: EXIT.usage,
    message: ({ name }) => `Unknown schema ${quote(name)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the schemas: wslnet schema'),
  },
  'change-needed': {
    exit: EXIT.usage,
    message: () => 'Say what to change: a mode or setting=value.',
    hint: () => null,
  },
  'bad-change': {
    exit: EXIT.usage,
    message: ({ word }) => `Unknown mode or setting ${quote(word)}.`,
    hint: ({ nearest }) =>
      nearest
        ? `Did you mean ${nearest}?`
        : 'Use a mode (mirrored) or setting=value. For lists, use setting+=value or setting-=value.',
  },
  'blanks-around-equals': {
    exit: EXIT.usage,
    message: ({ setting }) => `${setting} and its value must be one word.`,
    hint: ({ setting, value }) => `Write ${setting}=${value || 'value'}, without spaces around the =.`,
  },
  'missing-value': {
    exit: EXIT.usage,
    message: ({ setting }) => `${setting} needs a value.`,
    hint: ({ setting, expects }) => `Write ${setting}=value. It expects ${expects}.`,
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
    hint: () => 'Keep one of them.',
  },
  'bad-value': {
    exit: EXIT.usage,
    message: ({ setting, value, detail }) =>
      `${quote(value)} is not a valid value for ${setting}${detail ? `: ${detail}` : ''}.`,
    hint: ({ setting, expects }) => `${setting} expects ${expects}.`,
  },
  'unwritable-character': {
    exit: EXIT.usage,
    message: ({ setting, character }) => `WSL cannot read ${character} in the value of ${setting}.`,
    hint: () => 'Use plain ASCII text: no accents and no control characters.',
  },
  'unknown-doctor-topic': {
    exit: EXIT.usage,
    message: ({ topic }) => `Unknown topic ${quote(topic)}.`,
    hint: ({ topics }) => `Choose from ${topics.join(', ')}.`,
  },
  'json-needs-no-fix': {
    exit: EXIT.usage,
    message: () => '--fix asks questions, so it cannot be used with --json.',
    hint: () => 'Run wslnet doctor --json, then run the commands listed under "cures".',
  },
  'json-needs-stdout': {
    exit: EXIT.usage,
    message: ({ command }) =>
      `${command} --file - writes the changed file to standard output, so it cannot be used with --json.`,
    hint: () => 'Drop one of them, or add --dry-run.',
  },
  'needs-yes': {
    exit: EXIT.usage,
    message: ({ command }) => `${command} asks for confirmation, but there is no terminal to ask on.`,
    hint: () => 'Add --yes to skip the question.',
  },
  'unknown-shell': {
    exit: EXIT.usage,
    message: ({ shell }) =>
      shell === null ? 'Cannot tell which shell you use: SHELL is not set.' : `There is no completion for ${shell}.`,
    hint: ({ shells }) => `Choose ${shells.join(', ')}. For example: wslnet completion install bash`,
  },
  'nothing-to-roll-back': {
    exit: EXIT.usage,
    message: () =>
      'There is nothing to roll back: wslnet has not changed the file, or another program changed it later.',
    hint: () => 'Run the command without --rollback.',
  },
  'restart-of-filter': {
    exit: EXIT.usage,
    message: () => '--file - does not change the file that WSL reads, so no restart is needed.',
    hint: () => 'Run the command without --restart.',
  },
  'rollback-of-linux-file': {
    exit: EXIT.usage,
    message: ({ path }) => `${path} is not on a Windows drive, so it cannot be rolled back while WSL is shut down.`,
    hint: () => 'Run the command without --rollback. To undo the change later: wslnet undo',
  },
  'restart-under-way': {
    exit: EXIT.noAnswer,
    message: () => 'Another restart is in progress.',
    hint: () => 'To see how it is going: wslnet status',
  },
  'no-handover': {
    exit: EXIT.noAnswer,
    message: ({ asked }) => `WSL was not restarted: ${asked} could not be started.`,
    hint: () => 'Run wsl --shutdown in a Windows terminal, then start WSL again.',
  },
  'bad-target': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not in the form host:port.`,
    hint: ({ nearest }) =>
      nearest ? `Did you mean ${nearest}?` : 'For example: server.example.com:443 or [2001:db8::1]:443',
  },
  'bad-modes': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not a mode that --modes can test.`,
    hint: ({ modes }) => `Choose from ${modes.join(', ')}, separated by commas.`,
  },
  'modes-from-inside': {
    exit: EXIT.usage,
    message: () => '--modes works on Windows only: it restarts WSL, which would end this program too.',
    hint: ({ command }) => `Run it on Windows, in PowerShell: ${command}`,
  },
  'wsl-not-running': {
    exit: EXIT.noAnswer,
    message: () => 'No WSL 2 distribution is running, so there is nothing to test.',
    hint: () => 'Add --start to start the default one.',
  },
  'wsl-no-answer': {
    exit: EXIT.noAnswer,
    message: ({ command }) => `WSL did not answer: ${command}`,
    hint: () => 'Run that command to see its message. To find the cause: wslnet doctor',
  },
  'still-running': {
    exit: EXIT.noAnswer,
    message: ({ names }) => `WSL was shut down, but it did not stop or has started again: ${names.join(', ')}.`,
    hint: () => 'Close the programs that use it, such as an editor, and try again.',
  },
  'bad-port': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not a port.`,
    hint: ({ nearest }) =>
      nearest ? `Did you mean ${nearest}?` : 'Use a number from 1 to 65535. For UDP, add /udp: 3000, 53/udp.',
  },
  'bad-range': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not an address, a subnet or a range.`,
    hint: () => 'Use 192.168.1.7, 192.168.1.0/24, 192.168.1.10-192.168.1.20, or any.',
  },
  'mode-unknown': {
    exit: EXIT.noAnswer,
    message: ({ asked, isStopped }) =>
      isStopped ? 'WSL is not running.' : `Could not get the active networking mode from ${asked}.`,
    hint: ({ isStopped }) => (isStopped ? 'Start it first: wsl' : 'To find the cause: wslnet doctor'),
  },
  'address-unknown': {
    exit: EXIT.noAnswer,
    message: ({ whose, asked }) => `Could not get the address of ${whose} from ${asked}.`,
    hint: () => 'To find the cause: wslnet doctor',
  },
  'no-address': {
    exit: EXIT.no,
    message: ({ mode }) => `WSL has no network in ${mode} mode, so there is no such address.`,
    hint: () => 'To change the mode: wslnet set mirrored --restart',
  },
  'no-wsl-here': {
    exit: EXIT.noAnswer,
    message: () => 'This is neither Windows nor a WSL distribution.',
    hint: () => 'Run it on Windows, or in WSL.',
  },
  'networks-unknown': {
    exit: EXIT.noAnswer,
    message: ({ asked }) =>
      asked === null
        ? 'wslnet sees no network that Windows is connected to, so it cannot tell whom to let in.'
        : `Could not get the networks of Windows from ${asked}, so wslnet cannot tell whom to let in.`,
    hint: ({ asked }) =>
      `${asked === null ? 'Connect to a network' : 'Try again'}, or say whom to let in: --from 192.168.1.0/24`,
  },
  'rules-unknown': {
    exit: EXIT.noAnswer,
    message: () => 'Could not get the firewall rules from Windows.',
    hint: () => 'Say which ports to close, or try again as administrator.',
  },
  'port-refused': {
    exit: EXIT.usage,
    message: ({ port, reason }) => `Port ${port} was not opened: ${reason}`,
    hint: ({ hint }) => hint,
  },
  'no-powershell': {
    exit: EXIT.noAnswer,
    message: ({ asked }) => `${asked} could not be started, so nothing was changed.`,
    hint: () => 'To get the commands for an administrator to paste into PowerShell, add --dry-run.',
  },
  'administrator-declined': {
    exit: EXIT.no,
    message: () => 'You did not give administrator rights, so nothing was changed.',
    hint: () => 'Run it again and answer Yes. To get the commands for an administrator, add --dry-run.',
  },
  'administrator-failed': {
    exit: EXIT.noAnswer,
    message: ({ message, isUndone }) => {
      const reason = message.trim().replace(/[.\s]*$/, '');
      return isUndone
        ? `Windows refused a command: ${reason}. All changes were undone.`
        : `Windows refused a command: ${reason}. Some changes could not be undone.`;
    },
    hint: ({ isUndone }) => (isUndone ? null : 'To see what is left: wslnet ports'),
  },
  'administrator-silent': {
    exit: EXIT.noAnswer,
    message: () => 'The commands ran as administrator, but did not report a result.',
    hint: () => 'To see what is open now: wslnet ports',
  },
  'no-file-here': {
    exit: EXIT.noAnswer,
    message: ({ reason }) => `Cannot find your .wslconfig: ${reason}.`,
    hint: () => 'Name a file with --file, or set WSLNET_CONFIG.',
  },
  'ambiguous-file': {
    exit: EXIT.unreadable,
    message: ({ candidates }) => `Cannot tell which Windows user you are. Found: ${candidates.join(', ')}.`,
    hint: () => 'Name a file with --file, or set WSLNET_CONFIG.',
  },
  'user-not-told': {
    exit: EXIT.noAnswer,
    message: ({ isTimeout }) =>
      isTimeout
        ? 'Cannot find your .wslconfig: Windows did not say in time who you are.'
        : 'Cannot find your .wslconfig: Windows did not say who you are.',
    hint: ({ candidates }) =>
      candidates.length === 0
        ? 'Try again, or name a file with --file or WSLNET_CONFIG.'
        : `Try again, or name a file with --file or WSLNET_CONFIG. It may be: ${candidates.join(', ')}`,
  },
  'file-not-found': {
    exit: EXIT.unreadable,
    message: ({ path }) => `${path} does not exist.`,
    hint: () => 'Check the path. To create the file, use wslnet set.',
  },
  'file-not-readable': {
    exit: EXIT.unreadable,
    message: ({ path, reason }) => `${path} cannot be read: ${causeOf(reason)}.`,
    hint: ({ reason }) => adviceOn(reason),
  },
  'name-of-folder': {
    exit: EXIT.usage,
    message: ({ path }) => `${quote(path)} is the path of a folder, not of a file.`,
    hint: ({ path }) => `For example: ${path}.wslconfig`,
  },
  'empty-name': {
    exit: EXIT.usage,
    message: () => '--file has an empty value.',
    hint: () => 'Give a path, or leave out --file to use the file that WSL reads.',
  },
  'not-text': {
    exit: EXIT.unreadable,
    message: ({ problem, offset }) => `WSL cannot read this as text: ${encodingCause(problem)} (byte ${offset}).`,
    hint: () => 'Save it as UTF-8 in an editor.',
  },
  'undecodable-file': {
    exit: EXIT.unreadable,
    message: ({ path, problem }) => `WSL cannot read ${path} as text: ${encodingCause(problem)}.`,
    hint: ({ problem }) =>
      problem === 'utf-16-odd-length'
        ? 'A program may have appended UTF-8 to it, such as echo with >>. Save it as UTF-8 in your editor. Nothing was changed.'
        : 'Save it as UTF-8 in your editor. Nothing was changed.',
  },
  'file-not-writable': {
    exit: EXIT.unwritable,
    message: ({ path, reason }) => `${path} cannot be written: ${causeOf(reason)}.`,
    hint: ({ reason }) => `The file is unchanged. ${adviceOn(reason) ?? ''}`.trim(),
  },
  'file-changed-meanwhile': {
    exit: EXIT.unwritable,
    message: ({ path }) => `Another program changed ${path} at the same time.`,
    hint: () => 'wslnet did not overwrite that change. Try again.',
  },
  'file-locked': {
    exit: EXIT.unwritable,
    message: ({ path, holder }) =>
      holder === null
        ? `Another wslnet is changing ${path}.`
        : `Another wslnet (${nameOf(holder)}) is changing ${path}.`,
    hint: ({ lock }) => `The file is unchanged. Try again; if no other wslnet is running, delete ${lock} first.`,
  },
  'lock-unusable': {
    exit: EXIT.unwritable,
    message: ({ path, lock, obstacle, owner }) =>
      owner === null
        ? `${path} cannot be changed. The problem is its lock file, ${lock}: ${OBSTACLES[obstacle]}.`
        : `${path} cannot be changed. The problem is its lock file, ${lock}: ${OBSTACLES[obstacle]} (owner: ${owner === 0 ? 'root' : `user ${owner}`}).`,
    hint: ({ lock }) => `The file is unchanged. If no other wslnet is running, remove ${lock}.`,
  },
  'lock-left': {
    exit: EXIT.unwritable,
    message: ({ lock, reason }) => `The lock ${lock} could not be removed: ${causeOf(reason)}.`,
    hint: () => 'The file was changed. The next wslnet command takes over the lock.',
  },
  'write-uncertain': {
    exit: EXIT.unwritable,
    message: ({ path, reason }) => `${path} may have been changed: ${causeOf(reason)}, and it cannot be read now.`,
    hint: () => 'Look at the file. It is the complete old version or the complete new one.',
  },
  interrupted: {
    exit: EXIT.interrupted,
    message: ({ path, isWritten }) =>
      isWritten ? `Interrupted. ${path} was changed.` : `Interrupted. ${path} is unchanged.`,
    hint: () => null,
  },
  'file-needed': {
    exit: EXIT.usage,
    message: ({ command }) => `${command} needs a file; it cannot use standard input.`,
    hint: () => 'Name a file with --file.',
  },
  'input-unusable': {
    exit: EXIT.usage,
    message: ({ reason }) => `Standard input cannot be read: ${causeOf(reason)}.`,
    hint: () => 'Use a file or a pipe: wslnet ... --file - < file',
  },
  'editor-failed': {
    exit: EXIT.unwritable,
    message: ({ editor }) => `The editor ${quote(editor)} failed.`,
    hint: () => 'Set VISUAL or EDITOR to an editor that works. The file is unchanged.',
  },
  'editor-needed': {
    exit: EXIT.usage,
    message: () => 'wslnet edit needs a terminal for the editor.',
    hint: () => 'Run it in a terminal, or set VISUAL or EDITOR. wslnet set and wslnet apply need no editor.',
  },
  'editor-did-not-wait': {
    exit: EXIT.unwritable,
    message: ({ editor }) => `The editor ${quote(editor)} returned before the file was closed.`,
    hint: ({ editor }) =>
      `Set EDITOR to a command that waits, such as '${editor.split(' ')[0]} --wait'. The file is unchanged.`,
  },
  'draft-lost': {
    exit: EXIT.unwritable,
    message: ({ path, reason }) =>
      reason === 'ENOENT'
        ? `The copy you were editing, ${path}, is gone.`
        : `The copy you were editing, ${path}, cannot be read: ${causeOf(reason)}.`,
    hint: () => 'The file is unchanged.',
  },
  'edit-has-errors': {
    exit: EXIT.no,
    message: ({ path }) => `${path} is unchanged: your version has errors.`,
    hint: ({ again }) => `To save it anyway: ${again}`,
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
    hint: () => 'Nothing was changed. To write it anyway, add --force.',
  },
  'file-as-setting': {
    exit: EXIT.usage,
    message: ({ name }) => `${quote(name)} is the name of a file, not of a setting.`,
    hint: ({ meant }) => `Use --file: ${meant}`,
  },
  'unknown-encoding': {
    exit: EXIT.usage,
    message: ({ name }) => `Unknown code page ${quote(name)}.`,
    hint: () => 'Use windows-1252, shift_jis, gbk, big5, euc-kr or windows-1251.',
  },
  'not-that-encoding': {
    exit: EXIT.usage,
    message: ({ path, name, line }) => `${path}, line ${line}, is not valid ${name} text.`,
    hint: () => 'Nothing was changed. To see which code page it may be: wslnet check',
  },
  'fragment-not-found': {
    exit: EXIT.unreadable,
    message: ({ path }) => `${path} does not exist.`,
    hint: () => 'Give a file in the format of .wslconfig, or - for standard input.',
  },
  'fragment-has-errors': {
    exit: EXIT.usage,
    message: ({ path, count, line, column }) =>
      count === 1
        ? `${path} has an error on line ${line}, column ${column}; nothing was applied.`
        : `${path} has ${count} errors, the first on line ${line}, column ${column}; nothing was applied.`,
    hint: ({ check }) => (check ? `Fix it and try again. To see how: ${check}` : 'Fix it and try again.'),
  },
  'bad-fragment-value': {
    exit: EXIT.usage,
    message: ({ path, line, problem }) => `${path}, line ${line}: ${problem}`,
    hint: ({ hint }) => hint,
  },
  'one-file-alone': {
    exit: EXIT.usage,
    message: ({ what }) => `${what} works with one file only, but --file is given more than once.`,
    hint: () => 'Nothing was changed. Run the command for one file at a time.',
  },
  'one-standard-input': {
    exit: EXIT.usage,
    message: () => 'Standard input (-) is given more than once, but it can be read only once.',
    hint: () => 'Put one of them in a file.',
  },
  'bad-profile-name': {
    exit: EXIT.usage,
    message: ({ name }) => `${quote(name)} is not a valid name for a profile.`,
    hint: () => 'Use up to 40 letters, digits, - and _, starting with a letter or digit.',
  },
  'profile-is-built-in': {
    exit: EXIT.usage,
    message: ({ name }) => `The profile ${name} is built in and cannot be changed.`,
    hint: () => 'Use another name.',
  },
  'unknown-profile': {
    exit: EXIT.usage,
    message: ({ name }) => `Unknown profile ${quote(name)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the profiles: wslnet profile list'),
  },
  'bad-profile': {
    exit: EXIT.usage,
    message: ({ name, problem }) => `Profile ${name}: ${problem}`,
    hint: ({ hint }) =>
      hint === null
        ? 'To see where profiles are kept: wslnet profile list -v'
        : `${hint} To see where profiles are kept: wslnet profile list -v`,
  },
  'unkeepable-profile': {
    exit: EXIT.usage,
    message: ({ setting, value }) =>
      `A profile cannot store ${quote(value)} for ${setting}: its INI format has no way to write it.`,
    hint: ({ name }) => `Choose the settings to save: wslnet profile save ${name} <setting>...`,
  },
  'profiles-not-readable': {
    exit: EXIT.unreadable,
    message: ({ path, line }) =>
      line === null
        ? `${path} is not text.`
        : `${path}, line ${line}, must be either [name] or setting = value below a [name].`,
    hint: () => 'Fix it in an editor. Names use letters, digits, - and _. Put comments on lines of their own.',
  },
  'no-profiles-folder': {
    exit: EXIT.unwritable,
    message: () => 'The profile was not saved: there is no folder for profiles.',
    hint: () => 'Set XDG_CONFIG_HOME or HOME (on Windows, APPDATA).',
  },
  'no-such-change': {
    exit: EXIT.usage,
    message: ({ name, isAmbiguous }) =>
      isAmbiguous ? `${quote(name)} matches several changes.` : `No change in the history is named ${quote(name)}.`,
    hint: ({ list }) => `To list the changes: ${list}`,
  },
  'file-not-as-written': {
    exit: EXIT.unwritable,
    message: ({ path }) => `Another program has changed ${path} since wslnet last wrote it.`,
    hint: () =>
      'To restore it anyway, add --force; the current version goes into the history. To preview: --force --dry-run',
  },
  'no-history-folder': {
    exit: EXIT.unwritable,
    message: () => 'The previous version was not saved: there is no folder for the history.',
    hint: () => 'Set XDG_STATE_HOME or HOME (on Windows, LOCALAPPDATA). wslnet undo cannot undo this change.',
  },
  'history-not-writable': {
    exit: EXIT.unwritable,
    message: ({ folder, reason }) => `The previous version was not saved in ${folder}: ${causeOf(reason)}.`,
    hint: () => 'The file was changed, but wslnet undo cannot undo this change.',
  },
  'version-lost': {
    exit: EXIT.unwritable,
    message: ({ path, version, reason }) => `Version ${version} of ${path} cannot be restored: ${causeOf(reason)}.`,
    hint: ({ reason }) => `The file is unchanged. ${adviceOn(reason) ?? ''}`.trim(),
  },
  'history-not-readable': {
    exit: EXIT.unreadable,
    message: ({ path, reason }) => `The history of ${path} cannot be read: ${causeOf(reason)}.`,
    hint: () => 'wslnet can still change the file.',
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
  folder: 'it is a folder',
  link: 'it is a symbolic link',
  special: 'it is not a plain file',
  foreign: 'wslnet did not create it',
  unreadable: 'it cannot be read',
  stuck: 'it was left behind by a stopped process and cannot be removed',
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
  EROFS: { cause: 'it is on a read-only file system', advice: 'Work on a copy with --file.' },
  EROFILE: { cause: 'it is read-only', advice: 'Make it writable first, if you are sure.' },
  EBUSY: { cause: 'another program has it open', advice: 'Close that program, and try again.' },
  EMOUNTED: { cause: 'it is a mount point', advice: 'Change the file that is mounted there.' },
  ESTICKY: {
    cause: 'its folder lets only the owner of a file replace it',
    advice: 'Run wslnet as the owner of the file.',
  },
  EIMMUTABLE: {
    cause: 'the system does not allow it',
    advice: 'Check with lsattr whether the file or its folder is immutable or append-only.',
  },
  EHARDLINK: {
    cause: 'it has other names (hard links), which would keep the old text',
    advice: 'Replace it with a copy or a symbolic link first.',
  },
  EOWNER: { cause: 'it belongs to another user, and its owner could not be kept', advice: 'Run wslnet as that user.' },
  EGROUP: { cause: 'its group could not be kept', advice: 'Run wslnet as a member of that group.' },
  EMODE: { cause: 'its permissions could not be kept', advice: 'To see them: ls -l' },
  EATTRIBUTES: {
    cause: 'its attributes or its access list could not be kept',
    advice: 'To see them: getfattr and getfacl (on Windows, attrib).',
  },
  EACL: {
    cause: 'it has its own access list, which would be lost',
    advice: 'To see it: icacls <file>. To remove it: icacls <file> /reset',
  },
  EBADF: { cause: 'it is closed, or open for writing only', advice: 'Open it for reading.' },
  ENOSPC: { cause: 'the disk is full', advice: 'Free some space, and try again.' },
  EDQUOT: { cause: 'your disk quota is used up', advice: 'Free some space, and try again.' },
  EFBIG: { cause: 'the file is too large for the disk', advice: 'Raise the limit, and try again.' },
  ETOOLARGE: { cause: 'it is larger than 16 MB', advice: 'A .wslconfig is usually less than 1 KB. Check the path.' },
  EISDIR: { cause: 'it is a folder', advice: 'Give the path of a file.' },
  ENOTFILE: { cause: 'it is not a regular file', advice: 'Give a regular file, or - for standard input.' },
  ENOTDIR: { cause: 'part of the path is not a folder', advice: 'Check the path.' },
  ENOENT: { cause: 'its folder does not exist', advice: 'Create the folder first.' },
  ELOOP: { cause: 'its symbolic links form a loop', advice: 'Fix the link, or use its target.' },
  ELINKED: { cause: 'it is a symbolic link', advice: 'Remove the link; wslnet creates the folder again.' },
  ENOTUTF8: { cause: 'its name is not UTF-8', advice: 'Rename it.' },
  EDAMAGED: { cause: 'its list of versions is damaged', advice: 'Move it to another folder.' },
  EALTERED: { cause: 'the saved version was changed', advice: 'To see the other versions: wslnet history' },
  EGONE: { cause: 'the saved version is gone', advice: 'To see the other versions: wslnet history' },
  ENAMETOOLONG: { cause: 'the path is too long', advice: 'Check the path.' },
  EIO: {
    cause: 'the disk or the network reports an error (EIO)',
    advice: 'Try again. If it happens again, check the disk.',
  },
  ESTALE: { cause: 'the network drive no longer has it (ESTALE)', advice: 'Try again.' },
  EUCLEAN: { cause: 'the file system is damaged (EUCLEAN)', advice: 'Check the disk.' },
  UNKNOWN: {
    cause: 'Windows did not say why',
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
