import { type IniDocument, type Span, textAt } from '../../ini/document.ts';
import { readPlain } from '../../ini/plain.ts';
import { NETWORKING_NAMES, NETWORKING_SETTINGS, type NetworkingSetting } from '../../settings/catalogue.ts';
import { isSame } from '../../settings/resolve.ts';
import type { Examination } from '../diagnose.ts';
import { type Diagnostic, diagnostic } from '../diagnostic.ts';

const START: Span = { start: 0, end: 0 };

/** Networking values that an ordinary INI reader takes for something else than WSL does. */
export function otherReader({ decoded, document, reading: { applied, error } }: Examination): Diagnostic[] {
  if (error) return [];
  // Other programs meet the mark as a character, and take UTF-8 for granted.
  const plain = readPlain(decoded.mark ? `\ufeff${document.text}` : document.text);
  if (!plain) return [];
  return NETWORKING_NAMES.flatMap((name) => {
    const setting = NETWORKING_SETTINGS[name] as NetworkingSetting;
    const own = applied.get(setting);
    const text = plain.sections.get(setting.section)?.get(name);
    const seen = text === undefined ? setting.default : setting.kind.read(text).value;
    const actual = own?.value ?? setting.default;
    if (isSame(seen ?? setting.default, actual)) return [];
    const args = {
      setting: name,
      seen: spelled(setting, seen),
      actual: spelled(setting, actual),
      hasMark: decoded.mark,
    };
    return [diagnostic('other-reader', 'information', own?.entry.key ?? lastKeySpan(document, name), args)];
  });
}

/** Where another program may have seen a key that WSL did not: on the last line that begins with it. */
function lastKeySpan({ text, lines }: IniDocument, key: string): Span {
  const keys = lines.map((line) => (line.kind === 'entry' ? line.key : line.kind === 'invalid' ? line.name : null));
  return keys.findLast((span) => span && textAt(text, span) === key) ?? START;
}

function spelled({ kind }: NetworkingSetting, value: unknown): string {
  return value === null || value === undefined ? '' : kind.write(value);
}
