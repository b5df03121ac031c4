import { LOCATION_RULES, locateFile, ruleWords, STANDARD_INPUT } from '../change/open-file.ts';
import { EXIT, Failure } from '../failure.ts';
import { printable } from '../text/printable.ts';
import { defineCommand, FILE_NEEDED } from './define.ts';
import { filePath } from './json.ts';

/** Where the file is, whether it exists or not. */
export default defineCommand({
  summary: 'print where the file is',
  examples: ['wslnet path', 'wslnet path --verbose'],
  json: (z) =>
    z.strictObject({
      file: filePath(z),
      rule: z.enum(LOCATION_RULES).check(z.describe('How it was found.')),
      exists: z.boolean(),
    }),
  async run(options, context) {
    if (options.file === STANDARD_INPUT) throw new Failure(FILE_NEEDED, { command: 'path' });
    const { path, rule } = await locateFile(options, context);
    const exists = await context.machine.exists(path);
    if (options.json) context.printJson({ file: path, rule, exists });
    else context.out.write(`${context.out.isTerminal ? printable(path) : path}\n`);
    if (!options.json && !options.quiet && !exists) {
      const isNamed = options.file !== undefined;
      context.err.write(
        isNamed
          ? 'The file does not exist.\n'
          : 'The file does not exist yet, so WSL uses its defaults. wslnet set creates it.\n',
      );
    }
    if (options.verbose && !options.json) context.err.write(`It is ${ruleWords(rule)}.\n`);
    return EXIT.done;
  },
});
