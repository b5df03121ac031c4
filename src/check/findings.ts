import { findByEntryName } from '../settings/catalogue.ts';
import type { Examination } from './diagnose.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fileRules, lineRules } from './rules/lines.ts';
import { modeRules } from './rules/modes.ts';
import { duplicateRule, unknownNameRule } from './rules/names.ts';
import { swallowedLine, valueRules } from './rules/values.ts';

/** The errors and warnings of a file, in no order, for who wants to know how many there are: their fixes are not tried. */
export function findProblems(examination: Examination): Diagnostic[] {
  const all = [...lineFindings(examination), ...modeRules(examination), ...fileRules(examination)];
  return all.filter(({ severity }) => severity !== 'information');
}

/** What is to be said of each line by itself. */
export function lineFindings(examination: Examination): Diagnostic[] {
  const found = [...examination.document.lines].flatMap((line): Diagnostic[] => {
    if (line.kind === 'invalid') return [lineRules(line, examination)];
    if (line.kind !== 'entry') return [];
    const setting = findByEntryName(line.name);
    if (!setting) return [unknownNameRule(line, examination)];
    const first = examination.first.get(setting);
    if (first && first !== line) {
      return [duplicateRule(line, first, setting, examination), ...swallowedLine(line, examination)];
    }
    return valueRules(line, setting, examination);
  });
  const { stoppedBy } = examination.reading;
  // WSL says nothing of what stands behind the line at which it gives up.
  return found.map((each) => (stoppedBy && each.span.start >= stoppedBy.end ? { ...each, wsl: null } : each));
}
