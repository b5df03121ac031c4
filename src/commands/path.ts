import { LOCATION_RULES, locateFile, ruleWords } from '../change/open-file.ts';
import { EXIT } from '../failure.ts';
import { printable } from '../text/printable.ts';
import { defineCommand } from './define.ts';
import { filePath } from './shapes.ts';

/** Where the file is, whether it exists or not. */
export default defineCommand({
  summary: 'print where the file is',
  examples: ['wslnet path', 'wslnet path --verbose'],
  json: (z) =>
    z.strictObject({ file: filePath(z), rule: z.enum(LOCATION_RULES).check(z.describe('How it was found.')) }),
  async run(options, context) {
    const { path, rule } = await locateFile(options, context);
    if (options.json) context.printJson({ file: path, rule });
    else context.out.write(`${context.out.isTerminal ? printable(path) : path}\n`);
    if (!options.json && !options.quiet && !(await context.machine.exists(path))) {
      context.err.write('The file does not exist yet, so WSL uses its defaults. wslnet set creates it.\n');
    }
    if (options.verbose && !options.json) context.err.write(`It is ${ruleWords(rule)}.\n`);
    return EXIT.done;
  },
});
