import type { Span } from '../../ini/span.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';
import type { Examination } from './examination.ts';

/** What is to be said of a file as a whole. */
export function fileRules(examination: Examination): Diagnostic[] {
  return [...encodingRules(examination), ...afterCtrlZ(examination)];
}

const START: Span = { start: 0, end: 0 };

function encodingRules({ decoded: { text, encoding, mark } }: Examination): Diagnostic[] {
  if (encoding === 'utf-16le') return [diagnostic('utf-16', 'information', START, {})];
  return mark && text === '' ? [diagnostic('mark-only', 'information', START, {})] : [];
}

function afterCtrlZ({ document: { text, lines } }: Examination): Diagnostic[] {
  const last = lines.at(-1);
  if (last?.kind !== 'unread' || text.slice(last.start + 1).trim() === '') return [];
  return [diagnostic('after-ctrl-z', 'error', { start: last.start, end: last.start + 1 }, {})];
}
