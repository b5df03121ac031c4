import type { OpenFile } from '../change/open-file.ts';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import type { Span } from '../ini/document.ts';

/** Why a text is no `.wslconfig` yet, and the characters that tell. */
export interface ForeignText {
  readonly code: 'template' | 'conflict-markers';
  readonly span: Span;
  /** What a template is told by, as `{{ }}`. */
  readonly found: string;
}

/** Whether a text is a template or an unresolved merge conflict; null for what may be a `.wslconfig`. */
export function findForeign(text: string): ForeignText | null {
  const conflict = /^(?:<<<<<<<|>>>>>>>)(?: |\r?$)/m.exec(text);
  if (conflict) {
    const { index } = conflict;
    return { code: 'conflict-markers', span: { start: index, end: index + 7 }, found: '' };
  }
  const found = findTemplate(text) ?? findPlaceholder(text);
  return found && { code: 'template', ...found };
}

const FOREIGN_FILE: FailureKind<{
  readonly path: string;
  readonly code: 'template' | 'conflict-markers';
  readonly line: number;
}> = {
  code: 'foreign-file',
  exit: EXIT.usage,
  message: ({ path, code, line }) =>
    code === 'template'
      ? `${path} is a template, not yet a .wslconfig (line ${line}).`
      : `${path} has conflict markers (line ${line}).`,
  hint: ({ code }) =>
    code === 'template'
      ? 'Change the template by hand, or the file that your dotfiles manager makes from it. Nothing was changed.'
      : 'Resolve the conflict first. Nothing was changed.',
};

/** @throws Failure `foreign-file` for a template and for a file with conflict markers */
export function requireOwnText({ name, document, lines }: OpenFile): void {
  const foreign = findForeign(document.text);
  if (!foreign) return;
  throw new Failure(FOREIGN_FILE, { path: name, code: foreign.code, line: lines.lineAt(foreign.span.start) });
}

const OPENINGS =
  /\{\{|\{%|\{#|<%|<#|<\?(?=php\b|=)|\[%|\[\[(?=[-~ \t]*(?:if|else|end|range|with|define|template|block|[.$/*])\b|[-~ \t]*[.$/])|\$\{[A-Za-z_]|^[ \t]*%(?:\{~?)?[ \t]*(?:if|for|end|else)\b/gm;

/** What programs that fill in values look for, as a whole value: of CMake, of Octopus, and of what has no name. */
const PLACEHOLDERS =
  /^[ \t]*[A-Za-z][A-Za-z0-9]*[ \t]*=[ \t]*"?(@@?[A-Z][A-Z0-9_]*@@?|__[A-Z][A-Z0-9_]*__|#\{[A-Za-z][\w.]*\})(?:[KMGT]?B?)"?[ \t\r]*$/m;

/** A directive of a template, by what opens it. */
interface Directive {
  readonly closing: string;
  /** True where it may be closed on a later line. */
  readonly spansLines: boolean;
  /** Which of them count in a comment too: those that can be nothing else. */
  readonly inComment?: RegExp;
}

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  '{{': {
    closing: '}}',
    spansLines: true,
    inComment: /^\{\{[-~@ ]*(?:if|else|end|range|with|define|template|block|#|\/)/,
  },
  '{%': { closing: '%}', spansLines: true, inComment: /^\{%[-+@ ]*[a-z]/ },
  '{#': { closing: '#}', spansLines: false },
  '<%': { closing: '%>', spansLines: false, inComment: /^<%/ },
  '<#': { closing: '#>', spansLines: false },
  '<?': { closing: '?>', spansLines: true },
  '[%': { closing: '%]', spansLines: true },
  '[[': {
    closing: ']]',
    spansLines: false,
    inComment: /^\[\[[- ]*(?:if|else|end|range|with|define|template|block)\b/,
  },
  // Of a shell or of envsubst. Text may hold it as it is, so that it counts only as a whole value.
  '${': { closing: '}', spansLines: false },
};

/** As far as a directive goes on one line. */
const MOST_DIRECTIVE = 1000;

function findTemplate(text: string): { readonly span: Span; readonly found: string } | null {
  for (const { 0: opening, index } of text.matchAll(OPENINGS)) {
    // Lines may be very long, and directives very many: the line is looked at no further than this.
    const near = text.slice(Math.max(0, index - MOST_DIRECTIVE), index);
    const rest = text.slice(index, index + MOST_DIRECTIVE);
    const name = opening.slice(0, 2);
    const directive = DIRECTIVES[name];
    if (!directive) return { span: { start: index, end: index + opening.length }, found: opening.trim() };
    const line = rest.slice(0, (rest.indexOf('\n') + 1 || rest.length + 1) - 1);
    const { closing, spansLines, inComment } = directive;
    const close = (spansLines ? rest : line).indexOf(closing, 2);
    if (close === -1) continue;
    const before = near.slice(near.lastIndexOf('\n') + 1);
    const isComment = /^[ \t]*[#;]/.test(before) || before.includes('#');
    if (isComment && !inComment?.test(rest)) continue;
    if (opening.startsWith('$') && !isWholeValue(before, line.slice(close + 1))) continue;
    return { span: { start: index, end: index + close + closing.length }, found: `${name} ${closing}` };
  }
  return null;
}

function findPlaceholder(text: string): { readonly span: Span; readonly found: string } | null {
  const match = PLACEHOLDERS.exec(text);
  const [whole, found = ''] = match ?? [];
  if (!match || whole === undefined) return null;
  const start = match.index + whole.indexOf(found);
  return { span: { start, end: start + found.length }, found };
}

function isWholeValue(before: string, after: string): boolean {
  return /^[ \t]*[A-Za-z][A-Za-z0-9]*[ \t]*=[ \t]*"?$/.test(before) && /^(?:[KMGT]?B?)"?[ \t\r]*(?:#.*)?$/.test(after);
}
