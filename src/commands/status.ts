import { factJson, unknownJson } from '../doctor/facts.ts';
import { statusScreen } from '../doctor/status.ts';
import { type FileOnMachine, hasAnswer, viewMachine } from '../doctor/view.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { LineMap } from '../ini/document.ts';
import type { Mode } from '../settings/kinds.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import type { CommonOptions, Context } from './context.ts';
import { jsonDocument, settingJson } from './json.ts';
import { matters } from './show.ts';

/** `wslnet status`: what is in force now, what the file leads to, and whether a restart is due. */
export async function status(options: CommonOptions, context: Context): Promise<ExitCode> {
  const { place, file, absence, facts, restart } = await viewMachine([], options, context);
  // That there is no file to be found is a part of the answer; one that cannot be read is not.
  if (absence && !['no-file-here', 'ambiguous-file'].includes(absence.code)) throw absence;
  const all: readonly ResolvedSetting[] = file ? Object.values(file.resolution.settings) : [];
  const lines = file?.lines ?? new LineMap('');
  const mode = file?.resolution.settings.networkingMode;
  const configured = (mode?.applied?.value as Mode | undefined) ?? null;
  const expected = mode?.value ?? null;
  if (options.json) {
    const { activeMode, wsl, windows, distributions } = facts;
    context.out.write(
      jsonDocument('status', {
        file: file?.snapshot.path ?? null,
        place,
        mode: { configured, expected, inForce: factJson(activeMode) },
        restart,
        wsl: factJson(wsl),
        windows: factJson(windows),
        distributions: factJson(distributions),
        settings: all.map((resolved) => settingJson(resolved, lines)),
        unknown: unknownJson(facts),
      }),
    );
  } else {
    const name = nameOf(file) ?? `No file: ${absence?.message}`;
    const settings = all.filter(matters);
    context.out.write(statusScreen({ file: name, configured, expected, restart, facts, settings, lines }, context.out));
  }
  return hasAnswer(facts) ? EXIT.done : EXIT.noAnswer;
}

function nameOf(file: FileOnMachine | null): string | null {
  return file && (file.snapshot.bytes ? file.name : `${file.name} (does not exist)`);
}
