import { EXIT, type ExitCode } from '../failure.ts';
import type { CommonOptions, Context } from './context.ts';
import { jsonDocument } from './json.ts';
import { ruleWords } from './location-text.ts';
import { locateFile } from './open-file.ts';

/** `wslnet path`: where the file is, whether it exists or not. */
export async function path(options: CommonOptions, context: Context): Promise<ExitCode> {
  const { path: file, rule } = await locateFile(options, context);
  context.out.write(options.json ? jsonDocument('path', { file, rule }) : `${file}\n`);
  if (options.verbose && !options.json) context.err.write(`It is ${ruleWords(rule)}.\n`);
  return EXIT.done;
}
