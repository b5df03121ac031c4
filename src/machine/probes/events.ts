import type { WslWarning } from '../facts.ts';
import { understood } from '../programs.ts';
import type { Probe } from './probe.ts';

/** The latest twenty of what WSL wrote, in UTF-16, which has every language. */
const QUERY = ["/q:*[System[Provider[@Name='WSL']]]", '/c:20', '/rd:true', '/f:xml', '/uni:true'];

/** The levels of the event log that are no warning. */
const INFORMATION = ['4', '5'];

/** Anybody may read the Application log. It prints one `<Event>` after the other; nothing where WSL never warned. */
export const probeWslWarnings: Probe<'wslWarnings'> = async ({ askWindows }) =>
  understood('wevtutil.exe', await askWindows('wevtutil.exe', 'qe', 'Application', ...QUERY), (text) => {
    const events = [...text.matchAll(/<Event[ >].*?<\/Event>/gs)].map(([event]) => readEvent(event));
    if (events.length === 0 && text.trim() !== '') return null;
    return events.flatMap((event) => event ?? []);
  });

function readEvent(event: string): WslWarning | null {
  const [, level = ''] = /<Level>(\d+)<\/Level>/.exec(event) ?? [];
  const [, created = ''] = /<TimeCreated SystemTime=['"]([^'"]+)['"]/.exec(event) ?? [];
  const time = Date.parse(created);
  if (INFORMATION.includes(level) || Number.isNaN(time)) return null;
  const data = [...event.matchAll(/<Data(?: [^>]*)?>(.*?)<\/Data>/gs)].map(([, text = '']) => decodeEntities(text));
  const text = data.join('\n').trim();
  return {
    time,
    text,
    code:
      text
        .match(/\b0x[0-9a-f]{8}\b/gi)
        ?.at(-1)
        ?.toLowerCase() ?? null,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
