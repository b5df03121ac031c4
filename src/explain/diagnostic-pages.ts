import { CODES, type DiagnosticCode } from '../check/codes.ts';
import { printable } from '../text/printable.ts';
import {
  definitions,
  type Explanation,
  INDENT,
  joinPage,
  pageTitle,
  paragraph,
  section,
  type TopicKind,
} from './page.ts';

/** The codes of `wslnet check`. */
export const CODE_TOPICS: TopicKind = {
  title: 'Codes of wslnet check',
  summaries: new Map(Object.entries(CODES).map(([code, { title }]) => [code, title])),
  find(word) {
    const code = word.toLowerCase();
    return Object.hasOwn(CODES, code) ? explainCode(code as DiagnosticCode) : null;
  },
};

function explainCode(code: DiagnosticCode): Explanation {
  const { title, severities, why, wsl, wrong, right } = CODES[code];
  return {
    members: { topic: code, kind: 'code', title, severities, why, wsl, wrong, right },
    toText(style) {
      const facts: [string, string][] = [
        ['Severity', severities.join(' or ')],
        ['Why', why],
        ['WSL', wsl],
      ];
      return joinPage([
        pageTitle(code, 'check', style),
        paragraph(`${title.charAt(0).toUpperCase()}${title.slice(1)}.`, style.width),
        definitions(facts, style),
        section('Wrong', example(wrong), style.colors),
        section('Right', wrong === '' ? [] : example(right), style.colors),
      ]);
    },
  };
}

/** The lines of a file. What an editor would not show is made visible. */
function example(text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return text === '' ? [] : lines.map((line) => `${INDENT}${INDENT}${printable(line)}`.trimEnd());
}
