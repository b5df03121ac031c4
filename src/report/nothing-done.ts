import type { LineMap } from '../ini/position.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import type { Channel } from './channel.ts';
import { reasonSentence } from './reasons.ts';
import { wrap } from './wrap.ts';

/** What a command says that found nothing to change, and what is not in force all the same. */
export function nothingDone(
  { command, name, lines, unmet }: NothingDone,
  channel: Pick<Channel, 'colors' | 'width'>,
): string {
  return `${sentence(command, name)}\n${unmetText(unmet, lines, channel)}`;
}

export interface NothingDone {
  readonly command: string;
  /** The file's, safe to print. */
  readonly name: string;
  readonly lines: LineMap;
  /** What was asked for and is not in force by the file. */
  readonly unmet: readonly ResolvedSetting[];
}

function sentence(command: string, name: string): string {
  if (command === 'undo') return `Nothing to undo in ${name}.`;
  return command === 'unset' ? `Nothing to take out of ${name}.` : `Nothing to change: ${name} says so already.`;
}

/** Of each setting that is not in force as asked, why. */
export function unmetText(
  unmet: readonly ResolvedSetting[],
  lines: LineMap,
  { colors, width }: Pick<Channel, 'colors' | 'width'>,
): string {
  return unmet
    .flatMap((resolved) => {
      const reason = resolved.reason ? ` ${reasonSentence(resolved, resolved.reason, lines)}` : '';
      return wrap(`${resolved.setting.name} is not in force as asked.${reason}`, width);
    })
    .map((line) => `${colors.yellow(line)}\n`)
    .join('');
}
