import { EXIT, type ExitCode } from '../failure.ts';
import type { LocationRule } from '../host/host.ts';
import { jsonDocument } from '../report/json.ts';
import type { CommonOptions, Context } from './context.ts';
import { locateFile } from './open-file.ts';

const RULES: { readonly [R in LocationRule]: string } = {
  option: 'named by --file',
  WSLNET_CONFIG: 'named by the variable WSLNET_CONFIG',
  USERPROFILE: 'in the folder that the variable USERPROFILE names',
  interop: 'in the profile folder that Windows names',
  'only-user': 'in the only profile folder it can be in',
};

/** `wslnet path`: where the file is, whether it exists or not. */
export async function path(options: CommonOptions, context: Context): Promise<ExitCode> {
  const { path: file, rule } = await locateFile(options, context);
  context.out.write(options.json ? jsonDocument('path', { file, rule }) : `${file}\n`);
  if (options.verbose && !options.json) context.err.write(`It is ${RULES[rule]}.\n`);
  return EXIT.done;
}
