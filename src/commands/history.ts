import { EXIT } from '../failure.ts';
import type { HistoryEntry } from '../machine/machine.ts';
import { unifiedDiff } from '../text/diff.ts';
import { printable } from '../text/printable.ts';
import { defineCommand, flag, operand } from './define.ts';
import { findEntry, historyOf, historyTable, numberOf, versionBytes } from './history-text.ts';
import { openLeniently } from './open-file.ts';
import { filePath } from './shapes.ts';
import type { Zod } from './zod.ts';

/** The file as it was before a change, byte for byte, or what the change did. */
const show = defineCommand({
  summary: 'print the file as it was before a change',
  operands: { number: operand('n', 'which change, as wslnet history counts') },
  options: { diff: flag('print what the change did') },
  examples: ['wslnet history show 1 --diff'],
  json: (z) => z.strictObject({ file: filePath(z), ...entryMembers(z) }),
  async run(options, context) {
    const number = numberOf(options.number);
    const file = await historyOf('history', options, context);
    const entry = findEntry(file, number);
    if (options.json) {
      context.printJson({ file: file.path, ...entryJson(entry, number) });
      return EXIT.done;
    }
    const before = await versionBytes(file, entry.before, context);
    if (options.diff) {
      const after = await versionBytes(file, entry.after, context);
      const [old, now] = [before, after].map((bytes) => openLeniently({ path: file.path, bytes }).decoded.text);
      context.out.write(unifiedDiff(printable(file.path), old ?? '', now ?? '', context.out));
    } else if (before) {
      context.out.write(before);
    } else if (!options.quiet) {
      context.err.write(`There was no ${printable(file.path)} before that change.\n`);
    }
    return EXIT.done;
  },
});

/** What wslnet did to the file, the latest first. */
export default defineCommand({
  summary: 'list what wslnet changed in the file, latest first',
  examples: ['wslnet history', 'wslnet history show 1 --diff'],
  json: (z) => z.strictObject({ file: filePath(z), changes: z.array(z.strictObject(entryMembers(z))) }),
  async run(options, context) {
    const { path, entries } = await historyOf('history', options, context);
    if (options.json) {
      const changes = entries.map((entry, index) => entryJson(entry, index + 1));
      context.printJson({ file: path, changes });
    } else if (entries.length > 0) {
      context.out.write(historyTable(entries, context.out));
    } else if (!options.quiet) {
      context.err.write(`wslnet has not changed ${printable(path)}.\n`);
    }
    return EXIT.done;
  },
  commands: { show },
});

/** A change in the history. */
function entryMembers(z: Zod) {
  return {
    number: z.int().check(z.minimum(1), z.describe('As wslnet undo counts: 1 is the latest.')),
    time: z.string().check(z.describe('In ISO 8601, UTC.')),
    command: z.string(),
    summary: z.string(),
    before: z.nullable(z.string()).check(z.describe('The path of the bytes before it; null for no file.')),
    after: z.nullable(z.string()).check(z.describe('The path of the bytes after it; null for no file.')),
  };
}

function entryJson({ time, command, summary, before, after }: HistoryEntry, number: number) {
  return { number, time, command, summary, before, after };
}
