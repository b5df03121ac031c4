import { requireExplanation, TOPIC_LIST } from '../explain/topics.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { CommonOptions, Context } from './context.ts';
import { jsonDocument } from './json.ts';

export interface ExplainOptions extends CommonOptions {
  /** What to explain; undefined for a list of what there is. */
  readonly topic: string | undefined;
}

/** `wslnet explain`: what a setting or a mode is, and what goes wrong with it. Reads no file. */
export async function explain(options: ExplainOptions, { out }: Context): Promise<ExitCode> {
  const explanation = options.topic === undefined ? TOPIC_LIST : requireExplanation(options.topic);
  const { members, toText } = explanation;
  out.write(options.json ? jsonDocument('explain', members) : toText(out));
  return EXIT.done;
}
