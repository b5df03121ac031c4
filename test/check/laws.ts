import { expect } from 'vitest';
import { interpret } from 'wslnet';
import { diagnose } from '../../src/check/diagnose.ts';
import { fixAll } from '../../src/check/fix.ts';
import { NETWORKING_NAMES } from '../../src/settings/catalogue.ts';
import { Document } from '../../src/settings/document.ts';

/** Checks that each warning of WSL's has a diagnostic on its line, and that spans hold whole characters. */
export function expectCovered(bytes: Uint8Array): void {
  const document = Document.decode(bytes);
  const diagnostics = diagnose(document);
  const { warnings, error, effectiveWarnings = [] } = interpret(bytes, {});
  const { text, lines } = document;
  const covered = new Set(diagnostics.flatMap(({ covers }) => covers.map((message) => JSON.stringify(message))));
  for (const message of error ? [...warnings, error] : warnings) {
    const wanted = JSON.stringify(message);
    const own = diagnostics.filter(({ wsl }) => JSON.stringify(wsl) === wanted);
    if (covered.has(wanted)) continue;
    expect(own.length, wanted).toBeGreaterThan(0);
    const wslLine = message.args.filter((arg) => typeof arg === 'number')[0];
    for (const { span } of own) {
      const line = lines.find(({ start, end }) => start <= span.start && (span.start < end || end === text.length));
      const number = line?.kind === 'entry' ? line.wslLine : line?.kind === 'invalid' ? line.problem.wslLine : null;
      expect(number, `${wanted} on its line`).toBe(wslLine);
    }
  }
  const said = new Set([...warnings, ...effectiveWarnings, error].map((message) => JSON.stringify(message)));
  for (const { span, code, wsl, covers } of diagnostics) {
    for (const message of wsl ? [wsl, ...covers] : covers) {
      expect(said.has(JSON.stringify(message)), `${code} quotes what WSL does say`).toBe(true);
    }
    expect(span.start, code).toBeLessThanOrEqual(span.end);
    expect(span.end, code).toBeLessThanOrEqual(text.length);
    for (const at of [span.start, span.end]) {
      expect(/^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(at - 1, 0), at + 1)) && at > 0, code).toBe(
        false,
      );
    }
  }
}

/**
 * Checks that fixes change no networking value but those they restore, and those of lines that had no effect and now have
 * the one they ask for; and that a second time changes nothing.
 */
export function expectHarmlessFix(bytes: Uint8Array): void {
  const original = Document.decode(bytes);
  const { document, fixed } = fixAll(original);
  const before = interpret(bytes, {}).effective;
  const after = interpret(document.encode(), {}).effective;
  const restored = new Set(fixed.flatMap(({ fix }) => fix?.restores.map(({ name }) => name) ?? []));
  for (const name of NETWORKING_NAMES) {
    // What the file does not set follows from what it does.
    const { applied } = original.resolved?.[name] ?? {};
    if (applied === null || restored.has(name)) continue;
    expect([before?.[name], ...(applied ? [applied.value] : [])], name).toContainEqual(after?.[name]);
  }
  const again = fixAll(Document.decode(document.encode()));
  expect(again.fixed).toEqual([]);
  expect(again.document.text).toBe(document.text);
}
