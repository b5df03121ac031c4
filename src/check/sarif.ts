import { safeJson } from '../text/printable.ts';
import { CODES, type DiagnosticCode, messageOf, pageOf } from './codes.ts';
import type { Severity } from './diagnostic.ts';
import { type CheckedFile, fixEdits, type RangeJson, rangeOf } from './report.ts';

const LEVELS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', info: 'note' };

/** What was found in some files as SARIF 2.1.0, which code scanning and editors read. @param paths as people name the files */
export function sarifLog(files: readonly (CheckedFile & { readonly path: string })[]): string {
  const codes = Object.keys(CODES) as DiagnosticCode[];
  const rules = codes.map((id) => {
    const { title, why, severities } = CODES[id];
    return {
      id,
      shortDescription: { text: sentence(title) },
      fullDescription: { text: why },
      helpUri: pageOf(id),
      defaultConfiguration: { level: LEVELS[severities[0] ?? 'info'] },
    };
  });
  const driver = { name: 'wslnet', informationUri: 'https://github.com/wslnet/wslnet#readme', rules };
  const ruleIndexes = new Map<string, number>(codes.map((code, index) => [code, index]));
  const results = files.flatMap((file) => {
    const artifactLocation = { uri: uriOf(file.path) };
    return file.diagnostics.map((diagnostic) => {
      const edits = fixEdits(diagnostic, file.document);
      return {
        ruleId: diagnostic.code,
        ruleIndex: ruleIndexes.get(diagnostic.code),
        level: LEVELS[diagnostic.severity],
        message: { text: messageOf(diagnostic) },
        locations: [
          { physicalLocation: { artifactLocation, region: region(rangeOf(diagnostic.span, file.document.positions)) } },
        ],
        ...(edits && {
          fixes: [
            {
              description: { text: 'wslnet check --fix' },
              artifactChanges: [
                {
                  artifactLocation,
                  replacements: edits.map(({ newText, ...range }) => {
                    return { deletedRegion: region(range), insertedContent: { text: newText } };
                  }),
                },
              ],
            },
          ],
        }),
      };
    });
  });
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${safeJson(log, 2)}\n`;
}

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
}

function region({ line, column, endLine, endColumn }: RangeJson) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A relative path stays one, so that it means the same on another machine. */
function uriOf(path: string): string {
  if (path === '-') return 'stdin';
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(slashed)) return `file:///${slashed.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`;
  return slashed.startsWith('/') ? `file://${encoded}` : encoded;
}
