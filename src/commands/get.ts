import { openForReading } from '../change/open-file.ts';
import { settingNamed } from '../change/words.ts';
import { EXIT } from '../failure.ts';
import { isNetworking, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { resolveOther } from '../settings/resolve.ts';
import { askedFor, jsonValue } from '../settings/value-text.ts';
import { printable } from '../text/printable.ts';
import { defineCommand, flag, operand } from './define.ts';
import { filePath, lineOrNull, sectionName, settingName, settingValue } from './json.ts';

export default defineCommand({
  summary: 'print the value of one setting, for scripts',
  details: ['It exits with 1 if the file does not set it.'],
  operands: {
    setting: operand('setting', 'its name', {
      complete: async (spot) => (await import('./candidates.ts')).settingCandidates(spot),
    }),
  },
  options: { effective: flag('the value that applies, whether the file sets it or not') },
  examples: ['wslnet get networkingMode'],
  json: (z) =>
    z.strictObject({
      file: filePath(z),
      name: settingName(z),
      section: sectionName(z),
      value: settingValue(z).check(z.describe('What the file asks for, or with --effective, the value that applies.')),
      line: lineOrNull(z),
    }),
  async run(options, context) {
    const setting = await settingNamed(options.setting, context);
    const { document, snapshot, lines } = await openForReading(options, context);
    const applied = document.reading.applied.get(setting) ?? null;
    const value = options.effective ? effectiveValue(setting, document) : applied && askedFor(applied);
    if (options.json) {
      const { name, section } = setting;
      const line = applied && lines.lineAt(applied.entry.key.start);
      context.printJson({ file: snapshot.path, name, section, value: jsonValue(value), line });
    } else if (value !== null) {
      const isTyped = options.effective || applied?.value !== undefined;
      const written = `${isTyped ? setting.kind.write(value) : value}`;
      // A program gets the bytes; a terminal would take some of them for commands.
      context.out.write(`${context.out.isTerminal ? printable(written) : written}\n`);
    }
    return value === null ? EXIT.no : EXIT.done;
  },
});

function effectiveValue(setting: Setting, document: Document): unknown {
  if (!isNetworking(setting)) return resolveOther(document.reading, setting).value;
  return document.settings[setting.name].value;
}
