import { type CommonOptions, defineCommand, flag, text } from './define.ts';
import { changeDocument } from './json.ts';
import { restartAfter } from './restart-after.ts';
import { entryCandidates, moveTo, type Target, targetNamed, type Walk } from './versions.ts';
import { RESTART_AFTER } from './write-options.ts';

/** Goes back along the history, one change further each time. Nothing is lost by it: `wslnet redo` goes forward. */
export default defineCommand({
  summary: 'undo the last change to the file',
  details: ['Run it again to go further back, or wslnet redo to go forward. To see all changes: wslnet history'],
  options: {
    to: text('entry', 'go to the file as it was after this change, or to start', { complete: entryCandidates }),
    force: flag('undo even if another program changed the file; that version is kept too'),
    ...RESTART_AFTER,
  },
  examples: ['wslnet undo', 'wslnet undo --dry-run', 'wslnet undo --to start'],
  json: changeDocument,
  run: (options, context) =>
    restartAfter(options, context, (own) => moveTo(walkBack(options.to, options), options, own)),
});

/** @param name the change to go to; undefined for one step */
function walkBack(name: string | undefined, options: CommonOptions): Walk {
  return (file, position): Target | null => {
    if (name !== undefined) return targetNamed(file, name, options);
    const change = file.line[position];
    return change ? { version: change.before, note: { to: file.line[position - 1]?.id ?? null } } : null;
  };
}
