import { defineCommand, text } from './define.ts';
import { changeDocument } from './shapes.ts';
import { entryCandidates, moveTo, targetNamed } from './versions.ts';

/** Goes forward along the history, as far as `wslnet undo` went back. */
export default defineCommand({
  summary: 'bring back a change that undo took back',
  details: ['There is nothing to bring back once the file was changed in another way.'],
  options: { to: text('entry', 'go to the file as it was after this change', { complete: entryCandidates }) },
  examples: ['wslnet redo', 'wslnet redo --dry-run'],
  json: changeDocument,
  async run(options, context) {
    return await moveTo(
      (file, position) => {
        if (options.to !== undefined) return targetNamed(file, options.to);
        const change = file.line[position + 1];
        return change ? { version: change.after, note: { to: change.id } } : null;
      },
      { ...options, force: false },
      context,
    );
  },
});
