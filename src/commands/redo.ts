import { type CommonOptions, defineCommand, flag, text } from './define.ts';
import { changeDocument } from './json.ts';
import { restartAfter } from './restart-after.ts';
import { entryCandidates, moveTo, type Target, targetNamed, type Walk } from './versions.ts';
import { RESTART_AFTER } from './write-options.ts';

/** Goes forward along the history, as far as `wslnet undo` went back. */
export default defineCommand({
  summary: 'redo a change that undo reverted',
  details: ['After another change to the file, there is nothing to redo.'],
  options: {
    to: text('entry', 'go to the file as it was after this change', { complete: entryCandidates }),
    force: flag('redo even if another program changed the file; that version is kept too'),
    ...RESTART_AFTER,
  },
  examples: ['wslnet redo', 'wslnet redo --dry-run'],
  json: changeDocument,
  run: (options, context) =>
    restartAfter(options, context, (own) => moveTo(walkForward(options.to, options), options, own)),
});

/** @param name the change to go to; undefined for one step */
function walkForward(name: string | undefined, options: CommonOptions): Walk {
  return (file, position): Target | null => {
    if (name !== undefined) return targetNamed(file, name, options);
    const change = file.line[position + 1];
    return change ? { version: change.after, note: { to: change.id } } : null;
  };
}
