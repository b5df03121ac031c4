import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, wrap } from '../../src/text/wrap.ts';

describe('wrap', () => {
  test.each([
    ['To undo it: wslnet close', 20, ['To undo it:', 'wslnet close']],
    ['LAN: blocked (wslnet open 5300/udp)', 24, ['LAN: blocked', '(wslnet open 5300/udp)']],
    ['Start here. (wslnet doctor -v shows all)', 24, ['Start here.', '(wslnet doctor -v shows', 'all)']],
    ['Run wslnet set dnsTunneling=true --restart now', 40, ['Run', 'wslnet set dnsTunneling=true --restart', 'now']],
    ['Run wslnet set dnsTunneling=true --restart now', 20, ['Run wslnet set', 'dnsTunneling=true', '--restart now']],
    ['To find out why: wslnet doctor mode', 24, ['To find out why:', 'wslnet doctor mode']],
    ['To find out why: wslnet doctor mode', 14, ['To find out', 'why:', 'wslnet doctor', 'mode']],
    ['Restart it: wslnet restart (shuts it down)', 30, ['Restart it: wslnet restart', '(shuts it down)']],
    ['two  blanks', 40, ['two  blanks']],
    ['交換 スイッチ A', 10, ['交換', 'スイッチ A']],
    ['', 10, ['']],
  ])('%j in %i columns', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('loses nothing but the blanks where it breaks', () => {
    const word = fc.constantFrom('wslnet', 'set', 'open', '3000', '--restart', '(wslnet', 'firewall=off', '交換', 'a');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 60 }), (words, width) => {
        const text = words.join(' ');
        const lines = wrap(text, width);
        expect(lines.join(' ')).toBe(text);
        for (const line of lines) {
          if (line.includes(' ')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});
