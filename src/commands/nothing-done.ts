import type { LineMap } from '../ini/document.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { reasonSentence } from '../settings/value-text.ts';
import type { Channel } from '../text/colors.ts';
import { wrap } from '../text/wrap.ts';

/** What a command says that found nothing to change, and what is not in force all the same. */
export function nothingDone(
  { command, name, lines, notInEffect }: NothingDone,
  channel: Pick<Channel, 'colors' | 'width'>,
): string {
  return `${sentence(command, name)}\n${notInEffectText(notInEffect, lines, channel)}`;
}

export interface NothingDone {
  readonly command: string;
  /** The file's, safe to print. */
  readonly name: string;
  readonly lines: LineMap;
  /** What was asked for and is not in force by the file. */
  readonly notInEffect: readonly ResolvedSetting[];
}

function sentence(command: string, name: string): string {
  if (command === 'undo' || command === 'redo') return `Nothing to ${command} in ${name}.`;
  if (command === 'edit') return 'No changes.';
  return command === 'unset' ? `Not set in ${name}; nothing to change.` : `Already set in ${name}; nothing to change.`;
}

/** Of each setting that is not in force as asked, why. */
export function notInEffectText(
  notInEffect: readonly ResolvedSetting[],
  lines: LineMap,
  { colors, width }: Pick<Channel, 'colors' | 'width'>,
): string {
  return notInEffect
    .flatMap((resolved) => {
      const reason = resolved.reason ? ` ${reasonSentence(resolved, resolved.reason, lines)}` : '';
      return wrap(`${resolved.setting.name} is not in effect.${reason}`, width);
    })
    .map((line) => `${colors.yellow(line)}\n`)
    .join('');
}
