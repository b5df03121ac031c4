import { commit, hasSameBytes } from '../change/commit.ts';
import { locateFile, openLeniently, openSnapshot, STANDARD_INPUT } from '../change/open-file.ts';
import { changeLine } from '../change/summary.ts';
import { diagnose, diagnoseNew } from '../check/diagnose.ts';
import { countBySeverity, countSentence, type Diagnostic } from '../check/diagnostic.ts';
import { diagnosticText } from '../check/report.ts';
import { EXIT, Failure, type FailureKind, isFailure, quote } from '../failure.ts';
import { DRAFT_LOST, EDITOR_FAILED } from '../machine/interaction.ts';
import { type Draft, FILE_CHANGED_MEANWHILE, INTERRUPTED, type Snapshot } from '../machine/machine.ts';
import type { Document } from '../settings/document.ts';
import { ownCommandFor, printable } from '../text/printable.ts';
import { errorText } from '../text/terminal.ts';
import { type CommonOptions, type Context, defineCommand, FILE_NEEDED } from './define.ts';
import { type ChangeDocument, changeDocument } from './json.ts';
import { compareVersions, report } from './outcome.ts';

/**
 * A copy of the file in the user's editor, checked when it is closed, and then put in place. Until that is done the
 * user's version stays where it is, whatever goes wrong.
 */
export default defineCommand({
  summary: 'edit the file by hand; it is checked before it is saved',
  details: [
    'It opens the editor in VISUAL or EDITOR. An editor with its own window must wait until it is closed: code --wait.',
    'A version with new errors is not saved, unless you keep it anyway (--yes). Old errors do not matter.',
  ],
  examples: ['wslnet edit'],
  json: changeDocument,
  async run(options, context) {
    if (options.file === STANDARD_INPUT) throw new Failure(FILE_NEEDED, { command: 'edit' });
    const { machine, err } = context;
    const { path } = await locateFile(options, context);
    const original = await machine.read(path, 'change');
    const draft = await machine.draft(original.bytes ?? new Uint8Array());
    // An editor in the terminal without one would wait for ever, or fail.
    if (!draft.isEditorNamed && (options.noInput || !context.ask)) {
      await draft.discard();
      throw new Failure(EDITOR_NEEDED, {});
    }
    try {
      const bytes = await editUntilGood(original, draft, options, context);
      if (bytes) await putInPlace(original, bytes, options, context);
      await draft.discard();
      return bytes ? EXIT.done : EXIT.no;
    } catch (error) {
      const isInterrupted = isFailure(error, INTERRUPTED);
      // One that is there and cannot be read, as it is too large, is the user's work all the same.
      const isGone = isInterrupted || (isFailure(error, DRAFT_LOST) && error.args.reason === 'ENOENT');
      // A window that is still open may save it yet; an editor that failed does not.
      const isEmpty = isFailure(error, EDITOR_FAILED) && !(await isEdited(draft, original));
      if (isGone || isEmpty) await draft.discard();
      else err.write(`Your version is in ${printable(draft.path)}.\n`);
      throw isInterrupted ? new Failure(INTERRUPTED, { path, isWritten: false }) : error;
    }
  },
});

const EDITOR_NEEDED: FailureKind = {
  code: 'editor-needed',
  exit: EXIT.usage,
  message: () => 'wslnet edit needs a terminal for the editor.',
  hint: () => 'Run it in a terminal, or set VISUAL or EDITOR. wslnet set and wslnet apply need no editor.',
};

const EDIT_HAS_ERRORS: FailureKind<{ readonly path: string; readonly file: string | undefined }> = {
  code: 'edit-has-errors',
  exit: EXIT.no,
  message: ({ path }) => `${path} is unchanged: your version has errors.`,
  hint: ({ file }) => `To save it anyway: ${ownCommandFor(file, ['edit', '--yes'])}`,
};

/** Whether a draft holds anything that the file does not. */
async function isEdited(draft: Draft, original: Snapshot): Promise<boolean> {
  const bytes = await draft.read().catch(() => null);
  return bytes !== null && !hasSameBytes(bytes, original.bytes ?? new Uint8Array());
}

