import { displayWidth } from '../src/text/wrap.ts';
import { type Shown, showOnSample } from './sample-machine.ts';

/** Each picture, and the commands that it shows. */
const PICTURES: Readonly<Record<string, readonly string[]>> = {
  doctor: ['wslnet doctor'],
  change: ['wslnet check', 'wslnet set nat', 'wslnet undo'],
};

const COLUMNS = 84;
const FONT_SIZE = 14;
const LINE_HEIGHT = 20;
const CELL = 8.43;
const MARGIN = 18;

interface Theme {
  readonly back: string;
  readonly text: string;
  readonly dim: string;
  /** By the last digit of their code: red, green, yellow, blue, magenta, cyan. */
  readonly colors: readonly string[];
}

const THEMES: Readonly<Record<string, Theme>> = {
  light: {
    back: '#f6f8fa',
    text: '#1f2328',
    dim: '#59636e',
    colors: ['#cf222e', '#1a7f37', '#7d4e00', '#0969da', '#8250df', '#0a6c74'],
  },
  dark: {
    back: '#161b22',
    text: '#e6edf3',
    dim: '#9198a1',
    colors: ['#ff7b72', '#3fb950', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd'],
  },
};

/** docs/pictures: what commands print on a sample machine, as pictures for light and for dark pages. */
export async function pictures(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [name, commands] of Object.entries(PICTURES)) {
    const shown = await showOnSample(commands, COLUMNS, 'always');
    for (const [theme, colors] of Object.entries(THEMES)) files.set(`${name}-${theme}.svg`, picture(shown, colors));
  }
  return files;
}

function picture(shown: readonly Shown[], theme: Theme): string {
  const lines = shown.flatMap(({ command, output }, index) => [
    ...(index > 0 ? [''] : []),
    `\u001b[2m>\u001b[22m \u001b[1m${command}\u001b[22m`,
    ...output.replace(/\n$/, '').split('\n'),
  ]);
  const width = Math.ceil(2 * MARGIN + CELL * Math.max(...lines.map((line) => displayWidth(plain(line)))));
  const height = 2 * MARGIN + LINE_HEIGHT * lines.length;
  const rows = lines.map((line, index) => {
    const y = MARGIN + LINE_HEIGHT * (index + 0.75);
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans(line, theme)}</text>`;
  });
  const font = 'ui-monospace, SFMono-Regular, Consolas, "Liberation Mono", Menlo, monospace';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(shown.map(({ command }) => command).join(', '))}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${theme.back}"/>`,
    `<g font-family='${font}' font-size="${FONT_SIZE}" fill="${theme.text}">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
const STYLE = /\u001b\[(\d+)m/g;

function plain(line: string): string {
  return line.replace(STYLE, '');
}

/** A line with its styles as spans. */
function spans(line: string, theme: Theme): string {
  let [isBold, isDim, color] = [false, false, null as string | null];
  return line
    .split(STYLE)
    .map((part, index) => {
      if (index % 2 === 0) {
        if (part === '') return '';
        const fill = color ?? (isDim ? theme.dim : null);
        const style = `${fill ? ` fill="${fill}"` : ''}${isBold ? ' font-weight="bold"' : ''}`;
        return style === '' ? escapeXml(part) : `<tspan${style}>${escapeXml(part)}</tspan>`;
      }
      const code = Number(part);
      if (code === 1) isBold = true;
      if (code === 2) isDim = true;
      if (code === 22 || code === 0) [isBold, isDim] = [false, false];
      if (code >= 31 && code <= 36) color = theme.colors[code - 31] ?? null;
      if (code === 39 || code === 0) color = null;
      return '';
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
