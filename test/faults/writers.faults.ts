import { expect, test } from 'vitest';
import { interpret } from 'wslnet';
import { printFigures, Workplace } from './program.ts';

const WRITERS = 8;
const PORTS_EACH = 25;

test('8 processes at once add 25 ports each: none is lost, none refused', async () => {
  const place = new Workplace('[wsl2]\nnetworkingMode=mirrored\n');
  const begin = performance.now();
  let slowest = 0;
  const wanted: number[] = [];
  const writer = async (_: unknown, index: number) => {
    for (let count = 0; count < PORTS_EACH; count++) {
      const port = 1000 * (index + 1) + count;
      wanted.push(port);
      const { code, stderr, time } = await place.run('set', `ignoredPorts+=${port}`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^Changed/) });
      slowest = Math.max(slowest, time);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  const ports = interpret(Buffer.from(place.text)).config?.ignoredPorts ?? [];
  expect(ports).toEqual(wanted.sort((a, b) => a - b));
  expect(place.leftovers).toEqual([]);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  printFigures(
    `${WRITERS} writers, ${WRITERS * PORTS_EACH} changes in ${seconds} s: ${wanted.length - ports.length} lost, ` +
      `0 refused, the slowest took ${Math.round(slowest)} ms.`,
  );
});