/** The bytes the user wants; null for none. */
async function editUntilGood(
  original: Snapshot,
  draft: Draft,
  options: CommonOptions,
  context: Context,
): Promise<Uint8Array | null> {
  const ask = options.noInput ? null : context.ask;
  for (;;) {
    const bytes = await editOnce(original, draft, ask);
    if (!showErrors(original, bytes, context) || options.yes) return bytes;
    const answer = await ask?.('Edit again, keep it anyway, or discard it? [e/k/d] ');
    const letter = answer?.trim().charAt(0).toLowerCase();
    if (letter === 'k') return bytes;
    if (letter === 'd') return null;
    if (letter !== 'e') throw new Failure(EDIT_HAS_ERRORS, { path: original.path, file: options.file });
  }
}

/** Editors that hand a file to a window and return, unless they are told to wait. */
const WINDOWS =
  /(?:^|[\\/])(?:code(?:-insiders)?|codium|cursor|windsurf|subl|zed|atom|mate|notepad\+\+)(?:\.(?:exe|cmd))?$/i;

const EDITOR_DID_NOT_WAIT: FailureKind<{ readonly editor: string; readonly draft: string }> = {
  code: 'editor-did-not-wait',
  exit: EXIT.unwritable,
  message: ({ editor }) => `The editor ${quote(editor)} returned before the file was closed.`,
  hint: ({ editor }) =>
    `Set EDITOR to a command that waits, such as '${editor.split(' ')[0]} --wait'. The file is unchanged.`,
};

/** What the draft holds once the user is done with it. An editor that was back at once, and changed nothing, may not be. */
async function editOnce(original: Snapshot, draft: Draft, ask: Context['ask']): Promise<Uint8Array> {
  const { bytes, wasQuick } = await draft.edit();
  if (!wasQuick || !hasSameBytes(bytes, original.bytes ?? new Uint8Array())) return bytes;
  if (ask) {
    await ask('The editor returned at once. Press Enter when you have saved and closed the file: ');
    return await draft.read();
  }
  const [program = '', ...rest] = draft.editor.split(/\s+/);
  const waits = rest.some((word) => /^(?:-w|--wait|-nw)$/.test(word));
  if (WINDOWS.test(program.replace(/^["']|["']$/g, '')) && !waits) {
    throw new Failure(EDITOR_DID_NOT_WAIT, { editor: draft.editor, draft: draft.path });
  }
  return bytes;
}

/** Shows the errors that the user's version has and the file had not. @returns whether there are any */
function showErrors(original: Snapshot, bytes: Uint8Array, { err }: Context): boolean {
  try {
    const file = openSnapshot({ path: original.path, bytes });
    const errors = newErrors(original, file.document);
    if (errors.length === 0) return false;
    for (const error of errors) err.write(diagnosticText(error, file, err));
    err.write(`${countSentence(countBySeverity(errors), file.name)}\n`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    err.write(errorText(error, err));
  }
  return true;
}

function newErrors(original: Snapshot, after: Document): readonly Diagnostic[] {
  const before = openLeniently(original).document;
  const found = original.bytes === null ? diagnose(after) : diagnoseNew(before, after);
  return found.filter(({ severity }) => severity === 'error');
}

async function putInPlace(
  original: Snapshot,
  bytes: Uint8Array,
  options: CommonOptions,
  context: Context<ChangeDocument>,
): Promise<void> {
  const { path } = original;
  // An empty copy of no file makes none.
  const isSame = hasSameBytes(original.bytes ?? new Uint8Array(), bytes);
  const outcome = compareVersions(original, isSame ? original : { path, bytes });
  const { made, backup, problems } = await commit(
    original,
    (now) => {
      if (!hasSameBytes(now.bytes, original.bytes)) throw new Failure(FILE_CHANGED_MEANWHILE, { path });
      return { ...outcome, bytes };
    },
    options.dryRun ? null : context.machine,
    ({ changes }) => ({ command: 'edit', summary: changeLine(changes) }),
  );
  report(options, context, openLeniently(original), made, { backup, problems });
}
