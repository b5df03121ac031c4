import { expect } from 'vitest';
import { interpret } from 'wslnet';
import { diagnose, examine } from '../../src/check/diagnose.ts';
import { fixAll } from '../../src/check/fix.ts';
import { decode, encode } from '../../src/ini/text.ts';
import { NETWORKING_NAMES } from '../../src/settings/catalogue.ts';

/** Checks that each warning of WSL's has a diagnostic on its line, and that spans hold whole characters. */
export function expectCovered(bytes: Uint8Array): void {
  const examination = examine(decode(bytes));
  const diagnostics = diagnose(examination);
  const { warnings, error, effectiveWarnings = [] } = interpret(bytes, {});
  const { text, lines } = examination.document;
  for (const message of error ? [...warnings, error] : warnings) {
    const wanted = JSON.stringify(message);
    const own = diagnostics.filter(({ wsl }) => JSON.stringify(wsl) === wanted);
    expect(own.length, wanted).toBeGreaterThan(0);
    const wslLine = message.args.filter((arg) => typeof arg === 'number')[0];
    for (const { span } of own) {
      const line = lines.find(({ start, end }) => start <= span.start && (span.start < end || end === text.length));
      const number = line?.kind === 'entry' ? line.wslLine : line?.kind === 'invalid' ? line.problem.wslLine : null;
      expect(number, `${wanted} on its line`).toBe(wslLine);
    }
  }
  const said = new Set([...warnings, ...effectiveWarnings, error].map((message) => JSON.stringify(message)));
  for (const { span, code, wsl } of diagnostics) {
    if (wsl) expect(said.has(JSON.stringify(wsl)), `${code} quotes what WSL does say`).toBe(true);
    expect(span.start, code).toBeLessThanOrEqual(span.end);
    expect(span.end, code).toBeLessThanOrEqual(text.length);
    for (const at of [span.start, span.end]) {
      expect(/^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(at - 1, 0), at + 1)) && at > 0, code).toBe(
        false,
      );
    }
  }
}

/** Checks that fixes change no networking value but those they restore, and that a second time changes nothing. */
export function expectHarmlessFix(bytes: Uint8Array): void {
  const decoded = decode(bytes);
  const { text, fixed } = fixAll(decoded);
  const before = interpret(bytes, {}).effective;
  const after = interpret(encode({ ...decoded, text }), {}).effective;
  const restored = new Set(fixed.map(({ diagnostic }) => diagnostic.fix?.restores?.name));
  for (const name of NETWORKING_NAMES) {
    if (!restored.has(name)) expect(after?.[name], name).toEqual(before?.[name]);
  }
  const again = fixAll({ ...decoded, text });
  expect(again.fixed).toEqual([]);
  expect(again.text).toBe(text);
}
